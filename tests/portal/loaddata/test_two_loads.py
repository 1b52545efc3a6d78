"""Two loads at the same moment: the second is told what the first changed. Progress is for people."""

import io
from threading import Event

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection

from portal.fixtures.progress import ERASE_LINE
from portal.management.commands import loaddata
from portal.models import Organization
from tests import factories
from tests.conftest import in_threads
from tests.portal.loaddata.conftest import fixture, load, organization, refused

LATE = "changed it after this load had read it; load it again to write over it"


@pytest.fixture
def meanwhile(monkeypatch):
    """Load a file while something is written: after the load has read the rows, before it may write."""

    def run(write, *labels, **options):
        read = loaddata.last_versions

        def read_before_the_other_writes(model, using):
            versions = read(model, using)
            monkeypatch.setattr(loaddata, "last_versions", read)
            write()
            return versions

        monkeypatch.setattr(loaddata, "last_versions", read_before_the_other_writes)
        return load(*labels, **options)

    return run


@pytest.mark.django_db(transaction=True)
def test_load_that_waited_for_another_keeps_what_that_one_wrote(here, on_disk, monkeypatch):
    load(fixture(here, organization("old"), organization("apart")))
    files = {
        name: fixture(
            here,
            organization("old", name_en=f"Old of {name}"),
            organization("new", name_en=f"New of {name}"),
            organization(f"only-{name}"),
            name=f"{name}.json",
        )
        for name in ("first", "second")
    }
    on_disk()
    written, read_by_second = Event(), Event()
    report, versions = loaddata.Command.report, loaddata.last_versions

    def report_late(self, entries):
        if entries[0].file == "first.json":
            written.set()
            read_by_second.wait(20)
        report(self, entries)

    def read_versions(model, using):
        found = versions(model, using)
        if written.is_set():
            read_by_second.set()
        return found

    monkeypatch.setattr(loaddata.Command, "report", report_late)
    monkeypatch.setattr(loaddata, "last_versions", read_versions)

    def load_second():
        written.wait(20)
        return load(files["second"])

    first, second = in_threads(lambda: load(files["first"]), load_second)
    (names,) = in_threads(lambda: dict(Organization.objects.values_list("slug", "name_en")))

    assert first == ("3 objects: 2 added, 1 changed, 0 unchanged, 0 kept.\n", "")
    assert second[0] == "3 objects: 1 added, 0 changed, 0 unchanged, 2 kept.\n"
    assert second[1].splitlines() == [
        f"second.json: portal.organization {slug}: name_en: kept as another load {LATE}"
        for slug in ("old", "new")
    ]
    assert names == {
        "old": "Old of first", "new": "New of first", "apart": "Synthetic Works",
        "only-first": "Synthetic Works", "only-second": "Synthetic Works",
    }  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("overwrite", [False, True])
def test_row_that_staff_changed_meanwhile_is_kept_even_from_overwriting(here, meanwhile, editor, overwrite):
    load(fixture(here, organization()))
    row = Organization.objects.get()

    def correct():
        row.name_en, row._history_user = "Corrected", editor
        row.save()

    file = fixture(here, organization(name_en="Synthetic Works Ltd"))
    out, err = meanwhile(correct, file, overwrite=overwrite)

    row.refresh_from_db()
    assert (row.name_en, out) == ("Corrected", "1 objects: 0 added, 0 changed, 0 unchanged, 1 kept.\n")
    assert err == f"synthetic.json: portal.organization works: name_en: kept as editor {LATE}\n"


@pytest.mark.django_db
def test_row_of_somebody_without_an_account_that_changed_meanwhile_is_kept(here, meanwhile):
    _out, err = meanwhile(
        lambda: factories.organization(slug="works", name_en="Made meanwhile"), fixture(here, organization())
    )

    assert err == f"synthetic.json: portal.organization works: name_en: kept as somebody {LATE}\n"


