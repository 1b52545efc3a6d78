"""What the tests of the pages of the plan share: an element of a page, and a document."""

import pytest

from tests import factories


def part(body: str, opening: str, tag: str) -> str:
    """From an opening tag to the end of the first element of its kind."""
    return body[body.index(opening) :].split(f"</{tag}>")[0]


@pytest.fixture
def memorandum():
    return factories.memorandum(slug="synthetic", title_en="Synthetic memorandum")
