"""The first visible sheet of an XLSX workbook as rows of texts, as an editor sees them.

Read by ourselves: openpyxl knows neither merged cells nor hidden rows of a file that it does not load as a
whole, and reads no Strict Open XML.
"""

import io
import posixpath
import zipfile
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from portal.sheets.cell_formats import NUMBERED_FORMATS, unescape
from portal.sheets.limits import MAX_SHEET_ELEMENTS
from portal.sheets.worksheets import TRUE, SheetReader, Worksheet
from portal.sheets.xml_parts import Ends, Starts, check_size, damaged, parse_part

# What is inside an OpenDocument spreadsheet, a binary workbook, a document of Numbers.
OTHER_KINDS = {"mimetype", "xl/workbook.bin", "Index/Document.iwa"}
ZIP, OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


def is_workbook(content: bytes) -> bool:
    if content.startswith(OLD_EXCEL):
        raise ValidationError(
            _(
                "This is an old Excel workbook, or one with a password. Save it as an Excel workbook "
                "(.xlsx) without a password."
            )
        )
    return content.startswith(ZIP)


@dataclass
class SheetEntry:
    """A sheet as the workbook lists it."""

    name: str
    member: str
    is_visible: bool


@dataclass
class WorkbookContents:
    """What the parts of a workbook say beside its sheets."""

    sheets: list[SheetEntry] = field(default_factory=list)
    formats: list[str] = field(default_factory=list)  # number formats, by style
    strings: list[str] = field(default_factory=list)
    is_mac: bool = False  # counts days from 1904


def read_worksheet(content: bytes) -> tuple[Worksheet, SheetEntry, list[SheetEntry]]:
    """The first visible sheet, its entry, and the entries of all. Raises ValidationError if it is unsound."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            check_size(archive)
            if set(archive.namelist()) & OTHER_KINDS:
                message = _("This is a workbook of another kind. Save it as an Excel workbook (.xlsx).")
                raise ValidationError(message)
            workbook = _read_contents(archive)
            entry = next(sheet for sheet in workbook.sheets if sheet.is_visible)
            reader = SheetReader(workbook.formats, workbook.strings, workbook.is_mac)
            return reader.read(archive, entry.member), entry, workbook.sheets
    except ValidationError:
        raise
    except Exception as error:  # zipfile, zlib, expat and int() raise many kinds for a broken workbook
        raise damaged() from error


def _read_contents(archive: zipfile.ZipFile) -> WorkbookContents:
    """Parts are found by their relations, whose kinds end alike in Transitional and in Strict Open XML."""
    workbook = WorkbookContents()
    ((main, _kind),) = (
        relation for relation in _relations(archive, "").values() if relation[1] == "officeDocument"
    )
    relations = _relations(archive, main)

    def properties(attributes):
        workbook.is_mac = attributes.get("date1904") in TRUE

    def sheet(attributes):
        number = next(value for name, value in attributes.items() if name.rpartition(":")[2] == "id")
        member, kind = relations[number]
        if kind == "worksheet":
            is_visible = attributes.get("state", "visible") == "visible"
            workbook.sheets.append(SheetEntry(attributes.get("name", ""), member, is_visible))

    parse_part(archive, main, {"workbookPr": properties, "sheet": sheet})
    for member, kind in relations.values():
        if kind == "styles":
            workbook.formats = _read_formats(archive, member)
        elif kind == "sharedStrings":
            workbook.strings = _read_strings(archive, member)
    return workbook


def _relations(archive: zipfile.ZipFile, part: str) -> dict[str, tuple[str, str]]:
    """The parts to which a part is related and how, by the relation's number."""
    folder, name = posixpath.split(part)
    relations: dict[str, tuple[str, str]] = {}

    def relationship(attributes):
        if attributes.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, attributes["Target"])).lstrip("/")
            relations[attributes["Id"]] = (target, attributes["Type"].rpartition("/")[2])

    parse_part(archive, posixpath.join(folder, "_rels", f"{name}.rels"), {"Relationship": relationship})
    return relations


def _read_formats(archive: zipfile.ZipFile, member: str) -> list[str]:
    own: dict[str, str] = {}
    formats: list[str] = []
    is_cell_style = False

    def number_format(attributes):
        own[attributes["numFmtId"]] = attributes.get("formatCode", "")

    def cell_styles(_attributes=None):
        nonlocal is_cell_style
        is_cell_style = not is_cell_style

    def style(attributes):
        if is_cell_style:
            number = attributes.get("numFmtId", "0")
            formats.append(own.get(number, NUMBERED_FORMATS.get(int(number), "")))

    starts: Starts = {"numFmt": number_format, "cellXfs": cell_styles, "xf": style}
    parse_part(archive, member, starts, {"cellXfs": cell_styles})
    return formats


def _read_strings(archive: zipfile.ZipFile, member: str) -> list[str]:
    """The shared texts, without the kana that are shown above kanji."""
    strings: list[str] = []
    texts: list[str] = []
    takes_text = in_reading = False

    def start_text(_attributes):
        nonlocal takes_text
        takes_text = not in_reading

    def end_text():
        nonlocal takes_text
        takes_text = False

    def reading(_attributes=None):
        nonlocal in_reading
        in_reading = not in_reading

    def text(part):
        if takes_text:
            texts.append(part)

    def end_string():
        strings.append(unescape("".join(texts)))
        texts.clear()

    starts: Starts = {"t": start_text, "rPh": reading}
    ends: Ends = {"t": end_text, "rPh": reading, "si": end_string}
    parse_part(archive, member, starts, ends, text, max_elements=MAX_SHEET_ELEMENTS)
    return strings
