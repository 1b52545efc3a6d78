"""Whole lists in one go: what a publisher brings after a fair, while others go on saving."""

import html
from threading import Event

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cooperation.models import AreaAssignment, Memorandum
from cooperation.resources import MemorandumResource
from events.models import Exhibitor
from portal.models import Organization
from portal.sheets import limits, plan
from portal.sheets.models import Upload
from portal.sheets.plan import ImportPlan
from portal.sheets.reading import parse
from portal.sheets.writing import ImportWriter
from tests import factories
from tests.admin.conftest import admin_url, admin_url_of, submit
from tests.conftest import in_threads
from tests.sheets.conftest import confirm, counts, csv_of, imported, page_of, preview, problems, xlsx_of

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
        ("documents", Memorandum, 199, "party_side", "Ruritania", "“Ruritania” is not a country"),
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


def test_writing_asks_little_more_of_the_database_for_many_documents(documents, publisher):
    """Links and parties too: saved one by one, they would keep others out for long on a busy machine."""
    header, lines = documents
    factories.area(slug="energy")
    factories.area(slug="health", number=2)
    asked = []
    for number in (3, 100):
        rows = [[*line, "energy; health"] for line in lines[: 2 * number]]
        sheet = parse(csv_of([*header, "areas"], *rows))
        many = ImportPlan(MemorandumResource(), sheet, timezone.now())
        many.compare()
        with CaptureQueriesContext(connection) as queries:
            writer = ImportWriter(many, publisher, "import of many.csv")
            writer.try_out(lambda: asked.append(AreaAssignment.history.count()))
        asked.append(len(queries))

    assert (asked[0], asked[2]) == (6, 200)
    assert asked[3] < 2 * asked[1]  # SQLite takes a statement with less than 1,000 values


def test_108_documents_with_their_links_in_one_go(documents, publisher_client, publisher):
    header, lines = documents
    factories.area(slug="energy")

    done = imported(
        publisher_client, Memorandum, csv_of([*header, "areas"], *([*line, "energy"] for line in lines))
    )

    assert counts(done) == (324, 0, 0)
    links = AreaAssignment.history.filter(history_type="+", history_user=publisher)
    assert (AreaAssignment.objects.count(), links.count()) == (108, 108)


def test_limit_of_rows_is_said_beforehand_and_met(publisher_client):
    page = page_of(publisher_client.get(admin_url(Organization, "import")))
    header = ["slug", "name_en", "kind"]
    rows = [[f"works-{number}", "Works", "company"] for number in range(limits.MAX_ROWS + 1)]

    assert "up to 10 MiB, 10000 filled rows and 100 columns" in page
    assert "more than 10000 filled rows" in preview(publisher_client, Organization, csv_of(header, *rows))
    assert len(parse(csv_of(header, *rows[:-1])).lines) == limits.MAX_ROWS


def test_sheet_of_faulty_rows_is_checked_in_part(publisher_client, monkeypatch):
    """Each row that is checked alone costs several queries."""
    factories.organization(slug="works", name_en="Works")
    header = ["slug", "name_en", "kind", "source"]
    lines = [[f"works-{number}", "Works", "company", "nowhere"] for number in range(200)]
    monkeypatch.setattr(plan, "MAX_CHECKED_ROWS", 10)
    asked = []
    for number in (100, 200):
        with CaptureQueriesContext(connection) as queries:
            page = preview(publisher_client, Organization, csv_of(header, *lines[:number]))
        asked.append(len(queries))
        assert f"{number} problems" in page

    assert asked[1] == asked[0]


@pytest.mark.slow
def test_10_000_organisations_are_imported(publisher_client):
    lines = ([f"works-{number}", f"Works {number}", "company"] for number in range(limits.MAX_ROWS))

    done = imported(publisher_client, Organization, csv_of(["slug", "name_en", "kind"], *lines))

    assert counts(done) == (limits.MAX_ROWS, 0, 0)
    assert Organization.objects.count() == Organization.history.count() == limits.MAX_ROWS


@pytest.mark.django_db(transaction=True)
def test_others_wait_for_an_import_and_are_saved(on_disk, publisher_client, colleague_client, monkeypatch):
    """On SQLite one transaction writes at a time: they wait for their turn, and get it."""
    row = factories.organization(slug="of-the-colleague")
    page = preview(publisher_client, Organization, csv_of(["slug", "name_en", "kind"], ["a", "A", "company"]))
    on_disk()
    writing, saving = Event(), Event()
    write = ImportWriter._write

    def watched(writer):
        write(writer)
        writing.set()
        saving.wait(60)

    monkeypatch.setattr(ImportWriter, "_write", watched)

    def save_form():
        writing.wait(60)
        saving.set()
        return submit(colleague_client, admin_url_of(row), city_en="City").status_code

    done, status = in_threads(lambda: confirm(publisher_client, Organization, page), save_form)

    left = in_threads(lambda: sorted(Organization.objects.values_list("slug", "city_en")))
    assert (counts(done), status) == ((1, 0, 0), 302)
    assert left == [[("a", ""), ("of-the-colleague", "City")]]
