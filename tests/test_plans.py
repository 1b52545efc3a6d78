"""Once the index of a list is made, none of its answers reads a whole table, on either database."""

import pytest
from django.db import connection

from portal.cache import record_cache
from tests import factories
from tests.lists.conftest import LISTS

# The marks of changes are a few hundred at most.
BOUNDED = {"portal_change"}


def statements(client, address: str) -> list[tuple]:
    """What is asked of the database for an address."""
    asked = []

    def note(execute, sql, params, many, context):
        asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        b"".join(client.get(address))
    return asked


def whole_tables(sql: str, params) -> list[str]:
    """The tables that a statement reads from one end to the other."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
            lines = [row[-1].split() for row in cursor.fetchall()]
            return [line[1] for line in lines if line[0] == "SCAN"]
        cursor.execute(
            "SET LOCAL enable_seqscan = off"
        )  # a table of a few rows is read whole, whatever the index
        cursor.execute(f"EXPLAIN {sql}", params)
        lines = [row[0].split() for row in cursor.fetchall()]
        return [line[line.index("Scan") + 2] for line in lines if "Seq" in line and "Scan" in line]


@pytest.mark.django_db
@pytest.mark.parametrize("name", LISTS)
def test_no_answer_reads_a_whole_table(client, name):
    for make in factories.FACTORIES.values():
        make()
    for address in (f"/{name}/", f"/ja/{name}/"):  # each language has an order of its own
        client.get(address)
    record_cache().rows.clear()
    asked = [
        statement
        for address in (f"/{name}.csv", f"/{name}.json", f"/ja/{name}/")
        for statement in statements(client, address)
    ]

    read = {table.strip('"') for sql, params in asked for table in whole_tables(sql, params)}

    assert len(asked) > 3
    assert read <= BOUNDED


@pytest.mark.django_db
@pytest.mark.parametrize(("sql", "tables"), [
    ("SELECT title_en FROM cooperation_memorandum WHERE place_en = %s", ["cooperation_memorandum"]),
    ("SELECT title_en FROM cooperation_memorandum WHERE slug = %s", []),
])  # fmt: skip
def test_whole_tables_are_noticed(sql, tables):
    assert whole_tables(sql, ["x"]) == tables
