"""An uploaded file (CSV in several encodings, or XLSX) as a header and lines of texts."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from portal.sheets.encodings import decode
from portal.sheets.limits import (
    MAX_CELL_CHARACTERS,
    MAX_CHARACTERS,
    MAX_COLUMNS,
    MAX_FILE_BYTES,
    MAX_ROWS,
)
from portal.sheets.workbooks import is_workbook, read_rows

COMMENT = "# "  # a line that begins with it explains, and is not read
SEPARATORS = ",;\t"
UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffd\ud800-\udfff\ufffe\uffff]")
SPREADSHEET_ERRORS = {"#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!"}


@dataclass(frozen=True)
class SheetProblem:
    """Something that keeps a sheet from being imported: its line (if it is in one), its column, a message."""

    line: int | None
    field: str
    message: str


@dataclass
class SheetLine:
    """A filled line, by the number that the spreadsheet shows, and its cells by header."""

    number: int
    cells: dict[str, str]


@dataclass
class ParsedSheet:
    format: str  # CSV or XLSX
    encoding: str
    headers: list[str] = field(default_factory=list)
    lines: list[SheetLine] = field(default_factory=list)
    problems: list[SheetProblem] = field(default_factory=list)


def normalize(text: str) -> str:
    """A text as cells are compared: without blanks around it, with one kind of line break."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def check_size(size: int) -> None:
    if size > MAX_FILE_BYTES:
        message = _("The file is larger than %(size)s MiB: split it.")
        raise ValidationError(message % {"size": MAX_FILE_BYTES // 2**20})


def parse(content: bytes) -> ParsedSheet:
    """Parse a file. Raises ValidationError if it cannot be read at all; smaller faults are its `problems`."""
    check_size(len(content))
    if not content.strip():
        raise ValidationError(_("The file is empty."))
    if is_workbook(content):
        sheet, rows = ParsedSheet("XLSX", ""), read_rows(content)
    else:
        text, encoding = decode(content)
        sheet, rows = ParsedSheet("CSV", encoding), _csv_rows(text)
    _fill(sheet, rows)
    return sheet


def _csv_rows(text: str) -> Iterator[list[str]]:
    lines = (line.strip() for line in text.splitlines())
    header = next((line for line in lines if line and not line.lstrip('"').startswith(COMMENT)), "")
    separator = max(SEPARATORS, key=header.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = 0
    while True:
        number += 1
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            message = _(
                "Line %(number)s cannot be read: a quotation mark is not closed or appears inside a text."
            )
            raise ValidationError(message % {"number": number}) from error
        yield row


def _fill(sheet: ParsedSheet, rows: Iterable[list[str]]) -> None:
    characters = 0
    for number, row in enumerate(rows, 1):
        characters += sum(map(len, row))
        if characters > MAX_CHARACTERS:
            raise ValidationError(_("The sheet contains more text than can be imported at once: split it."))
        cells = [normalize(cell) for cell in row]
        first = next((cell for cell in cells if cell), "")
        if not first or first.startswith(COMMENT):
            continue
        if not sheet.headers:
            sheet.headers = _headers(cells)
            continue
        if len(sheet.lines) == MAX_ROWS:
            message = _("The sheet has more than %(rows)s filled rows: split it.")
            raise ValidationError(message % {"rows": MAX_ROWS})
        sheet.problems += _problems(sheet, number, cells)
        legible = (UNREADABLE.sub("", cell) for cell in cells)  # no database looks for a NUL
        sheet.lines.append(SheetLine(number, dict(zip(sheet.headers, legible, strict=False))))
    if not sheet.headers:
        raise ValidationError(_("The sheet has no header row: its first line must name the columns."))


def _headers(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells.pop()
    if len(cells) > MAX_COLUMNS:
        message = _("The sheet has more than %(columns)s columns.")
        raise ValidationError(message % {"columns": MAX_COLUMNS})
    return [header.strip().lower() for header in cells]


def _problems(sheet: ParsedSheet, number: int, cells: list[str]) -> Iterator[SheetProblem]:
    if any(cells[len(sheet.headers) :]):
        yield SheetProblem(number, "", _("A cell has no column header above it."))
    for header, cell in zip(sheet.headers, cells, strict=False):
        if UNREADABLE.search(cell):
            message = _(
                "Contains an invalid character (such as �): the encoding was misread at an earlier point."
            )
            yield SheetProblem(number, header, message)
        elif sheet.format == "XLSX" and len(cell) >= MAX_CELL_CHARACTERS:
            message = _("The spreadsheet program cut this text off at %(most)s characters: import it as CSV.")
            yield SheetProblem(number, header, message % {"most": MAX_CELL_CHARACTERS})
        elif sheet.format == "XLSX" and cell in SPREADSHEET_ERRORS:
            yield SheetProblem(number, header, _("This cell contains a spreadsheet error: %s") % cell)
