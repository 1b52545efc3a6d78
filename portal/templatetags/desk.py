"""What the desk says of the versions of a row."""

from django import template
from django.utils.translation import gettext

from portal.sheets.writing import REASON

register = template.Library()


@register.filter
def why(reason: str) -> str:
    """Why a version was written, in the reader's language. Files keep their names."""
    before = REASON.partition("%s")[0]
    if reason.startswith(before):
        return gettext(REASON) % reason.removeprefix(before)
    return gettext(reason)
