"""Parameters that may repeat: facets, whose values are counted, and records that are typed."""

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from portal.lists.fields import MultipleValuesField, WordsField
from portal.lists.parameters import Parameter
from portal.models import Slugged
from portal.text.folding import fold
from portal.text.invisible import show_invisible
from portal.text.words import words


class MultipleParameter(Parameter):
    """A parameter that may repeat: rows that have any of the values."""

    multiple = True

    @property
    def field(self):
        if not hasattr(self, "_field"):
            self._field = MultipleValuesField(label=self.label, read=self.read, required=False)
        return self._field

    def read(self, text: str) -> Any:
        """The value that a text in an address means. Raises UnknownValue when it means none."""
        raise NotImplementedError


class UnknownValue(ValidationError):
    """A text that means no value of a parameter, and the records that may have been meant."""

    def __init__(self, text: str, suggested: Sequence = ()):
        message = _("“%(value)s” is not a known value.")
        if suggested:
            message = _("No exact match for “%(value)s”: choose one of these.")
        params = {"value": Truncator(show_invisible(text)).chars(50)}
        super().__init__(message, code="invalid_choice", params=params)
        self.suggested = suggested


def find_by_name(text: str, values: Iterable, names_of: Callable[[Any], Iterable[str]]) -> Any:
    """The one value that has the name `text`, however it is written; None if there is none, or several."""
    name = fold(text).strip()
    found = [value for value in values if name in {fold(other) for other in names_of(value)}]
    return found[0] if len(found) == 1 else None


class Facet(MultipleParameter):
    """A parameter with few values, each shown with the number of rows that match it.

    The number is what the list would have with this value alone and all other parameters as they are.
    """

    MAX_CHOICES = 10  # values that a page shows; the others may be typed
    keeps_order = False  # the values are shown in their own order, not by how many rows match them

    def index_key(self, value) -> Any:
        """What stands for the value in the rows."""
        return value

    def index_keys(self, values, keys: Collection) -> list:
        return [key for key in map(self.index_key, values) if key in keys]

    def options(self, keys: Collection) -> dict:
        """The values by their keys, in their order; keys of what is not public are left out."""
        return {key: key for key in sorted(keys)}


class ChoiceFacet(Facet):
    """The values of a closed list, all of them, in its order; one may be typed as the page prints it."""

    MAX_CHOICES = 50
    keeps_order = True

    def __init__(self, path: str, choices: type[TextChoices], **kwargs):
        self.choices = choices
        super().__init__(path, **kwargs)

    def read(self, text):
        if text in self.choices.values:
            return text
        value = find_by_name(text, self.choices.values, lambda value: [str(self.label_for(value))])
        if value is None:
            raise UnknownValue(text)
        return value

    def label_for(self, value):
        return self.choices(value).label

    def options(self, keys):
        return {key: key for key in self.choices.values if key in keys}


class CountryFacet(Facet):
    """Countries by their ISO 3166 codes of two letters."""

    def read(self, text):
        if text in countries.countries:
            return text
        code = find_by_name(text, countries.countries, lambda code: [self.label_for(code)])
        if code is None:
            raise UnknownValue(text)
        return code

    def label_for(self, value):
        return countries.name(value)


class RecordParameter(MultipleParameter):
    """A parameter whose values are public records, spelled in addresses by their slugs."""

    record_model: type[Slugged]

    def __init__(self, path: str, model: type[Slugged], **kwargs):
        self.record_model = model
        super().__init__(path, **kwargs)

    def query_value(self, value):
        return value.slug

    def label_for(self, value):
        return str(value)


class RecordFacet(RecordParameter, Facet):
    """Public records by their slugs; the slug of a draft is as unknown as nonsense."""

    @property
    def records(self) -> dict[int, Slugged]:
        """The public records of the model by primary key, in its order."""

        def read():
            return {record.pk: record for record in self.record_model.objects.published().with_owners()}

        return self.parent.record_cache.get_or_compute((self.record_model, "records"), read)

    def read(self, text):
        def by_slug():
            return {record.slug: record for record in self.records.values()}

        record = self.parent.record_cache.get_or_compute((self.record_model, "slugs"), by_slug).get(text)
        record = record or find_by_name(text, self.records.values(), lambda value: [str(value)])
        if record is None:
            raise UnknownValue(text)
        return record

    def index_key(self, value):
        return value.pk

    def options(self, keys):
        return {key: record for key, record in self.records.items() if key in keys}


class RecordLookup(RecordParameter):
    """Public records by their slugs, where there are far too many to list: they are typed."""

    MAX_CANDIDATES, MAX_SUGGESTIONS = 100, 5

    def read(self, text):
        public = self.record_model.objects.published()
        record = public.filter(slug=text).first() if "\0" not in text else None
        if record is None:
            searched = words(text)[: WordsField.MAX_WORDS]
            candidates = list(public.search(" ".join(searched))[: self.MAX_CANDIDATES]) if searched else []
            record = find_by_name(text, candidates, lambda value: [str(value), *value.other_names])
            if record is None:
                raise UnknownValue(text, candidates[: self.MAX_SUGGESTIONS])
        return record

    def filter(self, qs, value):
        return qs.filter(**{f"{self.field_name}__in": value})
