"""The exit code is that of `diff`: nothing to load, something to load, or trouble."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import OperationalError

from portal.management.commands import fixturediff
from tests.portal.fixturediff.conftest import diff, stored
from tests.portal.loaddata.conftest import NOTHING, fixture, load, organization, refused, source

DEFECTS = {
    "unknown field": [source(colour="grey")],
    "broken rule": [organization(published_at="2017-07-10T00:00:00Z")],
    "broken key": [source(), organization(source=["missing"])],
    "several": [source(kind="gossip"), organization(source=["missing"])],
    "second object of the same name": [source(), source()],
    "no object": ["text"],
}


@pytest.mark.django_db
@pytest.mark.parametrize("defect", DEFECTS)
def test_defect_is_reported_as_by_loaddata(here, defect):
    load(fixture(here, source("stored")))
    file = fixture(here, source("good"), source("stored", title="Changed"), *DEFECTS[defect])

    code, out, lines = diff(file)

    assert (code, out) == (2, [])
    assert lines == refused(file)
    assert lines[-1] == NOTHING


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["missing", "broken.json", "synthetic.xml"])
def test_file_that_cannot_be_compared_is_reported_as_by_loaddata(here, name):
    (here / "broken.json").write_text("[")
    (here / "synthetic.xml").write_text("<django-objects/>")

    code, out, lines = diff(name)

    assert (code, out) == (2, [])
    assert lines == refused(name)


@pytest.mark.django_db
def test_database_that_does_not_answer_is_trouble(here, monkeypatch):
    def fail():
        raise OperationalError("no such table: synthetic")

    file = fixture(here, source())
    monkeypatch.setattr(fixturediff, "public_totals", fail)

    assert diff(file) == (2, [], ["no such table: synthetic"])


@pytest.mark.django_db
def test_caller_without_a_file_is_refused():
    before = stored()

    with pytest.raises(CommandError, match="No database fixture specified"):
        call_command("fixturediff")

    assert stored() == before


def run(here, *arguments):
    """A command in a process and on a database of its own: its exit code, stdout and stderr."""
    environment = {
        **os.environ,  # with the secret of tests/settings.py
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "DATABASE_URL": f"sqlite:///{here / 'db.sqlite3'}",
        "DATA_DIR": str(here),
    }
    done = subprocess.run(
        [sys.executable, settings.BASE_DIR / "manage.py", *arguments],
        cwd=here,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return done.returncode, done.stdout.splitlines(), done.stderr.splitlines()


@pytest.mark.slow
def test_command_line_exits_as_diff_does(here):
    good, bad = fixture(here, source()), fixture(here, source(kind="gossip"), name="bad.json")
    run(here, "migrate", "--verbosity", "0")
    added = [
        "synthetic.json: portal.source synthetic: added",
        "1 objects: 1 added, 0 changed, 0 unchanged, 0 kept.",
        "Public totals:",
        "    Sources: 0 -> 1",
    ]
    settled = ["1 objects: 0 added, 0 changed, 1 unchanged, 0 kept.", "No public total changes."]
    defect = "bad.json: portal.source synthetic: kind: Value 'gossip' is not a valid choice."

    assert run(here, "fixturediff", good) == (1, added, ["CommandError: 1 to load."])
    assert run(here, "loaddata", good, "--verbosity", "0") == (0, [], [])
    assert run(here, "fixturediff", good) == (0, settled, [])
    assert run(here, "fixturediff", bad) == (2, [], [f"CommandError: {defect}", NOTHING])
