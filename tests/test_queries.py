"""Every page costs the same number of queries, however much stands on it."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse

from portal.models import Change
from tests import factories

# The name of each page, its arguments, how many queries it costs when the record has just changed, and how
# many when it is asked again.
PAGES: dict[str, tuple[tuple, int, int]] = {
    "portal:home": ((), 31, 1),
    "portal:about": ((), 2, 2),
    "portal:search": ([], 0, 0),
    "portal:method": ((), 0, 0),
    "portal:source-list": ((), 4, 1),
    "portal:source-detail": (("hub",), 19, 1),
    "events:fair-list": ((), 7, 1),
    "events:fair-detail": (("hub",), 9, 1),
    "events:edition-detail": (("hub", 2017), 29, 1),
    "events:exhibitor-list": ((), 12, 1),
    "events:forum-list": ((), 7, 1),
    "events:forum-detail": (("hub",), 12, 1),
    "cooperation:area-list": ((), 13, 5),
    "cooperation:area-detail": (("hub",), 29, 1),
    "cooperation:occasion-list": ((), 13, 5),
    "cooperation:occasion-detail": (("hub",), 19, 1),
    "cooperation:memorandum-list": ((), 12, 1),
    "cooperation:memorandum-detail": (("hub",), 28, 1),
    "cooperation:outcome-list": ((), 9, 1),
    "cooperation:outcome-detail": (("hub",), 14, 1),
    "cooperation:organization-list": ((), 6, 1),
    "cooperation:organization-detail": (("hub",), 31, 1),
    "cooperation:person-detail": (("hub",), 31, 1),
    "cooperation:follow-through": ((), 16, 1),
    "cooperation:follow-through-csv": ((), 16, 3),
    "cooperation:follow-through-json": ((), 16, 3),
    "portal:source-csv": ((), 4, 2),
    "portal:source-json": ((), 4, 2),
    "events:fair-csv": ((), 8, 6),
    "events:fair-json": ((), 8, 6),
    "events:exhibitor-csv": ((), 11, 4),
    "events:exhibitor-json": ((), 11, 4),
    "events:forum-csv": ((), 9, 6),
    "events:forum-json": ((), 9, 6),
    "cooperation:area-csv": ((), 11, 9),
    "cooperation:area-json": ((), 11, 9),
    "cooperation:occasion-csv": ((), 11, 9),
    "cooperation:occasion-json": ((), 11, 9),
    "cooperation:memorandum-csv": ((), 14, 8),
    "cooperation:memorandum-json": ((), 14, 8),
    "cooperation:outcome-csv": ((), 10, 6),
    "cooperation:outcome-json": ((), 10, 6),
    "cooperation:organization-csv": ((), 6, 4),
    "cooperation:organization-json": ((), 6, 4),
}


class World:
    """One record of each kind in the middle ("hub"), with `n` rows at the end of each of its relations.

    All rest on one source, so that its page is dense too; each has `n` further sources. The forum in the
    middle has both a forum above it and sessions: no real one has, but its page fetches either.
    """

    def __init__(self, n: int):
        self.n = n
        self.source = factories.source(slug="hub")
        self.further = [factories.source() for _ in range(n)]
        self.fair = self.record("fair", slug="hub")
        self.edition = self.record("edition", slug="hub", fair=self.fair)
        self.forum = self.record("forum", slug="hub", edition=self.edition, parent=self.record("forum"))
        self.area = self.record("area", slug="hub")
        self.occasion = self.record("occasion", slug="hub", edition=self.edition)
        self.memorandum = self.record("memorandum", slug="hub", occasion=self.occasion)
        self.outcome = self.record("outcome", slug="hub")
        self.organization = self.record("organization", slug="hub", logo="logos/synthetic.png")
        self.person = self.record("person", slug="hub")
        for number in range(n):
            self.fairs(number)
            self.forums()
            self.documents(number)
            self.outcomes(number)
            self.dossiers(number)

    def record(self, kind: str, **given):
        row = getattr(factories, kind)(source=self.source, **given)
        row.more_sources.set(self.further)
        return row

    def fairs(self, number):
        edition = self.record("edition", fair=self.fair, year=2010 + number)
        self.record("edition", fair=self.record("fair"))
        self.record("edition_figure", edition=edition, headline=True)
        self.record("edition_figure", edition=self.edition, headline=not number)
        pavilion = self.record("pavilion", edition=self.edition)
        for _ in range(self.n):
            self.record("edition_figure", edition=self.edition, pavilion=pavilion)
        organization = self.record("organization")
        for held, stand in [(self.edition, pavilion), (edition, None)]:
            exhibitor = self.record("exhibitor", edition=held, organization=organization, pavilion=stand)
            sectors = [factories.sector() for _ in range(self.n)]
            exhibitor.sectors.set(sectors)
            held.sectors.add(*sectors)
        factories.photo(edition=self.edition)
        occasion = self.record("occasion", edition=self.edition)
        self.record("reported_total", occasion=occasion)

    def forums(self):
        session = self.record("forum", parent=self.forum, edition=self.edition)
        self.record("forum", edition=self.edition)
        for forum in (session, self.forum):
            factories.appearance(
                forum=forum, person=self.record("person"), organization=self.record("organization")
            )
            factories.photo(forum=forum)

    def documents(self, number):
        other = self.record("memorandum", occasion=self.record("occasion", edition=self.edition))
        for document in (other, self.memorandum):
            for _ in range(self.n):
                factories.signatory(
                    memorandum=document,
                    organization=self.record("organization"),
                    person=self.record("person"),
                    side="JP" if number % 2 else "RU",
                )
            factories.area_assignment(
                memorandum=document, area=self.record("area"), source=factories.source()
            )
        factories.area_assignment(memorandum=other, area=self.area)
        factories.related_document(memorandum=self.memorandum, earlier=other)
        factories.related_document(memorandum=self.record("memorandum"), earlier=self.memorandum)
        self.record("memorandum", occasion=self.occasion)
        self.record("reported_total", occasion=self.occasion, headline=not number)
        self.record("reported_total", occasion=self.occasion, area=self.area, headline=not number)
        self.record("reported_total", occasion=None, area=self.area, headline=False)

    def outcomes(self, number):
        other = self.record("outcome")
        for outcome in (other, self.outcome):
            factories.outcome_link(outcome=outcome, memorandum=self.record("memorandum"))
            outcome.areas.add(self.area, self.record("area"))
            for month in range(1, self.n + 1):
                made = self.record("memorandum")
                self.record("step", outcome=outcome, memorandum=made, happened_on=date(2017, month, 1))
        factories.outcome_link(outcome=other, memorandum=self.memorandum)

    def dossiers(self, number):
        edition = self.record("edition", fair=self.fair, year=2000 + number)
        pavilion = self.record("pavilion", edition=edition)
        self.record("exhibitor", edition=edition, organization=self.organization, pavilion=pavilion)
        forum = self.record("forum", edition=edition)
        factories.appearance(forum=forum, person=self.person, organization=self.organization)
        document = self.record("memorandum")
        factories.signatory(memorandum=document, organization=self.organization, person=self.person)
        factories.signatory(memorandum=document, organization=self.record("organization"), side="RU")
        factories.outcome_link(outcome=self.record("outcome"), memorandum=document)
        climbing = self.record("outcome")
        factories.outcome_link(outcome=climbing, memorandum=document)
        self.record("step", outcome=climbing)
        self.record("statement", speaker=self.person)
        self.record("statement", speaker=self.record("person"))


def cost(client, name: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        response = client.get(reverse(name, args=PAGES[name][0]))
        b"".join(response)
    assert response.status_code == 200, name
    return len(queries)


@pytest.mark.django_db
@pytest.mark.parametrize("n", [1, 3])
def test_every_page_costs_the_same_with_one_and_with_three_rows_of_everything(client, n):
    World(n)
    counts = {}

    for name, (args, _first, _again) in PAGES.items():
        Change.mark()
        counts[name] = (args, cost(client, name), cost(client, name))

    assert counts == PAGES


def test_every_page_is_counted():
    named = set()
    for entry in get_resolver().url_patterns:
        for pattern in getattr(entry, "url_patterns", ()):
            app = getattr(pattern, "app_name", "")
            if app in {"portal", "events", "cooperation"}:
                named |= {f"{app}:{page.name}" for page in pattern.url_patterns}

    assert named == set(PAGES)