@pytest.mark.django_db
def test_load_again_writes_over_what_another_load_wrote_meanwhile(here, meanwhile):
    other = fixture(here, organization(name_en="Of the other"), name="other.json")
    file = fixture(here, organization(name_en="Of this one"))
    meanwhile(lambda: load(other), file)

    out, err = load(file)

    assert (out, err) == ("1 objects: 0 added, 1 changed, 0 unchanged, 0 kept.\n", "")
    assert Organization.objects.get().name_en == "Of this one"


@pytest.mark.django_db
def test_rows_that_a_load_itself_wrote_are_not_somebody_elses(here):
    """Two files of one load may state different fields of one row."""
    first = fixture(here, organization(), name="first.json")
    more = {"model": "portal.organization", "fields": {"slug": "works", "city_en": "Synthetic City"}}

    out, err = load(first, fixture(here, more, name="more.json"))

    assert (out, err) == ("2 objects: 1 added, 1 changed, 0 unchanged, 0 kept.\n", "")


@pytest.mark.django_db
def test_database_that_stays_locked_is_said_in_a_sentence(here, monkeypatch):
    def fail(self):
        raise OperationalError("database is locked")

    monkeypatch.setattr(loaddata.Command, "wait_for_other_loads", fail)

    assert refused(fixture(here, organization())) == [loaddata.BUSY]


@pytest.mark.django_db
def test_other_failure_of_the_database_is_not_taken_for_a_lock(here, monkeypatch):
    def fail(self):
        raise OperationalError("disk is full")

    monkeypatch.setattr(loaddata.Command, "wait_for_other_loads", fail)

    with pytest.raises(OperationalError, match="disk is full"):
        load(fixture(here, organization()))


@pytest.mark.django_db
def test_flush_and_load_again_gives_the_same_rows(here):
    file = fixture(here, organization("one"), organization("two"))
    first, _err = load(file)
    connection.check_constraints()

    call_command("flush", interactive=False, verbosity=0)
    emptied = Organization.objects.count()

    assert (emptied, load(file)) == (0, (first, ""))
    assert load(file) == ("2 objects: 0 added, 0 changed, 2 unchanged, 0 kept.\n", "")
    assert [past.history_type for row in Organization.objects.all() for past in row.history.all()] == [
        "+",
        "+",
    ]


# Progress


class Terminal(io.StringIO):
    def isatty(self):
        return True


def progress_of(file, stream, **options):
    call_command("loaddata", file, stdout=io.StringIO(), stderr=stream, no_color=True, **options)
    return stream.getvalue()


@pytest.fixture
def many_rows(here):
    return fixture(here, *(organization(f"row-{number}") for number in range(250)))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("stream", "verbosity", "said"),
    [
        (Terminal, 1, "".join(f"{ERASE_LINE}{n} of 250 objects" for n in (0, 100, 200, 250)) + ERASE_LINE),
        (Terminal, 0, ""),
        (io.StringIO, 2, ""),
        (io.StringIO, 3, "".join(f"{n} of 250 objects\n" for n in (0, 100, 200, 250))),
    ],
)
def test_progress_is_shown_on_a_terminal_or_to_those_who_ask(many_rows, stream, verbosity, said):
    assert progress_of(many_rows, stream(), verbosity=verbosity) == said


@pytest.mark.django_db
def test_progress_makes_room_for_what_is_kept(here):
    factories.organization(slug="works", name_en="Of the staff")

    said = progress_of(fixture(here, organization()), Terminal())

    start, _erased, rest = said.partition(f"0 of 1 objects{ERASE_LINE}")
    assert start == ERASE_LINE
    assert rest.startswith("synthetic.json: portal.organization works: name_en: kept as somebody left it")
    assert rest.endswith(f"\n{ERASE_LINE}1 of 1 objects{ERASE_LINE}")


@pytest.mark.django_db
def test_progress_is_gone_before_a_defect_is_named(here):
    stream = Terminal()

    with pytest.raises(CommandError, match="there is no portal"):
        progress_of(fixture(here, organization(source=["missing"])), stream)

    assert stream.getvalue() == f"{ERASE_LINE}0 of 1 objects{ERASE_LINE}"
