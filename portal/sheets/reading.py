"""An uploaded file (CSV in several encodings, or XLSX) as a header and lines of texts."""

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from unicodedata import normalize as normalize_unicode

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from portal.sheets.encodings import decode
from portal.sheets.limits import (
    MAX_CELL_CHARACTERS,
    MAX_CELLS_IN_ROW,
    MAX_CHARACTERS,
    MAX_COLUMNS,
    MAX_FILE_BYTES,
    MAX_LINES,
    MAX_ROWS,
)
from portal.sheets.workbooks import is_workbook, read_worksheet
from portal.sheets.worksheets import Worksheet
from portal.text.punctuation import comma_list

Rows = Iterable[tuple[int, list[str]]]  # with their numbers
MAX_NAMED = 20  # lines or ranges that a note names
COMMENT = "# "  # a line that begins with it explains, and is not read
SEPARATORS = ",;\t|"
SEPARATOR_LINE = re.compile(r"sep=(.)", re.IGNORECASE)  # tells Excel which separator the file has
MAX_LINES_ABOVE_HEADER = 20  # a title, the date of a list
# How files begin that other programs call a spreadsheet: web pages, XML, PDF, RTF, JSON.
OTHER_FORMATS = (b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta", b"%pdf", b"{\\rtf", b"{", b"[{")
UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffd\ud800-\udfff\ufffe\uffff]")
INVISIBLE = re.compile(
    "[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]"
)  # pasted from elsewhere
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
    notes: list[str] = field(default_factory=list)  # what is read otherwise than an editor may expect


def normalize(text: str) -> str:
    """A text as cells are compared: composed letters, one kind of line break, nothing that is not seen."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.strip() if text.isascii() else normalize_unicode("NFC", INVISIBLE.sub("", text)).strip()


def check_size(size: int) -> None:
    if size > MAX_FILE_BYTES:
        message = _("The file is larger than %(size)s MiB: split it.")
        raise ValidationError(message % {"size": MAX_FILE_BYTES // 2**20})


def parse(content: bytes, encoding: str = "", known: Mapping[str, str] | None = None) -> ParsedSheet:
    """Parse a file. Raises ValidationError if it cannot be read at all; smaller faults are its `problems`.

    `encoding` is one of `encodings.LABELS`, or empty. `known` has the headers by all their names; the header
    row is the first with two of them, or with one of at most two.
    """
    known = known or {}
    check_size(len(content))
    if not content.strip():
        raise ValidationError(_("The file is empty."))
    if is_workbook(content):
        return _parse_workbook(content, known)
    if content.lstrip(codecs.BOM_UTF8 + b" \r\n\t")[:20].lower().startswith(OTHER_FORMATS):
        message = _(
            "This file is a document of another kind. Save it as an Excel workbook (.xlsx) or as CSV."
        )
        raise ValidationError(message)
    text, label = decode(content, encoding)
    sheet = ParsedSheet("CSV", label)
    _fill(sheet, _csv_rows(text, known), known)
    return sheet


def _parse_workbook(content: bytes, known: Mapping[str, str]) -> ParsedSheet:
    worksheet, entry, entries = read_worksheet(content)
    sheet = ParsedSheet("XLSX", "")
    if len(entries) > 1:
        message = _("Only the first visible sheet is read: “%(name)s”.")
        sheet.notes.append(message % {"name": entry.name})
    _fill(sheet, worksheet.listed_rows(), known)
    _note_what_is_hidden(sheet, worksheet)
    _note_merged_cells(sheet, worksheet)
    return sheet


def _note_what_is_hidden(sheet: ParsedSheet, worksheet: Worksheet) -> None:
    lines = [str(line.number) for line in sheet.lines if line.number in worksheet.hidden_rows]
    if lines:
        message = _("Rows that a filter hides are imported too: %(lines)s.")
        sheet.notes.append(message % {"lines": _shortened(lines)})
    headers = [header for at, header in enumerate(sheet.headers, 1) if at in worksheet.hidden_columns]
    if headers:
        message = _("Hidden columns are imported too: %(columns)s.")
        sheet.notes.append(message % {"columns": _shortened(headers)})


def _note_merged_cells(sheet: ParsedSheet, worksheet: Worksheet) -> None:
    """Merged cells have one value for all their rows; for several columns nobody can say which it is for."""
    numbers = {line.number for line in sheet.lines}
    first = min(numbers, default=0)
    filled = [each for each in worksheet.merged if each.last_row >= first and each.is_filled(worksheet)]
    for each in filled:
        if each.first_column != each.last_column:
            message = _("The merged cells %(range)s span several columns: unmerge them.")
            problem = SheetProblem(each.first_row, "", message % {"range": each.name})
            sheet.problems.append(problem)
    if names := [each.name for each in filled if each.first_column == each.last_column]:
        message = _("Merged cells have their value in each of their rows: %(ranges)s.")
        sheet.notes.append(message % {"ranges": _shortened(names)})


def _shortened(texts: list[str]) -> str:
    shown = texts[:MAX_NAMED]
    return comma_list(*shown, *(["…"] if len(texts) > MAX_NAMED else []))


def _csv_rows(text: str, known: Mapping[str, str]) -> Iterator[tuple[int, list[str]]]:
    begin, _newline, rest = text.partition("\n")
    directive = SEPARATOR_LINE.fullmatch(begin.strip())
    separator = directive[1] if directive else _separator(text, known)
    number = 1 if directive else 0
    rows = csv.reader(io.StringIO(rest if directive else text, newline=""), delimiter=separator, strict=True)
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
        yield number, row


def _separator(text: str, known: Mapping[str, str]) -> str:
    """The separator with which one of the first lines has most of the known headers, or most cells."""
    lines = [line.strip() for line in islice(io.StringIO(text), 10 * MAX_LINES_ABOVE_HEADER)]
    lines = [line for line in lines if line and not line.lstrip('"').startswith(COMMENT)]
    lines = lines[: MAX_LINES_ABOVE_HEADER + 1]

    def headers_found(separator: str) -> tuple[int, int]:
        found = max((len(_known_headers(line.split(separator), known)) for line in lines), default=0)
        return found, lines[0].count(separator) if lines else 0

    return max(SEPARATORS, key=headers_found)


def _known_headers(cells: Iterable[str], known: Mapping[str, str]) -> set[str]:
    return {header for cell in cells if (header := as_header(cell.strip(' "'))) in known}


def as_header(cell: str) -> str:
    return " ".join(cell.lower().split())


def _fill(sheet: ParsedSheet, rows: Rows, known: Mapping[str, str]) -> None:
    characters = 0
    above: list[tuple[int, list[str]]] = []
    filled = []
    for number, row in rows:
        if number > MAX_LINES or len(row) > MAX_CELLS_IN_ROW:
            raise ValidationError(_("The sheet contains more lines than can be imported at once: split it."))
        characters += sum(map(len, row))
        if characters > MAX_CHARACTERS:
            raise ValidationError(_("The sheet contains more text than can be imported at once: split it."))
        cells = [normalize(cell) for cell in row]
        first = next((cell for cell in cells if cell), "")
        if not first or first.startswith(COMMENT):
            continue
        if not sheet.headers:
            above.append((number, cells))
            if _is_header(cells, known):
                sheet.headers = _headers(cells, known)
                if len(above) > 1:
                    numbers = [str(number) for number, _cells in above[:-1]]
                    message = _("Lines above the header row are not read: %(lines)s.")
                    sheet.notes.append(message % {"lines": _shortened(numbers)})
            elif len(above) > MAX_LINES_ABOVE_HEADER:
                sheet.headers, filled = _headers(above[0][1], known), above[1:]
            continue
        filled.append((number, cells))
        _check_rows(filled)
    if not sheet.headers and above:  # none is a header: the first may be meant as one
        sheet.headers, filled = _headers(above[0][1], known), above[1:]
    if not sheet.headers:
        raise ValidationError(_("The sheet has no header row: its first line must name the columns."))
    for number, cells in filled:
        sheet.problems += _problems(sheet, number, cells)
        legible = (UNREADABLE.sub("", cell) for cell in cells)  # no database looks for a NUL
        sheet.lines.append(SheetLine(number, dict(zip(sheet.headers, legible, strict=False))))


def _check_rows(filled: list) -> None:
    if len(filled) > MAX_ROWS:
        message = _("The sheet has more than %(rows)s filled rows: split it.")
        raise ValidationError(message % {"rows": MAX_ROWS})


def _is_header(cells: list[str], known: Mapping[str, str]) -> bool:
    if not known:
        return True
    filled = {as_header(cell) for cell in cells if cell}
    found = _known_headers(cells, known)
    return len(found) >= 2 or (bool(found) and len(filled) <= 2)


def _headers(cells: list[str], known: Mapping[str, str]) -> list[str]:
    while cells and not cells[-1]:
        cells.pop()
    if len(cells) > MAX_COLUMNS:
        message = _("The sheet has more than %(columns)s columns.")
        raise ValidationError(message % {"columns": MAX_COLUMNS})
    names = map(as_header, cells)
    return [known.get(name, name) for name in names]


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
