"""A sheet that still names what was merged away is told what that is now."""

import html

import pytest

from cooperation.models import Memorandum, Signatory
from events.models import Exhibitor
from portal.duplicates.merging import MergePlan
from portal.models import Organization
from tests import factories
from tests.sheets.conftest import counts, csv_of, preview, problems

pytestmark = pytest.mark.django_db
TOLD = "“goes” was merged into “stays”: name that one."


@pytest.fixture
def merged(db):
    stays, goes = factories.organization(slug="stays"), factories.organization(slug="goes")
    MergePlan(stays, goes).execute(None)
    return stays


def told(client, model, *lines):
    page = preview(client, model, csv_of(*lines))
    return [(line, column, html.unescape(message)) for line, column, message in problems(page)]


def test_row_is_not_made_anew(merged, publisher_client):
    lines = [["slug", "name_en", "kind"], ["goes", "Synthetic Goes", "company"]]

    assert told(publisher_client, Organization, *lines) == [("2", "slug", TOLD)]


def test_reference_is_refused_with_the_slug_it_is_now(merged, publisher_client):
    edition = factories.edition(slug="fair-2017")
    exhibitors = [["slug", "edition", "organization"], ["stand", edition.slug, "goes"]]
    heads = ["slug", "title_en", "kind", "level", "standing", "party", "party_side"]
    document = [heads, ["memo", "Synthetic memorandum", "memorandum", "business", "confirmed", "goes", "JP"]]

    assert told(publisher_client, Exhibitor, *exhibitors) == [("2", "organization", TOLD)]
    assert told(publisher_client, Memorandum, *document) == [("2", "party", TOLD)]
    assert (Exhibitor.objects.count(), Signatory.objects.count()) == (0, 0)


def test_slug_that_was_given_to_another_row_is_that_one(merged, publisher_client):
    factories.organization(slug="goes")

    page = preview(publisher_client, Organization, csv_of(["slug", "name_en"], ["goes", "Renamed"]))

    assert counts(page) == (0, 1, 0)
