"""What the desk says of rows, of their versions, and of the fields of a form."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.contrib import admin
from django.db import models
from django.template.defaultfilters import yesno
from django.urls import reverse
from django.utils.text import capfirst
from translated_fields import show_language_code

from portal.admin.pictures import preview
from portal.choices import Language
from portal.fields import LANGUAGES, columns_of
from portal.fields.pictures import PictureField
from portal.history.forms import WhyForm
from portal.history.reasons import translate_reason
from portal.quality.concerns import concerns, counted

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


@dataclass
class Column:
    """A text in one language, on a form; `missing` if there is one in another language only."""

    field: Any
    code: str
    missing: bool

    @property
    def language(self) -> str:
        return str(Language(self.code).label)


@dataclass
class Row:
    """A text in all its languages, as they stand side by side on a form."""

    name: str
    columns: list[Column]


@register.simple_tag
def text_of(line) -> Row | None:
    """The text of which a line of a form has the columns; None if it is no such line."""
    names = tuple(line.fields)
    if names != columns_of(str(names[0]).removesuffix(f"_{LANGUAGES[0]}")):
        return None
    given = [getattr(line.form.instance, name, "") for name in names]
    columns = [
        Column(field, code, any(given) and not text)
        for field, code, text in zip(line, LANGUAGES, given, strict=True)
    ]
    first = columns[0].field
    label = first.field["label"] if first.is_readonly else first.field.label
    with show_language_code(False):
        return Row(capfirst(str(label)), columns)


@register.filter
def read(field) -> str:
    """What stands in a field that is only read: Django draws yes and no, and calls the picture "True"."""
    row, name = field.form.instance, field.field["field"]
    column = {one.name: one for one in row._meta.fields}.get(name)
    if isinstance(column, models.BooleanField):
        return str(yesno(getattr(row, name)))
    if isinstance(column, PictureField) and (picture := getattr(row, name)):
        return preview(picture)
    return field.contents()


register.filter("why", translate_reason)


@register.simple_tag
def why_form() -> WhyForm:
    """The question why something is done, on the page before it is done."""
    return WhyForm()
