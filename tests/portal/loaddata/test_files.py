"""A file is read, compressed or not; a defect of a file: one line names it."""

import gzip
import json

import pytest

from portal.models import Source
from tests.portal.loaddata.conftest import fixture, load, refused, source


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
def test_file_of_another_format_is_refused(here):
    (here / "synthetic.xml").write_text("<django-objects/>")

    lines = refused(str(here / "synthetic.xml"))

    assert [line.split(": ")[1] for line in lines] == ["fixtures are JSON; this is xml."]


@pytest.mark.django_db
def test_file_that_does_not_exist_is_named():
    assert refused("synthetic") == ["No fixture named 'synthetic' found."]


@pytest.mark.django_db
def test_broken_compressed_file_is_named_in_one_line(here):
    (here / "synthetic.json.gz").write_bytes(b"[]")

    lines = refused(str(here / "synthetic.json.gz"))

    assert [line.split(": ")[0] for line in lines] == ["synthetic.json.gz"]
