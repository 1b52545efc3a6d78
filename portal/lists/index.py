"""Which rows a list has, in which order, and which of them have each value of each facet.

Cached in the memory of the process and made again when the record changes (`Change`) or a scheduled record
becomes public. Any combination of filters is then an intersection of sets of small numbers: counts are exact,
a page far down costs what the first does, and nothing grows with the rows but the sets themselves.
"""

from array import array
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.db.models.expressions import Combinable
from pyroaring import BitMap, BitMap64

CHUNK_SIZE = 5000  # rows read from the database at a time


class Index:
    """The rows of a list in one order. A row is known by its position, a set of rows is a set of positions.

    `options` and `positions` hold, for each facet and each extra column: the values that occur, by the key
    that stands for them in the rows, and the positions of the rows that have each of them. `with_value` holds
    the positions of the rows that have any value of a facet.
    """

    def __init__(
        self,
        rows: QuerySet,
        ordering: Sequence[str | Combinable],
        facets: dict,
        extra_columns: dict[str, str],
        as_of: date | None = None,
    ):
        """Read the rows. `extra_columns` are indexed beside the facets: their names and lookup paths.

        `as_of` is the day as of which `rows` were asked for, for columns that are read later.
        """
        self.as_of = as_of
        paths = {name: facet.field_name for name, facet in facets.items()} | extra_columns
        single = {name: path for name, path in paths.items() if not is_multivalued(rows.model, path)}
        found: dict[str, dict[Any, array]] = {name: {} for name in paths}
        self.model, self.pks = rows.model, array("Q")
        read = rows.order_by(*ordering).values_list("pk", *single.values())
        for position, (pk, *keys) in enumerate(read.iterator(chunk_size=CHUNK_SIZE)):
            self.pks.append(pk)
            for name, key in zip(single, keys, strict=True):
                found[name].setdefault(key, array("I")).append(position)
        self.all_positions = BitMap(range(len(self.pks)))
        self._sorted_pks = BitMap64(self.pks)
        self._positions = array("I", bytes(4 * len(self.pks)))  # in the order of the primary keys
        for position, pk in enumerate(self.pks):
            self._positions[self._sorted_pks.rank(pk) - 1] = position
        for name, path in paths.items():
            if name not in single:
                self._read_multivalued(rows.model.objects.order_by().values_list("pk", path), found[name])
        self.options, self.positions, self.with_value = {}, {}, {}
        for name, facet in facets.items():
            keys = found[name].keys() - {None, ""}
            self.options[name] = facet.options(keys)
            self.positions[name] = {key: BitMap(found[name][key]) for key in self.options[name]}
            self.with_value[name] = BitMap.union(BitMap(), *self.positions[name].values())
        for name in extra_columns:
            self.options[name] = {key: key for key in found[name]}
            self.positions[name] = {key: BitMap(positions) for key, positions in found[name].items()}

    def __len__(self) -> int:
        return len(self.pks)

    def _position(self, pk: int) -> int:
        return self._positions[self._sorted_pks.rank(pk) - 1]

    def _read_multivalued(self, pairs: QuerySet, found: dict[Any, array]) -> None:
        for pk, key in pairs.iterator(chunk_size=CHUNK_SIZE):
            if pk in self._sorted_pks:
                found.setdefault(key, array("I")).append(self._position(pk))

    def values(self, name: str, pks: Iterable[int]) -> dict[int, list]:
        """The values that these rows have of a facet or an extra column, by primary key."""
        pk_at = {self._position(pk): pk for pk in pks if pk in self._sorted_pks}
        rows, values = BitMap(pk_at), dict[int, list]()
        for key, value in self.options[name].items():
            for position in rows & self.positions[name][key]:
                values.setdefault(pk_at[position], []).append(value)
        return values

    def positions_of_pks(self, pks: Iterable[int]) -> BitMap:
        """The positions of these rows; those that are not in the list are left out."""
        return BitMap([self._position(pk) for pk in self._sorted_pks.intersection(BitMap64(pks))])

    def positions_of(self, rows: QuerySet) -> BitMap:
        return self.positions_of_pks(rows.order_by().values_list("pk", flat=True).iterator(CHUNK_SIZE))


def is_multivalued(model, path: str) -> bool:
    """Whether a row may have several values at the end of `path`."""
    for name in path.split("__"):
        if name not in {field.name for field in model._meta.get_fields()}:
            return False  # an annotation has one
        field = model._meta.get_field(name)
        if field.many_to_many or field.one_to_many:
            return True
        model = field.related_model
    return False


class ResultSet:
    """The rows of a list that match its filters, in the order of the list or its exact reverse."""

    def __init__(self, index: Index, positions: BitMap, is_reversed: bool = False):
        self.index, self.positions, self.is_reversed = index, positions, is_reversed

    def __len__(self) -> int:
        return len(self.positions)

    def pks(self, start: int, stop: int) -> list[int]:
        """The primary keys of the rows from `start` to before `stop`, in order."""
        if self.is_reversed:
            start, stop = max(len(self) - stop, 0), max(len(self) - start, 0)
        pks = [self.index.pks[position] for position in self.positions[start:stop]]
        return pks[::-1] if self.is_reversed else pks

    def offset(self, pk: int) -> int | None:
        """How many rows come before the row `pk`; None if it is not among them."""
        for position in self.index.positions_of_pks([pk]) & self.positions:
            before = self.positions.rank(position) - 1
            return len(self) - 1 - before if self.is_reversed else before
        return None
