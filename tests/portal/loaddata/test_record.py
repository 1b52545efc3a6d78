"""The record that comes with the portal loads, loads again, and goes out and in again."""

import json
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.models import Keyed
from tests.conftest import APPS
from tests.portal.loaddata.conftest import MODELS, load, rows

KEYED = [model for model in MODELS if issubclass(model, Keyed)]


def dump():
    out = StringIO()
    call_command("dumpdata", *APPS, stdout=out)
    return out.getvalue()


def empty():
    """Empty the tables of the record and of its history."""
    connection.check_constraints()  # PostgreSQL truncates nothing while checks are still to be made
    tables = [
        name
        for name in connection.introspection.django_table_names(only_existing=True)
        if name.split("_")[0] in APPS
    ]
    connection.ops.execute_sql_flush(connection.ops.sql_flush(no_style(), tables))


def stated_in(*names):
    """How many objects the fixtures of these names state."""
    files = [settings.BASE_DIR / "fixtures" / f"{name}.json" for name in names]
    return sum(len(json.loads(file.read_text(encoding="utf-8"))) for file in files)


def writes(queries):
    return [query["sql"] for query in queries if query["sql"].split()[0] in {"INSERT", "UPDATE", "DELETE"}]


@pytest.mark.django_db
def test_record_loaded_twice_writes_nothing_the_second_time():
    first, _ = load("report", "record")
    before = rows()
    stated, stored = stated_in("report", "record"), sum(before[model._meta.label] for model in KEYED)

    with CaptureQueriesContext(connection) as queries:
        second = load("report", "record")

    assert writes(queries) == []
    assert rows() == before
    assert first == f"{stated} objects: {stored} added, {stated - stored} changed, 0 unchanged, 0 kept.\n"
    reasons = {
        reason for model in KEYED for reason in model.history.values_list("history_change_reason", flat=True)
    }
    assert reasons == {"loaddata"}
    assert second == (f"{stated} objects: 0 added, 0 changed, {stated} unchanged, 0 kept.\n", "")


@pytest.mark.slow
@pytest.mark.django_db
def test_record_dumped_and_loaded_into_an_empty_database_dumps_the_same(here):
    load("report", "record")
    first = dump()
    (here / "dumped.json").write_text(first, encoding="utf-8")
    empty()
    emptied = set(rows().values())

    load("dumped.json")

    assert emptied == {0}
    assert dump() == first
