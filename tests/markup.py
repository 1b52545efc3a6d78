"""Pages as the tests read them: how a template is broken into lines is no part of what it says."""

import re
from html import unescape


def tight(html: str) -> str:
    """Markup without the line breaks and the indentation around tags and between their attributes."""
    html = re.sub(r"(?<=>)\s*\n\s*|\s*\n\s*(?=<)", "", html)
    return re.sub(r"\s+(?=>)", "", re.sub(r"\s*\n\s*", " ", html))


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
