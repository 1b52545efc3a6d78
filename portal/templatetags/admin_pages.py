"""Tags and filters for pages of the admin: tasks that wait, fields of a form, reasons of a change."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.contrib import admin
from django.db import models
from django.template.defaultfilters import yesno
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from translated_fields import show_language_code

from portal.admin_base.widgets import picture_preview
from portal.cache import record_cache_for
from portal.choices import Language
from portal.fields import LANGUAGES, columns_of
from portal.fields.pictures import PictureField
from portal.history.forms import ReasonForm
from portal.history.reasons import translate_reason
from portal.quality.concerns import concerns, count_concerns

register = template.Library()


@register.inclusion_tag("admin/needs_attention.html", takes_context=True)
def needs_attention(context):
    """The tasks that wait for this user, each with the number of its records and the list of them."""
    request, shown = context["request"], []
    counts = record_cache_for(request).get_or_compute(
        ("concerns", timezone.localdate()), lambda: count_concerns(concerns())
    )
    for one, number in counts:
        if one.model not in admin.site._registry or not may_view(request.user, one.model):
            continue
        meta = one.model._meta
        base = reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist")
        shown.append((meta.verbose_name_plural, one.label, number, f"{base}?{one.parameter}={one.name}"))
    return {"shown": shown}


def may_view(user, model) -> bool:
    return user.has_perm(f"{model._meta.app_label}.view_{model._meta.model_name}")


@dataclass
class LanguageColumn:
    """The field of a form that holds a text in one language; `missing` if only another language has it."""

    field: Any
    code: str
    missing: bool

    @property
    def language(self) -> str:
        return str(Language(self.code).label)


@dataclass
class TranslatedRow:
    """The fields of a form that hold one text, a column for each language, shown side by side."""

    name: str
    columns: list[LanguageColumn]


@register.simple_tag
def translated_field(line) -> TranslatedRow | None:
    """The translated text that a line of a fieldset edits; None if the line holds other fields."""
    names = tuple(line.fields)
    if names != columns_of(str(names[0]).removesuffix(f"_{LANGUAGES[0]}")):
        return None
    given = [getattr(line.form.instance, name, "") for name in names]
    columns = [
        LanguageColumn(field, code, any(given) and not text)
        for field, code, text in zip(line, LANGUAGES, given, strict=True)
    ]
    first = columns[0].field
    label = first.field["label"] if first.is_readonly else first.field.label
    with show_language_code(False):
        return TranslatedRow(capfirst(str(label)), columns)


@register.filter
def readonly_value(field) -> str:
    """The value of a read-only field, with yes and no as words and a picture as a small picture.

    Django shows icons for the first, and "True" for the second.
    """
    row, name = field.form.instance, field.field["field"]
    column = {one.name: one for one in row._meta.fields}.get(name)
    if isinstance(column, models.BooleanField):
        return str(yesno(getattr(row, name)))
    if isinstance(column, PictureField) and (picture := getattr(row, name)):
        return picture_preview(picture)
    return field.contents()


register.filter("translate_reason", translate_reason)


@register.filter
def form_address(row) -> str:
    """The address of the form of a row."""
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


@register.simple_tag
def change_reason_form() -> ReasonForm:
    """A form that asks for the reason of a change, on a page that asks for confirmation."""
    return ReasonForm()
