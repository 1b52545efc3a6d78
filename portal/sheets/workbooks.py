"""The first sheet of an XLSX workbook as rows of texts, within bounds that are checked before it is read.

A workbook of five kilobytes can unpack to gigabytes, or claim a million columns.
"""

import datetime
import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from xml.parsers import expat

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.styles.numbers import is_date_format

from portal.sheets.bounds import CELL, COLUMNS, DIGITS, ELEMENTS, FORMATTED_ROWS, STYLE_ELEMENTS, UNPACKED

ZIP, OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
BLOCK = 2**16
MEMBERS = 1000
LAST_ROW = 2**20  # of any spreadsheet
CELLS_IN_ROW = 2**14  # likewise: formatted ones, for the most part
LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


def is_workbook(content: bytes) -> bool:
    if content.startswith(OLD_EXCEL):
        raise ValidationError(
            _(
                "This is a workbook of an old Excel, or one with a password. "
                "Save it as an Excel workbook (.xlsx) without a password."
            )
        )
    return content.startswith(ZIP)


def rows_of(content: bytes) -> Iterator[list[str]]:
    """The rows from the first one on, blank ones too. Raises ValidationError for what is not sound."""
    check_bounds(content)
    try:
        # the values that formulas had when the file was saved, not the formulas
        workbook = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        try:
            sheet = workbook.worksheets[0]
            sheet.reset_dimensions()  # it may claim any size
            gap = None
            for row in sheet.iter_rows(max_row=LAST_ROW, max_col=COLUMNS + 1):
                # the same tuple of nothing stands for every row that the file leaves out
                yield [] if row is gap else [text_of(cell) for cell in row]
                gap = row
        finally:
            workbook.close()
    except ValidationError:
        raise
    except Exception as error:  # openpyxl raises whatever it trips over in a broken workbook
        raise damaged() from error


def damaged() -> ValidationError:
    return ValidationError(_("This workbook cannot be read: it is damaged. Save it again as .xlsx."))


def check_bounds(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            # a member is never read beyond the size that it states
            if len(members) > MEMBERS or sum(member.file_size for member in members) > UNPACKED:
                raise too_large()
            for member in members:
                # whatever it is called: what is no XML is a picture, or of no use to anybody
                with suppress(expat.ExpatError), archive.open(member) as file:
                    _check_member(member.filename, file)
    except ValidationError:
        raise
    except Exception as error:  # zipfile and zlib raise many kinds for a broken archive
        raise damaged() from error


def too_large() -> ValidationError:
    text = _("The workbook is larger than it may be when unpacked (%(size)s MiB): split it.")
    return ValidationError(text % {"size": UNPACKED // 2**20})


def _check_member(name: str, file) -> None:
    """Count the elements before any tree is built of them, and refuse what a workbook never holds."""
    large = name.startswith("xl/worksheets/") or name.endswith("haredStrings.xml")
    left = ELEMENTS if large else STYLE_ELEMENTS
    rows = in_row = 0
    texts = formula = (
        False  # whether a cell is one of texts, which may be empty; whether its value is to come
    )

    def start(tag, attributes):
        nonlocal left, rows, in_row, texts, formula
        left -= 1
        tag = tag.rpartition(":")[2]
        if tag == "row":
            rows, in_row = rows + 1, 0
        elif tag == "c":
            in_row, texts, formula = in_row + 1, attributes.get("t") == "str", False
        elif tag == "f":
            formula = not texts
        elif tag == "v" and formula:
            parser.CharacterDataHandler = value
        if left < 0 or rows > FORMATTED_ROWS or in_row > CELLS_IN_ROW:
            raise too_large()

    def value(_text):
        nonlocal formula
        formula, parser.CharacterDataHandler = False, None

    def end(tag):
        if formula and tag.rpartition(":")[2] == "c":
            raise ValidationError(
                _("The workbook has formulas without values: open it in a spreadsheet and save it there.")
            )

    def doctype(*_declaration):
        raise damaged()

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.StartDoctypeDeclHandler = doctype
    while block := file.read(BLOCK):
        parser.Parse(block)
    parser.Parse(b"", True)


def text_of(cell) -> str:
    """A cell as the editor sees it: dates as they are known, whole numbers without a point."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else f"{value:.{DIGITS}g}"
    if isinstance(value, datetime.datetime):
        return _moment(value, str(cell.number_format))
    text = str(value)
    if len(text) >= CELL:
        text = text[:CELL]  # `reading` says that it was cut off
    return text


def _moment(value: datetime.datetime, shown: str) -> str:
    """A day, or only the month where the cell shows no day: Excel makes a date of “2016-12” by itself."""
    if value.time() != datetime.time():
        return value.isoformat()
    parts = LITERAL.sub("", shown.lower())
    if is_date_format(shown) and "d" not in parts and shown.lower() != "general":
        return f"{value:%Y-%m}" if "m" in parts else f"{value:%Y}"
    return f"{value:%Y-%m-%d}"
