"""Rows of the record as a file that can be imported again, and the empty template."""

import tempfile
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import IO

from django.db.models import QuerySet
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from portal.sheets.cell_formats import escape_underscores
from portal.sheets.columns import NumberColumn, SheetRow
from portal.sheets.limits import MAX_ROWS
from portal.sheets.lookups import CHUNK_SIZE, chunks
from portal.sheets.reading import COMMENT
from portal.sheets.resources import RecordResource
from portal.text.csv import escape_formula, stream_csv

Cells = list[str | int | float]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COLUMN_WIDTH = 22
MAX_CHOICES_CHARACTERS = 255  # of the list from which a spreadsheet lets a cell choose


def export_lines(resource: RecordResource, queryset: QuerySet) -> Iterator[Cells]:
    """The header, then a line for each row; where a row has several parts, a line for each of them."""
    yield [column.header for column in resource.all_columns]
    no_part: Cells = [""] * (len(resource.part.columns) if resource.part else 0)
    for pks in chunks(list(queryset.values_list("pk", flat=True))):
        stored = resource.queryset().in_bulk(pks)
        rows = [SheetRow(resource.columns, stored[pk]) for pk in pks if pk in stored]
        resource.load_related(rows)
        parts = _part_cells(resource, rows)
        for row in rows:
            cells = cells_of(row)
            first, *others = parts.get(row.instance.pk, [no_part])
            yield [*cells, *first]
            yield from ([cells[0], *[""] * (len(cells) - 1), *part] for part in others)


def _part_cells(resource: RecordResource, rows: list[SheetRow]) -> dict[int, list[Cells]]:
    """The cells of the parts of these rows, by the number of the row."""
    part = resource.part
    cells: dict[int, list[Cells]] = {}
    if part:
        owners = [row.instance for row in rows]
        stored = part.queryset().filter(**{f"{part.owner}__in": owners})
        part_rows = [SheetRow(part.columns, instance) for instance in stored]
        part.load_related(part_rows)
        for row in part_rows:
            cells.setdefault(getattr(row.instance, f"{part.owner}_id"), []).append(cells_of(row))
    return cells


def cells_of(row: SheetRow) -> Cells:
    return [column.value(row) for column in row.columns]


def template_lines(resource: RecordResource) -> Iterator[Cells]:
    """The header, and under each column what it holds and how it is filled in, as comments."""
    columns = resource.all_columns
    yield [column.header for column in columns]
    yield [f"{COMMENT}{columns[0].full_description}", *(column.full_description for column in columns[1:])]
    yield [f"{COMMENT}{columns[0].format_hint()}", *(column.format_hint() for column in columns[1:])]


def as_csv(lines: Iterable[Cells]) -> Iterator[bytes]:
    """The lines, the first of which is the header, as pieces of a CSV file."""
    rows = ([_with_newlines(cell) for cell in cells] for cells in lines)
    header = [str(cell) for cell in next(rows)]
    return stream_csv(header, iter(lambda: list(islice(rows, CHUNK_SIZE)), []))


def as_xlsx(resource: RecordResource, lines: Iterable[Cells]) -> IO[bytes]:
    """A workbook, written row by row to a temporary file that vanishes when it is closed.

    Every column is text, but for numbers: a spreadsheet would make dates of “2016-12” and “1-2”.
    """
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet(str(resource.model._meta.verbose_name_plural)[:31])
    sheet.freeze_panes = "B2"
    for number, column in enumerate(resource.all_columns, 1):
        letter = get_column_letter(number)
        dimension = sheet.column_dimensions[letter]
        dimension.width = COLUMN_WIDTH
        dimension.number_format = "General" if isinstance(column, NumberColumn) else "@"
        choices = ",".join(column.choices())
        if 0 < len(choices) <= MAX_CHOICES_CHARACTERS:
            validation = DataValidation(type="list", formula1=f'"{choices}"', allow_blank=True)
            validation.add(f"{letter}2:{letter}{MAX_ROWS}")
            sheet.data_validations.append(validation)
    for number, cells in enumerate(lines):
        sheet.append([_workbook_cell(sheet, cell, is_header=number == 0) for cell in cells])
    file = tempfile.TemporaryFile()  # noqa: SIM115  # the response closes it
    workbook.save(file)
    file.seek(0)
    return file


def _workbook_cell(sheet, value: str | int | float, *, is_header: bool):
    if not isinstance(value, str):
        return value
    text = escape_formula(str(_with_newlines(value)))
    cell = WriteOnlyCell(sheet, escape_underscores(ILLEGAL_CHARACTERS_RE.sub("", text)))
    cell.number_format = "@"
    if is_header:
        cell.font = Font(bold=True)
    elif value.startswith(COMMENT):
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def _with_newlines(cell: str | int | float) -> str | int | float:
    """A text with the line breaks that spreadsheets write inside a cell."""
    return cell.replace("\r\n", "\n") if isinstance(cell, str) else cell
