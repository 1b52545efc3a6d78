"""Tags and filters for translated texts and for dates."""

from functools import lru_cache

from django import template
from django.db.models import Model
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.choices import Language, Precision
from portal.templatetags.components import render_component

register = template.Library()


@register.filter
def translated(text):
    """A translated text in the visitor's language; a fallback is marked with the language it is in."""
    if isinstance(text, Model):
        text = str(text)
    return mark_language(text, getattr(text, "lang", None))


def mark_language(text, lang: str | None):
    """The text (or its markup), marked with its language `lang` if that is not the visitor's."""
    active = get_language() or "en"
    if not text or lang is None or lang == active[:2]:
        return text
    return language_mark(conditional_escape(text), lang, active)


@lru_cache(maxsize=5000)
def language_mark(text: SafeString, lang: str, _active: str) -> SafeString:
    return render_component("text_in_language", text=text, lang=lang, language=Language(lang).label)


@register.simple_tag
def partial_date(date):
    """A date as exact as it is known (to the day, month or year), in words and for machines."""
    return date_in(date, get_language()) if date else ""


@lru_cache(maxsize=5000)
def date_in(date, _active: str) -> SafeString:
    return render_component("date", date=date, words=date)


@register.simple_tag
def period(starts, ends):
    """From one date to another; one date if the end is unknown or the same."""
    if not starts or not ends or starts == ends:
        return partial_date(starts or ends)
    return period_in(starts, ends, get_language())


@lru_cache(maxsize=2000)
def period_in(starts, ends, _active: str) -> SafeString:
    start, end = partial_date(starts), partial_date(ends)
    if starts.precision == ends.precision == Precision.DAY and starts.isoformat()[:7] == ends.isoformat()[:7]:
        first_day, last_day = (
            render_component("date", date=date, words=date.first.day) for date in (starts, ends)
        )
        # Translators: days of one month: 10–13 July 2017
        words = _("{first_day}–{end}")
        days = format_html(words, start=start, first_day=first_day, end=end, last_day=last_day)
        return render_component("days", days=days)
    return format_html(_("{start} – {end}"), start=start, end=end)
