"""How staff choose one row among many: told from its namesakes, drafts marked, the best match first."""

from typing import Any

from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.core.exceptions import ValidationError
from django.db.models import F, Value
from django.db.models.functions import NullIf, StrIndex
from django.forms import ModelMultipleChoiceField
from django_countries.fields import Country

from portal.text.folding import fold
from portal.text.numbers import parse_key
from portal.text.punctuation import comma_list, with_remark


def display_value(row, name: str) -> str:
    """A value of a row as people read it: choices by label, countries by name."""
    value = getattr(row, name)
    if isinstance(value, Country):
        return str(value.name)
    label = getattr(row, f"get_{name}_display", None)
    return label() if label and value else str(value or "")


class AutocompleteLabelMixin:
    """An admin whose rows are chosen on the forms of others; `label_fields` tell namesakes apart."""

    label_fields: tuple[str, ...] = ()

    def label_remarks(self, row) -> list[str]:
        return [display_value(row, name) for name in self.label_fields]

    def autocomplete_label(self, row) -> str:
        """The name of a row among others to choose from, with remarks that tell it from its namesakes."""
        remark = comma_list(*self.label_remarks(row))
        return with_remark(row, remark) if remark else str(row)


class PossibleKeys:
    """A choice of rows that asks the database only for keys that a row can have, whatever was sent."""

    def optgroups(self, name, value, attrs=None):
        possible = [key for key in value if not key or parse_key(str(key))]
        return super().optgroups(name, possible, attrs)


class RowsField(ModelMultipleChoiceField):
    """Several rows; a key that no row can have is no valid choice, rather than an error of the database."""

    def clean(self, value):
        for key in value or ():
            if not parse_key(str(key)):
                text = self.error_messages["invalid_pk_value"]
                raise ValidationError(text, code="invalid_pk_value", params={"pk": str(key)[:20]})
        return super().clean(value)


class MultipleAutocomplete(PossibleKeys, AutocompleteSelectMultiple):
    """An autocomplete for several rows."""


class LabelledAutocomplete(PossibleKeys, AutocompleteSelect):
    """An autocomplete that is given the label of its value, instead of asking the database row by row."""

    selected: tuple[str, str] | None = None  # the value and its label

    def optgroups(self, name, value, attrs=None):
        if not self.selected or [str(chosen) for chosen in value] != [self.selected[0]]:
            return super().optgroups(name, value, attrs)
        options = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
        return [(None, [*options, self.create_option(name, *self.selected, True, 0)], 0)]


class RankedAutocompleteView(AutocompleteJsonView):
    """The rows that contain what was typed, those first in whose names it stands earliest.

    The folded column begins with the names. Rows found only by the words of a related row come last.
    """

    def get_queryset(self):
        rows = super().get_queryset()
        typed = fold(self.term.replace("\0", " ")).split()
        if not typed:
            return rows
        position = NullIf(StrIndex(F("folded"), Value(typed[0])), Value(0))
        return rows.order_by(position.asc(nulls_last=True), *rows.model._meta.ordering)

    def serialize_result(self, obj, to_field_name):
        result = super().serialize_result(obj, to_field_name)
        admin: Any = self.model_admin
        if isinstance(admin, AutocompleteLabelMixin):
            result["text"] = admin.autocomplete_label(obj)
        return result
