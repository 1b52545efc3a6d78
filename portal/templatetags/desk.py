"""What the desk says of the versions of a row."""

from django import template
from django.contrib import admin
from django.urls import reverse
from django.utils.translation import gettext

from portal.concerns import concerns, counted
from portal.sheets.writing import REASON

register = template.Library()


@register.inclusion_tag("admin/attention.html", takes_context=True)
def attention(context):
    """What waits for this user, each with its number and the list that it opens."""
    user, shown = context["request"].user, []
    own = [one for one in concerns() if one.model in admin.site._registry and may_view(user, one.model)]
    for one, number in counted(own):
        meta = one.model._meta
        base = reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist")
        shown.append((meta.verbose_name_plural, one.label, number, f"{base}?{one.parameter}={one.name}"))
    return {"shown": shown}


def may_view(user, model) -> bool:
    return user.has_perm(f"{model._meta.app_label}.view_{model._meta.model_name}")


@register.filter
def why(reason: str) -> str:
    """Why a version was written, in the reader's language. Files keep their names."""
    before = REASON.partition("%s")[0]
    if reason.startswith(before):
        return gettext(REASON) % reason.removeprefix(before)
    return gettext(reason)
