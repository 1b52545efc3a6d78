"""How statements are printed: with their source, their qualifier, their precision and their language."""

import re
from functools import lru_cache

from django import template
from django.db.models import Model
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.formats import number_format
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.choices import Language, Precision
from portal.models import Source, page_address, record_models
from portal.publishing.preview import Preview

register = template.Library()


class Citations:
    """The sources cited on one page, numbered in the order of their first use."""

    def __init__(self):
        self.numbers: dict[Source, int] = {}
        self.noted: set[Source] = set()  # those that stand beside the text already

    def number(self, source: Source) -> int:
        return self.numbers.setdefault(source, len(self.numbers) + 1)

    def link(self, source: Source, place: str) -> str:
        """The number of a source, leading to its `place`: the note beside the text or the list below it."""
        return cite_link(self.number(source), place, get_language())


class Unnumbered(Citations):
    """The citations of a row that is kept for several pages: each page puts its own numbers to them."""

    MARK = re.compile("\0([0-9]+)\0")  # no text of the record holds a NUL

    def link(self, source, place):
        return f"\0{source.pk}\0"


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
        noted = margin and source not in citations.noted
        parts.append(citations.link(source, "note" if noted else "source"))
        if noted:
            number = citations.number(source)
            citations.noted.add(source)
            parts.append(
                format_html(
                    '<span class="note" id="note-{}"><span class="note-number">{}</span> {}</span>',
                    number,
                    number,
                    source_line(source),
                )
            )
    return SafeString("".join(parts))


@lru_cache(maxsize=2000)
def cite_link(number, place, language):
    label = _("Source %(number)s") % {"number": number}
    return format_html('<a class="cite" href="#{}-{}" aria-label="{}">{}</a>', place, number, label, number)


class RowsNode(template.Node):
    def __init__(self, name, nodelist):
        self.name, self.nodelist = name, nodelist

    def render(self, context):
        rows, request, numbered = context["rows"], context["request"], citations_of(context)
        request.citations = Unnumbered()
        for row in rows.uncached():
            with context.push(**{self.name: row}):
                rows.add(row.pk, self.nodelist.render(context))
        request.citations = numbered
        # a row that was withdrawn this very moment was not read
        printed = "".join(rows.html[pk] or "" for pk in rows.pks)
        return Unnumbered.MARK.sub(lambda mark: numbered.link(rows.sources[int(mark[1])], "source"), printed)


@register.tag
def rows(parser, token):
    """{% rows name %} ... {% endrows %}: each row of a list, as `name`.

    What is printed is kept until the record changes: it depends on the row, the language and the day alone.
    """
    _tag, name = token.split_contents()
    nodelist = parser.parse(("endrows",))
    parser.delete_first_token()
    return RowsNode(name, nodelist)


def source_line(source):
    """A source in one line: publisher, title, date, kind; the title leads to its page."""
    return source_lined(
        tr(source.publisher),
        source.get_absolute_url(),
        entitled(source),
        source.published,
        source.get_kind_display(),
        get_language(),
    )


@lru_cache(maxsize=5000)  # the same sources stand on page after page
def source_lined(publisher, url, title, published, kind, language):
    # Translators: a source in one line; the date may end in a full stop of its own
    dated, undated = _("{publisher}: {title}, {date}. {kind}"), _("{publisher}: {title}. {kind}")
    return format_html(
        dated if published else undated,
        publisher=publisher,
        title=format_html('<a href="{}">{}</a>', url, title),
        date=published,
        kind=format_html('<span class="standing">{}</span>', kind),
    )


@lru_cache(maxsize=5000)
def outward(url, language):
    """The way to the source itself."""
    return (
        format_html(' <a class="outward" href="{}" rel="external">{}</a>', url, _("Open the source"))
        if url
        else ""
    )


@register.filter
def entitled(source) -> str:
    """What a source is called: a title stays in its own language, our description may be a fallback."""
    heading = source.heading
    return format_html('<span lang="{}">{}</span>', heading.lang, heading) if source.title else tr(heading)


@register.inclusion_tag("components/sources.html", takes_context=True)
def sources(context):
    """The list of all sources cited above it."""
    language, lines = get_language(), []
    for source, number in citations_of(context).numbers.items():
        line = f"{source_line(source)}{outward(source.url, language)}"
        lines.append(SafeString(f'<li id="source-{number}" value="{number}">{line}</li>'))
    return {"lines": lines}


