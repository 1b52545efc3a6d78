"""Databases for tests: made by the first worker that needs one, and copied by the others."""

import fcntl
import sqlite3
from collections.abc import Callable
from contextlib import closing, contextmanager
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.backends.sqlite3.creation import DatabaseCreation


def make_once(file: Path, make: Callable[[Path], None]) -> Path:
    """The file, made by the first of the processes that ask for it; the others wait."""
    with file.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not file.exists():
            make(file)
    return file


class CopiedCreation(DatabaseCreation):
    """Makes SQLite's test database by running the migrations once for all workers of a run."""

    def __init__(self, connection, directory: Path):
        super().__init__(connection)
        self.file = directory / "tables.sqlite3"

    def create_test_db(self, *args, **kwargs) -> str:
        def migrate(file):
            super(CopiedCreation, self).create_test_db(*args, **kwargs)
            copy_database(self.connection, file)

        make_once(self.file, migrate)
        self.connection.close()
        name = self._get_test_db_name()
        settings.DATABASES[self.connection.alias]["NAME"] = self.connection.settings_dict["NAME"] = name
        self.connection.ensure_connection()
        with closing(sqlite3.connect(self.file)) as tables:
            tables.backup(self.connection.connection)
        return name


def copy_database(connection, file: Path):
    with closing(sqlite3.connect(file)) as copy:
        connection.connection.backup(copy)


def read_rows(app_labels) -> dict[str, list[tuple]]:
    """The rows of every table of these apps, each list under the statement that writes them."""
    rows = {}
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            if model._meta.app_label in app_labels:
                names = [field.column for field in model._meta.concrete_fields if not field.generated]
                columns = ", ".join(map(connection.ops.quote_name, names))
                table = connection.ops.quote_name(model._meta.db_table)
                cursor.execute(f"SELECT {columns} FROM {table}")  # noqa: S608
                values = ", ".join(["%s"] * len(names))
                rows[f"INSERT INTO {table} ({columns}) VALUES ({values})"] = cursor.fetchall()  # noqa: S608
    return rows


def write_rows(rows: dict[str, list[tuple]]):
    with transaction.atomic(), connection.cursor() as cursor:  # in which references may lead ahead
        for statement, values in rows.items():
            cursor.executemany(statement, values)
        # Sequences know nothing of keys that were written as they are.
        tables = apps.get_models(include_auto_created=True)
        for statement in connection.ops.sequence_reset_sql(no_style(), tables):
            cursor.execute(statement)


@contextmanager
def undone(django_db_blocker):
    """Rows written within are there for the tests of a module or a session, and then no more."""
    block = transaction.atomic()
    block._from_testcase = (
        True  # as that of Django's TestCase: what a request writes is a transaction of its own
    )
    with django_db_blocker.unblock(), block:
        yield
        transaction.set_rollback(True)
