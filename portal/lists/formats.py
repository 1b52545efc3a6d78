"""The CSV and JSON of a list."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence

from django.core.serializers.json import DjangoJSONEncoder
from django.http import JsonResponse

from portal.lists.columns import Column, pattern_of
from portal.lists.csv_headers import heads_in_language
from portal.lists.index import Found, Index
from portal.models import Slugged

CHUNK = 1000
BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"  # without it Excel reads UTF-8 as the machine's old code page
# What a spreadsheet takes for a formula; Japanese ones take the full-width signs too.
FORMULA = frozenset("=+-@\t\r\n＝＋－＠")


def defused(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in FORMULA else text


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
        """The whole list, piece by piece, defused and with a mark by which Excel knows UTF-8."""
        buffer = io.StringIO()
        writer = csv.writer(buffer)
        buffer.write(BOM)
        writer.writerow(heads_in_language(self.heads))
        yield buffer.getvalue().encode()
        for start in range(0, len(found), CHUNK):
            buffer.seek(0)
            buffer.truncate()
            pks = found.pks(start, min(start + CHUNK, len(found)))
            columns = [(column.cells, place, more.get) for column, place, more in self.loaded(pks)]
            for pk, row in self.read(pks):
                cells = [row[1], self.address(row[1], row[self.parts])]
                for cells_of, place, more in columns:
                    cells += cells_of(row[place], more(pk))
                writer.writerow([defused(cell) if isinstance(cell, str) else cell for cell in cells])
            yield buffer.getvalue().encode()

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
