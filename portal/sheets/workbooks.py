"""The first sheet of an XLSX workbook as rows of texts, within limits that are checked before it is read.

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

from portal.sheets.limits import (
    MAX_CELL_CHARACTERS,
    MAX_COLUMNS,
    MAX_FORMATTED_ROWS,
    MAX_NUMBER_DIGITS,
    MAX_OTHER_ELEMENTS,
    MAX_SHEET_ELEMENTS,
    MAX_UNPACKED_BYTES,
)

ZIP, OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
READ_BYTES = 2**16
MAX_MEMBERS = 1000
LAST_ROW = 2**20  # that any spreadsheet can have
MAX_CELLS_IN_ROW = 2**14  # likewise: most of them only formatted
FORMAT_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


def is_workbook(content: bytes) -> bool:
    if content.startswith(OLD_EXCEL):
        raise ValidationError(
            _(
                "This is an old Excel workbook, or one with a password. Save it as an Excel workbook "
                "(.xlsx) without a password."
            )
        )
    return content.startswith(ZIP)


def read_rows(content: bytes) -> Iterator[list[str]]:
    """The rows from the first one on, blank ones too. Raises ValidationError if the file is unsound."""
    check_limits(content)
    try:
        # the values that formulas had when the file was saved, not the formulas
        workbook = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        try:
            sheet = workbook.worksheets[0]
            sheet.reset_dimensions()  # it may claim any size
            gap = None
            for row in sheet.iter_rows(max_row=LAST_ROW, max_col=MAX_COLUMNS + 1):
                # openpyxl gives the same empty tuple for every row that the file leaves out
                yield [] if row is gap else [cell_text(cell) for cell in row]
                gap = row
        finally:
            workbook.close()
    except ValidationError:
        raise
    except Exception as error:  # openpyxl raises whatever it trips over in a broken workbook
        raise damaged() from error


def damaged() -> ValidationError:
    return ValidationError(_("This workbook is damaged and cannot be read. Save it again as .xlsx."))


def check_limits(content: bytes) -> None:
    """Raise ValidationError if the archive is damaged or would unpack to more than is taken."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            # a member is never read beyond the size that it states
            if len(members) > MAX_MEMBERS or sum(member.file_size for member in members) > MAX_UNPACKED_BYTES:
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
    message = _("The workbook is larger than %(size)s MiB when unpacked: split it.")
    return ValidationError(message % {"size": MAX_UNPACKED_BYTES // 2**20})


def _check_member(name: str, file) -> None:
    """Count the XML elements before a tree is built of them, and refuse what no sound workbook holds."""
    is_large = name.startswith("xl/worksheets/") or name.endswith("haredStrings.xml")
    elements_left = MAX_SHEET_ELEMENTS if is_large else MAX_OTHER_ELEMENTS
    rows = cells_in_row = 0
    is_text = awaits_value = False  # of the cell: a text formula may have an empty value, any other has one

    def start(tag, attributes):
        nonlocal elements_left, rows, cells_in_row, is_text, awaits_value
        elements_left -= 1
        tag = tag.rpartition(":")[2]
        if tag == "row":
            rows, cells_in_row = rows + 1, 0
        elif tag == "c":
            cells_in_row, is_text, awaits_value = cells_in_row + 1, attributes.get("t") == "str", False
        elif tag == "f":
            awaits_value = not is_text
        elif tag == "v" and awaits_value:
            parser.CharacterDataHandler = value
        if elements_left < 0 or rows > MAX_FORMATTED_ROWS or cells_in_row > MAX_CELLS_IN_ROW:
            raise too_large()

    def value(_text):
        nonlocal awaits_value
        awaits_value, parser.CharacterDataHandler = False, None

    def end(tag):
        if awaits_value and tag.rpartition(":")[2] == "c":
            raise ValidationError(
                _(
                    "The workbook has formulas without values: open it in a spreadsheet program and save "
                    "it there."
                )
            )

    def doctype(*_declaration):
        raise damaged()

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.StartDoctypeDeclHandler = doctype
    while block := file.read(READ_BYTES):
        parser.Parse(block)
    parser.Parse(b"", True)


def cell_text(cell) -> str:
    """A cell as the editor sees it: dates as they are known, whole numbers without a point."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else f"{value:.{MAX_NUMBER_DIGITS}g}"
    if isinstance(value, datetime.datetime):
        return _date_text(value, str(cell.number_format))
    return str(value)[:MAX_CELL_CHARACTERS]  # `reading` reports a text of this length as cut off


def _date_text(value: datetime.datetime, number_format: str) -> str:
    """A day, or only the month where the cell shows no day: Excel makes a date of “2016-12” by itself."""
    if value.time() != datetime.time():
        return value.isoformat()
    parts = FORMAT_LITERAL.sub("", number_format.lower())
    if is_date_format(number_format) and "d" not in parts and number_format.lower() != "general":
        return f"{value:%Y-%m}" if "m" in parts else f"{value:%Y}"
    return f"{value:%Y-%m-%d}"
