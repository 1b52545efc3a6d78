"""Rows of the record as a file that can be imported again, and the empty one to begin with."""

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator
from typing import IO

from django.db.models import QuerySet
from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from portal.lists.formats import BOM, CHUNK, defused
from portal.sheets.bounds import ROWS
from portal.sheets.columns import Number
from portal.sheets.reading import REMARK
from portal.sheets.resources import RecordResource, Row

Cells = list[str | int | float]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTH = 22
OFFERED = 255  # letters of a list from which a spreadsheet lets a cell choose


def exported(resource: RecordResource, queryset: QuerySet) -> Iterator[Cells]:
    """The heads, then a line for each row; where it has several parts, one for each of them."""
    yield [column.head for column in resource.all_columns]
    no_part: Cells = [""] * (len(resource.parts.columns) if resource.parts else 0)
    pks = list(queryset.values_list("pk", flat=True))
    for start in range(0, len(pks), CHUNK):
        stored = resource.rows().in_bulk(pks[start : start + CHUNK])
        rows = [
            Row(resource, stored[pk], 0, timezone.now()) for pk in pks[start : start + CHUNK] if pk in stored
        ]
        resource.attach(rows)
        parts = _parts(resource, rows)
        for row in rows:
            own = cells_of(row)
            first, *further = parts.get(row.instance.pk, [no_part])
            yield [*own, *first]
            yield from ([own[0], *[""] * (len(own) - 1), *line] for line in further)


def _parts(resource: RecordResource, rows: list[Row]) -> dict[int, list[Cells]]:
    part = resource.parts
    found: dict[int, list[Cells]] = {}
    if part:
        owners = [row.instance for row in rows]
        stored = part.rows().filter(**{f"{part.owner}__in": owners})
        of_rows = [Row(part, instance, 0, timezone.now()) for instance in stored]
        part.attach(of_rows)
        for row in of_rows:
            found.setdefault(getattr(row.instance, f"{part.owner}_id"), []).append(cells_of(row))
    return found


def cells_of(row: Row) -> Cells:
    return [column.value(row) for column in row.resource.columns]


def template(resource: RecordResource) -> Iterator[Cells]:
    """The heads; under each what it holds and how it is filled in, in lines that an import passes over."""
    columns = resource.all_columns
    yield [column.head for column in columns]
    yield [f"{REMARK}{columns[0].told}", *(column.told for column in columns[1:])]
    yield [f"{REMARK}{columns[0].allowed()}", *(column.allowed() for column in columns[1:])]


def as_csv(lines: Iterable[Cells]) -> Iterator[bytes]:
    """Piece by piece, with a mark by which Excel knows UTF-8."""
    buffer = io.StringIO()
    buffer.write(BOM)
    writer = csv.writer(buffer)
    for number, cells in enumerate(lines, 1):
        writer.writerow([safe(cell) for cell in cells])
        if number % CHUNK == 0:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def as_xlsx(resource: RecordResource, lines: Iterable[Cells]) -> IO[bytes]:
    """A workbook, written row by row to a file that vanishes when it is closed.

    Every column is text, but for numbers: a spreadsheet would make dates of “2016-12” and “1-2”.
    """
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet(str(resource.model._meta.verbose_name_plural)[:31])
    sheet.freeze_panes = "B2"
    for number, column in enumerate(resource.all_columns, 1):
        letter = get_column_letter(number)
        dimension = sheet.column_dimensions[letter]
        dimension.width = WIDTH
        dimension.number_format = "General" if isinstance(column, Number) else "@"
        offered = ",".join(column.values())
        if 0 < len(offered) <= OFFERED:
            choice = DataValidation(type="list", formula1=f'"{offered}"', allow_blank=True)
            choice.add(f"{letter}2:{letter}{ROWS}")
            sheet.data_validations.append(choice)
    for number, cells in enumerate(lines):
        sheet.append([_cell(sheet, cell, head=number == 0) for cell in cells])
    file = tempfile.TemporaryFile()  # noqa: SIM115  # the answer closes it
    workbook.save(file)
    file.seek(0)
    return file


def _cell(sheet, value: str | int | float, *, head: bool):
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", str(safe(value))))
    cell.number_format = "@"
    if head:
        cell.font = Font(bold=True)
    elif value.startswith(REMARK):
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def safe(cell: str | int | float) -> str | int | float:
    return defused(cell.replace("\r\n", "\n")) if isinstance(cell, str) else cell
