"""What the tests of the flow share: documents, and the counts of them as they are when they are asked for."""

from datetime import date

import pytest

from cooperation.flow.origins import FlowCounts
from tests import factories


@pytest.fixture
def counts(rf):
    """New counts for each call: nothing is cached from before."""
    return lambda as_of=None, area=None: FlowCounts(rf.get("/"), as_of, area)


def document(occasion=None, areas=(), stage=None, stated=True, **given):
    memorandum = factories.memorandum(occasion=occasion, **given)
    for area in areas:
        factories.area_assignment(memorandum=memorandum, area=area)
    if stage:
        link = factories.outcome_link(memorandum=memorandum, stated=stated)
        factories.step(outcome=link.outcome, stage=stage)
    return memorandum


@pytest.fixture
def record():
    """Two occasions, one with a total; documents of one area, of two, of none; an outcome by itself."""
    energy = factories.area(slug="energy", number=4, title_en="Energy")
    people = factories.area(slug="people", number=8, title_en="People")
    visit = factories.occasion(
        slug="visit", title_en="Visit", starts_on=date(2016, 12, 1), starts_precision="month"
    )
    forum = factories.occasion(
        slug="forum", title_en="Forum", starts_on=date(2017, 9, 1), starts_precision="month"
    )
    factories.reported_total(occasion=visit, value=9, unit_en="documents")
    for occasion, areas, stage, given in [
        (visit, [energy], "in-force", {"counted": "yes"}),
        (visit, [energy, people], "signed", {"standing": "one-press-source"}),
        (visit, [], "ended", {"standing": "reported-in-advance"}),
        (forum, [energy], None, {"signed_on": date(2017, 9, 6)}),
        (None, [people], None, {}),
    ]:
        memorandum = factories.memorandum(occasion=occasion, **given)
        for area in areas:
            factories.area_assignment(memorandum=memorandum, area=area)
        if stage:
            link = factories.outcome_link(memorandum=memorandum, stated=stage != "signed")
            factories.step(outcome=link.outcome, stage=stage, happened_on=date(2017, 1, 1))
    alone = factories.outcome()
    alone.areas.add(people)
    factories.step(outcome=alone, stage="applied")
