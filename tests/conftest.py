import socket

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.utils import translation

from portal.roles import EDITOR, PUBLISHER

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


@pytest.fixture(scope="module")
def record(django_db_setup, django_db_blocker):
    """The real record, loaded once for the tests of a module."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("loaddata", "report", "record", verbosity=0)
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
