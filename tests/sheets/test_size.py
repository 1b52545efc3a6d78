"""Whole lists in one go: what a publisher brings after a fair, while others go on saving."""

import html
from threading import Event
from time import monotonic

import pytest

from cooperation.models import Memorandum
from events.models import Exhibitor
from portal.models import Organization
from portal.sheets.models import Upload
from portal.sheets.writing import ImportWriter
from tests import factories
from tests.admin.conftest import admin_url_of, submit
from tests.conftest import in_threads
from tests.sheets.conftest import confirm, counts, csv_of, imported, preview, problems, xlsx_of

pytestmark = pytest.mark.django_db

FAIR = ["slug", "edition", "organization", "stand", "shown_en", "sectors", "source", "published"]
DOCUMENTS = ["slug", "title_en", "kind", "level", "standing", "signed", "source", "party", "party_side"]


@pytest.fixture
def exhibitors():
    """Header and lines of 170 exhibitors. What they name is there."""
    factories.edition(slug="fair", fair=factories.fair(name_en="Synthetic Fair"))
    factories.sector(slug="energy")
    factories.source(slug="source")
    for number in range(170):
        factories.organization(slug=f"works-{number}")
    return FAIR, [
        [f"works-{number}-there", "fair", f"works-{number}", f"A{number}", f"Machine {number}", "energy",
         "source", "yes"]
        for number in range(170)
    ]  # fmt: skip


@pytest.fixture
def documents():
    """Header and lines of 108 documents, two for each: one for a party."""
    factories.source(slug="source")
    for side in ("jp", "ru"):
        factories.organization(slug=f"works-{side}")
    return DOCUMENTS, [
        [f"document-{number}", f"Document {number}", "memorandum", "business", "confirmed", "2016-12-16",
         "source", f"works-{side}", side]
        for number in range(108)
        for side in ("jp", "ru")
    ]  # fmt: skip


def test_170_exhibitors_in_one_go(exhibitors, publisher_client, publisher):
    header, lines = exhibitors

    page = html.unescape(preview(publisher_client, Exhibitor, xlsx_of(header, *lines), "fair.xlsx"))
    before = Exhibitor.objects.count()
    done = confirm(publisher_client, Exhibitor, page)

    assert (before, counts(page), counts(done)) == (0, (170, 0, 0), (170, 0, 0))
    assert "Exhibitors listed for Synthetic Fair 2017: 0 -> 170" in page
    stored = Exhibitor.objects.published().values_list("slug", "organization__slug", "stand", "sectors__slug")
    assert sorted(stored) == sorted((line[0], line[2], line[3], line[5]) for line in lines)
    versions = Exhibitor.history.filter(history_change_reason="import of fair.xlsx")
    assert versions.filter(history_type="+", history_user=publisher).count() == 170


@pytest.mark.parametrize(
    ("kind", "model", "place", "field", "cell", "message"),
    [
        ("exhibitors", Exhibitor, 99, "organization", "nobody", "There is no organisation “nobody”"),
        ("documents", Memorandum, 198, "signed", "16 Dec", "“16 Dec” is not a day"),
        ("documents", Memorandum, 199, "party_side", "Russia", "“Russia” is not the two-letter code"),
    ],
)
def test_bad_hundredth_row_is_named_and_nothing_is_written(
    kind, model, place, field, cell, message, request, publisher_client
):
    header, lines = request.getfixturevalue(kind)
    lines[place][header.index(field)] = cell

    page = html.unescape(preview(publisher_client, model, xlsx_of(header, *lines)))

    named = {(line, column) for line, column, _text in problems(page)}
    assert (str(place + 2), field) in named
    assert message in page
    assert 'name="confirm"' not in page
    assert (model.objects.count(), model.history.count(), Upload.objects.count()) == (0, 0, 0)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_others_save_while_10_000_organisations_are_imported(
    on_disk, publisher_client, colleague_client, monkeypatch
):
    """On SQLite one transaction writes at a time: they wait for their turn, and get it."""
    row = factories.organization(slug="of-the-colleague")
    sheet = csv_of(
        ["slug", "name_en", "kind"], *([f"works-{n}", f"Works {n}", "company"] for n in range(10_000))
    )
    on_disk()
    done, writing, saved = Event(), [], []
    write = ImportWriter.write

    def watched(writer):
        began = monotonic()
        write(writer)
        writing.append((began, monotonic()))

    monkeypatch.setattr(ImportWriter, "write", watched)

    def bring():
        try:
            return counts(imported(publisher_client, Organization, sheet))
        finally:
            done.set()

    def go_on_saving():
        while not done.is_set():
            began = monotonic()
            status = submit(colleague_client, admin_url_of(row), city_en=f"City {len(saved)}").status_code
            saved.append((status, began, monotonic()))
        return Organization.objects.get(pk=row.pk).city_en, Organization.objects.count()

    brought, left = in_threads(bring, go_on_saving)

    assert brought == (10_000, 0, 0)
    assert left == (f"City {len(saved) - 1}", 10_001)
    assert {status for status, _began, _ended in saved} == {302}
    ((wrote_from, wrote_until),) = writing
    assert any(began < wrote_until and ended > wrote_from for _status, began, ended in saved)
