"""The public pages of the record in a language, fetched once and parsed, for tests that walk them."""

import re
from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser

from django.test import Client
from django.urls import reverse
from django.utils import translation

from portal.models import Source, owned_models, record_models
from tests.markup import tight

LANGUAGES = ("en", "ja", "ru")
LISTS = [
    "cooperation:area-list",
    "cooperation:memorandum-list",
    "cooperation:occasion-list",
    "cooperation:organization-list",
    "cooperation:outcome-list",
    "events:exhibitor-list",
    "events:fair-list",
    "events:forum-list",
    "portal:source-list",
]
SINGLE = ["portal:home", "portal:about", "portal:method", "portal:search", "cooperation:follow-through"]


VOID = {"meta", "link", "input", "img", "br", "hr"}


@dataclass
class Page(HTMLParser):
    """What a test asks of a page: its title, headings, ids, links, and texts with their languages."""

    status: int
    headers: dict
    body: str
    lang: str = ""
    title: str = ""
    headings: list = field(default_factory=list)
    ids: Counter = field(default_factory=Counter)
    links: set = field(default_factory=set)
    texts: list = field(default_factory=list)  # each with its language
    _open: list = field(default_factory=list)
    _within: str = ""

    def __post_init__(self):
        super().__init__()
        self.feed(self.body)

    __hash__ = object.__hash__

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag not in VOID:
            self._open.append((tag, attrs.get("lang") or (self._open[-1][1] if self._open else "")))
        if "id" in attrs:
            self.ids[attrs["id"]] += 1
        if tag == "html":
            self.lang = attrs.get("lang", "")
        if tag in {"title", "h1"}:
            self._within = tag
        if tag == "h1":
            self.headings.append("")
        for name in ("href", "src", "action"):
            if name in attrs and tag != "form" and "hreflang" not in attrs:
                self.links.add(attrs[name])

    def handle_endtag(self, tag):
        while tag not in VOID and self._open and self._open.pop()[0] != tag:
            pass
        if tag == self._within:
            self._within = ""

    def handle_data(self, data):
        if data.strip() and self._open and self._open[-1][0] not in ("script", "title"):
            self.texts.append((self._open[-1][1], " ".join(data.split())))
        if self._within == "title":
            self.title += data
        elif self._within == "h1":
            self.headings[-1] += data


def get(client: Client, address: str) -> Page:
    response = client.get(address)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    text = (
        tight(body.decode())
        if "text" in response["Content-Type"] or "svg" in response["Content-Type"]
        else ""
    )
    return Page(response.status_code, dict(response.headers.items()), text)


class Site:
    """The pages of the record in one language, each fetched once."""

    def __init__(self, language):
        self.language = language
        self.client = Client()  # one for all: each new one sets up the middleware again
        self.prefix = "/" if language == "en" else f"/{language}/"
        with translation.override(language):
            records = [
                (model, record.get_absolute_url())
                for model in record_models()
                for record in model.objects.published().with_owners()
            ]
            lists = [reverse(name) for name in (*SINGLE, *LISTS)]
            sources = [source.get_absolute_url() for source in Source.objects.all()]
        self.records = [address for _model, address in records]
        self.statements = [address for model, address in records if model.has_page]
        self.pages = {address: get(self.client, address) for address in (*lists, *sources, *self.statements)}
        self.others: dict[str, Page] = {}

    def page(self, address) -> Page:
        """Any page that a page links to; those of the admin too."""
        if address in self.pages:
            return self.pages[address]
        if address not in self.others:
            self.others[address] = get(self.client, address)
        return self.others[address]


# The same in every language: formats, currencies, abbreviations, addresses.
ALIKE = re.compile(r"https?://\S+|\b(CSV|JSON|USD|RUB|JPY|EUR|IT)\b", re.ASCII)
LATIN = re.compile("[A-Za-z]{2,}")


def own_texts(language: str) -> list[str]:
    """Every text that the record has in a language and that keeps names in Latin letters, longest first."""
    texts = set()
    for model in [*owned_models(), Source]:
        named = {one.name for one in model._meta.fields}
        for column in sorted(name for name in named if name.endswith(f"_{language}")):
            texts |= set(model.objects.values_list(column, flat=True))
        if "aliases" in named:
            texts |= {
                line for text in model.objects.values_list("aliases", flat=True) for line in text.split("\n")
            }
        if "official_title_language" in named:
            titled = model.objects.filter(official_title_language=language)
            texts |= set(titled.values_list("official_title", flat=True))
    return sorted((text for text in texts if LATIN.search(text)), key=len, reverse=True)
