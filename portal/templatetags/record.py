"""How statements are printed: with their source, their qualifier, their precision and their language."""

from django import template
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

from portal.models import Source, record_models

register = template.Library()


class Citations:
    """The sources cited on one page, numbered in the order of their first use."""

    def __init__(self):
        self.numbers: dict[Source, int] = {}
        self.noted: set[Source] = set()  # those that stand beside the text already

    def number(self, source: Source) -> int:
        return self.numbers.setdefault(source, len(self.numbers) + 1)


def citations_of(context) -> Citations:
    """Kept on the request: an included template has a context of its own, but the page has one list."""
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
        number = citations.number(source)
        noted = margin and source not in citations.noted
        parts.append(
            format_html(
                '<a class="cite" href="#{}-{}" aria-label="{}">{}</a>',
                "note" if noted else "source",
                number,
                _("Source %(number)s") % {"number": number},
                number,
            )
        )
        if noted:
            citations.noted.add(source)
            parts.append(
                format_html(
                    '<span class="note" id="note-{}"><span class="note-number">{}</span> {}</span>',
                    number,
                    number,
                    source_line(source),
                )
            )
    return format_html_join("", "{}", ((part,) for part in parts))


@register.simple_tag
def source_line(source):
    """A source in one line: publisher, title, date, kind; the title leads to its page."""
    return format_html(
        '{publisher}: <a href="{url}" lang="{lang}">{title}</a>{date}. <span class="standing">{kind}</span>',
        publisher=source.publisher,
        url=source.get_absolute_url(),
        lang=title_language(source),
        title=source.title,
        date=f", {source.published}" if source.published else "",
        kind=source.get_kind_display(),
    )


def title_language(source) -> str:
    """A title in [brackets] is our own description, in English, whatever the source is written in."""
    return "en" if source.title.startswith("[") else source.language


@register.inclusion_tag("components/sources.html", takes_context=True)
def sources(context):
    """The list of all sources cited above it."""
    return {"numbered": [(number, source) for source, number in citations_of(context).numbers.items()]}


@register.inclusion_tag("components/figure.html", takes_context=True)
def figure(context, figure, rival=False, margin=True, about=None):
    """A reported number with qualifier, unit, basis, reporter, date, source: the only way one is printed."""
    return {
        "figure": figure, "rival": rival, "margin": margin, "about": about, "request": context["request"]
    }  # fmt: skip


@register.simple_tag
def when(date):
    """A date as exact as it is known, in words and for machines."""
    if not date:
        return ""
    return format_html('<time datetime="{}">{}</time>', date.isoformat(), date)


@register.simple_tag
def period(starts, ends):
    """From one date to another; one date when the end is not known or the same."""
    if not starts or not ends or starts == ends:
        return when(starts or ends)
    return format_html("{}\N{NO-BREAK SPACE}– {}", when(starts), when(ends))


@register.filter
def tr(text):
    """A translated text; when it exists in another language only, marked so for eyes and for machines."""
    lang = getattr(text, "lang", None)
    active = (get_language() or "en").split("-")[0]
    if not text or lang is None or lang == active:
        return text
    return format_html(
        '<span lang="{}">{}</span> <span class="in-language">({})</span>',
        lang,
        str(text),
        _("in %(language)s") % {"language": get_language_info(lang)["name_translated"]},
    )


@register.simple_tag
def icon(name):
    """A sign from the sprite, for eyes only: the words stand beside it."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        static("portal/areas.svg"),
        name,
    )


@register.inclusion_tag("components/mark.html")
def mark(state, label=""):
    """The sign of a state: filled, hollow, barred or hatched; always with its word."""
    return {"state": state, "label": label}


@register.inclusion_tag("portal/newest.html")
def newest(limit=8, of_a_kind=3):
    """What was published last, over every kind of record that has a page of its own.

    Of records published at the same moment those of the upper app come first: outcomes, documents.
    """
    rows: list = []
    for model in reversed(record_models()):
        if model.has_page:
            rows += model.objects.published().with_owners().order_by("-published_at", "-pk")[:of_a_kind]
    rows.sort(key=lambda record: record.published_at, reverse=True)
    return {"records": rows[:limit]}
