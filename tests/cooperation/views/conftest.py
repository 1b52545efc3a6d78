"""Pages of the plan and the dossiers, read as a visitor reads them.

What the tests share: the words of a page, and a document.
"""

import re
from html import unescape

import pytest

from tests import factories
from tests.markup import tight


def body_of(client, address) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return tight(response.content.decode())


def words_of(markup: str) -> str:
    """The words of a piece of a page, without its citations."""
    markup = re.sub(r'<a class="cite".*?</a>', "", markup)
    markup = re.sub(r'<span class="note" .*?<span class="standing">.*?</span></span>', "", markup)
    text = " ".join(unescape(re.sub(r"<[^>]+>", " ", markup)).split())
    return re.sub(r" (?=[.,;:)])|(?<=\() ", "", text)


def text_of(client, address) -> str:
    """The words of a page's main part, without the list of sources."""
    main = re.search(r"<main.*?>(.*)</main>", body_of(client, address), re.DOTALL)[1]
    return words_of(main.split('<section class="sources"')[0])


def part(body: str, opening: str, tag: str) -> str:
    """From an opening tag to the end of the first element of its kind."""
    return body[body.index(opening) :].split(f"</{tag}>")[0]


@pytest.fixture
def memorandum():
    return factories.memorandum(slug="synthetic", title_en="Synthetic memorandum")
