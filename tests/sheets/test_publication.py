"""What an import does to who sees a record: as if each row was saved by hand."""

import html
import json

import pytest
from django.core.management import call_command

from cooperation.models import Memorandum
from events.models import Exhibitor
from portal.models import Organization
from portal.publishing.models import FormerAddress, Withdrawal, was_withdrawn
from tests import factories
from tests.admin.conftest import admin_url_of, submit
from tests.sheets.conftest import csv_of, imported, preview

pytestmark = pytest.mark.django_db
HEADER = ["slug", "published"]


@pytest.fixture
def withdrawn(publisher_client):
    """A record that was withdrawn, with a note."""
    row = factories.organization(slug="works")
    row.unpublish()
    submit(publisher_client, admin_url_of(row), withdrawal_en="Synthetic note")
    assert Withdrawal.of(row).exists()
    return row


def publish_by_sheet(row, client, tmp_path):
    imported(client, Organization, csv_of(HEADER, [row.slug, "yes"]))


def publish_by_fixture(row, client, tmp_path):
    file = tmp_path / "synthetic.json"
    fields = {"slug": row.slug, "published_at": "2020-01-01T00:00:00Z"}
    file.write_text(json.dumps([{"model": "portal.organization", "fields": fields}]))
    call_command("loaddata", str(file), overwrite=True, verbosity=0)


@pytest.mark.parametrize("publish", [publish_by_sheet, publish_by_fixture])
def test_published_again_the_note_is_gone_for_good(publish, withdrawn, publisher_client, anonymous, tmp_path):
    publish(withdrawn, publisher_client, tmp_path)
    public = anonymous.get("/organizations/works/").status_code
    withdrawn.refresh_from_db()
    withdrawn.unpublish()

    assert (public, anonymous.get("/organizations/works/").status_code) == (200, 404)
    assert not Withdrawal.objects.exists()
    assert Withdrawal.history.filter(history_type="-").count() == 1


def test_note_of_what_stays_withdrawn_stays(withdrawn, publisher_client):
    factories.organization(slug="other", published_at=None)
    sheet = csv_of([*HEADER, "name_en"], ["works", "", "Renamed"], ["other", "", "Renamed too"])

    imported(publisher_client, Organization, sheet)

    assert Withdrawal.of(withdrawn).exists()


def test_what_a_sheet_withdraws_takes_a_note(publisher_client, anonymous):
    rows = [factories.organization(slug=slug) for slug in ("works", "other", "public")]

    imported(
        publisher_client, Organization, csv_of(HEADER, ["works", "no"], ["other", "no"], ["public", "yes"])
    )
    submit(publisher_client, admin_url_of(rows[0]), withdrawal_en="Synthetic note")

    statuses = [anonymous.get(f"/organizations/{row.slug}/").status_code for row in rows]
    assert statuses == [410, 404, 200]
    assert sorted(FormerAddress.objects.values_list("row", "address")) == [
        (row.pk, row.slug) for row in rows[:2]
    ]
    assert [was_withdrawn(Organization.objects.get(pk=row.pk)) for row in rows] == [True, True, False]


def test_what_a_sheet_withdraws_waits_for_no_review(publisher_client):
    """As when it is withdrawn by hand. A draft that waits goes on waiting."""
    public = factories.memorandum(slug="public", submitted_at=factories.PUBLISHED)
    waiting = factories.memorandum(slug="waiting", published_at=None, submitted_at=factories.PUBLISHED)

    imported(
        publisher_client,
        Memorandum,
        csv_of([*HEADER, "summary_en"], ["public", "no", "Text"], ["waiting", "NO", "Text"]),
    )

    for row in (public, waiting):
        row.refresh_from_db()
    assert (public.published_at, public.submitted_at) == (None, None)
    assert (waiting.published_at, waiting.submitted_at) == (None, factories.PUBLISHED)


@pytest.mark.parametrize(("prefix", "comma"), [("", ", "), ("/ja", "、"), ("/ru", ", ")])
def test_columns_left_out_are_listed_as_the_language_has_it(prefix, comma, publisher_client):
    factories.organization(slug="works")

    page = html.unescape(
        preview(publisher_client, Organization, csv_of(HEADER, ["works", "no"]), prefix=prefix)
    )

    assert comma.join(["name_en", "name_ja", "name_ru", "kind", "country", "aliases", "sort_key"]) in page


def test_sheet_tells_what_hides_a_row_that_it_publishes(publisher_client, anonymous):
    edition = factories.edition(fair=factories.fair(name_en="Synthetic Fair"), year=2016, published_at=None)
    row = factories.exhibitor(edition=edition, published_at=None)

    told = html.unescape(preview(publisher_client, Exhibitor, csv_of(HEADER, [row.slug, "yes"])))

    assert "public, hidden by “Synthetic Fair 2016”" in told
