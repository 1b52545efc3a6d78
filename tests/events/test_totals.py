"""What fairs add to the public totals."""

import pytest

from portal.publishing.totals import Total, public_totals
from tests import factories


@pytest.mark.django_db
def test_exhibitors_are_those_of_that_role_with_public_owners():
    edition = factories.edition()
    factories.exhibitor(edition=edition)
    factories.exhibitor(edition=edition, role="buyer")
    factories.exhibitor(edition=edition, published_at=None)
    factories.exhibitor(edition=edition, organization=factories.organization(published_at=None))
    factories.exhibitor(edition=factories.edition(fair=factories.fair(published_at=None)))

    assert public_totals()["events.exhibitor"] == Total("events.exhibitor", "Exhibitors", 1)


@pytest.mark.django_db
def test_exhibitors_of_an_edition_stand_beside_what_was_reported_of_it():
    edition = factories.edition(slug="edition", fair=factories.fair(name_en="Synthetic Fair"))
    factories.edition_figure(edition=edition, value=600, qualifier="over", headline=True)
    factories.edition_figure(edition=edition, value=640)
    factories.exhibitor(edition=edition)
    factories.exhibitor(edition=edition, role="buyer")
    factories.exhibitor()

    key = "events.edition edition exhibitors"
    label = "Exhibitors listed for Synthetic Fair 2017"
    assert public_totals()[key] == Total(key, label, 1, "over 600")
