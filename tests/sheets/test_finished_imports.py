"""An import is found again at the desk, and each answer has the status that is true of it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.utils import translation

from cooperation.models import Memorandum
from portal.models import Organization
from portal.sheets import writing
from portal.sheets.models import FinishedImport
from portal.sheets.plan import ImportPlan
from tests import factories
from tests.admin.conftest import admin_url, admin_url_of
from tests.conftest import in_threads
from tests.sheets.conftest import csv_of, imported, page_of, preview, token_of, upload

pytestmark = pytest.mark.django_db

HEADER = ["slug", "name_en", "kind"]
WORKS = csv_of(HEADER, ["works", "Works", "company"])


def confirmed(client, page: str, model=Organization):
    return client.post(admin_url(model, "confirm"), {"preview": token_of(page), "confirm": "Import"})


@pytest.mark.parametrize(
    ("prefix", "words"),
    [
        ("", ("Recent imports", "fair.csv was imported. New: 1. Changed: 1. Unchanged: 1.")),
        ("/ja", ("最近の取り込み", "fair.csvを取り込みました。新規1件、変更1件、変更なし1件。")),
        ("/ru", ("Недавние импорты", "fair.csv: импортировано. Новых: 1. Измененных: 1. Без изменений: 1.")),
    ],
)
def test_finished_import_is_found_with_what_it_wrote(prefix, words, publisher_client, publisher):
    changed = factories.organization(slug="changed", name_en="Before", kind="company")
    factories.organization(slug="same", name_en="Same", kind="company")
    lines = [["new", "New", "company"], ["changed", "After", "company"], ["same", "Same", "company"]]

    response = confirmed(
        publisher_client, preview(publisher_client, Organization, csv_of(HEADER, *lines), "fair.csv")
    )

    finished = FinishedImport.objects.get()
    address = f"{admin_url(Organization, 'import')}{finished.pk}/"
    assert (response.status_code, response["Location"]) == (302, address)
    assert (finished.user, finished.name, finished.kind) == (publisher, "fair.csv", "portal.Organization")
    assert (finished.new, finished.changed, finished.unchanged) == (1, 1, 1)
    listed = page_of(publisher_client.get(prefix + admin_url(Organization, "import")))
    assert words[0] in listed
    assert f'<a href="{prefix}{address}">fair.csv</a>' in listed
    page = page_of(publisher_client.get(prefix + address))
    assert words[1] in page
    with translation.override(prefix.strip("/") or "en"):
        addresses = [admin_url_of(record) for record in (changed, Organization.objects.get(slug="new"))]
    for record_address in addresses:
        assert f'href="{record_address}"' in page
    assert "Same" not in page
    recent = page_of(publisher_client.get(f"{prefix}/admin/"))
    assert "fair.csv" in recent


def test_part_that_was_imported_leads_to_its_record(publisher_client):
    memorandum = factories.memorandum(slug="document")
    factories.organization(slug="works")

    page = imported(
        publisher_client, Memorandum, csv_of(["slug", "party", "party_side"], ["document", "works", "RU"])
    )

    assert f'href="{admin_url_of(memorandum)}"' in page


def test_finished_imports_of_another_kind_are_not_listed(publisher_client, editor_client):
    imported(publisher_client, Organization, WORKS)
    number = FinishedImport.objects.get().pk

    assert "Recent imports" not in page_of(publisher_client.get(admin_url(Memorandum, "import")))
    other = publisher_client.get(f"{admin_url(Memorandum, 'import')}{number}/")
    forbidden = editor_client.get(f"{admin_url(Organization, 'import')}{number}/")
    assert (other.status_code, forbidden.status_code) == (404, 403)


def test_page_that_is_closed_does_not_end_an_import(publisher_client):
    """The answer is complete before its first byte is sent, so that nothing depends on who reads it."""
    page = preview(publisher_client, Organization, WORKS)

    response = confirmed(publisher_client, page)

    assert not response.streaming
    assert (Organization.objects.count(), FinishedImport.objects.count()) == (1, 1)


def test_import_that_is_rolled_back_is_not_listed(publisher_client, monkeypatch):
    page = preview(publisher_client, Organization, WORKS)

    def broken(**fields):
        raise OperationalError("disk I/O error")

    monkeypatch.setattr(FinishedImport.objects, "create", broken)
    response = confirmed(publisher_client, page)

    assert response.status_code == 503
    assert Organization.objects.count() == 0


def test_status_of_each_answer(publisher_client, monkeypatch):
    row = factories.organization(slug="old", name_en="Before")
    sheet = csv_of(["slug", "name_en"], ["old", "After"])
    address = admin_url(Organization, "import")

    statuses = {
        "preview": upload(publisher_client, Organization, sheet).status_code,
        "problems": upload(publisher_client, Organization, csv_of(HEADER, ["x y", "", ""])).status_code,
        "unreadable": upload(publisher_client, Organization, b"PK\x03\x04").status_code,
        "no file": publisher_client.post(address, {}).status_code,
        "too large": publisher_client.post(
            address, {"import_file": SimpleUploadedFile("large.csv", bytes(11 * 2**20))}
        ).status_code,
    }
    page = preview(publisher_client, Organization, sheet)
    row.name_en = "Somebody else's"
    row.save()
    statuses["changed meanwhile"] = confirmed(publisher_client, page).status_code
    compare = ImportPlan.compare

    def interrupted(plan):
        compare(plan)
        row.save()

    monkeypatch.setattr(ImportPlan, "compare", interrupted)
    statuses["changed while compared"] = upload(publisher_client, Organization, sheet).status_code

    assert statuses == {
        "preview": 200, "problems": 422, "unreadable": 422, "no file": 422, "too large": 422,
        "changed meanwhile": 409, "changed while compared": 409,
    }  # fmt: skip


def test_database_that_does_not_answer(publisher_client, monkeypatch):
    page = preview(publisher_client, Organization, WORKS)

    def locked(self, name):
        raise OperationalError("database is locked")

    monkeypatch.setattr(writing.ImportWriter, "write", locked)

    assert confirmed(publisher_client, page).status_code == 503


@pytest.mark.django_db(transaction=True)
def test_revision_of_an_import_is_that_of_its_versions(on_disk, publisher_client):
    page = preview(publisher_client, Organization, WORKS)
    on_disk()
    in_threads(lambda: confirmed(publisher_client, page))

    (revisions,) = in_threads(
        lambda: {
            *FinishedImport.objects.values_list("revision", flat=True),
            *Organization.history.values_list("revision", flat=True),
        }
    )
    assert len(revisions) == 1
