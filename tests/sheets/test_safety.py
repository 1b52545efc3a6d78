"""Imports under failure, concurrency and attack: nothing is lost, leaked or half written."""

import html
import io
import re
from threading import Event

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from cooperation.models import Memorandum, ReportedTotal, Signatory
from portal.admin.resources import OrganizationResource
from portal.fields import columns_of, texts_of
from portal.models import Figure, Organization, Person
from portal.publishing.totals import public_totals
from portal.roles import PUBLISHER
from portal.sheets import writing
from portal.sheets.models import Upload
from portal.sheets.plan import ImportPlan
from portal.sheets.reading import parse
from tests import factories
from tests.admin.conftest import ADMINS, admin_url, opened, save
from tests.conftest import in_threads, staff
from tests.sheets.conftest import confirm, counts, csv_of, imported, page_of, preview, problems, upload

pytestmark = pytest.mark.django_db

HEADER = ["slug", "name_en", "kind"]
WORKS = csv_of(HEADER, ["works", "Works", "company"])
MARKUP = '<img src=x onerror="alert(1)">'


def test_markup_of_a_sheet_is_shown_as_text(publisher_client):
    factories.organization(slug="old", name_en="Old")
    good = csv_of(HEADER, ["new", MARKUP, "company"], ["old", MARKUP, "company"])
    bad = csv_of([*HEADER, MARKUP], [MARKUP, MARKUP, MARKUP, MARKUP])

    pages = [preview(publisher_client, Organization, content, f"{MARKUP}.csv") for content in (good, bad)]
    pages.append(imported(publisher_client, Organization, good, f"{MARKUP}.csv"))

    assert [page.count("<img src=x") for page in pages] == [0, 0, 0]
    assert counts(pages[0]) == (1, 1, 0)


@pytest.mark.parametrize("prefix", ["/ja", "/ru"])
@pytest.mark.parametrize("model", [model for model in ADMINS if hasattr(ADMINS[model], "resource")])
def test_workbook_is_the_same_in_every_language(model, prefix, publisher_client):
    """Values of closed lists, headers and dates are for machines; no cell is a formula."""
    factories.FACTORIES[model]()
    draft = factories.FACTORIES[model](
        published_at=None, **({"headline": False} if issubclass(model, Figure) else {})
    )
    for name in texts_of(model):
        for column in columns_of(name):
            setattr(draft, column, f'=HYPERLINK("https://example.org/","{column}")')
    draft.save()

    english, other = (
        load_workbook(io.BytesIO(b"".join(publisher_client.get(address, {"publication": "draft"}))))
        for address in (admin_url(model, "export_xlsx"), prefix + admin_url(model, "export_xlsx"))
    )

    lines = [list(book.active.iter_rows(values_only=True)) for book in (english, other)]
    assert lines[0] == lines[1]
    assert [line[0] for line in lines[0]] == ["slug", draft.slug]
    cells = [cell for row in other.active for cell in row]
    assert "f" not in {cell.data_type for cell in cells}
    assert any(str(cell.value).startswith("'=HYPERLINK") for cell in cells)
    assert other.active.title != english.active.title


def test_answer_is_never_kept_and_has_nothing_inline(publisher_client):
    response = upload(publisher_client, Organization, WORKS)
    page = page_of(response)

    assert "no-store" in response["Cache-Control"]
    assert "script-src 'self'" in response["Content-Security-Policy"]
    assert re.findall(r"<style|style=|<script(?![^>]*src=)[^>]*>|\son\w+=", page) == []
    assert page.rstrip().endswith("</html>")


@pytest.mark.parametrize("token", ["", "forged", "forged:1abc:xyz"])
def test_only_what_was_previewed_is_imported(token, publisher_client):
    preview(publisher_client, Organization, WORKS)

    response = publisher_client.post(admin_url(Organization, "confirm"), {"preview": token, "confirm": "x"})

    assert (response.status_code, response["Location"]) == (302, admin_url(Organization, "import"))
    assert Organization.objects.count() == 0


