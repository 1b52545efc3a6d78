"""Addresses of a page: in other languages, canonical, absolute."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django import template
from django.conf import settings
from django.utils import translation
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

register = template.Library()


@dataclass
class LanguageVersion:
    """A page in one language: its address, the language's own name, and a notice in that language."""

    code: str
    href: str
    name: str
    notice: str
    current: bool


@register.simple_tag(takes_context=True)
def language_versions(context):
    """The page in every language, the current one too; error pages lead to the home page instead."""
    request = context.get("request")
    known = request is not None and request.resolver_match is not None and "exception" not in context
    path, query = (request.path, request.GET.urlencode()) if known else (f"/{prefix(get_language())}", "")
    rest = path.removeprefix(f"/{prefix(get_language())}").lstrip("/")
    versions = []
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            # Translators: said to readers of your language on pages in another one: put in its name
            notice = _("This page is available in English.")
        href = f"/{prefix(code)}{rest}" + (f"?{query}" if query else "")
        name = get_language_info(code)["name_local"]
        versions.append(
            LanguageVersion(code, href, name[:1].upper() + name[1:], notice, code == get_language())
        )
    return versions


@register.simple_tag(takes_context=True)
def canonical_url(context):
    """The canonical address of the page: without parameters that it does not know."""
    request, filterset = context["request"], context.get("filterset")
    if filterset is None or filterset.form.errors:
        asked = [("page", page)] if filterset is None and (page := request.GET.get("page")) else []
    else:
        known = [name for name in request.GET if name in filterset.filters]
        asked = [(name, value) for name in known for value in request.GET.getlist(name) if value]
    return settings.PUBLIC_URL + request.path + (f"?{urlencode(asked)}" if asked else "")


@register.simple_tag
def absolute_url(href):
    """An address of this portal with scheme and host."""
    return settings.PUBLIC_URL + href


def prefix(code):
    return "" if code == settings.LANGUAGE_CODE else f"{code}/"
