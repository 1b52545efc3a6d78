"""The parameters of a list together: what was asked, which rows that finds, and what else could be asked."""

import datetime
from functools import cached_property
from typing import Any, ClassVar, cast
from urllib.parse import urlencode

import django_filters
from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import F
from django.http import QueryDict
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from pyroaring import BitMap

from portal.cache import derived_for
from portal.fields import Alphabetical
from portal.lists.index import Found, Index
from portal.lists.parameters import (
    Choice,
    Chosen,
    DateBound,
    Facet,
    Offer,
    Ordering,
    OrderingSetting,
    PageSetting,
    RowSetting,
    Search,
    Setting,
    Several,
    opposite,
)
from portal.publishing.models import FormerAddress
from portal.text.punctuation import comma_list

BY_PUBLISHER = (Alphabetical("publisher"), "slug")
PAGING = ("page", "after", "before")


class RecordFilterForm(forms.Form):
    """What was asked of a list. A parameter that the list does not have is an error, never "everything"."""

    several: ClassVar[frozenset[str]] = frozenset()

    def clean(self):
        for name in self.data:
            if name not in self.fields:
                shown = {"name": Truncator(name).chars(50)}
                self.add_error(
                    None, ValidationError(_("This list has no parameter “%(name)s”."), params=shown)
                )
            elif name not in self.several and len({*cast(QueryDict, self.data).getlist(name)} - {""}) > 1:
                self.add_error(name, _("This parameter was given more than once: give it once."))
        if sum(bool(self.data.get(name)) for name in PAGING) > 1:
            self.add_error("page", _("Give one of page, after and before, not several."))
        return super().clean()


