"""What is read of a file, and what is refused: encodings, spreadsheets' habits, and files made to do harm."""

import datetime
import io
import resource
import zipfile

import pytest
from django.core.exceptions import ValidationError
from openpyxl import Workbook

from portal.sheets import limits
from portal.sheets.reading import parse
from tests.sheets.conftest import csv_of, xlsx_of

JAPANESE = [["slug", "name_ja"], ["works", "合成製作所のカタカナとひらがな"]]
RUSSIAN = [["slug", "name_ru"], ["works", "Синтетический завод, Ёлка «Север»"]]


def lines_of(content: bytes):
    return [(line.number, list(line.cells.values())) for line in parse(content).lines]


def refusal(content: bytes) -> str:
    with pytest.raises(ValidationError) as refused:
        parse(content)
    return refused.value.messages[0]


@pytest.mark.parametrize(
    ("rows", "encoding", "called"),
    [
        (JAPANESE, "utf-8", "UTF-8"),
        (JAPANESE, "utf-8-sig", "UTF-8 (BOM)"),
        (JAPANESE, "utf-16", "UTF-16"),
        (JAPANESE, "cp932", "Shift_JIS (cp932)"),
        (RUSSIAN, "cp1251", "Windows-1251 (cp1251)"),
        (RUSSIAN, "utf-8", "UTF-8"),
    ],
)
def test_encoding_is_found_and_named(rows, encoding, called):
    sheet = parse(csv_of(*rows, encoding=encoding))

    assert (sheet.encoding, [list(line.cells.values()) for line in sheet.lines]) == (called, rows[1:])


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Société générale", "cp1252"),
        ("Übung macht den Meister", "cp1252"),
        ("Grüße à tous", "cp1252"),
        ("ООО РОМАШКА", "cp1251"),  # capitals: in Japanese half-width kana
        ("ﾀﾁﾂﾃﾄ", "cp932"),
        ("Синтетический завод", "koi8-r"),
        ("Синтетический завод", "cp866"),
        ("合成製作所", "euc-jp"),
        ("合成公司，试验", "gbk"),
        ("합성 회사", "euc-kr"),
    ],
)
def test_encoding_that_is_not_certain_is_refused_with_what_to_do(text, encoding):
    assert "Choose it under “Encoding” and upload the file again" in refusal(
        csv_of(["slug"], [text], encoding=encoding)
    )


def test_characters_that_were_misread_before_are_reported():
    sheet = parse(csv_of(["slug", "name_en"], ["works", "Soci\ufffdt\ufffd"]))

    assert [(problem.line, problem.field) for problem in sheet.problems] == [(2, "name_en")]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_separators_of_each_countrys_excel(delimiter):
    assert lines_of(csv_of(["slug", "kind"], ["a,b;c", "x"], delimiter=delimiter)) == [(2, ["a,b;c", "x"])]


@pytest.mark.parametrize("file", [csv_of, xlsx_of])
def test_lines_have_the_numbers_of_the_spreadsheet(file):
    rows = [[], ["slug", "aliases"], ["# explained"], [], ["a", "one\ntwo"], ["", ""], ["b", " c "]]

    assert lines_of(file(*rows)) == [(5, ["a", "one\ntwo"]), (7, ["b", "c"])]


def test_cells_of_a_workbook_are_read_as_they_are_seen():
    workbook, file = Workbook(), io.BytesIO()
    day = datetime.datetime(2016, 12, 1)  # noqa: DTZ001  # as workbooks have it
    workbook.active.append(["slug", "day", "month", "in_words", "year", "whole", "part", "yes"])
    workbook.active.append(["a", day, day, day, day, 2016, 80.5, True])
    for cell, shown in zip(
        workbook.active[2][1:5], ["yyyy-mm-dd", "yyyy\\-mm", "[$-409]mmm\\-yy;@", "yyyy"], strict=True
    ):
        cell.number_format = shown
    workbook.save(file)

    assert lines_of(file.getvalue()) == [
        (2, ["a", "2016-12-01", "2016-12", "2016-12", "2016", "2016", "80.5", "yes"])
    ]  # fmt: skip


def test_formula_is_read_by_the_value_it_had():
    content = repacked(xlsx_of(["slug"], ["a"]), "xl/worksheets/sheet1.xml", FORMULA)

    assert lines_of(content) == [(2, ["seen"])]


