"""What a search found, as a page shows it: what matched is marked, long texts are cut around it."""

from urllib.parse import urlencode

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from portal.templatetags.record import in_its_language
from portal.text.words import match_spans

register = template.Library()

BEFORE, AFTER = 60, 120  # characters of a text around what matched


@register.simple_tag
def marked(text, query):
    """A text with what matched marked; one that is not in the visitor's language says so."""
    found = match_spans(text, query.stems)
    start, stop = 0, len(text)
    if found and len(text) > BEFORE + AFTER:
        start, stop = max(found[0][0] - BEFORE, 0), min(found[0][0] + AFTER, len(text))
    pieces, place = ["… " if start else ""], start
    for begin, end in found:
        if begin >= stop:
            break
        pieces.append(conditional_escape(str(text)[place:begin]))
        pieces.append(format_html("<mark>{}</mark>", str(text)[begin:end]))
        place = end
    pieces += [conditional_escape(str(text)[place:stop]), " …" if stop < len(text) else ""]
    return in_its_language(SafeString("".join(pieces)), getattr(text, "lang", None))


@register.simple_tag
def querystring_of(**parameters):
    """Parameters as an address says them."""
    return urlencode(parameters)


@register.filter
def plural(model):
    """What the rows of a model are called."""
    return model._meta.verbose_name_plural


@register.filter
def kind(row):
    """What kind of record a row is."""
    return row._meta.verbose_name
