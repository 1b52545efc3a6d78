import gc
import pickle
import socket
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from _pytest import runner
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.db import connection, connections
from django.template import Template
from django.test import Client
from django.test.utils import instrumented_test_render
from django.utils import translation

from portal.roles import EDITOR, PUBLISHER
from tests.databases import CopiedCreation, copy_database, make_once, read_rows, undone, write_rows

APPS = ("portal", "events", "cooperation")


def pytest_collection_finish():
    """No test is bound to a clock; what is there by now stays, so that the garbage collector skips it."""
    hypothesis = sys.modules.get("hypothesis")  # which takes a second to load
    if hypothesis:
        hypothesis.settings.register_profile("without a clock", deadline=None)
        hypothesis.settings.load_profile("without a clock")
    gc.freeze()
    gc.set_threshold(500_000)


def run_on_large_chunk(item, nextitem):
    return runner.pytest_runtest_protocol(item, nextitem)


# Python keeps its frames in chunks of 16 KB, and returns each to the system when its first frame ends: a loop
# that calls across the end of a chunk maps memory at every call. A frame this large gets a chunk of 2 MB, in
# which those of the test have their place too. That is a tenth of the time of all tests.
run_on_large_chunk.__code__ = run_on_large_chunk.__code__.replace(co_stacksize=2**17)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item, nextitem):
    return run_on_large_chunk(item, nextitem)


@pytest.fixture(scope="session", autouse=True)
def no_network():
    """Tests talk to this machine only."""
    connect = socket.socket.connect

    def local(self, address):
        if isinstance(address, tuple) and address[0] not in {"127.0.0.1", "localhost", "::1"}:
            raise AssertionError(f"a test wants to reach {address[0]}")
        return connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", local)
        yield


@pytest.fixture(scope="session", autouse=True)
def contexts_of_pages(django_test_environment):
    """`response.context` holds what a page was made of, not a copy for every option of every widget in it."""

    def render(self, context):
        if context.template is self and not str(self.name).startswith("django/forms/"):
            return instrumented_test_render(self, context)
        return self.nodelist.render(context)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Template, "_render", render)
        yield


@pytest.fixture(autouse=True)
def english():
    """A page in another language leaves it active for the tests that follow."""
    with translation.override("en"):
        yield


@pytest.fixture(scope="session")
def directory_of_the_run(tmp_path_factory, worker_id):
    """A directory for all workers of this run."""
    directory = tmp_path_factory.getbasetemp()
    return directory if worker_id == "master" else directory.parent


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, directory_of_the_run):
    """The migrations run once, not in every worker. (On PostgreSQL each has a server's database to make.)"""
    if connection.vendor == "sqlite":
        connection.creation = CopiedCreation(connection, directory_of_the_run)


@pytest.fixture(scope="session")
def rows_of_the_record(django_db_setup, django_db_blocker, directory_of_the_run):
    """What loading the real record writes, table by table: it is loaded once for all workers."""

    def load(file):
        with undone(django_db_blocker):
            call_command("loaddata", "report", "record", verbosity=0)
            file.write_bytes(pickle.dumps(read_rows(APPS)))

    return pickle.loads(make_once(directory_of_the_run / "record.pickle", load).read_bytes())  # noqa: S301


@pytest.fixture(scope="module")
def record(rows_of_the_record, django_db_blocker):
    """The real record, for the tests of a module."""
    with undone(django_db_blocker):
        write_rows(rows_of_the_record)
        yield


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
        copy_database(connection, tmp_path / "db.sqlite3")
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
