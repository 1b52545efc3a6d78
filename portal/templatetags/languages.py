"""The page in the other languages: the same address, filters and page number, with or without a prefix."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django import template
from django.conf import settings
from django.utils import translation
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

register = template.Library()


@dataclass
class Version:
    """A page in one language: where it is, and what that language calls itself."""

    code: str
    href: str
    name: str
    offer: str
    current: bool


@register.simple_tag(takes_context=True)
def versions(context):
    """The page in every language, the current one too. What is no page of ours leads to the first page."""
    request = context.get("request")
    known = request is not None and request.resolver_match is not None and "exception" not in context
    path, query = (request.path, request.GET.urlencode()) if known else (f"/{prefix(get_language())}", "")
    rest = path.removeprefix(f"/{prefix(get_language())}").lstrip("/")
    found = []
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            # Translators: said to readers of your language on pages in another one: put in its name
            offer = _("This page can be read in English.")
        href = f"/{prefix(code)}{rest}" + (f"?{query}" if query else "")
        name = get_language_info(code)["name_local"]
        found.append(Version(code, href, name[:1].upper() + name[1:], offer, code == get_language()))
    return found


@register.simple_tag(takes_context=True)
def canonical(context):
    """The one address of what the page shows: without parameters that it does not know."""
    request, filterset = context["request"], context.get("filterset")
    if filterset is None or filterset.form.errors:
        asked = [("page", page)] if filterset is None and (page := request.GET.get("page")) else []
    else:
        known = [name for name in request.GET if name in filterset.filters]
        asked = [(name, value) for name in known for value in request.GET.getlist(name) if value]
    return settings.PUBLIC_URL + request.path + (f"?{urlencode(asked)}" if asked else "")


@register.simple_tag
def absolute(href):
    """An address of this portal as others need it."""
    return settings.PUBLIC_URL + href


def prefix(code):
    return "" if code == settings.LANGUAGE_CODE else f"{code}/"
