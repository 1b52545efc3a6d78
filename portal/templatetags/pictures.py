"""Tags and filters for icons, marks of states, and uploaded pictures."""

from functools import lru_cache

from django import template
from django.utils.safestring import SafeString

from portal.publishing.preview import Preview
from portal.templatetags.components import render_component

register = template.Library()


@register.simple_tag
def icon(name):
    """An icon from the sprite, hidden from screen readers: the words stand beside it."""
    return icon_named(str(name))


@lru_cache(maxsize=200)
def icon_named(name: str) -> SafeString:
    return render_component("icon", name=name)


@register.simple_tag
def state_mark(state, label=""):
    """The mark of a state (filled, hollow, barred or hatched) with its word."""
    return state_mark_labelled(str(state), str(label))


@lru_cache(maxsize=200)  # a page has fifty of them, and there are a handful
def state_mark_labelled(state: str, label: str) -> SafeString:
    return render_component("state_mark", state=state, label=label)


@register.filter
def for_visitor(picture, visitor):
    """The picture at addresses that answer this visitor: with the token of their preview link, if any."""
    return picture.seen_with(visitor.query) if isinstance(visitor, Preview) else picture