@register.inclusion_tag("components/figure.html", takes_context=True)
def figure(context, figure, rival=False, margin=True, about=None, compact=False):
    """A reported number with qualifier, unit, basis, reporter, date, source: the only way one is printed.

    `compact` is for a table: who reported it, and as of when, stand on the page of its subject.
    """
    return {
        "figure": figure, "rival": rival, "margin": margin and not compact, "about": about,
        "compact": compact, "request": context["request"],
    }  # fmt: skip


@register.filter
def stated(figure):
    """A reported number with its qualifier and its unit, which may be a fallback."""
    return SafeString(figure.with_unit(conditional_escape(tr(figure.unit))))


@register.simple_tag
def why(rule):
    """The way from a number to the rule by which it was counted."""
    words = _("why this number?")
    return format_html('<a class="why" href="{}#{}">{}</a>', page_address("portal:method"), rule, words)


@register.simple_tag
def when(date):
    """A date as exact as it is known, in words and for machines."""
    return dated(date, get_language()) if date else ""


@lru_cache(maxsize=5000)
def dated(date, language):
    """A date in a language, which is the active one."""
    return format_html('<time datetime="{}">{}</time>', date.isoformat(), date)


@register.simple_tag
def period(starts, ends):
    """From one date to another; one date when the end is not known or the same."""
    if not starts or not ends or starts == ends:
        return when(starts or ends)
    if starts.precision == ends.precision == Precision.DAY and starts.isoformat()[:7] == ends.isoformat()[:7]:
        # Translators: days of one month: 10–13 July 2017
        days = _("{first_day}–{end}")
        return format_html(
            f'<span class="days">{days}</span>',
            start=when(starts),
            first_day=day_of(starts),
            end=when(ends),
            last_day=day_of(ends),
        )
    return format_html(_("{start} – {end}"), start=when(starts), end=when(ends))


def day_of(date):
    """A date of which the month is said already."""
    return format_html('<time datetime="{}">{}</time>', date.isoformat(), date.first.day)


@register.filter
def tr(text):
    """A translated text; when it exists in another language only, marked so for eyes and for machines."""
    if isinstance(text, Model):
        text = str(text)
    return in_its_language(text, getattr(text, "lang", None))


def in_its_language(text, lang: str | None):
    """A text (or its markup) in the language `lang`, marked if that is not the visitor's."""
    if not text or lang is None or lang == (get_language() or "en")[:2]:
        return text
    marked = '<span lang="{}">{}</span> <span class="in-language">{}</span>'
    words = _("(in %(language)s)") % {"language": Language(lang).label}
    return format_html(marked, lang, text if isinstance(text, SafeString) else str(text), words)


@register.simple_tag
def icon(name):
    """A sign from the sprite, for eyes only: the words stand beside it."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        static("portal/areas.svg"),
        name,
    )


def link(url: str, text) -> str:
    """A translated text that leads somewhere. A page has hundreds: `format_html` takes thrice as long."""
    return SafeString(f'<a href="{escape(url)}">{conditional_escape(tr(text))}</a>')


@register.simple_tag(takes_context=True)
def named(context, record, text):
    """A record in a table: `text` leads to its page, and the numbers of its sources follow."""
    return SafeString(f"{link(record.get_absolute_url(), text)}{cite(context, record, margin=False)}")


@register.simple_tag
def ticks(name, choices):
    """The values of a parameter to tick in the form of a list, each with the rows it would lead to by itself.

    Spelled out like `link`: a form has half a hundred of them.
    """
    items = []
    for choice in choices:
        label, count = conditional_escape(tr(choice.label)), ""
        if choice.count is not None:
            number = number_format(choice.count, use_l10n=True, force_grouping=True)
            unseen = f'<span class="unseen">{escape(choice.label)}: </span>'
            count = f' <a class="count" href="{escape(choice.href)}">{unseen}{number}</a>'
        ticked = " checked" if choice.chosen else ""
        box = f'<input type="checkbox" name="{name}" value="{escape(choice.value)}"{ticked}>'
        items.append(f"<li><label>{box} <span>{label}</span></label>{count}</li>")
    return SafeString("".join(items))


@register.simple_tag
def mark(state, label=""):
    """The sign of a state: filled, hollow, barred or hatched; always with its word."""
    return marked(str(state), str(label))


@lru_cache(maxsize=200)  # a page has fifty of them, and there are a handful
def marked(state: str, label: str):
    return render_to_string("components/mark.html", {"state": state, "label": label})


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


@register.filter
def seen_by(picture, visitor):
    """A picture at addresses that answer this visitor: the bearer of a link shows it there too."""
    return picture.seen_with(visitor.query) if isinstance(visitor, Preview) else picture
