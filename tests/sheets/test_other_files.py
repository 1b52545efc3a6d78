"""Files that are no sheet, sheets that are made to cost, and what of a workbook nobody sees."""

import io
import zipfile
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from openpyxl import Workbook

from cooperation.models import Memorandum
from portal.fields.dates import PartialDate
from portal.sheets.reading import parse
from tests import factories
from tests.sheets.conftest import csv_of, preview, problems
from tests.sheets.test_reading import cpu_seconds, refusal

CASES = Path(__file__).parents[1] / "cases"
MEGABYTES = 10 * 2**20 - 100  # just below the limit


def archive(*names: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as new:
        for name in names:
            new.writestr(name, "")
    return file.getvalue()


def workbook_of(*lines, **properties) -> bytes:
    """`merged` ranges, `hidden` columns."""
    workbook, file = Workbook(), io.BytesIO()
    for line in lines:
        workbook.active.append(line)
    for name in properties.get("merged", ()):
        workbook.active.merge_cells(name)
    for letter in properties.get("hidden", ()):
        workbook.active.column_dimensions[letter].hidden = True
    workbook.save(file)
    return file.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"<html><table><tr><td>slug</td></tr></table></html>",
        b'\xef\xbb\xbf\n<?xml version="1.0"?><Workbook/>',
        b"%PDF-1.7\n",
        b'[{"slug": "works"}]',
        b"{\\rtf1}",
    ],
)
@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "This file is a document of another kind."),
        ("ja", "このファイルは別の種類の文書です。"),
        ("ru", "Этот файл - документ другого вида."),
    ],
)
def test_document_of_another_kind_is_named_as_such(content, language, sentence):
    with translation.override(language):
        assert refusal(content).startswith(sentence)


@pytest.mark.parametrize("name", ["mimetype", "xl/workbook.bin", "Index/Document.iwa"])
def test_workbook_of_another_program_is_named_as_such(name):
    assert (
        refusal(archive(name)) == "This is a workbook of another kind. Save it as an Excel workbook (.xlsx)."
    )


COSTLY = {
    "blank lines": lambda: b"slug\n" + b"\n" * MEGABYTES,
    "one line of empty cells": lambda: b"slug\n" + b"," * MEGABYTES,
    "explanations": lambda: b"slug\n" + b"# a\n" * (MEGABYTES // 4),
    "Russian": lambda: ("slug\n" + ("завод," * 20 + "\n") * 80_000).encode("cp1251"),
    "Japanese": lambda: ("slug\n" + ("製作所," * 20 + "\n") * 70_000).encode("cp932"),
    "UTF-8 but for its end": lambda: ("slug\n" + ("завод," * 20 + "\n") * 40_000).encode() + b"\xff",
    "all bytes": lambda: b"slug\n" + bytes(range(128, 256)) * (MEGABYTES // 128),
    "quotation marks": lambda: b"slug\n" + b'""""' * (MEGABYTES // 4),
}


@pytest.mark.slow  # at size
@pytest.mark.parametrize("name", COSTLY)
def test_costly_text_is_refused_with_little_work(name):
    content = COSTLY[name]()
    before = cpu_seconds()

    assert refusal(content)

    assert cpu_seconds() - before < 10  # of the processor, however busy it is


def test_cells_that_are_merged_over_columns_are_refused_by_their_range():
    lines = [["slug", "name_en", "name_ja"], ["a", "Works", None], ["b", "Plant", None]]

    sheet = parse(workbook_of(*lines, merged=["B2:C2"]))

    assert [(problem.line, problem.message) for problem in sheet.problems] == [
        (2, "The merged cells B2:C2 span several columns: unmerge them.")
    ]


def test_title_that_is_merged_above_the_headers_is_passed_over():
    lines = [["Exhibitors", None], ["slug", "kind"], ["a", "company"]]
    known = {"slug": "slug", "kind": "kind"}

    sheet = parse(workbook_of(*lines, merged=["A1:B1"]), "", known)

    assert (sheet.problems, sheet.notes) == ([], ["Lines above the header row are not read: 1."])
    assert [line.cells for line in sheet.lines] == [{"slug": "a", "kind": "company"}]


def test_merged_short_name_stands_for_each_line_of_a_record():
    lines = [["slug", "party"], ["document", "one"], [None, "other"]]

    sheet = parse(workbook_of(*lines, merged=["A2:A3"]))

    assert [line.cells for line in sheet.lines] == [
        {"slug": "document", "party": "one"},
        {"slug": "document", "party": "other"},
    ]


def test_merged_cells_make_no_rows_of_their_own():
    sheet = parse(workbook_of(["slug", "kind"], ["a", "company"], merged=["B2:B500"]))

    assert [line.number for line in sheet.lines] == [2]


def test_hidden_columns_are_said():
    sheet = parse(workbook_of(["slug", "kind"], ["a", "company"], hidden=["B"]))

    assert sheet.notes == ["Hidden columns are imported too: kind."]


@pytest.mark.django_db
def test_sheet_takes_the_dates_that_the_form_takes(publisher_client):
    factories.source(slug="jiji-2016-12-16")
    lines = (CASES / "far-dates.csv").read_text().splitlines()[1:]

    page = preview(publisher_client, Memorandum, (CASES / "far-dates.csv").read_bytes())

    refused = {line for line, column, _message in problems(page) if column == "signed"}
    for number, line in enumerate(lines, 2):
        row = Memorandum(slug="a", title_en="A", kind="treaty", level="government", standing="confirmed")
        sheet = parse(csv_of(["signed"], [line.split(",")[5]]))
        try:
            row.signed = PartialDate.parse(sheet.lines[0].cells["signed"])
            row.clean_fields(exclude=["source"])
            is_valid = True
        except (ValueError, ValidationError):
            is_valid = False
        assert (str(number) not in refused) == is_valid


def test_every_case_is_tested():
    tests = "".join(path.read_text() for path in Path(__file__).parent.parent.rglob("test_*.py"))

    assert [path.name for path in sorted(CASES.iterdir()) if path.is_file() and path.name not in tests] == []
