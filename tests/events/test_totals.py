"""What fairs add to the public totals."""

import pytest

from portal.totals import Total, public_totals
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