FORMULA = b"""<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
<row r="1"><c r="A1" t="inlineStr"><is><t>slug</t></is></c></row>
<row r="2"><c r="A2" t="str"><f>"se"&amp;"en"</f><v>seen</v></c></row></sheetData></worksheet>"""


def test_formula_that_was_never_calculated_is_refused_and_not_taken_for_an_empty_cell():
    assert "formulas without values" in refusal(xlsx_of(["slug", "stand"], ["a", "=1+1"]))


def test_number_is_read_as_exactly_as_a_spreadsheet_shows_it():
    assert lines_of(xlsx_of(["slug", "a", "b"], ["a", 0.1 + 0.2, 1e20])) == [
        (2, ["a", "0.3", "100000000000000000000"])
    ]


@pytest.mark.parametrize("explained", ["# Filled in; in part, by hand", '"# Filled in, in part"'])
def test_explanation_may_stand_before_the_heads(explained):
    assert lines_of(f"{explained}\nslug;kind\nworks;company\n".encode()) == [(3, ["works", "company"])]


def test_limits_are_stated():
    rows = [["slug"], *([f"row-{number}"] for number in range(limits.MAX_ROWS + 1))]

    assert "10000 filled rows" in refusal(csv_of(*rows))
    assert len(parse(csv_of(*rows[:-1])).lines) == limits.MAX_ROWS
    assert "100 columns" in refusal(csv_of([f"column-{number}" for number in range(101)]))
    assert "100 columns" in refusal(xlsx_of([f"column-{number}" for number in range(101)]))
    assert "10 MiB" in refusal(b"x" * (limits.MAX_FILE_BYTES + 1))


@pytest.mark.parametrize("content", [b"", b"\n\n", b"# only explained\n", b"\xef\xbb\xbf"])
def test_files_with_nothing_in_them_are_refused(content):
    assert refusal(content).startswith(("The file is empty", "The sheet has no header row"))


@pytest.mark.parametrize(
    "content",
    [
        b'slug,name_en\na,"never closed\n',
        b"slug\n" + b"x" * 200_000,
        b"PK\x03\x04 and nothing more",
        b"\xd0\xcf\x11\xe0 an old workbook",
        b"\xff\xfe\x00",
        b"%PDF-1.7\n\xff\xff\x00\x01",
        bytes(range(256)),
    ],
)
def test_files_that_are_no_sheet_are_refused(content):
    assert refusal(content)


# Workbooks made to do harm

