"""The parameters of a list together: what was asked for, which rows match, and what else can be asked for."""

import datetime
from functools import cached_property
from typing import Any, ClassVar, cast
from urllib.parse import urlencode

import django_filters
from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from pyroaring import BitMap

from portal.cache import RecordCache, record_cache_for
from portal.lists.controls import ActiveFilter, FilterChoice, FilterControl
from portal.lists.facets import Facet, MultipleParameter
from portal.lists.fields import NO_SUCH_PAGE
from portal.lists.index import Index, ResultSet
from portal.lists.parameters import (
    CursorParameter,
    DateBound,
    DisplayParameter,
    Ordering,
    OrderingParameter,
    PageParameter,
    SearchParameter,
    reverse_ordering,
)
from portal.publishing.models import FormerAddress
from portal.text.punctuation import comma_list

PAGING = ("page", "after", "before")
LAST_CONTROLS = ("as_of", "ordering")  # of the form: first which rows, then how they are shown


class RecordFilterForm(forms.Form):
    """The parameters of a list as a form. An unknown parameter is an error, never "everything"."""

    repeatable: ClassVar[frozenset[str]] = frozenset()

    def clean(self):
        for name in self.data:
            if name not in self.fields:
                params = {"name": Truncator(name).chars(50)}
                self.add_error(
                    None, ValidationError(_("This list has no parameter “%(name)s”."), params=params)
                )
            elif name not in self.repeatable and len({*cast(QueryDict, self.data).getlist(name)} - {""}) > 1:
                self.add_error(name, _("This parameter can be given only once."))
        if sum(bool(self.data.get(name)) for name in PAGING) > 1:
            self.add_error("page", _("Use only one of page, after and before."))
        return super().clean()


