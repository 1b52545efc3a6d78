"""The order of change lists, by what their columns show."""

from typing import Any

from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import Case, F, Value, When

from portal.fields import LANGUAGES, Fold
from portal.fields.sorting import CodePointOrder, LetterOrder
from portal.text.folding import fold


class OrderedChangeList(ChangeList):
    """A change list whose columns are sorted as they read: texts by letters, choices by their labels."""

    def get_ordering_field(self, field_name):
        try:
            field: Any = self.lookup_opts.get_field(field_name)
        except FieldDoesNotExist:
            return super().get_ordering_field(field_name)
        if not isinstance(field, models.CharField | models.TextField) or isinstance(field, models.SlugField):
            return super().get_ordering_field(field_name)
        return label_order(field) if field.flatchoices else text_order(field)


def text_order(field: models.Field) -> Any:
    """The column to sort a text by; an expression where there is none."""
    names = {other.name for other in field.model._meta.fields}
    language = field.name[-2:]
    first = next((name for name in ("name", "title", "publisher") if f"{name}_en" in names), "")
    if f"order_{language}" in names and language in LANGUAGES and field.name == f"{first}_{language}":
        return f"order_{language}"
    return CodePointOrder(LetterOrder(Fold(F(field.name))))


def label_order(field: Any) -> Case:
    """The place of each choice among the labels in the active language."""
    values = sorted(dict(field.flatchoices), key=lambda value: fold(str(dict(field.flatchoices)[value])))
    places = [When(**{field.name: value, "then": Value(place)}) for place, value in enumerate(values)]
    return Case(*places, default=Value(-1), output_field=models.IntegerField())
