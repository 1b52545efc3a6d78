"""The CSV and JSON of a list."""

from collections.abc import Iterator, Mapping, Sequence

from django.core.serializers.json import DjangoJSONEncoder
from django.http import JsonResponse

from portal.lists.columns import Column, url_builder
from portal.lists.csv_headers import translated_headers
from portal.lists.index import Index, ResultSet
from portal.models import Slugged
from portal.text.csv import stream_csv

CHUNK = 1000


class Table:
    """The rows of a list as data: `id`, `url` and the columns, read `CHUNK` rows at a time."""

    def __init__(self, model: type[Slugged], index: Index, columns: Sequence[Column]):
        self.model, self.index, self.columns = model, index, columns
        self.url_of = url_builder(model)
        self.headers = ["id", "url", *(header for column in columns for header in column.headers)]
        self.paths = ["pk", "slug", *model.page_paths]
        self.url_parts = slice(2, len(self.paths))  # of a row that was read
        self.slices = []  # of a row that was read: the values of each column
        for column in columns:
            self.slices.append(slice(len(self.paths), len(self.paths) + len(column.paths)))
            self.paths += column.paths

    def read(self, pks: Sequence[int]) -> Iterator[tuple[int, tuple]]:
        """These rows in this order. One that was withdrawn this very moment is left out."""
        rows = self.model.objects.published().filter(pk__in=pks).order_by().values_list(*self.paths)
        by_pk = {row[0]: row for row in rows}
        yield from ((pk, by_pk[pk]) for pk in pks if pk in by_pk)

    def load(self, pks: Sequence[int]) -> list[tuple[Column, slice, Mapping]]:
        """Each column, the slice of its values in a row that was read, and what it has loaded."""
        return [
            (column, part, column.load(self.index, pks))
            for column, part in zip(self.columns, self.slices, strict=True)
        ]

    def csv(self, result_set: ResultSet) -> Iterator[bytes]:
        """The whole list chunk by chunk, the header first."""
        return stream_csv(translated_headers(self.headers, self.model), self._chunks(result_set))

    def _chunks(self, result_set: ResultSet) -> Iterator[Iterator[list]]:
        for start in range(0, len(result_set), CHUNK):
            pks = result_set.pks(start, min(start + CHUNK, len(result_set)))
            columns = [(column.cells, part, loaded.get) for column, part, loaded in self.load(pks)]
            yield (self._cells(pk, row, columns) for pk, row in self.read(pks))

    def _cells(self, pk: int, row: tuple, columns: list) -> list:
        cells = [row[1], self.url_of(row[1], row[self.url_parts])]
        for cells_of, part, loaded in columns:
            cells += cells_of(row[part], loaded(pk))
        return cells

    def json(self, pks: Sequence[int]) -> list[dict]:
        columns = self.load(pks)
        return [
            {
                "id": row[1],
                "url": self.url_of(row[1], row[self.url_parts]),
                **{column.name: column.json(row[part], loaded.get(pk)) for column, part, loaded in columns},
            }
            for pk, row in self.read(pks)
        ]


class DataEncoder(DjangoJSONEncoder):
    """A JSON encoder that escapes markup, so that no browser takes the data for HTML."""

    ESCAPED = str.maketrans({"<": "\\u003C", ">": "\\u003E", "&": "\\u0026"})

    def encode(self, o):
        return super().encode(o).translate(self.ESCAPED)


# Programs on other sites' pages may read the data.
CORS_HEADERS = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}


def data_response(content: dict, status: int = 200) -> JsonResponse:
    return JsonResponse(
        content, DataEncoder, json_dumps_params={"ensure_ascii": False}, status=status, headers=CORS_HEADERS
    )
