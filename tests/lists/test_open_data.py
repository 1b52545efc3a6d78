"""docs/open-data.md has every parameter and every column of every list, in their order, and no other."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from portal.lists.parameters import reverse_ordering
from tests.lists.conftest import LISTS, VIEWS

TEXT = (Path(settings.BASE_DIR) / "docs" / "open-data.md").read_text("utf-8")


def tables(name: str) -> list[list[list[str]]]:
    """The tables of the chapter about a list: their rows of cells, without the heads."""
    chapter = re.search(rf"^## /{name}\n(.*?)(?=^## |\Z)", TEXT, re.DOTALL | re.MULTILINE)[1]
    found = []
    for table in re.findall(r"(?:^\|.*\n)+", chapter, re.MULTILINE):
        rows = [[cell.strip() for cell in line.strip("|\n").split("|")] for line in table.splitlines()]
        found.append(rows[2:])
    return found


def quoted(cell: str) -> list[tuple[str, str]]:
    """The names in a cell, each with the format that it is said to be of ("" for both)."""
    marks = re.findall(r"((?:`[a-z_]+`(?:, )?)+)(?: \((CSV|JSON)\))?", cell)
    return [(name, kind) for names, kind in marks for name in re.findall(r"`([a-z_]+)`", names)]


@pytest.mark.parametrize("name", LISTS)
def test_every_parameter_is_documented(name):
    parameters, *_others = tables(name)

    documented = [quoted(row[0])[0][0] for row in parameters]
    assert sorted(documented) == sorted(VIEWS[name].filterset_class.base_filters)
    assert [row for row in parameters if not all(row) or len(row) != 3] == []


@pytest.mark.parametrize("name", LISTS)
def test_every_order_is_documented(name):
    (values,) = [row[1] for row in tables(name)[0] if row[0] == "`ordering`"]

    orders = VIEWS[name].filterset_class.orderings.keys()
    assert set(re.findall(r"`([-a-z]+)`", values)) == orders | {reverse_ordering(order) for order in orders}


@pytest.mark.parametrize("name", LISTS)
def test_every_column_is_documented_with_type_unit_meaning_and_source(name):
    columns, (_parameters, rows, *_others) = VIEWS[name].columns, tables(name)

    names = [(quoted(row[0]), row[1]) for row in rows]
    in_csv = [name for row, kind in names for name, only in row if only != "JSON"]
    in_json = [name for row, kind in names for name, only in row if only != "CSV" and "CSV only" not in kind]
    assert in_csv == ["id", "url", *(header for column in columns for header in column.headers)]
    assert in_json == ["id", "url", *(column.name for column in columns)]
    assert [row for row in rows if not all(row) or len(row) != 5] == []


def test_every_list_has_its_chapter():
    chapters = re.findall(r"^## /([a-z]+)$", TEXT, re.MULTILINE)

    assert sorted(chapters) == sorted(LISTS)


def test_every_value_of_a_closed_list_is_documented():
    missing = []
    for name, view in VIEWS.items():
        chapter = re.search(rf"^## /{name}\n(.*?)(?=^## |\Z)", TEXT, re.DOTALL | re.MULTILINE)[1]
        listed = {column.name for column in view.columns} - {"country", "official_title_language"}
        for field in view.model._meta.fields:
            if field.choices and field.name in listed:
                missing += [(name, value) for value, _label in field.choices if f"`{value}`" not in chapter]

    assert missing == []