class RecordFilterSet(django_filters.FilterSet):
    """A list's parameters, and the rows that they find.

    `orderings` names the orders of the list; the first is how it stands when none is asked for.
    """

    orderings: ClassVar[dict[str, Ordering]]
    also: ClassVar[tuple[str, ...]] = ()  # annotations of `rows()` that pages print and no parameter asks for

    q = Search()
    ordering = OrderingSetting()
    page = PageSetting()
    after = RowSetting(label=_("After the row"))
    before = RowSetting(label=_("Before the row"))

    class Meta:
        form = RecordFilterForm

    @property
    def derived(self):
        return derived_for(self.request)

    @property
    def form(self):
        form = super().form
        form.label_suffix = ""
        return form

    def get_form_class(self):
        form = super().get_form_class()
        form.several = frozenset(name for name, parameter in self.filters.items() if parameter.several)
        return form

    def rows(self) -> Any:
        """What is public of the list's model, with what its facets need."""
        return self.queryset.model.objects.published()

    # What was asked

    @property
    def given(self) -> dict[str, list]:
        """The things asked for, by parameter; what could not be read is left out."""
        cleaned = self.form.cleaned_data if self.form.is_valid() else getattr(self.form, "cleaned_data", {})
        chosen = {name: parameter.values(cleaned.get(name)) for name, parameter in self.filters.items()}
        return {name: things for name, things in chosen.items() if things and name not in PAGING}

    @property
    def as_of(self) -> datetime.date | None:
        asked = self.given.get("as_of")
        return asked[0].last if asked else None

    def pairs(self, without: str = "", thing: Any = None) -> list[tuple[str, str]]:
        """What was asked as an address says it, without one parameter or one thing asked of it."""
        return [
            (name, self.filters[name].value(asked))
            for name, things in self.given.items()
            for asked in things
            if name != without or (thing is not None and asked != thing)
        ]

    def values(self) -> dict[str, list[str]]:
        """What was asked, as an address says it, by parameter."""
        values: dict[str, list[str]] = {}
        for name, value in self.pairs():
            values.setdefault(name, []).append(value)
        return values

    def renamed(self, asked: QueryDict) -> QueryDict | None:
        """What was asked, with the slugs of today for former ones; None if it has none of those.

        Only what is in error is looked up: a slug that a record has now is nobody's former one.
        """
        today = asked.copy()
        for name in self.errors:
            parameter, values = self.filters.get(name), asked.getlist(name)
            own = self.queryset.model if isinstance(parameter, RowSetting) else None
            if model := own or getattr(parameter, "records_of", None):
                slugs = FormerAddress.slugs_now(model, [value.strip() for value in values])
                today.setlist(name, [slugs.get(value.strip(), value) for value in values])
        return today if today != asked else None

    def messages(self) -> dict[str, list[str]]:
        """What is wrong, by the parameter that it is wrong with."""
        messages: dict[str, list[str]] = {}
        for field, errors in self.errors.as_data().items():
            for error in errors:
                messages.setdefault(error.params["name"] if field == NON_FIELD_ERRORS else field, []).extend(
                    error
                )
        return messages

    @property
    def complaints(self) -> list[tuple[str, Any, str]]:
        """What is wrong, as a page says it: where in the form, what it is called there, and the message."""
        complaints = []
        for name, texts in self.messages().items():
            place = f"#id_{name}" if name in self.filters and name not in PAGING else ""
            label = self.filters[name].label if name in self.filters else Truncator(name).chars(50)
            complaints += [(place, label, text) for text in texts]
        return complaints

    # What was found

    @cached_property
    def index(self) -> Index:
        ordering = self.given.get("ordering", [next(iter(self.orderings))])[0]
        name = ordering if ordering in self.orderings else opposite(ordering)
        order = (name, get_language())
        key = (type(self), self.queryset.model, order, self.as_of, timezone.localdate())
        also = {bound: one.field_name for bound, one in self.filters.items() if isinstance(one, DateBound)}
        also |= {annotation: annotation for annotation in self.also}
        fields = self.orderings[name].fields
        return self.derived.get(key, lambda: Index(self.rows(), fields, self.facets, also, self.as_of))

    @property
    def facets(self) -> dict[str, Facet]:
        return {name: one for name, one in self.filters.items() if isinstance(one, Facet)}

    @cached_property
    def parts(self) -> dict[str, BitMap]:
        """The places of the rows that each parameter asks for."""
        parts = {}
        for name, things in self.given.items():
            parameter = self.filters[name]
            if isinstance(parameter, Facet | DateBound):
                sets = self.index.sets[name]
                parts[name] = BitMap.union(BitMap(), *(sets[key] for key in parameter.keys(things, sets)))
            elif isinstance(parameter, Search):
                parts[name] = self.index.places_of(self.queryset.model.objects.search(things[0]))
            elif not isinstance(parameter, Setting):
                parts[name] = self.index.places_of(parameter.filter(self.queryset.model.objects, things))
        return parts

    def narrowed(self, without: str = "") -> BitMap:
        """The places of the rows that all parameters ask for, or all but one."""
        return BitMap.intersection(
            self.index.whole, *(part for name, part in self.parts.items() if name != without)
        )

    def found(self) -> Found:
        """The rows of the list in its order; none while anything that was asked is in error."""
        ordering = self.given.get("ordering", [""])[0]
        places = self.narrowed() if self.form.is_valid() else BitMap()
        return Found(self.index, places, backwards=bool(ordering) and ordering not in self.orderings)

    # What a page offers

    def address(self, pairs: list[tuple[str, str]]) -> str:
        """This list with these parameters."""
        return f"{self.request.path}?{urlencode(pairs)}" if pairs else self.request.path

    @cached_property
    def chosen(self) -> list[Chosen]:
        """What was asked, as the sentence over the list says it, each with the list without it."""
        sentence = []
        for name, things in self.given.items():
            parameter = self.filters[name]
            if parameter.phrase:
                before, _placeholder, after = str(parameter.phrase).partition("%s")
                choices = [
                    Choice(
                        parameter.value(thing),
                        parameter.label_of(thing),
                        href=self.address(self.pairs(without=name, thing=thing)),
                    )
                    for thing in things
                ]
                sentence.append(Chosen(name, before, after, choices))
        return sentence

    @property
    def order(self) -> str:
        """The order of the list, in words."""
        asked = self.given.get("ordering", [next(iter(self.orderings))])[0]
        return dict(self.form.fields["ordering"].choices)[asked]

    @property
    def sentence(self) -> str:
        """What was asked, in words alone."""
        return comma_list(*(part.text for part in self.chosen))

    def widenings(self) -> list[Choice]:
        """The lists that asking for one parameter less would find, where that finds anything."""
        return [
            Choice(name, self.filters[name].label, count=count, href=self.address(self.pairs(without=name)))
            for name in self.parts
            if (count := len(self.narrowed(without=name)))
        ]

    def offers(self) -> list[Offer]:
        """What can be asked, parameter by parameter, as the form shows it."""
        offers = []
        last = ("as_of", "ordering")  # what to find comes first, how to show it last
        for name in sorted(self.filters, key=lambda name: last.index(name) if name in last else -1):
            parameter = self.filters[name]
            if name not in PAGING:
                field, typed, errors = self.form.fields[name], self.data.get(name, ""), self.errors.get(name)
                offer = Offer(name, field, typed, errors, parameter.several)
                if parameter.several:
                    self.fill(offer, parameter)
                offers.append(offer)
        return offers

    def fill(self, offer: Offer, parameter: Several) -> None:
        """Give an offer the values that are chosen and, of a facet, those that lead to rows."""
        name = offer.name
        given, others = self.given.get(name, []), self.pairs(without=name)

        def choice(thing, count: int | None) -> Choice:
            value = parameter.value(thing)
            href = self.address([*others, (name, value)])
            return Choice(value, parameter.label_of(thing), thing in given, count, href)

        for error in self.errors.as_data().get(name, ()):
            offer.suggested += [choice(record, None) for record in getattr(error, "suggested", ())]
        if not isinstance(parameter, Facet):
            offer.choices, offer.typed = [choice(thing, None) for thing in given], True
            return
        base, sets, things = self.narrowed(without=name), self.index.sets[name], self.index.things[name]
        whole = len(base) == len(self.index.whole)
        counts = {
            key: count
            for key, places in sets.items()
            if (count := len(places) if whole else base.intersection_cardinality(places))
        }
        chosen = {parameter.key(thing): thing for thing in given}
        keys = list(counts) if parameter.in_order else sorted(counts, key=counts.__getitem__, reverse=True)
        shown = keys[: parameter.SHOWN] + [key for key in chosen if key not in keys[: parameter.SHOWN]]
        offer.choices = [choice(chosen.get(key) or things[key], counts.get(key, 0)) for key in shown]
        offer.more = len(counts.keys() - set(shown))
        offer.typed = bool(offer.more)
        offer.unstated = len(base) - base.intersection_cardinality(self.index.stated[name])


class SourceFilterSet(RecordFilterSet):
    orderings = {
        "publisher": Ordering(_("by publisher"), _("by publisher, backwards"), BY_PUBLISHER),
        "-published": Ordering(
            _("latest first"), _("earliest first"), (F("published_on").desc(nulls_last=True), "slug")
        ),
    }
