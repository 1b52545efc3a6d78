"""Tags and filters for reported figures, and for links to the rules by which numbers are counted."""

from functools import lru_cache

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from portal.models import page_address
from portal.templatetags.components import render_component
from portal.templatetags.text import translated

register = template.Library()


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
def quantity_and_unit(figure) -> SafeString:
    """The number of a figure with its qualifier and its unit, which may be a fallback."""
    return SafeString(figure.with_unit(conditional_escape(translated(figure.unit))))


@register.simple_tag
def method_link(rule: str):
    """A link from a number to the rule by which it was counted, on the page about the method."""
    return method_link_in(page_address("portal:method"), rule, get_language())


@lru_cache(maxsize=200)
def method_link_in(url: str, rule: str, _active: str) -> SafeString:
    return render_component("method_link", url=url, rule=rule)