def test_preview_answers_for_its_own_kind_and_once(publisher_client):
    page = preview(publisher_client, Organization, WORKS)
    token = re.search(r'name="preview" value="([^"]+)"', page)[1]
    other = publisher_client.post(admin_url(Memorandum, "confirm"), {"preview": token, "confirm": "x"})
    asked = publisher_client.get(admin_url(Organization, "confirm"), {"preview": token, "confirm": "x"})
    first = confirm(publisher_client, Organization, page)
    again = confirm(publisher_client, Organization, page)

    assert (other.status_code, asked.status_code) == (302, 302)
    assert counts(first) == (1, 0, 0)
    assert "upload it again" in again


def test_upload_replaces_the_one_before_it(publisher_client):
    preview(publisher_client, Organization, WORKS)
    page = preview(publisher_client, Organization, csv_of(HEADER, ["other", "Other", "company"]))

    assert Upload.objects.count() == 1
    confirm(publisher_client, Organization, page)
    assert [each.slug for each in Organization.objects.all()] == ["other"]


@pytest.mark.parametrize("missing", ["add", "change", "publish"])
def test_each_right_is_needed(missing, client):
    lacking = staff(PUBLISHER)
    (publishers,) = lacking.groups.all()
    publishers.permissions.remove(Permission.objects.get(codename=f"{missing}_organization"))
    client.force_login(lacking)

    assert upload(client, Organization, WORKS).status_code == 403
    assert Upload.objects.count() == 0


def test_file_that_is_too_large_is_refused_by_the_form(publisher_client):
    response = publisher_client.post(
        admin_url(Organization, "import"), {"import_file": SimpleUploadedFile("large.csv", bytes(11 * 2**20))}
    )

    assert "The file is larger than 10 MiB" in response.content.decode()
    assert Upload.objects.count() == 0


def test_unreadable_file_is_refused_and_not_stored(publisher_client):
    page = preview(publisher_client, Organization, "Société".encode("cp1252"))

    assert "The encoding of the file cannot be determined" in page
    assert page.rstrip().endswith("</html>")
    assert Upload.objects.count() == 0


def test_row_that_changes_while_it_is_compared_stands(publisher_client, monkeypatch):
    """Between the last look at the record and the writing, without a lock, others go on."""
    row = factories.organization(slug="works", name_en="Before")
    page = preview(publisher_client, Organization, csv_of(["slug", "name_en"], ["works", "After"]))
    compare = ImportPlan.compare

    def interrupted(plan):
        compare(plan)
        if Organization.objects.get().name_en == "Before":
            row.name_en = "Somebody else's"
            row.save()

    monkeypatch.setattr(ImportPlan, "compare", interrupted)
    again = html.unescape(confirm(publisher_client, Organization, page))

    assert "<code>name_en</code>: Somebody else's → After" in again
    assert Organization.objects.get().name_en == "Somebody else's"


def test_row_that_changes_before_the_trial_is_reported(publisher_client, monkeypatch):
    row = factories.organization(slug="works", name_en="Before")
    compare = ImportPlan.compare

    def interrupted(plan):
        compare(plan)
        row.save()

    monkeypatch.setattr(ImportPlan, "compare", interrupted)
    page = preview(publisher_client, Organization, csv_of(["slug", "name_en"], ["works", "After"]))

    assert "Records were changed in the meantime. Nothing was imported." in page
    assert page.rstrip().endswith("</html>")


def test_preview_leaves_no_trace_in_the_record(publisher_client):
    factories.source(slug="source")
    before = public_totals()
    header = [*HEADER, "source", "published"]

    preview(publisher_client, Organization, csv_of(header, ["works", "Works", "company", "source", "yes"]))

    assert public_totals() == before
    assert (Organization.objects.count(), Organization.history.count()) == (0, 0)


def test_database_that_does_not_answer_is_reported(publisher_client, monkeypatch):
    page = preview(publisher_client, Organization, WORKS)

    def locked(self, name):
        raise OperationalError("database is locked")

    monkeypatch.setattr(writing.ImportWriter, "write", locked)
    answer = confirm(publisher_client, Organization, page)

    assert "The database did not respond. Nothing was imported." in answer
    assert answer.rstrip().endswith("</html>")


