"""The CSV and JSON of a list."""

from collections.abc import Iterator, Mapping, Sequence

from django.core.serializers.json import DjangoJSONEncoder
from django.http import JsonResponse

from portal.lists.columns import Column, pattern_of
from portal.lists.csv_headers import heads_in_language
from portal.lists.index import Found, Index
from portal.models import Slugged
from portal.text.csv import stream_csv

CHUNK = 1000


class Table:
    """The rows of a list as data: `id`, `url` and the columns, read some thousand rows at a time."""

    def __init__(self, model: type[Slugged], index: Index, columns: Sequence[Column]):
        self.model, self.index, self.columns = model, index, columns
        self.address = pattern_of(model)
        self.heads = ["id", "url", *(head for column in columns for head in column.heads)]
        self.paths = ["pk", "slug", *model.page_paths]
        self.parts = slice(2, len(self.paths))  # of the address
        self.places = []  # where each column's values stand in what is read
        for column in columns:
            self.places.append(slice(len(self.paths), len(self.paths) + len(column.paths)))
            self.paths += column.paths

    def read(self, pks: Sequence[int]) -> Iterator[tuple[int, tuple]]:
        """The rows of these numbers, in that order. One that was withdrawn this very moment is left out."""
        read = self.model.objects.published().filter(pk__in=pks).order_by().values_list(*self.paths)
        rows = {row[0]: row for row in read}
        yield from ((pk, rows[pk]) for pk in pks if pk in rows)

    def loaded(self, pks: Sequence[int]) -> list[tuple[Column, slice, Mapping]]:
        """Each column, where its values stand in a row, and what it has loaded for these rows."""
        return [
            (column, place, column.load(self.index, pks))
            for column, place in zip(self.columns, self.places, strict=True)
        ]

    def csv(self, found: Found) -> Iterator[bytes]:
        """The whole list chunk by chunk, the header first."""
        return stream_csv(heads_in_language(self.heads), self._chunks(found))

    def _chunks(self, found: Found) -> Iterator[Iterator[list]]:
        for start in range(0, len(found), CHUNK):
            pks = found.pks(start, min(start + CHUNK, len(found)))
            columns = [(column.cells, place, more.get) for column, place, more in self.loaded(pks)]
            yield (self._cells(pk, row, columns) for pk, row in self.read(pks))

    def _cells(self, pk: int, row: tuple, columns: list) -> list:
        cells = [row[1], self.address(row[1], row[self.parts])]
        for cells_of, place, more in columns:
            cells += cells_of(row[place], more(pk))
        return cells

    def json(self, pks: Sequence[int]) -> list[dict]:
        columns = self.loaded(pks)
        return [
            {
                "id": row[1],
                "url": self.address(row[1], row[self.parts]),
                **{column.name: column.json(row[place], more.get(pk)) for column, place, more in columns},
            }
            for pk, row in self.read(pks)
        ]


class DataEncoder(DjangoJSONEncoder):
    """JSON in which nothing can be taken for markup, whoever shows it as what."""

    ESCAPED = str.maketrans({"<": "\\u003C", ">": "\\u003E", "&": "\\u0026"})

    def encode(self, o):
        return super().encode(o).translate(self.ESCAPED)


# Data is for everybody's programs, also for those on other sites' pages.
OPEN = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}


def data(content: dict, status: int = 200) -> JsonResponse:
    return JsonResponse(
        content, DataEncoder, json_dumps_params={"ensure_ascii": False}, status=status, headers=OPEN
    )
