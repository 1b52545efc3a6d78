"""Adding a draft changes no count, no value of a facet and no answer, in any format."""

import pytest

from cooperation.models import Area, Memorandum, Occasion, Outcome
from events.models import Edition, Fair
from portal.models import Organization
from tests import factories
from tests.lists.conftest import LISTS

pytestmark = pytest.mark.django_db

QUESTIONS = (
    "",
    "q=synthetic",
    "country=JP",
    "area=health",
    "took_part=exhibited-and-signed",
    "took_part=neither",
)
NEAR = (Area, Edition, Fair, Memorandum, Occasion, Organization, Outcome)


def answers(client) -> dict:
    """Every list in every format, whole and narrowed; also the errors of lists without such a parameter."""
    found = {}
    addresses = [f"/{name}{kind}" for name in LISTS for kind in ("/", ".csv", ".json")]
    for address in [f"{address}?{query}" for address in addresses for query in QUESTIONS]:
        response = client.get(address)
        found[address] = (response.status_code, b"".join(response))
    return found


def test_adding_drafts_changes_no_answer(client, synthetic):
    """Nor does publishing what hangs on a draft."""
    area, edition, fair, document, occasion, organization, outcome = (
        model.objects.published().with_owners().first() for model in NEAR
    )
    public, draft = {"source": area.source}, {"source": area.source, "published_at": None}
    before = answers(client)

    hidden = factories.organization(**draft, country="JP")
    factories.exhibitor(**draft, edition=edition, organization=organization, role="partner")
    factories.exhibitor(**public, edition=edition, organization=hidden)
    other = factories.edition(**draft, fair=fair, year=1999)
    factories.exhibitor(**public, edition=other, organization=organization)
    factories.pavilion(**public, edition=other)
    factories.forum(**draft, edition=edition)
    drafted = factories.memorandum(**draft, occasion=occasion, counted="yes")
    factories.area_assignment(memorandum=drafted, area=area)
    factories.signatory(memorandum=drafted, organization=organization)
    factories.area_assignment(memorandum=document, area=factories.area(**draft, number=99))
    factories.outcome_link(memorandum=document, outcome=factories.outcome(**draft))
    factories.outcome(**draft).areas.add(area)
    factories.step(**draft, outcome=outcome)
    factories.occasion(**draft)
    factories.fair(**draft)
    factories.reported_total(**draft, occasion=occasion, headline=False)

    after = answers(client)
    assert [address for address in before if after[address] != before[address]] == []
    assert len([address for address, (status, _body) in before.items() if status == 200]) > 60
