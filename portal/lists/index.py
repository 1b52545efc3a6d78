"""Which rows a list has, in which order, and which of them have each value of each facet.

Kept in the memory of the process and made anew when the record changes (`Change`) or a scheduled record
becomes public. Any combination of choices is then an intersection of sets of small numbers: the counts
are exact, a deep page costs what the first does, and nothing grows with the rows but the sets themselves.
"""

from array import array
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.db.models.expressions import Combinable
from pyroaring import BitMap, BitMap64

CHUNK = 5000


class Index:
    """The rows of a list in one order. A row is known by its place; a set of rows is a set of places."""

    def __init__(
        self,
        rows: QuerySet,
        ordering: Sequence[str | Combinable],
        facets: dict,
        also: dict[str, str],
        as_of: date | None = None,
    ):
        """`also` names what is kept of the rows beside their facets, and where it stands.

        `as_of` is the day as of which `rows` are asked for, for what is read of them later.
        """
        self.as_of = as_of
        paths = {name: facet.field_name for name, facet in facets.items()} | also
        single = {name: path for name, path in paths.items() if not is_many(rows.model, path)}
        found: dict[str, dict[Any, array]] = {name: {} for name in paths}
        self.model, self.pks = rows.model, array("Q")
        read = rows.order_by(*ordering).values_list("pk", *single.values())
        for place, (pk, *keys) in enumerate(read.iterator(chunk_size=CHUNK)):
            self.pks.append(pk)
            for name, key in zip(single, keys, strict=True):
                found[name].setdefault(key, array("I")).append(place)
        self.whole = BitMap(range(len(self.pks)))
        self._listed = BitMap64(self.pks)
        self._places = array("I", bytes(4 * len(self.pks)))  # of the rows in the order of their numbers
        for place, pk in enumerate(self.pks):
            self._places[self._listed.rank(pk) - 1] = place
        for name, path in paths.items():
            if name not in single:
                self._read_many(rows.model.objects.order_by().values_list("pk", path), found[name])
        self.things, self.sets, self.stated = {}, {}, {}
        for name, facet in facets.items():
            keys = found[name].keys() - {None, ""}
            self.things[name] = facet.things(keys)  # by their keys
            self.sets[name] = {key: BitMap(found[name][key]) for key in self.things[name]}
            self.stated[name] = BitMap.union(BitMap(), *self.sets[name].values())
        for name in also:
            self.things[name] = {key: key for key in found[name]}
            self.sets[name] = {key: BitMap(places) for key, places in found[name].items()}

    def _read_many(self, pairs: QuerySet, found: dict[Any, array]) -> None:
        for pk, key in pairs.iterator(chunk_size=CHUNK):
            if pk in self._listed:
                found.setdefault(key, array("I")).append(self._places[self._listed.rank(pk) - 1])

    def values(self, name: str, pks: Iterable[int]) -> dict[int, list]:
        """What the rows of these numbers have of a facet, or of what is kept beside the facets."""
        at = {self._places[self._listed.rank(pk) - 1]: pk for pk in pks if pk in self._listed}
        rows, found = BitMap(at), dict[int, list]()
        for key, thing in self.things[name].items():
            for place in rows & self.sets[name][key]:
                found.setdefault(at[place], []).append(thing)
        return found

    def places(self, pks: Iterable[int]) -> BitMap:
        """Where the rows of these numbers stand; those that are not listed are left out."""
        listed = self._listed.intersection(BitMap64(pks))
        return BitMap([self._places[self._listed.rank(pk) - 1] for pk in listed])

    def places_of(self, rows: QuerySet) -> BitMap:
        """Where these rows stand."""
        return self.places(rows.order_by().values_list("pk", flat=True).iterator(CHUNK))


def is_many(model, path: str) -> bool:
    """Whether a row may have several values at the end of `path`."""
    for name in path.split("__"):
        if name not in {field.name for field in model._meta.get_fields()}:
            return False  # an annotation has one
        field = model._meta.get_field(name)
        if field.many_to_many or field.one_to_many:
            return True
        model = field.related_model
    return False


class Found:
    """The rows that a list found, in its order or its exact reverse."""

    def __init__(self, index: Index, places: BitMap, backwards: bool = False):
        self.index, self.set, self.backwards = index, places, backwards

    def __len__(self) -> int:
        return len(self.set)

    def pks(self, start: int, stop: int) -> list[int]:
        """The numbers of the rows from `start` to before `stop`, in order."""
        if self.backwards:
            start, stop = max(len(self) - stop, 0), max(len(self) - start, 0)
        pks = [self.index.pks[place] for place in self.set[start:stop]]
        return pks[::-1] if self.backwards else pks

    def rank(self, pk: int) -> int | None:
        """How many rows come before that of the number `pk`; None if it is not among them."""
        for place in self.index.places([pk]) & self.set:
            before = self.set.rank(place) - 1
            return len(self) - 1 - before if self.backwards else before
        return None
