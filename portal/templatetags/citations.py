"""Tags and filters for citations: numbered sources of statements, and the list of them below a page."""

import re
from functools import lru_cache

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.models import Source
from portal.templatetags.components import render_component
from portal.templatetags.text import translated

register = template.Library()


class Citations:
    """The sources cited on one page, numbered in the order of their first use."""

    def __init__(self):
        self.numbers: dict[Source, int] = {}
        self.noted: set[Source] = set()  # those that have a note in the margin already

    def number(self, source: Source) -> int:
        return self.numbers.setdefault(source, len(self.numbers) + 1)

    def link(self, source: Source, target: str) -> str:
        """The number of a source, linked to its note in the margin or to the list of sources below."""
        return citation_link(str(self.number(source)), target, get_language())


class CitationPlaceholders(Citations):
    """Placeholders for citations in a row that is cached for several pages: each page has its own numbers."""

    PLACEHOLDER = re.compile("\0([0-9]+)\0")  # no text of the record holds a NUL

    def link(self, source, target):
        return f"\0{source.pk}\0"


def citations_of(context) -> Citations:
    """The citations of the page, kept on the request: an included template has a context of its own."""
    request = context["request"]
    if not hasattr(request, "citations"):
        request.citations = Citations()
    return request.citations


@register.simple_tag(takes_context=True)
def cite(context, statement, margin=True):
    """The numbers of the sources of `statement` (a record, or one source).

    At its first citation in running text a source also stands beside it: in the margin where there is
    room, in place when its number is followed where there is none. `margin=False` is for tables.
    """
    sources = [statement] if isinstance(statement, Source) else statement.sources()
    citations = citations_of(context)
    parts = []
    for source in sources:
        noted = margin and source not in citations.noted
        parts.append(citations.link(source, "note" if noted else "source"))
        if noted:
            citations.noted.add(source)
            parts.append(citation_note(str(citations.number(source)), source_line(source)))
    return SafeString("".join(parts))


@lru_cache(maxsize=2000)
def citation_link(number: str, target: str, _active: str) -> SafeString:
    return render_component("citation_link", number=number, target=target)


@lru_cache(maxsize=5000)
def citation_note(number: str, source: SafeString) -> SafeString:
    return render_component("citation_note", number=number, source=source)


def source_line(source: Source) -> SafeString:
    """A source in one line: publisher, title, date, kind; the title leads to its page."""
    return source_line_in(
        translated(source.publisher),
        source.get_absolute_url(),
        source_title(source),
        source.published,
        source.get_kind_display(),
        get_language(),
    )


@lru_cache(maxsize=5000)  # the same sources stand on page after page
def source_line_in(publisher, url: str, title, published, kind: str, _active: str) -> SafeString:
    # Translators: a source in one line; the date may end in a full stop of its own
    dated, undated = _("{publisher}: {title}, {date}. {kind}"), _("{publisher}: {title}. {kind}")
    return format_html(
        dated if published else undated,
        publisher=publisher,
        title=render_component("link", url=url, text=title),
        date=published,
        kind=render_component("standing", text=kind),
    )


@register.filter
def source_title(source: Source):
    """The title of a source in its own language; our description of it, if it has none, may be a fallback."""
    heading = source.heading
    return own_title(str(heading), heading.lang) if source.title else translated(heading)


@lru_cache(maxsize=5000)
def own_title(title: str, lang: str) -> SafeString:
    return render_component("own_title", title=title, lang=lang)


@register.inclusion_tag("components/cited_sources.html", takes_context=True)
def cited_sources(context):
    """The list of all sources cited above it."""
    numbers = citations_of(context).numbers
    return {"citations": [(str(number), source, source_line(source)) for source, number in numbers.items()]}
