"""The columns of a list's data formats: what each is read from, and how CSV and JSON write it."""

from collections.abc import Callable, Mapping, Sequence
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
    """A column read from one path of the row: text, a number, yes or no, a value of a closed list.

    `cells` and `json` are given what stands at the column's paths, and what `load` has read for the row.
    """

    def __init__(self, name: str, path: str = ""):
        self.name = name
        self.paths: Sequence[str] = (path or name,)

    @property
    def heads(self) -> list[str]:
        """The names of its cells in a CSV."""
        return [self.name]

    def load(self, index: Index, pks: Sequence[int]) -> Mapping[int, Any]:
        """What does not stand in the rows themselves, by the numbers of the rows."""
        return {}

    def cells(self, values: Sequence, loaded: Any) -> list:
        (value,) = values
        if isinstance(value, bool):
            return ["yes" if value else "no"]
        return ["" if value is None else value]

    def json(self, values: Sequence, loaded: Any) -> Any:
        return values[0]


class Words(Column):
    """A translated text: a cell for each language, empty where there is none."""

    def __init__(self, name: str, path: str = ""):
        self.name = name
        self.paths = columns_of(path or name)

    @property
    def heads(self):
        return list(columns_of(self.name))

    def cells(self, values, loaded):
        return [value or "" for value in values]

    def json(self, values, loaded):
        return dict(zip(LANGUAGES, values, strict=True)) if values[0] is not None else None


class Day(Column):
    """A date no longer than it is known (2016-12-16, 2016-12 or 2016), and its precision."""

    def __init__(self, name: str):
        self.name = name
        self.paths = (f"{name}_on", f"{name}_precision")

    @property
    def heads(self):
        return [self.name, f"{self.name}_precision"]

    def cells(self, values, loaded):
        first, precision = values
        return [PartialDate(first, precision).isoformat(), precision] if first else ["", ""]

    def json(self, values, loaded):
        first, precision = values
        return {"date": PartialDate(first, precision).isoformat(), "precision": precision} if first else None


class Quantity(Column):
    """An amount that is never bare: the number, its currency, and how the source hedges it."""

    def __init__(self, name: str):
        self.name = name
        self.paths = (name, f"{name}_currency", f"{name}_qualifier")

    @property
    def heads(self):
        return list(self.paths)

    def cells(self, values, loaded):
        value, currency, qualifier = values
        return ["" if value is None else plain(value), currency, qualifier]

    def json(self, values, loaded):
        value, currency, qualifier = values
        if value is None:
            return None
        return {"value": plain(value), "qualifier": qualifier, "currency": currency}


class Reference(Column):
    """A record that is public whenever the row is: its id, and in JSON its address."""

    def __init__(self, name: str, model: type[Slugged], path: str = ""):
        self.name, self.model = name, model
        self.paths = [f"{path or name}__{part}" for part in ("slug", *model.page_paths)]

    def cells(self, values, loaded):
        return [values[0] or ""]

    def json(self, values, loaded):
        return reference(self.model, *values) if values[0] else None


class Indexed(Column):
    """What the list's index has of the row: the values of a facet, or of what is kept beside the facets.

    That the cell and the facet agree is then no matter of care. `many` says that a row may have several.
    """

    def __init__(self, name: str, facet: str = "", many: bool = False):
        self.name, self.facet, self.many = name, facet or name, many
        self.paths = ()

    def load(self, index, pks):
        return index.values(self.facet, pks)

    def cells(self, values, loaded):
        if self.many:
            return ["; ".join(thing.slug if isinstance(thing, Slugged) else thing for thing in loaded or ())]
        (thing,) = loaded or ("",)
        return super().cells([thing.slug if isinstance(thing, Slugged) else thing], None)

    def json(self, values, loaded):
        found = [reference_to(thing) if isinstance(thing, Slugged) else thing for thing in loaded or ()]
        if self.many:
            return found
        return found[0] if found else None


class References(Column):
    """Records that the row names and no facet does: those that are public, in the order of their ids.

    `one` says that there is one at most.
    """

    def __init__(self, name: str, model: type[Slugged], path: str = "", one: bool = False):
        self.name, self.model, self.path, self.one = name, model, path or name, one
        self.paths = ()

    def load(self, index, pks):
        # in two steps: SQLite would try each of all public records for each of the rows
        rows = index.model.objects.filter(pk__in=pks, **{f"{self.path}__isnull": False}).order_by()
        pairs = list(rows.values_list("pk", self.path))
        read = self.model.objects.published().as_of(index.as_of)
        read = read.filter(pk__in={named for _pk, named in pairs}).order_by()
        public = {pk: parts for pk, *parts in read.values_list("pk", "slug", *self.model.page_paths)}
        loaded: dict[int, list] = {}
        for pk, parts in sorted((pk, public[named]) for pk, named in pairs if named in public):
            loaded.setdefault(pk, []).append(parts)
        return loaded

    def cells(self, values, loaded):
        return ["; ".join(slug for slug, *_parts in loaded or ())]

    def json(self, values, loaded):
        found = [reference(self.model, *each) for each in loaded or ()]
        if self.one:
            return found[0] if found else None
        return found


