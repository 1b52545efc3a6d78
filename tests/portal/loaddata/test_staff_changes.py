"""What staff changed since the last load is kept and reported, unless it is to be overwritten."""

from threading import Event

import pytest

from cooperation.models import Signatory
from portal.management.commands import loaddata
from portal.models import Organization, Source
from tests import factories
from tests.admin.conftest import opened, save
from tests.conftest import in_threads
from tests.portal.loaddata.conftest import fixture, load, organization, source


def corrected(here, user=None):
    """A loaded organisation that staff corrected since, and the fixture it was loaded from."""
    file = fixture(here, organization())
    load(file)
    row = Organization.objects.get()
    row.name_en, row.city = "Synthetic Works, corrected", "Synthetic City"
    row._history_user = user
    row.save()
    return row, file


def test_row_that_staff_changed_is_kept_and_reported(here, editor):
    row, file = corrected(here, editor)
    day = row.history.first().history_date

    out, err = load(file)

    row.refresh_from_db()
    assert out == "1 objects: 0 added, 0 changed, 0 unchanged, 1 kept.\n"
    assert err == (
        f"synthetic.json: portal.organization works: name_en: kept as editor left it on {day:%Y-%m-%d}; "
        "--overwrite loads it\n"
    )
    assert (row.name_en, row.history.count()) == ("Synthetic Works, corrected", 2)


@pytest.mark.django_db
def test_row_that_staff_made_under_the_same_slug_is_kept(here):
    row = factories.organization(slug="works", name_en="Synthetic Works of the staff")

    _, err = load(fixture(here, organization()))

    row.refresh_from_db()
    assert row.name_en == "Synthetic Works of the staff"
    assert err.startswith("synthetic.json: portal.organization works: name_en: kept as somebody left it on ")


@pytest.mark.django_db
def test_row_without_a_history_is_nobodys_and_follows_its_fixture(here):
    """Rows that were written in bulk have none."""
    Organization.objects.bulk_create([Organization(slug="works", name_en="In bulk", kind="company")])

    out, err = load(fixture(here, organization()))

    assert (out, err) == ("1 objects: 0 added, 1 changed, 0 unchanged, 0 kept.\n", "")
    assert Organization.objects.get().name_en == "Synthetic Works"


@pytest.mark.django_db
def test_row_whose_further_sources_staff_changed_is_kept(here):
    file = fixture(here, source("one"), source("two"), organization(more_sources=[["one"]]))
    load(file)
    row = Organization.objects.get()
    row.more_sources.add(Source.objects.get(slug="two"))

    out, err = load(file)

    assert out == "3 objects: 0 added, 0 changed, 2 unchanged, 1 kept.\n"
    assert err.startswith("synthetic.json: portal.organization works: more_sources: kept as somebody left")
    assert {source.slug for source in row.more_sources.all()} == {"one", "two"}


@pytest.mark.django_db
def test_row_that_staff_changed_to_what_the_fixture_says_is_unchanged(here):
    _, _file = corrected(here)

    out, err = load(fixture(here, organization(name_en="Synthetic Works, corrected")))

    assert (out, err) == ("1 objects: 0 added, 0 changed, 1 unchanged, 0 kept.\n", "")


@pytest.mark.django_db
def test_overwrite_loads_what_the_fixture_states_and_leaves_the_rest(here):
    row, file = corrected(here)

    out, err = load(file, overwrite=True)

    row.refresh_from_db()
    assert (out, err) == ("1 objects: 0 added, 1 changed, 0 unchanged, 0 kept.\n", "")
    assert (row.name_en, row.city) == ("Synthetic Works", "Synthetic City")
    assert [past.history_change_reason for past in row.history.all()] == ["loaddata", None, "loaddata"]


@pytest.mark.django_db
def test_row_loaded_again_after_an_overwrite_follows_its_fixture(here):
    row, file = corrected(here)
    load(file, overwrite=True)

    load(fixture(here, organization(name_en="Synthetic Works Ltd")))

    row.refresh_from_db()
    assert row.name_en == "Synthetic Works Ltd"


@pytest.mark.django_db(transaction=True)
def test_form_of_a_record_of_which_a_part_is_being_loaded_reports_the_conflict(
    here, on_disk, publisher_client, monkeypatch
):
    memorandum = factories.memorandum()
    signatory = factories.signatory(memorandum=memorandum)
    file = fixture(
        here,
        {
            "model": "cooperation.signatory",
            "fields": {
                "memorandum": [memorandum.slug],
                "organization": [signatory.organization.slug],
                "office_en": "Synthetic Chair",
            },
        },
    )
    data = opened(publisher_client, memorandum)
    on_disk()
    written, saved = Event(), Event()

    def wait(self, entries):
        written.set()
        saved.wait(1)  # for the form, which is kept out until this is done

    monkeypatch.setattr(loaddata.Command, "report", wait)

    def save_form():
        written.wait(20)
        response = save(publisher_client, memorandum, data, summary_en="typed")
        saved.set()
        return response.status_code

    _loaded, status = in_threads(lambda: load(file, overwrite=True), save_form)
    (office,) = in_threads(lambda: Signatory.objects.get().office_en)

    assert (status, office) == (409, "Synthetic Chair")