class RecordFilterSet(django_filters.FilterSet):
    """A list's parameters, and the rows that match them.

    `orderings` names the orders of the list; the first is the default. `extra_columns` are annotations of
    `get_rows()` that the index keeps although no parameter asks for them.
    """

    orderings: ClassVar[dict[str, Ordering]]
    extra_columns: ClassVar[tuple[str, ...]] = ()

    q = SearchParameter()
    ordering = OrderingParameter()
    page = PageParameter()
    after = CursorParameter(label=_("After the entry"))
    before = CursorParameter(label=_("Before the entry"))

    class Meta:
        form = RecordFilterForm

    @property
    def record_cache(self) -> RecordCache:
        return record_cache_for(self.request)

    @property
    def form(self):
        form = super().form
        form.label_suffix = ""
        return form

    def get_form_class(self):
        form = super().get_form_class()
        form.repeatable = frozenset(name for name, parameter in self.filters.items() if parameter.multiple)
        return form

    def get_rows(self) -> Any:
        """The public rows of the list's model, with the annotations that its facets need."""
        return self.queryset.model.objects.published()

    # What was asked for

    @property
    def cleaned_values(self) -> dict[str, list]:
        """The values asked for, by parameter; those in error and those of paging are left out."""
        cleaned = self.form.cleaned_data if self.form.is_valid() else getattr(self.form, "cleaned_data", {})
        values = {name: parameter.as_list(cleaned.get(name)) for name, parameter in self.filters.items()}
        return {name: chosen for name, chosen in values.items() if chosen and name not in PAGING}

    @property
    def as_of(self) -> datetime.date | None:
        values = self.cleaned_values.get("as_of")
        return values[0].last if values else None

    @property
    def ordering_name(self) -> str:
        return self.cleaned_values.get("ordering", [next(iter(self.orderings))])[0]

    def query_pairs(self, without: str = "", value: Any = None) -> list[tuple[str, str]]:
        """What was asked for as the address spells it, without one parameter or one value of it."""
        return [
            (name, self.filters[name].query_value(chosen))
            for name, values in self.cleaned_values.items()
            for chosen in values
            if name != without or (value is not None and chosen != value)
        ]

    def query_values(self) -> dict[str, list[str]]:
        """What was asked for as the address spells it, by parameter."""
        values: dict[str, list[str]] = {}
        for name, value in self.query_pairs():
            values.setdefault(name, []).append(value)
        return values

    def with_current_slugs(self, query: QueryDict) -> QueryDict | None:
        """The query with former slugs of records replaced by their current ones; None if it has none.

        Only what is in error is looked up: a slug that a record has now is no other's former one.
        """
        current = query.copy()
        for name in self.errors:
            parameter, values = self.filters.get(name), query.getlist(name)
            own = self.queryset.model if isinstance(parameter, CursorParameter) else None
            if model := own or getattr(parameter, "record_model", None):
                slugs = FormerAddress.slugs_now(model, [value.strip() for value in values])
                current.setlist(name, [slugs.get(value.strip(), value) for value in values])
        return current if current != query else None

    def error_messages(self) -> dict[str, list[str]]:
        """The messages of all errors, by parameter."""
        messages: dict[str, list[str]] = {}
        for field, errors in self.errors.as_data().items():
            for error in errors:
                name = error.params["name"] if field == NON_FIELD_ERRORS else field
                messages.setdefault(name, []).extend(error)
        return messages

    @property
    def error_summary(self) -> list[tuple[str, Any, str]]:
        """The errors for the page: the link to the control, the label of the parameter, the message."""
        errors = []
        for name, messages in self.error_messages().items():
            href = f"#id_{name}" if name in self.filters and name not in PAGING else ""
            label = self.filters[name].label if name in self.filters else Truncator(name).chars(50)
            errors += [(href, label, message) for message in messages]
        return errors

    # Which rows match

    @cached_property
    def index(self) -> Index:
        name = self.ordering_name
        if name not in self.orderings:
            name = reverse_ordering(name)
        key = (type(self), self.queryset.model, name, get_language(), self.as_of, timezone.localdate())
        return self.record_cache.get_or_compute(key, lambda: self.make_index(self.orderings[name]))

    def make_index(self, ordering: Ordering) -> Index:
        facets = {name: one for name, one in self.filters.items() if isinstance(one, Facet)}
        bounds = {name: one.field_name for name, one in self.filters.items() if isinstance(one, DateBound)}
        extra_columns = bounds | {name: name for name in self.extra_columns}
        return Index(self.get_rows(), ordering.fields, facets, extra_columns, self.as_of)

    @cached_property
    def positions(self) -> dict[str, BitMap]:
        """For each parameter that was asked for, the positions of the rows that match it."""
        positions = {}
        for name, values in self.cleaned_values.items():
            parameter = self.filters[name]
            if isinstance(parameter, Facet | DateBound):
                by_key = self.index.positions[name]
                keys = parameter.index_keys(values, by_key)
                positions[name] = BitMap.union(BitMap(), *(by_key[key] for key in keys))
            elif isinstance(parameter, SearchParameter):
                positions[name] = self.index.positions_of(self.queryset.model.objects.search(values[0]))
            elif not isinstance(parameter, DisplayParameter):
                matching = parameter.filter(self.queryset.model.objects, values)
                positions[name] = self.index.positions_of(matching)
        return positions

    def matching(self, without: str = "") -> BitMap:
        """The positions of the rows that match all parameters, or all but one."""
        of_others = (positions for name, positions in self.positions.items() if name != without)
        return BitMap.intersection(self.index.all_positions, *of_others)

    def result_set(self) -> ResultSet:
        """The rows that match, in their order; none while any parameter is in error."""
        positions = self.matching() if self.form.is_valid() else BitMap()
        return ResultSet(self.index, positions, is_reversed=self.ordering_name not in self.orderings)

    # What the page shows

    def url(self, pairs: list[tuple[str, str]]) -> str:
        """The address of this list with these parameters."""
        return f"{self.request.path}?{urlencode(pairs)}" if pairs else self.request.path

    @cached_property
    def active_filters(self) -> list[ActiveFilter]:
        """What was asked for, as the description of the list; each value leads to the list without it."""
        filters = []
        for name, values in self.cleaned_values.items():
            parameter = self.filters[name]
            if parameter.phrase:
                before, _placeholder, after = str(parameter.phrase).partition("%s")
                choices = [
                    FilterChoice(
                        parameter.query_value(value),
                        parameter.label_for(value),
                        href=self.url(self.query_pairs(without=name, value=value)),
                    )
                    for value in values
                ]
                filters.append(ActiveFilter(name, before, after, choices))
        return filters

    @property
    def description(self) -> str:
        """What was asked for, in words."""
        return comma_list(*(part.text for part in self.active_filters))

    @property
    def ordering_label(self) -> str:
        """The order of the list, in words."""
        return dict(self.form.fields["ordering"].choices)[self.ordering_name]

    @property
    def first_page_url(self) -> str:
        """The address of the first page, where another one was asked for that the list does not have."""
        return self.url(self.query_pairs()) if self.form.has_error("page", NO_SUCH_PAGE) else ""

    def wider_filters(self) -> list[FilterChoice]:
        """The lists with one parameter less, where any row matches those."""
        return [
            FilterChoice(
                name, self.filters[name].label, count=count, href=self.url(self.query_pairs(without=name))
            )
            for name in self.positions
            if (count := len(self.matching(without=name)))
        ]

    def controls(self) -> list[FilterControl]:
        """The controls of the form, with their choices."""
        controls, last = [], LAST_CONTROLS
        names = [name for name in self.filters if name not in PAGING]
        for name in sorted(names, key=lambda name: last.index(name) if name in last else -1):
            parameter, field = self.filters[name], self.form.fields[name]
            typed, errors = self.data.get(name, ""), self.errors.get(name)
            control = FilterControl(name, field, typed, errors, parameter.multiple)
            if parameter.multiple:
                self.add_choices(control, parameter)
            controls.append(control)
        return controls

    def add_choices(self, control: FilterControl, parameter: MultipleParameter) -> None:
        """Give a control the chosen values and, of a facet, those that match rows."""
        name = control.name
        chosen, others = self.cleaned_values.get(name, []), self.query_pairs(without=name)

        def choice(value, count: int | None) -> FilterChoice:
            text = parameter.query_value(value)
            href = self.url([*others, (name, text)])
            return FilterChoice(text, parameter.label_for(value), value in chosen, count, href)

        for error in self.errors.as_data().get(name, ()):
            control.suggested += [choice(record, None) for record in getattr(error, "suggested", ())]
        if not isinstance(parameter, Facet):
            control.choices, control.typed = [choice(value, None) for value in chosen], True
            return
        base, index = self.matching(without=name), self.index
        unfiltered = len(base) == len(index.all_positions)
        counts = {
            key: count
            for key, positions in index.positions[name].items()
            if (count := len(positions) if unfiltered else base.intersection_cardinality(positions))
        }
        keys = list(counts) if parameter.keeps_order else sorted(counts, key=counts.__getitem__, reverse=True)
        shown = keys[: parameter.MAX_CHOICES]
        chosen_by_key = {parameter.index_key(value): value for value in chosen}
        shown += [key for key in chosen_by_key if key not in shown]
        control.choices = [
            choice(chosen_by_key.get(key) or index.options[name][key], counts.get(key, 0)) for key in shown
        ]
        control.more = len(counts.keys() - set(shown))
        control.typed = bool(control.more)
        control.unstated = len(base) - base.intersection_cardinality(index.with_value[name])
