"""How staff choose one row among many: told from its namesakes, drafts marked, the best match first."""

from typing import Any

from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.admin.widgets import AutocompleteSelect
from django.db.models import F, Value
from django.db.models.functions import NullIf, StrIndex
from django_countries.fields import Country

from portal.text.punctuation import listed, remarked
from portal.text.words import fold


def said(row, name: str) -> str:
    """A value of a row in words: choices by label, countries by name."""
    value = getattr(row, name)
    if isinstance(value, Country):
        return str(value.name)
    label = getattr(row, f"get_{name}_display", None)
    return label() if label and value else str(value or "")


class Choosable:
    """A desk whose rows are chosen on the forms of others; the values in `apart` tell namesakes apart."""

    apart: tuple[str, ...] = ()

    def remarks(self, row) -> list[str]:
        return [said(row, name) for name in self.apart]

    def choice(self, row) -> str:
        """What a row is called among others to choose from."""
        remark = listed(*self.remarks(row))
        return remarked(row, remark) if remark else str(row)


class KnownAutocomplete(AutocompleteSelect):
    """An autocomplete that is told the label of its value, instead of asking the database row by row."""

    known: tuple[str, str] | None = None

    def optgroups(self, name, value, attrs=None):
        if not self.known or [str(chosen) for chosen in value] != [self.known[0]]:
            return super().optgroups(name, value, attrs)
        options = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
        return [(None, [*options, self.create_option(name, *self.known, True, 0)], 0)]


class Autocomplete(AutocompleteJsonView):
    """The rows that hold what was typed: those first in whose names it stands, and there the earliest.

    The folded column begins with the names. What was found by a related row's words alone comes last.
    """

    def get_queryset(self):
        rows = super().get_queryset()
        typed = fold(self.term.replace("\0", " ")).split()
        if not typed:
            return rows
        place = NullIf(StrIndex(F("folded"), Value(typed[0])), Value(0))
        return rows.order_by(place.asc(nulls_last=True), *rows.model._meta.ordering)

    def serialize_result(self, obj, to_field_name):
        result = super().serialize_result(obj, to_field_name)
        desk: Any = self.model_admin
        return {**result, "text": desk.choice(obj) if isinstance(desk, Choosable) else result["text"]}
