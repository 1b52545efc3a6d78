"""What a list can be asked: each parameter reads its values, finds rows, and says what was chosen."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.db.models.expressions import Combinable
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from portal.lists.fields import DateField, PageField, SeveralField, WordsField
from portal.models import Slugged
from portal.text.words import fold, words

DATE_HELP = _("2016-12-16, 2016-12 or 2016")
DATE_LENGTH = 11  # 2016年12月16日


@dataclass
class Choice:
    """A value of a parameter on a page: what it is called, how many rows it leads to, where that list is."""

    value: str
    label: Any
    chosen: bool = False
    count: int | None = None
    href: str = ""


@dataclass
class Chosen:
    """What was chosen of one parameter, with the words of the sentence before and after it."""

    name: str
    before: str
    after: str
    choices: list[Choice]

    @property
    def text(self) -> str:
        labels = gettext(" or ").join(str(choice.label) for choice in self.choices)
        return f"{self.before}{labels}{self.after}"


@dataclass
class Offer:
    """A parameter in the form of a list: what is typed there, what is wrong with it, and the values to tick.

    `more` values lead to rows but are `typed`, not shown; `unstated` rows have no value that is recorded;
    `suggested` is what a value that is not known may have meant.
    """

    name: str
    field: forms.Field
    value: str
    errors: Any
    several: bool
    typed: bool = False
    choices: list[Choice] = dataclass_field(default_factory=list)
    suggested: list[Choice] = dataclass_field(default_factory=list)
    more: int = 0
    unstated: int = 0

    @property
    def described_by(self) -> str:
        """The ids of what is said of the field: how to fill it in, and what is wrong with it."""
        said = {"help": self.field.help_text, "error": self.errors}
        return " ".join(f"id_{self.name}_{part}" for part, text in said.items() if text)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to choose from and nothing to say: no row that is left has any value."""
        return self.several and not (
            self.choices or self.suggested or self.typed or self.unstated or self.errors
        )


class Parameter(django_filters.Filter):
    """A parameter of a list. `phrase` says in the sentence over the list what was chosen: “in %s”."""

    several = False
    phrase: Any = ""
    records_of: type[Slugged] | None = None  # the kind of records whose slugs are its values

    def __init__(self, *args, phrase="", **kwargs):
        self.phrase = phrase or self.phrase
        super().__init__(*args, **kwargs)

    def values(self, cleaned) -> list:
        """What was chosen, as a list."""
        if cleaned in (None, "", []):
            return []
        return cleaned if self.several else [cleaned]

    def value(self, chosen) -> str:
        """A chosen thing as it stands in an address."""
        return str(chosen)

    def label_of(self, chosen) -> Any:
        """A chosen thing as it is called on the page."""
        return self.value(chosen)


class Search(Parameter):
    """Words that all occur in a row, in any order. Each list says where they are looked for."""

    field_class = WordsField
    phrase = _("with the words %s")

    def __init__(self, **kwargs):
        super().__init__(label=_("Words"), max_length=200, **kwargs)

    def label_of(self, chosen):
        return gettext("“%s”") % chosen


class DateBound(Parameter):
    """Rows wholly on one side of a date: `gte` compares their first day, `lte` their last."""

    field_class = DateField

    def __init__(self, date: str, side: str, **kwargs):
        end = "on" if side == "gte" else "ends"
        super().__init__(f"{date}_{end}", side, max_length=DATE_LENGTH, help_text=DATE_HELP, **kwargs)

    def value(self, chosen):
        return chosen.isoformat()

    def label_of(self, chosen):
        return str(chosen)

    def keys(self, things, known):
        (asked,) = things
        if self.lookup_expr == "gte":
            return [date for date in known if date and date >= asked.first]
        return [date for date in known if date and date <= asked.last]


class Setting(Parameter):
    """A parameter that says how the list is shown, not which rows are on it."""


class PageSetting(Setting):
    """The number of a page, from 1."""

    field_class = PageField

    def __init__(self):
        super().__init__(label=_("Page"))


class RowSetting(Setting):
    """The slug of a row: the list is shown from the row after it, or up to the row before it."""

    field_class = forms.SlugField

    def __init__(self, **kwargs):
        super().__init__(max_length=80, **kwargs)


class AsOf(Setting):
    """The day as of which things are shown: what is dated later is left out, and had not happened yet."""

    field_class = DateField
    phrase = _("as things stood at the end of %s")

    def __init__(self, **kwargs):
        super().__init__(label=_("As of"), max_length=DATE_LENGTH, help_text=DATE_HELP, **kwargs)

    def value(self, chosen):
        return chosen.isoformat()

    def label_of(self, chosen):
        return str(chosen)


class Several(Parameter):
    """A parameter that may repeat: rows that have any of the values."""

    several = True

    @property
    def field(self):
        if not hasattr(self, "_field"):
            self._field = SeveralField(label=self.label, read=self.read, required=False)
        return self._field

    def read(self, text: str) -> Any:
        """The thing that a value in an address means. Raises ValidationError when it means nothing."""
        raise NotImplementedError