SHEET = "xl/worksheets/sheet1.xml"
NAMESPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def repacked(content: bytes, member: str, text: bytes | str) -> bytes:
    """A workbook with other content in one of its members."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, text if name == member else old.read(name))
        if member not in old.namelist():
            new.writestr(member, text)
    return file.getvalue()


def sheet_of(rows: str, head: str = "") -> bytes:
    text = f"<worksheet {NAMESPACE}>{head}<sheetData>{rows}</sheetData></worksheet>"
    return repacked(xlsx_of(["slug"]), SHEET, text)


def text_cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


SLUG = f'<row r="1">{text_cell("A1", "slug")}</row>'
LAST = 2**20


def test_claimed_and_scattered_dimensions_cost_nothing():
    far = f'<row r="{LAST}">{text_cell(f"A{LAST}", "last")}</row>'

    content = sheet_of(SLUG + far, '<dimension ref="A1:XFD1048576"/>')

    assert len(content) < 10_000
    assert lines_of(content) == [(LAST, ["last"])]


def with_member(name: str, text: bytes | str):
    return lambda: repacked(xlsx_of(["slug"]), name, text)


RELATIONS = "xl/_rels/workbook.xml.rels"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def with_strings(member: str, strings: str, sheet: bytes | None = None) -> bytes:
    """A workbook with these shared texts."""
    content = sheet or xlsx_of(["slug"])
    relations = zipfile.ZipFile(io.BytesIO(content)).read(RELATIONS).decode()
    relation = f'<Relationship Id="rId99" Type="{OFFICE}/sharedStrings" Target="/{member}"/></Relationships>'
    content = repacked(content, RELATIONS, relations.replace("</Relationships>", relation))
    return repacked(content, member, f"<sst {NAMESPACE}>{strings}</sst>")


def one_text_everywhere() -> bytes:
    row = '<c t="s"><v>0</v></c>' * 100
    sheet = sheet_of(f"{SLUG}{f'<row>{row}</row>' * 10_000}")
    return with_strings("xl/sharedStrings.xml", f"<si><t>{'long ' * 10_000}</t></si>", sheet)


def merged_sheet(rows: int, ranges: int) -> bytes:
    cells = "".join(f"<row>{text_cell(f'A{row}', 'slug')}</row>" for row in range(1, rows + 1))
    merged = '<mergeCell ref="A1:A1048576"/>' * ranges
    text = (
        f"<worksheet {NAMESPACE}><sheetData>{cells}</sheetData><mergeCells>{merged}</mergeCells></worksheet>"
    )
    return repacked(xlsx_of(["slug"]), SHEET, text)


MANY = 5_000_000
LONG = "1" * 50_000_000
ENTITIES = '<!ENTITY b "bbbbbbbb"><!ENTITY c "&b;&b;&b;&b;">'
HARM = {
    "larger than a workbook may be": with_member("xl/media/a.png", bytes(70 * 2**20)),
    "sheet of one row of cells": lambda: sheet_of(f"<row>{'<c/>' * MANY}</row>"),
    "sheet of empty rows": lambda: sheet_of("<row/>" * MANY),
    "one text everywhere": one_text_everywhere,
    "strings without end": lambda: with_strings("xl/sharedStrings.xml", "<si/>" * MANY),
    "strings by another name": lambda: with_strings("xl/media/strings.png", "<si/>" * MANY),
    "one attribute of 50 MB": lambda: sheet_of(f"<row spans='{LONG}'/>"),
    "one comment of 50 MB": lambda: sheet_of(f"<!--{LONG}-->"),
    "one tag of 50 MB": lambda: sheet_of(f"<a{LONG}/>"),
    "one attribute of styles": with_member("xl/styles.xml", f"<styleSheet a='{LONG}'/>"),
    "cells within cells": lambda: sheet_of("<row>" + "<c>" * 4_000_000),
    "texts without end": lambda: with_strings("xl/sharedStrings.xml", "<si><t>a</t></si>" * 3_000_000),
    "short numbers": lambda: sheet_of("<row>" + "<c><v>1</v></c>" * 4_000_000 + "</row>"),
    "ranges of merged cells": lambda: merged_sheet(1, 500_000),
    "cells of merged ranges": lambda: merged_sheet(5000, 40_000),
    "styles without end": with_member("xl/styles.xml", f"<styleSheet>{'<font/>' * 500_000}</styleSheet>"),
    "entities": with_member(SHEET, f"<!DOCTYPE a [{ENTITIES}]><a>&c;</a>"),
    "file outside": with_member(SHEET, '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'),
    "no sheet": with_member("xl/workbook.xml", f"<workbook {NAMESPACE}/>"),
    "no markup": with_member(SHEET, "<worksheet>"),
    "other archive": lambda: repacked(b"PK\x05\x06" + bytes(18), "readme.txt", "no workbook"),
    "cut off": lambda: xlsx_of(["slug"], ["a"])[:-200],
}


def cpu_seconds() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


@pytest.mark.slow  # at size
@pytest.mark.parametrize("name", HARM)
def test_harmful_workbook_is_refused_with_little_memory_and_work(name):
    content = HARM[name]()
    memory, work = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, cpu_seconds()

    message = refusal(content)

    assert message.startswith(
        ("The workbook is larger", "The sheet contains more", "This workbook is damaged and cannot be read")
    )
    assert cpu_seconds() - work < 10  # of the processor, however busy it is; 70 before there was a limit
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory < 200 * 2**10  # KiB


def test_member_that_lies_about_its_size_is_refused():
    content = bytearray(
        repacked(xlsx_of(["slug"]), SHEET, f"<worksheet {NAMESPACE}>" + " " * 2**20 + "</worksheet>")
    )
    place = content.rindex(SHEET.encode()) - 46 + 24  # its size in the directory
    content[place : place + 4] = (100).to_bytes(4, "little")

    assert refusal(bytes(content)).startswith("This workbook is damaged and cannot be read")
