"""The page of a source: what it supports."""

import pytest

from tests import factories
from tests.markup import body_of, text_of

pytestmark = pytest.mark.django_db


def test_source_lists_what_it_supports(client):
    source = factories.source(slug="synthetic")
    memorandum = factories.memorandum(title_en="Supported paper", source=source)
    further = factories.outcome(title_en="Further supported plant")
    further.more_sources.add(source)
    both = factories.area(title_en="Twice supported area", source=source)
    both.more_sources.add(source)
    factories.memorandum(title_en="Unsupported paper")
    factories.memorandum(title_en="Draft paper", source=source, published_at=None)

    text = text_of(client, "/sources/synthetic/")

    assert text.split("What it supports ")[1] == (
        "Areas Twice supported area Memoranda Supported paper Outcomes Further supported plant"
    )
    assert memorandum.get_absolute_url() in body_of(client, "/sources/synthetic/")


def test_source_that_supports_nothing_says_so(client):
    factories.source(slug="synthetic")

    assert "No public statement is based on it yet." in text_of(client, "/sources/synthetic/")