def test_saving_by_hand_goes_on_after_an_import(publisher_client):
    """Rows written by the hundred are as those saved one by one: derived columns, marks, history."""
    imported(
        publisher_client, Organization, csv_of([*HEADER, "name_ru"], ["works", "Works", "company", "Ёлка"])
    )
    row = Organization.objects.get()

    row.name_en = "Renamed"
    row.save()

    assert Organization.objects.search("ЕЛКА").get() == row
    changes = row.history.first().diff_against(row.history.last()).changes
    assert [(change.field, change.old, change.new) for change in changes] == [("name_en", "Works", "Renamed")]


def test_comparing_asks_the_same_of_the_database_for_any_number_of_rows():
    factories.source(slug="source")
    header = [*HEADER, "source", "more_sources"]
    asked = []
    for number in (3, 300):
        rows = [[f"works-{each}", "Works", "company", "source", "source"] for each in range(number)]
        plan = ImportPlan(OrganizationResource(), parse(csv_of(header, *rows)), timezone.now())
        with CaptureQueriesContext(connection) as queries:
            plan.compare()
        asked.append((len(plan.new), len(queries)))

    assert asked == [(3, 3), (300, 3)]  # the third asks whether new short names were merged away


def test_admins_without_sheets_offer_none(publisher_client):
    assert "export.csv" not in publisher_client.get(admin_url(Person, "changelist")).content.decode()


@pytest.mark.django_db(transaction=True)
def test_nothing_is_locked_while_a_sheet_is_compared(publisher_client, monkeypatch):
    """On SQLite nobody else could save."""
    locked = []
    compare = ImportPlan.compare

    def watched(plan):
        compare(plan)
        locked.append(connection.in_atomic_block)

    monkeypatch.setattr(ImportPlan, "compare", watched)
    imported(publisher_client, Organization, WORKS)

    assert locked == [False, False]
    assert Organization.objects.count() == 1


def test_values_made_to_do_harm_are_named(publisher_client):
    organizations = csv_of(
        [*HEADER, "published", "source"],
        ["a\0b", "A", "company", "0001-01-01T00:00+14:00", "\0"],
        ["c", "\0", "company", "9999-12-31T23:59-14:00", "c\x1f"],
    )
    figures = csv_of(
        ["slug", "measure", "value", "unit_en", "as_of"],
        ["a", "documents", "1e999999999", "documents", "9999-12"],
        ["b", "documents", "1e-999999999", "documents", "0000"],
        ["c", "documents", "NaN", "documents", "10000"],
        ["d", "documents", "1e19", "documents", ""],
    )

    sheets = ((Organization, organizations), (ReportedTotal, figures))
    pages = [preview(publisher_client, model, content) for model, content in sheets]

    of_organizations, of_figures = (
        {(line, column) for line, column, _text in problems(page)} for page in pages
    )
    assert {("2", "slug"), ("2", "published"), ("2", "source")} <= of_organizations
    assert {("3", "name_en"), ("3", "published")} <= of_organizations
    assert {("2", "value"), ("3", "value"), ("4", "value"), ("5", "value")} <= of_figures
    assert {("3", "as_of"), ("4", "as_of")} <= of_figures


@pytest.mark.django_db(transaction=True)
def test_form_of_a_record_of_which_a_part_is_being_imported_reports_the_conflict(
    on_disk, publisher_client, colleague_client, monkeypatch
):
    memorandum = factories.memorandum(slug="document")
    factories.signatory(memorandum=memorandum, organization=factories.organization(slug="works"), side="JP")
    sheet = csv_of(["slug", "party", "party_side"], ["document", "works", "RU"])
    page = preview(publisher_client, Memorandum, sheet)
    data = opened(colleague_client, memorandum)
    on_disk()
    written, saved = Event(), Event()
    write = writing.ImportWriter._write

    def watched(writer):
        write(writer)
        written.set()
        saved.wait(1)  # for the form, which is kept out until this is done

    monkeypatch.setattr(writing.ImportWriter, "_write", watched)

    def save_form():
        written.wait(20)
        response = save(colleague_client, memorandum, data, summary_en="typed")
        saved.set()
        return response.status_code

    done, status = in_threads(lambda: confirm(publisher_client, Memorandum, page), save_form)
    (side,) = in_threads(lambda: Signatory.objects.get().side.code)

    assert (counts(done), status, side) == ((0, 1, 1), 409, "RU")