class Unknown(ValidationError):
    """A value that means nothing here, and the records that may have been meant."""

    def __init__(self, text: str, suggested: Sequence = ()):
        message = _("“%(value)s” is not known here.")
        if suggested:
            message = _("“%(value)s” is neither a short name nor a whole name here: choose one of these.")
        shown = {"value": Truncator(text).chars(50)}
        super().__init__(message, code="invalid_choice", params=shown)
        self.suggested = suggested


def called(text: str, things: Iterable, names: Callable[[Any], Iterable[str]]) -> Any:
    """The one thing that has `text` for a name, however it is written; None if there is none, or several."""
    asked = fold(text).strip()
    found = [thing for thing in things if asked in {fold(name) for name in names(thing)}]
    return found[0] if len(found) == 1 else None


class Facet(Several):
    """A parameter with few values, each shown with the number of rows that it leads to.

    The number is what the list would have with this value alone and all other parameters as they are.
    """

    SHOWN = 10  # values of a facet that a page offers; the others are typed
    in_order = False  # the values stand in their own order, not by how many rows they lead to

    def key(self, chosen) -> Any:
        """What stands for the thing in the rows."""
        return chosen

    def keys(self, things, known):
        return [key for key in map(self.key, things) if key in known]

    def things(self, keys: Collection) -> dict:
        """The things that keys stand for, in their order; keys of what is not public stand for nothing."""
        return {key: key for key in sorted(keys)}


class ChoiceFacet(Facet):
    """The values of a closed list, all of them, in its order; one may be typed as the page calls it."""

    SHOWN = 50
    in_order = True

    def __init__(self, path: str, choices: type[TextChoices], **kwargs):
        self.choices = choices
        super().__init__(path, **kwargs)

    def read(self, text):
        value = text if text in self.choices.values else called(text, self.choices.values, self.names_of)
        if value is None:
            raise Unknown(text)
        return value

    def names_of(self, value):
        return [str(self.label_of(value))]

    def label_of(self, chosen):
        return self.choices(chosen).label

    def things(self, keys):
        return {key: key for key in self.choices.values if key in keys}


class CountryFacet(Facet):
    """Countries by their ISO 3166 codes of two letters."""

    def read(self, text):
        code = text if text in countries.countries else called(text, countries.countries, self.names_of)
        if code is None:
            raise Unknown(text)
        return code

    def names_of(self, code):
        return [self.label_of(code)]

    def label_of(self, chosen):
        return countries.name(chosen)


class RecordFacet(Facet):
    """Public records by their slugs; a draft's slug is unknown like any nonsense."""

    records_of: type[Slugged]

    def __init__(self, path: str, model: type[Slugged], **kwargs):
        self.records_of = model
        super().__init__(path, **kwargs)

    @property
    def records(self) -> dict:
        """The public records of the model by their numbers, in its order."""

        def read():
            return {record.pk: record for record in self.records_of.objects.published().with_owners()}

        return self.parent.derived.get((self.records_of, "records"), read)

    def read(self, text):
        def by_slug():
            return {record.slug: record for record in self.records.values()}

        record = self.parent.derived.get((self.records_of, "slugs"), by_slug).get(text)
        record = record or called(text, self.records.values(), lambda one: [str(one)])
        if record is None:
            raise Unknown(text)
        return record

    def key(self, chosen):
        return chosen.pk

    def value(self, chosen):
        return chosen.slug

    def label_of(self, chosen):
        return str(chosen)

    def things(self, keys):
        return {key: record for key, record in self.records.items() if key in keys}


class RecordPick(Several):
    """Public records by their slugs, where there are far too many to list: they are typed."""

    SEARCHED, SUGGESTED = 100, 5

    records_of: type[Slugged]

    def __init__(self, path: str, model: type[Slugged], **kwargs):
        self.records_of = model
        super().__init__(path, **kwargs)

    def read(self, text):
        public = self.records_of.objects.published()
        record = public.filter(slug=text).first() if "\0" not in text else None
        if record is None:
            asked = words(text)[: WordsField.MOST]
            near = list(public.search(" ".join(asked))[: self.SEARCHED]) if asked else []
            record = called(text, near, lambda one: [str(one), *one.other_names])
            if record is None:
                raise Unknown(text, near[: self.SUGGESTED])
        return record

    def value(self, chosen):
        return chosen.slug

    def label_of(self, chosen):
        return str(chosen)

    def filter(self, qs, value):
        return qs.filter(**{f"{self.field_name}__in": value})


@dataclass(frozen=True)
class Ordering:
    """An order of a list, called `label`, and its exact reverse."""

    label: Any
    reverse: Any
    fields: Sequence[str | Combinable]


class OrderingSetting(Setting):
    """`name` for an order, `-name` for its reverse; each list says which names it has."""

    def __init__(self):
        super().__init__(label=_("Order"))

    @property
    def field(self):
        if not hasattr(self, "_field"):
            choices = []
            for name, ordering in self.parent.orderings.items():
                choices += [(name, ordering.label), (opposite(name), ordering.reverse)]
            self._field = forms.ChoiceField(label=self.label, required=False, choices=choices)
        return self._field


def opposite(name: str) -> str:
    return name[1:] if name.startswith("-") else f"-{name}"
