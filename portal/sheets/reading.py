"""A file that came by upload, as heads and lines of texts: CSV in several encodings, or XLSX."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from portal.lists.formats import FORMULA
from portal.sheets.bounds import BYTES, CELL, COLUMNS, LETTERS, ROWS
from portal.sheets.encodings import decoded
from portal.sheets.workbooks import is_workbook, rows_of

REMARK = "# "  # a line that begins with it explains, and is not read
SEPARATORS = ",;\t"
UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffd\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Problem:
    """Something that keeps a sheet from being imported: where it stands, and what is wrong."""

    line: int | None
    field: str
    message: str


@dataclass
class Line:
    """A filled line, by the number that the spreadsheet shows, and its cells by head."""

    number: int
    cells: dict[str, str]


@dataclass
class Sheet:
    format: str  # CSV or XLSX
    encoding: str
    heads: list[str] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def plain(text: str) -> str:
    """A text as it is compared: no blanks around it, lines broken alike."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def fused(cell: str) -> str:
    """What `defused()` was given: the apostrophe before a formula is not part of the text."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in FORMULA else cell


def check_size(size: int) -> None:
    if size > BYTES:
        raise ValidationError(_("The file is larger than %(size)s MiB: split it.") % {"size": BYTES // 2**20})


def read(content: bytes) -> Sheet:
    """Take a file apart. Raises ValidationError if it cannot be read at all; the rest are `problems`."""
    check_size(len(content))
    if not content.strip():
        raise ValidationError(_("The file is empty."))
    if is_workbook(content):
        sheet, rows = Sheet("XLSX", ""), rows_of(content)
    else:
        text, encoding = decoded(content)
        sheet, rows = Sheet("CSV", encoding), _rows_of_text(text)
    _fill(sheet, rows)
    return sheet


def _rows_of_text(text: str) -> Iterator[list[str]]:
    lines = (line.strip() for line in text.splitlines())
    heads = next((line for line in lines if line and not line.lstrip('"').startswith(REMARK)), "")
    separator = max(SEPARATORS, key=heads.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = 0
    while True:
        number += 1
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            told = _(
                "Line %(number)s cannot be read: a quotation mark is not closed or stands inside a text."
            )
            raise ValidationError(told % {"number": number}) from error
        yield row


def _fill(sheet: Sheet, rows: Iterable[list[str]]) -> None:
    letters = 0
    for number, row in enumerate(rows, 1):
        letters += sum(map(len, row))
        if letters > LETTERS:
            raise ValidationError(_("The sheet holds more text than is taken at a time: split it."))
        cells = [plain(cell) for cell in row]
        first = next((cell for cell in cells if cell), "")
        if not first or first.startswith(REMARK):
            continue
        if not sheet.heads:
            sheet.heads = _heads(cells)
            continue
        if len(sheet.lines) == ROWS:
            raise ValidationError(
                _("The sheet has more than %(rows)s filled lines: split it.") % {"rows": ROWS}
            )
        sheet.problems += _problems(sheet, number, cells)
        legible = (UNREADABLE.sub("", cell) for cell in cells)  # no database looks for a NUL
        sheet.lines.append(Line(number, dict(zip(sheet.heads, legible, strict=False))))
    if not sheet.heads:
        raise ValidationError(_("The sheet has no heads: its first line names the columns."))


def _heads(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells.pop()
    if len(cells) > COLUMNS:
        raise ValidationError(_("The sheet has more than %(columns)s columns.") % {"columns": COLUMNS})
    return [head.strip().lower() for head in cells]


def _problems(sheet: Sheet, number: int, cells: list[str]) -> Iterator[Problem]:
    if any(cells[len(sheet.heads) :]):
        yield Problem(number, "", _("There is a cell without a head above it."))
    for head, cell in zip(sheet.heads, cells, strict=False):
        if UNREADABLE.search(cell):
            text = _("Holds a character that is no letter (�, for one): its encoding was misread before.")
            yield Problem(number, head, text)
        elif sheet.format == "XLSX" and len(cell) >= CELL:
            text = _("The spreadsheet cut this text off at %(most)s letters: import it as CSV.")
            yield Problem(number, head, text % {"most": CELL})
        elif sheet.format == "XLSX" and cell in ERRORS:
            yield Problem(number, head, _("This cell holds an error of the spreadsheet: %s") % cell)


ERRORS = {"#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!"}
