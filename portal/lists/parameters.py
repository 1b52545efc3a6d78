"""The parameters of a list: each reads its value, labels it for the page, and writes it into addresses."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import django_filters
from django import forms
from django.db.models.expressions import Combinable
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.lists.fields import DateField, PageField, WordsField
from portal.models import Slugged

DATE_HELP = _("2016-12-16, 2016-12 or 2016")
MAX_DATE_LENGTH = 11  # 2016年12月16日


class Parameter(django_filters.Filter):
    """A parameter of a list.

    `phrase` says in the description of the list what was chosen: “in %s”. `record_model` is the kind of
    records whose slugs are its values, if it has such.
    """

    multiple = False  # whether the parameter may repeat
    phrase: Any = ""
    record_model: type[Slugged] | None = None

    def __init__(self, *args, phrase="", **kwargs):
        self.phrase = phrase or self.phrase
        super().__init__(*args, **kwargs)

    def as_list(self, cleaned) -> list:
        """The cleaned value of the form's field as a list of values."""
        if cleaned in (None, "", []):
            return []
        return cleaned if self.multiple else [cleaned]

    def query_value(self, value) -> str:
        """A value as addresses spell it."""
        return str(value)

    def label_for(self, value) -> Any:
        """A value as pages print it."""
        return self.query_value(value)


class SearchParameter(Parameter):
    """Words that all occur in a row, in any order. The model says in which columns they are looked for."""

    field_class = WordsField
    phrase = _("with the words %s")

    def __init__(self, **kwargs):
        super().__init__(label=_("Words"), max_length=200, **kwargs)

    def label_for(self, value):
        return gettext("“%s”") % value


class DateParameter(Parameter):
    """A date that may be known to the month or the year only."""

    field_class = DateField

    def __init__(self, *args, **kwargs):
        super().__init__(*args, max_length=MAX_DATE_LENGTH, help_text=DATE_HELP, **kwargs)

    def query_value(self, value):
        return value.isoformat()

    def label_for(self, value):
        return str(value)


class DateBound(DateParameter):
    """Rows wholly on one side of a date: `gte` compares their first day, `lte` their last."""

    def __init__(self, date: str, lookup: str, **kwargs):
        end = "on" if lookup == "gte" else "ends"
        super().__init__(f"{date}_{end}", lookup, **kwargs)

    def index_keys(self, values, keys: Iterable) -> list:
        """Of the dates in the index those that lie on this side."""
        (bound,) = values
        if self.lookup_expr == "gte":
            return [date for date in keys if date and date >= bound.first]
        return [date for date in keys if date and date <= bound.last]


class DisplayParameter(Parameter):
    """A parameter that says how the list is shown, not which rows are on it."""


class PageParameter(DisplayParameter):
    """The number of a page, from 1."""

    field_class = PageField

    def __init__(self):
        super().__init__(label=_("Page"))


class CursorParameter(DisplayParameter):
    """The slug of a row: the page begins after it, or ends before it."""

    field_class = forms.SlugField

    def __init__(self, **kwargs):
        super().__init__(max_length=80, **kwargs)


class AsOfParameter(DateParameter, DisplayParameter):
    """The day as of which things are shown: what is dated later is left out, and had not happened yet."""

    phrase = _("as of the end of %s")

    def __init__(self, **kwargs):
        super().__init__(label=_("As of"), **kwargs)


@dataclass(frozen=True)
class Ordering:
    """An order of a list, called `label`, and its exact reverse, called `reverse`."""

    label: Any
    reverse: Any
    fields: Sequence[str | Combinable]


class OrderingParameter(DisplayParameter):
    """`name` for an order of the list, `-name` for its reverse."""

    def __init__(self):
        super().__init__(label=_("Order"))

    @property
    def field(self):
        if not hasattr(self, "_field"):
            choices = []
            for name, ordering in self.parent.orderings.items():
                choices += [(name, ordering.label), (reverse_ordering(name), ordering.reverse)]
            self._field = forms.ChoiceField(label=self.label, required=False, choices=choices)
        return self._field


def reverse_ordering(name: str) -> str:
    return name[1:] if name.startswith("-") else f"-{name}"
