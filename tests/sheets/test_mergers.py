"""A sheet that still names a merged row is refused with the slug of the row it was merged into."""

import html

import pytest

from cooperation.models import Memorandum, Signatory
from events.models import Exhibitor
from portal.duplicates.merging import MergePlan
from portal.models import Organization
from tests import factories
from tests.sheets.conftest import counts, csv_of, preview, problems

pytestmark = pytest.mark.django_db
MESSAGE = "“goes” was merged into “stays”: use that one."


@pytest.fixture
def merged(db):
    stays, goes = factories.organization(slug="stays"), factories.organization(slug="goes")
    MergePlan(stays, goes).execute(None)
    return stays


def problems_of(client, model, *lines):
    page = preview(client, model, csv_of(*lines))
    return [(line, column, html.unescape(message)) for line, column, message in problems(page)]


def test_merged_row_is_not_added_again(merged, publisher_client):
    lines = [["slug", "name_en", "kind"], ["goes", "Synthetic Goes", "company"]]

    assert problems_of(publisher_client, Organization, *lines) == [("2", "slug", MESSAGE)]


def test_reference_is_refused_with_the_slug_it_is_now(merged, publisher_client):
    edition = factories.edition(slug="fair-2017")
    exhibitors = [["slug", "edition", "organization"], ["stand", edition.slug, "goes"]]
    header = ["slug", "title_en", "kind", "level", "standing", "party", "party_side"]
    document = [header, ["memo", "Synthetic memorandum", "memorandum", "business", "confirmed", "goes", "JP"]]

    assert problems_of(publisher_client, Exhibitor, *exhibitors) == [("2", "organization", MESSAGE)]
    assert problems_of(publisher_client, Memorandum, *document) == [("2", "party", MESSAGE)]
    assert (Exhibitor.objects.count(), Signatory.objects.count()) == (0, 0)


def test_slug_that_was_given_to_another_row_is_that_one(merged, publisher_client):
    factories.organization(slug="goes")

    page = preview(publisher_client, Organization, csv_of(["slug", "name_en"], ["goes", "Renamed"]))

    assert counts(page) == (0, 1, 0)
