"""Organisations by sheet, from the file to the record and back."""

import html
import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from portal.choices import OrganizationKind
from portal.models import Organization
from portal.sheets.models import Upload
from tests import factories
from tests.admin.conftest import admin_url, history_of
from tests.sheets.conftest import (
    cells_of,
    confirm,
    counts,
    csv_of,
    imported,
    preview,
    problems,
    upload,
    xlsx_of,
)

pytestmark = pytest.mark.django_db

HEADER = ["slug", "name_en", "kind"]


@pytest.mark.parametrize(("file", "name"), [(csv_of, "new.csv"), (xlsx_of, "new.xlsx")])
def test_new_rows_are_drafts_with_history(file, name, publisher_client, publisher):
    content = file([*HEADER, "name_ja"], ["works", "Synthetic Works", "company", "合成製作所"])

    page = preview(publisher_client, Organization, content, name)
    before = Organization.objects.count()
    done = confirm(publisher_client, Organization, page)

    assert (before, counts(page), counts(done)) == (0, (1, 0, 0), (1, 0, 0))
    row = Organization.objects.get()
    assert (row.slug, row.name_ja, row.published_at) == ("works", "合成製作所", None)
    assert history_of(row) == [("+", publisher)]
    assert row.history.get().history_change_reason == f"import of {name}"
    assert Upload.objects.count() == 0


def test_what_changes_is_shown_field_by_field_and_the_rest_stays(publisher_client):
    row = factories.organization(slug="works", name_en="Before", city_en="Synthetic City")

    page = preview(publisher_client, Organization, csv_of(["slug", "name_en"], ["works", "After"]))
    confirm(publisher_client, Organization, page)

    assert counts(page) == (0, 1, 0)
    assert "<code>name_en</code>: Before → After" in page
    row.refresh_from_db()
    assert (row.name_en, row.city_en, row.published_at) == ("After", "Synthetic City", factories.PUBLISHED)
    assert [kind for kind, _user in history_of(row)] == ["~", "+"]
    assert row.folded.startswith("after")


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_round_trip_changes_nothing(format, publisher_client):
    row = factories.organization(
        slug="odd",
        name_en="=cmd|' /C calc'!A0",
        name_ja="＝合成",
        aliases="One\r\nTwo",
        summary_en='-1 + 2,\n"so";=1+1',
        city_en="_x000D_",
    )
    row.more_sources.add(factories.source(), factories.source())
    factories.organization(published_at=None, name_en="'=quoted")
    versions = Organization.history.count()

    content = b"".join(
        publisher_client.get(reverse(f"admin:portal_organization_export_{format}")).streaming_content
    )
    page = preview(publisher_client, Organization, content, f"export.{format}")

    assert counts(page) == (0, 0, 2)
    assert 'name="confirm"' not in page
    assert Organization.history.count() == versions


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_export_is_what_the_list_shows_and_no_formula(format, publisher_client):
    factories.organization(slug="shown", name_en="=1+1", published_at=None)
    factories.organization(slug="public")

    address = reverse(f"admin:portal_organization_export_{format}")
    header, *lines = cells_of(publisher_client.get(address, {"publication": "draft"}))

    assert [line[header.index("slug")] for line in lines] == ["shown"]
    assert lines[0][header.index("name_en")] == "'=1+1"


def test_every_error_is_named_by_line_and_column(publisher_client):
    factories.organization(slug="known")
    content = csv_of(
        [*HEADER, "country", "reviewed_on", "website", "source"],
        ["good", "Good", "company", "JP", "", "", ""],
        [],
        ["bad slug", "x" * 201, "compny", "Ruritania", "yesterday", "no address", "nowhere"],
        ["", "Nameless", "company"],
        ["good", "Again", "company"],
        ["empty", "", ""],
    )

    page = html.unescape(preview(publisher_client, Organization, content))

    assert [(line, column) for line, column, _message in problems(page)] == [
        ("4", "kind"), ("4", "country"), ("4", "source"), ("4", "reviewed_on"),
        ("4", "slug"), ("4", "name_en"), ("4", "website"),
        ("5", "slug"), ("6", "slug"), ("6", "name_en"), ("7", "name_en"), ("7", "kind"),
    ]  # fmt: skip
    assert ("4", "kind", "“compny” is not one of the values allowed here.") in problems(page)
    assert Organization.objects.count() == 1
    assert Upload.objects.count() == 0


