"""Tags and filters for results of a search: matches are highlighted, long texts are cut around the first."""

from urllib.parse import urlencode

from django import template

from portal.templatetags.components import render_component
from portal.templatetags.text import mark_language
from portal.text.words import match_spans

register = template.Library()

CHARACTERS_BEFORE, CHARACTERS_AFTER = 60, 120  # of a long text, around its first match


@register.simple_tag
def highlight(text, query):
    """The text with matches of the query highlighted, and with its language if it is not the visitor's."""
    found = match_spans(text, query.stems)
    start, stop = 0, len(text)
    if found and len(text) > CHARACTERS_BEFORE + CHARACTERS_AFTER:
        start = max(found[0][0] - CHARACTERS_BEFORE, 0)
        stop = min(found[0][0] + CHARACTERS_AFTER, len(text))
    pieces, end_of_last = [], start
    for begin, end in found:
        if begin >= stop:
            break
        pieces.append((str(text)[end_of_last:begin], str(text)[begin:end]))
        end_of_last = end
    markup = render_component(
        "highlighted",
        pieces=pieces,
        rest=str(text)[end_of_last:stop],
        cut_before=start > 0,
        cut_after=stop < len(text),
    )
    return mark_language(markup, getattr(text, "lang", None))


@register.simple_tag
def querystring_of(**parameters):
    """The parameters as a query string."""
    return urlencode(parameters)


@register.filter
def verbose_name(record):
    """The name of the kind of record that this is."""
    return record._meta.verbose_name


@register.filter
def verbose_name_plural(model):
    """The plural name of a kind of record."""
    return model._meta.verbose_name_plural
