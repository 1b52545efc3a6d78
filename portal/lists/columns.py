"""The columns of a list as CSV and JSON: from where each is read, and how it is written."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.translation import get_language

from portal.choices import Standing
from portal.fields import LANGUAGES, columns_of
from portal.fields.dates import PartialDate
from portal.lists.index import Index
from portal.models import Figure, Record, Slugged, Source, attach_sources, follow_path, page_pattern


class Column:
    """A column with one value of the row: text, a number, yes or no, a value of a closed list.

    A column reads either the lookup `paths` of the row or, where those are empty, what `load` finds for many
    rows at once; `cells` and `json` are given both.
    """

    def __init__(self, name: str, path: str = ""):
        self.name = name
        self.paths: Sequence[str] = (path or name,)

    @property
    def headers(self) -> list[str]:
        """The names of its cells in CSV; in JSON it has its own name."""
        return [self.name]

    def load(self, index: Index, pks: Sequence[int]) -> Mapping[int, Any]:
        """What is read from other tables or from the index, by the primary keys of the rows."""
        return {}

    def cells(self, values: Sequence, loaded: Any) -> list:
        (value,) = values
        if isinstance(value, bool):
            return ["yes" if value else "no"]
        return ["" if value is None else value]

    def json(self, values: Sequence, loaded: Any) -> Any:
        return values[0]


class TranslatedColumn(Column):
    """A translated text: a cell for each language, empty where there is no translation."""

    def __init__(self, name: str, path: str = ""):
        self.name = name
        self.paths = columns_of(path or name)

    @property
    def headers(self):
        return list(columns_of(self.name))

    def cells(self, values, loaded):
        return [value or "" for value in values]

    def json(self, values, loaded):
        return dict(zip(LANGUAGES, values, strict=True)) if values[0] is not None else None


class PartialDateColumn(Column):
    """A date as exact as it is known (2016-12-16, 2016-12 or 2016), and its precision."""

    def __init__(self, name: str):
        self.name = name
        self.paths = (f"{name}_on", f"{name}_precision")

    @property
    def headers(self):
        return [self.name, f"{self.name}_precision"]

    def cells(self, values, loaded):
        first, precision = values
        return [PartialDate(first, precision).isoformat(), precision] if first else ["", ""]

    def json(self, values, loaded):
        first, precision = values
        return {"date": PartialDate(first, precision).isoformat(), "precision": precision} if first else None


class AmountColumn(Column):
    """An amount of money: the number, its currency, and the qualifier that the source gives it."""

    def __init__(self, name: str):
        self.name = name
        self.paths = (name, f"{name}_currency", f"{name}_qualifier")

    @property
    def headers(self):
        return list(self.paths)

    def cells(self, values, loaded):
        value, currency, qualifier = values
        return ["" if value is None else plain_number(value), currency, qualifier]

    def json(self, values, loaded):
        value, currency, qualifier = values
        if value is None:
            return None
        return {"value": plain_number(value), "qualifier": qualifier, "currency": currency}


class RecordColumn(Column):
    """A record that is public whenever the row is: its id, and in JSON its address too."""

    def __init__(self, name: str, model: type[Slugged], path: str = ""):
        self.name, self.model = name, model
        self.paths = [f"{path or name}__{part}" for part in ("slug", *model.page_paths)]

    def cells(self, values, loaded):
        return [values[0] or ""]

    def json(self, values, loaded):
        return reference(self.model, *values) if values[0] else None


class FacetColumn(Column):
    """The values that the row has of a facet or an extra column of the list's index.

    Read from the index, so that the cell and the facet cannot disagree. `many` rows may have several values.
    """

    def __init__(self, name: str, facet: str = "", many: bool = False):
        self.name, self.facet, self.many = name, facet or name, many
        self.paths = ()

    def load(self, index, pks):
        return index.values(self.facet, pks)

    def cells(self, values, loaded):
        texts = [value.slug if isinstance(value, Slugged) else value for value in loaded or ()]
        return ["; ".join(texts)] if self.many else super().cells(texts or [""], None)

    def json(self, values, loaded):
        found = [reference_to(value) if isinstance(value, Slugged) else value for value in loaded or ()]
        if self.many:
            return found
        return found[0] if found else None


class RelatedRecordsColumn(Column):
    """The public records that are related to the row, in the order of their ids.

    `one` says that there is at most one. Relations by which the list can be filtered have a `FacetColumn`.
    """

    def __init__(self, name: str, model: type[Slugged], path: str = "", one: bool = False):
        self.name, self.model, self.path, self.one = name, model, path or name, one
        self.paths = ()

    def load(self, index, pks):
        # in two steps: SQLite would try each of all public records for each of the rows
        rows = index.model.objects.filter(pk__in=pks, **{f"{self.path}__isnull": False}).order_by()
        pairs = list(rows.values_list("pk", self.path))
        records = self.model.objects.published().as_of(index.as_of)
        records = records.filter(pk__in={record for _pk, record in pairs}).order_by()
        public = {pk: parts for pk, *parts in records.values_list("pk", "slug", *self.model.page_paths)}
        return grouped((pk, public[record]) for pk, record in pairs if record in public)

    def cells(self, values, loaded):
        return ["; ".join(slug for slug, *_address in loaded or ())]

    def json(self, values, loaded):
        found = [reference(self.model, *each) for each in loaded or ()]
        if self.one:
            return found[0] if found else None
        return found


class SourcesColumn(Column):
    """The sources of the row, its main one first."""

    def __init__(self, model: type[Record]):
        self.name, self.model = "sources", model
        self.paths = ("source__slug",)

    def load(self, index, pks):
        name = self.model._meta.model_name
        more_sources: Any = self.model.more_sources.through
        rows = more_sources.objects.filter(**{f"{name}__in": pks})
        pairs = list(rows.values_list(f"{name}_id", "source_id"))
        sources = Source.objects.filter(pk__in={source for _pk, source in pairs})
        slugs = dict(sources.values_list("pk", "slug"))
        return grouped((pk, slugs[source]) for pk, source in pairs)

    def _slugs(self, values, loaded):
        return list(dict.fromkeys([*values, *(loaded or ())]))

    def cells(self, values, loaded):
        return ["; ".join(self._slugs(values, loaded))]

    def json(self, values, loaded):
        return [reference(Source, slug, slug) for slug in self._slugs(values, loaded)]


class FiguresColumn(Column):
    """The reported figures of the row: numbers with qualifier, unit, basis, reporter, date and sources.

    `path` leads from a figure to the row, `about` to what else it may be about: one area of an occasion.
    `conditions` are lookups that say which figures are meant.
    """

    def __init__(self, name: str, model: type[Figure], path: str, about: Sequence[str] = (), **conditions):
        self.name, self.model, self.path, self.about, self.conditions = name, model, path, about, conditions
        self.paths = ()

    def load(self, index, pks):
        loaded: dict[int, list] = {}
        rows = self.model.objects.published().as_of(index.as_of)
        rows = rows.filter(**{f"{self.path}__in": pks}, **self.conditions)
        figures = list(rows.select_related(*self.about))
        attach_sources(figures)
        for figure in figures:
            loaded.setdefault(getattr(figure, f"{self.path}_id"), []).append(figure)
        return loaded

    def cells(self, values, loaded):
        return [" | ".join(self._text(figure) for figure in loaded or ())]

    def _text(self, figure):
        notes = {
            **{name: getattr(figure, name) and getattr(figure, name).slug for name in self.about},
            "basis": figure.basis_en or "not stated",
            "reported by": figure.reported_by_en,
            "as of": figure.as_of and figure.as_of.isoformat(),
            "standing": figure.standing if figure.standing != Standing.CONFIRMED else "",
            "sources": ", ".join(source.slug for source in figure.sources()),
        }
        about = "; ".join(f"{name}: {text}" for name, text in notes.items() if text)
        return f"{figure.measure}: {figure.qualifier} {plain_number(figure.value)} {figure.unit_en} ({about})"

    def json(self, values, loaded):
        return [
            {
                "id": figure.slug,
                "measure": figure.measure,
                "value": plain_number(figure.value),
                "qualifier": figure.qualifier,
                **{
                    name: {language: getattr(figure, f"{name}_{language}") for language in LANGUAGES}
                    for name in ("unit", "basis", "reported_by")
                },
                "as_of": PartialDateColumn("as_of").json((figure.as_of_on, figure.as_of_precision), None),
                "headline": figure.headline,
                "standing": figure.standing,
                **{name: reference_to(getattr(figure, name)) for name in self.about},
                "source": reference_to(figure.sources()[0]),  # without one it would not be public
                "more_sources": [reference_to(source) for source in figure.sources()[1:]],
            }
            for figure in loaded or ()
        ]


def grouped(pairs: Iterable[tuple[int, Any]]) -> dict[int, list]:
    """The second items of pairs in order, by the first."""
    groups: dict[int, list] = {}
    for key, item in sorted(pairs):
        groups.setdefault(key, []).append(item)
    return groups


def plain_number(value: Decimal) -> int | float:
    """A number without empty decimals."""
    return int(value) if value == value.to_integral_value() else float(value)


def url_builder(model: type[Slugged]) -> Callable[[str, Sequence], str]:
    """A function that makes the address of a row from its slug and the values of the model's `page_paths`.

    The address is in the active language. That of a row without a page of its own leads to its place on the
    page of another.
    """
    pattern = settings.PUBLIC_URL + page_pattern(model.page, len(model.page_paths), get_language())
    if getattr(model, "has_page", True):
        return lambda slug, parts: pattern % tuple(parts)
    return lambda slug, parts: f"{pattern % tuple(parts)}#{slug}"


def reference(model: type[Slugged], slug: str, *parts) -> dict[str, str | None]:
    """A record in JSON: its id and its address; a sector, which has no page, has no address."""
    return {"id": slug, "url": url_builder(model)(slug, parts) if model.page else None}


def reference_to(record: Slugged | None) -> dict[str, str | None] | None:
    if record is None:
        return None
    return reference(type(record), record.slug, *(follow_path(record, path) for path in record.page_paths))
