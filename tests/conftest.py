import gc
import socket
import sqlite3
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.test import Client
from django.utils import translation

from portal.roles import EDITOR, PUBLISHER

gc.set_threshold(100_000)  # nothing here lives long enough to be looked for so often: a tenth of the time

APPS = ("portal", "events", "cooperation")


@pytest.fixture(autouse=True)
def no_network(monkeypatch):
    """Tests talk to this machine only."""
    connect = socket.socket.connect

    def local(self, address):
        if isinstance(address, tuple) and address[0] not in {"127.0.0.1", "localhost", "::1"}:
            raise AssertionError(f"a test wants to reach {address[0]}")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", local)


@pytest.fixture(autouse=True)
def english():
    """A page in another language leaves it active for the tests that follow."""
    with translation.override("en"):
        yield


@pytest.fixture(scope="session")
def django_db_use_migrations(request):
    """Tables are made of the models as they are, in a tenth of the time; `--migrations` goes all the way.

    PostgreSQL needs what a migration prepares in it.
    """
    return connection.vendor != "sqlite" or not request.config.getvalue("nomigrations")


@pytest.fixture(scope="session")
def rows_of_the_record(django_db_setup, django_db_blocker):
    """What loading the real record writes, table by table: it is loaded once, not for every module."""
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.app_label in APPS]
    with django_db_blocker.unblock(), transaction.atomic(), connection.cursor() as cursor:
        call_command("loaddata", "report", "record", verbosity=0)
        rows = {}
        for model in models:
            names = [field.column for field in model._meta.concrete_fields if not field.generated]
            columns = ", ".join(map(connection.ops.quote_name, names))
            table = connection.ops.quote_name(model._meta.db_table)
            cursor.execute(f"SELECT {columns} FROM {table}")  # noqa: S608
            values = ", ".join(["%s"] * len(names))
            rows[f"INSERT INTO {table} ({columns}) VALUES ({values})"] = cursor.fetchall()  # noqa: S608
        transaction.set_rollback(True)
    return rows


def write_rows(rows):
    with transaction.atomic(), connection.cursor() as cursor:  # in which references may lead ahead
        for statement, values in rows.items():
            cursor.executemany(statement, values)


@pytest.fixture(scope="module")
def record(rows_of_the_record, django_db_blocker):
    """The real record, for the tests of a module."""
    with django_db_blocker.unblock(), transaction.atomic():
        write_rows(rows_of_the_record)
        yield
        transaction.set_rollback(True)


def staff(role: str, name: str = "") -> User:
    user = User.objects.create_user(name or role.lower(), password="for tests only", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    return user


@pytest.fixture
def editor(db) -> User:
    """Writes drafts; may not publish or delete."""
    return staff(EDITOR)


@pytest.fixture
def publisher(db) -> User:
    return staff(PUBLISHER)


@pytest.fixture
def anonymous() -> Client:
    return Client()


@pytest.fixture
def editor_client(editor) -> Client:
    client = Client()
    client.force_login(editor)
    return client


@pytest.fixture
def publisher_client(publisher) -> Client:
    client = Client()
    client.force_login(publisher)
    return client


@pytest.fixture
def colleague_client(db):
    client = Client()
    client.force_login(staff(PUBLISHER, "colleague"))
    return client


@pytest.fixture
def on_disk(tmp_path, monkeypatch):
    """The tests' database; on SQLite a copy of it in a file, as the portal has it, for every other thread."""

    def copied():
        if connection.vendor != "sqlite":
            return
        with sqlite3.connect(tmp_path / "db.sqlite3") as copy:
            connection.connection.backup(copy)
        copy.close()
        monkeypatch.setitem(connections.settings["default"], "NAME", str(tmp_path / "db.sqlite3"))

    return copied


def in_threads(*jobs):
    """Run jobs in threads of their own, each with a connection of its own; what they return."""

    def run(job):
        try:
            return job()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return [future.result() for future in [pool.submit(run, job) for job in jobs]]
