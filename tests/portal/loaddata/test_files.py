"""A file is read, compressed or not; a defect of a file: one line names it."""

import gzip
import io
import json
from pathlib import Path

import pytest

from portal.fixtures.reading import BYTE_ORDER_MARK
from portal.models import Organization, Source
from tests import factories
from tests.portal.loaddata.conftest import NOTHING, fixture, load, organization, refused, source

CASES = Path(__file__).parents[2] / "cases" / "fixtures"


@pytest.mark.django_db
def test_compressed_fixture_loads(here):
    (here / "synthetic.json.gz").write_bytes(gzip.compress(json.dumps([source()]).encode()))

    load("synthetic.json.gz")

    assert [row.slug for row in Source.objects.all()] == ["synthetic"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "start"),
    [
        pytest.param(b'[{"model": "portal.source", "fie', "line 1, column ", id="truncated"),
        pytest.param(b"", "line 1, column 1: ", id="empty"),
        pytest.param("[]\n\u00bb".encode(), "line 2, column 1: ", id="more than a list"),
        pytest.param('["Ёлка"]'.encode("cp1251"), "byte 2: not UTF-8", id="in another encoding"),
        pytest.param('["合成"]'.encode("shift-jis"), "byte ", id="in a Japanese encoding"),
        pytest.param(b'{"model": "portal.source"}', "a fixture is a list of objects", id="not a list"),
    ],
)
def test_file_that_cannot_be_read_is_named_in_one_line(here, content, start):
    good = fixture(here, source(), name="good.json")
    (here / "broken.json").write_bytes(content)

    lines = refused(good, str(here / "broken.json"))

    assert [line[: len(f"broken.json: {start}")] for line in lines] == [f"broken.json: {start}"]
    assert not Source.objects.exists()


@pytest.mark.django_db
def test_field_that_an_object_names_twice_is_named(here):
    (here / "synthetic.json").write_text(
        '[{"model": "portal.source", "fields": {"slug": "one", "title": "First", "title": "Second"}}]'
    )

    lines = refused("synthetic.json")

    assert lines == [
        (
            "synthetic.json: cannot be read (an object states “title” twice: "
            '{"slug": "one", "title": "Second"}).'
        )
    ]


@pytest.mark.django_db
def test_file_of_another_format_is_refused(here):
    (here / "synthetic.xml").write_text("<django-objects/>")

    lines = refused(str(here / "synthetic.xml"))

    assert lines == [
        "synthetic.xml: fixtures are JSON; this is xml. Dump it again: without --format dumpdata writes JSON."
    ]


@pytest.mark.django_db
def test_file_that_an_editor_saved_with_a_byte_order_mark_loads():
    factories.source(slug="jiji-2016-12-16")

    load(str(CASES / "bom.json"))

    assert [row.slug for row in Organization.objects.all()] == ["hunt-fx"]


@pytest.mark.django_db
def test_fixture_from_a_pipe_with_a_byte_order_mark_loads(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(BYTE_ORDER_MARK + json.dumps([source()])))

    load("-", format="json")

    assert [row.slug for row in Source.objects.all()] == ["synthetic"]


@pytest.mark.django_db
def test_blanks_at_the_ends_of_texts_are_not_stored(here):
    factories.source(slug="jiji-2016-12-16")
    file = fixture(
        here, source(" spaced\t"), organization(source=["spaced "], name_ja="\u3000合成 工業\u3000")
    )

    load(str(CASES / "trailing-space.json"), file)

    assert [(row.slug, row.name_en, row.name_ja, row.source.slug) for row in Organization.objects.all()] == [
        ("hunt-sp", "Hunt  Space", "", "jiji-2016-12-16"),
        ("works", "Synthetic Works", "合成 工業", "spaced"),
    ]


@pytest.mark.django_db
def test_rows_whose_keys_differ_in_blanks_only_are_one_row(here):
    lines = refused(fixture(here, source("twice"), source("twice ")))

    assert lines == [
        "synthetic.json: portal.source twice: natural key: object 2 repeats object 1 of synthetic.json",
        NOTHING,
    ]


@pytest.mark.django_db
def test_slugs_that_differ_in_case_only_are_refused():
    factories.source(slug="jiji-2016-12-16")

    lines = refused(str(CASES / "dup-case.json"))

    assert [line.split(": ", 1)[1] for line in lines[:-1]] == [
        "portal.organization HUNT-FX: slug: Use lower case: hunt-fx."
    ]
    assert not Organization.objects.exists()


@pytest.mark.django_db
def test_file_that_does_not_exist_is_named():
    assert refused("synthetic") == ["No fixture named 'synthetic' found."]


@pytest.mark.django_db
def test_broken_compressed_file_is_named_in_one_line(here):
    (here / "synthetic.json.gz").write_bytes(b"[]")

    lines = refused(str(here / "synthetic.json.gz"))

    assert [line.split(": ")[0] for line in lines] == ["synthetic.json.gz"]