def test_wrong_headers_are_named(publisher_client):
    content = csv_of(["slug", "naem_en", "kind", "kind", ""], ["works", "Works", "company", "fund", "x"])

    page = preview(publisher_client, Organization, content)

    assert [(line, column) for line, column, _message in problems(page)] == [
        ("", "naem_en"), ("", "kind"), ("2", ""),
    ]  # fmt: skip


def test_columns_that_new_rows_need_are_named_once(publisher_client):
    page = preview(publisher_client, Organization, csv_of(["slug", "name_en"], ["a", "A"], ["b", "B"]))

    assert problems(page) == [("", "kind", "This column is missing: it is required for new rows.")]


def test_publication_without_a_source_is_refused_by_the_rule_of_the_record(publisher_client):
    content = csv_of([*HEADER, "published"], ["works", "Works", "company", "yes"])

    page = preview(publisher_client, Organization, content)

    assert problems(page) == [("2", "", "A record cannot be published without a source: add one.")]


def test_publication_shows_in_the_public_totals(publisher_client):
    factories.source(slug="source")
    content = csv_of([*HEADER, "source", "published"], ["works", "Works", "company", "source", "yes"])

    page = preview(publisher_client, Organization, content)
    confirm(publisher_client, Organization, page)

    assert "<li>Organisations: 0 -&gt; 1</li>" in page
    assert Organization.objects.published().count() == 1


def test_empty_cell_under_published_withdraws_nothing(publisher_client):
    row = factories.organization(slug="works")

    imported(publisher_client, Organization, csv_of(["slug", "name_en", "published"], ["works", "New", ""]))

    row.refresh_from_db()
    assert row.published_at == factories.PUBLISHED


def test_what_changed_meanwhile_is_previewed_again(publisher_client):
    row = factories.organization(slug="works", name_en="Before")
    content = csv_of(["slug", "name_en"], ["works", "After"])
    page = preview(publisher_client, Organization, content)
    row.name_en = "Somebody else's"
    row.save()

    again = html.unescape(confirm(publisher_client, Organization, page))

    assert "<code>name_en</code>: Somebody else's → After" in again
    assert "Records have changed since the preview" in again
    row.refresh_from_db()
    assert row.name_en == "Somebody else's"
    confirm(publisher_client, Organization, again)
    row.refresh_from_db()
    assert row.name_en == "After"


def test_cancelled_import_leaves_nothing(publisher_client):
    page = preview(publisher_client, Organization, csv_of(HEADER, ["works", "Works", "company"]))

    done = confirm(publisher_client, Organization, page, cancel="Cancel the import")

    assert "Nothing was imported." in done
    assert (Organization.objects.count(), Upload.objects.count()) == (0, 0)


def test_only_publishers_import(editor_client, publisher_client):
    content = csv_of(HEADER, ["works", "Works", "company"])
    page = preview(publisher_client, Organization, content)

    assert upload(editor_client, Organization, content).status_code == 403
    assert editor_client.get(admin_url(Organization, "import")).status_code == 403
    assert editor_client.post(admin_url(Organization, "confirm"), {"confirm": "Import"}).status_code == 403
    assert editor_client.get(admin_url(Organization, "template_csv")).status_code == 403
    assert (
        admin_url(Organization, "import")
        not in editor_client.get(admin_url(Organization, "changelist")).content.decode()
    )
    assert page.count("Works") > 0
    assert Organization.objects.count() == 0


def test_preview_of_one_is_no_use_to_another(publisher_client, admin_client):
    page = preview(publisher_client, Organization, csv_of(HEADER, ["works", "Works", "company"]))

    answer = confirm(admin_client, Organization, page)

    assert "upload it again" in answer
    assert Organization.objects.count() == 0


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_filled_template_is_read(format, publisher_client):
    header, *explained = cells_of(
        publisher_client.get(reverse(f"admin:portal_organization_template_{format}"))
    )
    filled = {"slug": "works", "name_en": "Works", "kind": "company"}

    content = csv_of(header, *explained, [filled.get(head, "") for head in header])
    page = preview(publisher_client, Organization, content)

    assert all(len(line) == len(header) and all(line) for line in explained)
    assert counts(page) == (1, 0, 0)


def test_cells_of_a_workbook_choose_from_closed_lists(publisher_client):
    response = publisher_client.get(reverse("admin:portal_organization_template_xlsx"))

    sheet = load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    (choice,) = sheet.data_validations.dataValidation
    (head,) = (cell.value for cell in sheet[1] if f"{cell.column_letter}5" in choice.sqref)
    assert (head, choice.formula1) == ("kind", f'"{",".join(OrganizationKind.values)}"')