class Sources(Column):
    """The sources that the row rests on, the first one first."""

    def __init__(self, model: type[Record]):
        self.name, self.model = "sources", model
        self.paths = ("source__slug",)

    def load(self, index, pks):
        name = self.model._meta.model_name
        more: Any = self.model.more_sources.through
        pairs = list(more.objects.filter(**{f"{name}__in": pks}).values_list(f"{name}_id", "source_id"))
        cited = Source.objects.filter(pk__in={source for _pk, source in pairs})
        slugs = dict(cited.values_list("pk", "slug"))
        loaded: dict[int, list] = {}
        for pk, slug in sorted((pk, slugs[source]) for pk, source in pairs):
            loaded.setdefault(pk, []).append(slug)
        return loaded

    def _slugs(self, values, loaded):
        return list(dict.fromkeys([*values, *(loaded or ())]))

    def cells(self, values, loaded):
        return ["; ".join(self._slugs(values, loaded))]

    def json(self, values, loaded):
        return [reference(Source, slug, slug) for slug in self._slugs(values, loaded)]


class Figures(Column):
    """What was reported of the row: numbers with qualifier, unit, basis, reporter, date and source.

    `about` names what else a figure may be about: one area of an occasion.
    """

    def __init__(self, name: str, model: type[Figure], back: str, about: Sequence[str] = (), **only):
        self.name, self.model, self.back, self.about, self.only = name, model, back, about, only
        self.paths = ()

    def load(self, index, pks):
        loaded: dict[int, list] = {}
        rows = self.model.objects.published().as_of(index.as_of)
        rows = rows.filter(**{f"{self.back}__in": pks}, **self.only)
        figures = list(rows.select_related(*self.about))
        attach_sources(figures)
        for figure in figures:
            loaded.setdefault(getattr(figure, f"{self.back}_id"), []).append(figure)
        return loaded

    def cells(self, values, loaded):
        return [" | ".join(self._line(figure) for figure in loaded or ())]

    def _line(self, figure):
        parts = {
            **{name: getattr(figure, name) and getattr(figure, name).slug for name in self.about},
            "basis": figure.basis_en or "not stated",
            "reported by": figure.reported_by_en,
            "as of": figure.as_of and figure.as_of.isoformat(),
            "standing": figure.standing if figure.standing != Standing.CONFIRMED else "",
            "sources": ", ".join(source.slug for source in figure.sources()),
        }
        about = "; ".join(f"{name}: {text}" for name, text in parts.items() if text)
        return f"{figure.measure}: {figure.qualifier} {plain(figure.value)} {figure.unit_en} ({about})"

    def json(self, values, loaded):
        return [
            {
                "id": figure.slug,
                "measure": figure.measure,
                "value": plain(figure.value),
                "qualifier": figure.qualifier,
                **{
                    name: {language: getattr(figure, f"{name}_{language}") for language in LANGUAGES}
                    for name in ("unit", "basis", "reported_by")
                },
                "as_of": Day("as_of").json((figure.as_of_on, figure.as_of_precision), None),
                "headline": figure.headline,
                "standing": figure.standing,
                **{name: reference_to(getattr(figure, name)) for name in self.about},
                "source": reference_to(figure.sources()[0]),  # without one it would not be public
                "more_sources": [reference_to(source) for source in figure.sources()[1:]],
            }
            for figure in loaded or ()
        ]


def plain(value: Decimal) -> int | float:
    """A number without empty decimals."""
    return int(value) if value == value.to_integral_value() else float(value)


def pattern_of(model: type[Slugged]) -> Callable[[str, Sequence], str]:
    """How the address of a row is made from its slug and the parts of the address, in the active language.

    What is shown on the page of another record is a place on it.
    """
    pattern = settings.PUBLIC_URL + page_pattern(model.page, len(model.page_paths), get_language())
    if getattr(model, "has_page", True):
        return lambda slug, parts: pattern % tuple(parts)
    return lambda slug, parts: f"{pattern % tuple(parts)}#{slug}"


def reference(model: type[Slugged], slug: str, *parts) -> dict[str, str | None]:
    # a word of a closed list (a sector) is shown nowhere
    return {"id": slug, "url": pattern_of(model)(slug, parts) if model.page else None}


def reference_to(row: Slugged | None) -> dict[str, str | None] | None:
    if row is None:
        return None
    return reference(type(row), row.slug, *(follow_path(row, path) for path in row.page_paths))
