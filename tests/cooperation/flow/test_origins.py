"""The flow as a table: its origins, groups and states add up to what was reported and recorded."""

from datetime import date

import pytest

from cooperation.choices import FlowGroup
from tests import factories
from tests.cooperation.flow.conftest import document

pytestmark = pytest.mark.django_db


def cells(origin) -> dict:
    """The numbers of an origin by area or group, and state."""
    return {(getattr(cell.group, "slug", cell.group), cell.state): cell.count.number for cell in origin.cells}


def by_slug(origins) -> dict:
    return {origin.slug: cells(origin) for origin in origins}


def test_flow_adds_up_to_the_reported_total(counts):
    occasion, area = factories.occasion(slug="visit"), factories.area(slug="energy")
    factories.reported_total(occasion=occasion, value=80)
    document(occasion, [area], "in-force")
    document(occasion, [area])

    (origin,) = counts().origins()

    assert cells(origin) == {
        ("energy", "realised"): 1,
        ("energy", "nothing-recorded"): 1,
        (FlowGroup.NOT_ITEMISED, None): 78,
    }
    assert origin.count.number == 80


def test_document_of_several_areas_is_counted_once_in_a_group_of_its_own(counts):
    one, other = factories.area(slug="one"), factories.area(slug="other")
    occasion = factories.occasion(slug="visit")
    for areas in ([one], [one, other], [one, other], []):
        document(occasion, areas)

    assert by_slug(counts().origins()) == {
        "visit": {
            ("one", "nothing-recorded"): 1,
            (FlowGroup.SEVERAL, "nothing-recorded"): 2,
            (FlowGroup.NO_AREA, "nothing-recorded"): 1,
        }
    }


def test_nothing_is_said_to_be_missing_where_no_total_was_reported(counts):
    document(factories.occasion(slug="visit"))
    unconfirmed = factories.occasion(slug="forum")
    factories.reported_total(occasion=unconfirmed, headline=False, standing="one-press-source")
    document(unconfirmed)
    drafted = factories.occasion(slug="summit")
    factories.reported_total(occasion=drafted, published_at=None)
    document(drafted)

    groups = {group for origin in by_slug(counts().origins()).values() for group, _state in origin}

    assert groups == {FlowGroup.NO_AREA}


def test_more_recorded_than_reported_leaves_nothing_missing(counts):
    occasion = factories.occasion(slug="visit")
    factories.reported_total(occasion=occasion, value=1)
    document(occasion)
    document(occasion)

    assert by_slug(counts().origins()) == {"visit": {(FlowGroup.NO_AREA, "nothing-recorded"): 2}}


def test_what_the_total_does_not_count_stands_apart(counts):
    occasion = factories.occasion(slug="visit")
    factories.reported_total(occasion=occasion, value=3)
    document(occasion, counted="no")
    document(occasion)

    assert by_slug(counts().origins()) == {
        "visit": {(FlowGroup.NO_AREA, "nothing-recorded"): 1, (FlowGroup.NOT_ITEMISED, None): 2},
        "visit-not-counted": {(FlowGroup.NO_AREA, "nothing-recorded"): 1},
    }


def test_flow_of_an_area_takes_its_business_documents_for_a_total(counts):
    occasion, area = factories.occasion(slug="visit"), factories.area(slug="energy")
    factories.reported_total(occasion=occasion, value=80)
    factories.reported_total(occasion=occasion, area=area, measure="business-documents", value=20)
    document(occasion, [area])
    document(occasion, [area], level="government")
    document(occasion)

    assert by_slug(counts(area=area).origins()) == {
        "visit": {("energy", "nothing-recorded"): 1, (FlowGroup.NOT_ITEMISED, None): 19},
        "visit-other-level": {("energy", "nothing-recorded"): 1},
    }


def test_outcomes_that_no_source_ties_to_a_document_are_apart(counts):
    area = factories.area(slug="energy")
    tied, inferred, loose = (factories.outcome() for _ in range(3))
    for outcome in (tied, inferred, loose):
        outcome.areas.add(area)
        factories.step(outcome=outcome, stage="in-force")
    factories.outcome_link(outcome=tied, stated=True)
    factories.outcome_link(outcome=inferred, stated=False)
    factories.outcome_link(outcome=loose, memorandum=factories.memorandum(published_at=None))

    origins = by_slug(counts().origins())

    assert origins["no-document-named"] == {("energy", "realised"): 2}
    assert origins["no-occasion"] == {(FlowGroup.NO_AREA, "realised"): 2}


def test_links_that_no_source_states_are_counted(counts):
    document(stage="in-force", stated=False)
    document(stage="in-force")
    document()

    (origin, _outcomes) = counts().origins()

    assert {cell.state: cell.count.link_not_stated for cell in origin.cells} == {
        "realised": 1,
        "nothing-recorded": 0,
    }


def test_flow_is_that_of_the_day_asked_for(counts):
    visit = factories.occasion(slug="visit", starts_on=date(2016, 12, 1), starts_precision="month")
    later = factories.occasion(slug="later", starts_on=date(2017, 4, 1), starts_precision="month")
    for occasion in (visit, later):
        factories.reported_total(occasion=occasion, value=10)
    document(visit, stage="signed")  # a step of September 2017
    document(later, signed_on=date(2017, 4, 27))

    def on(*day):
        return by_slug(counts(date(*day)).origins())

    assert on(2016, 12, 15) == {}
    assert on(2016, 12, 30) == {"visit": {(FlowGroup.NO_AREA, "nothing-recorded"): 1}}
    of_visit = {(FlowGroup.NO_AREA, "nothing-recorded"): 1, (FlowGroup.NOT_ITEMISED, None): 9}
    assert on(2016, 12, 31) == {"visit": of_visit}
    assert on(2017, 4, 30) == {"visit": of_visit, "later": of_visit}
    assert on(2017, 9, 7)["visit"] == {(FlowGroup.NO_AREA, "under-way"): 1, (FlowGroup.NOT_ITEMISED, None): 9}


def test_step_that_is_not_confirmed_moves_nothing_on(counts):
    memorandum = document(factories.occasion(slug="visit"), stage="signed")
    outcome = memorandum.links.get().outcome
    factories.step(
        outcome=outcome, stage="in-force", happened_on=date(2018, 1, 1), standing="one-press-source"
    )

    assert by_slug(counts().origins()) == {"visit": {(FlowGroup.NO_AREA, "under-way"): 1}}


def test_drafts_are_in_no_flow(counts):
    document(factories.occasion(slug="visit"))
    before = by_slug(counts().origins())
    document(factories.occasion(published_at=None), published_at=None)
    factories.outcome(published_at=None)
    factories.outcome_link(outcome=factories.outcome(published_at=None))

    after = by_slug(counts().origins())

    assert {**after, "no-occasion": None} == {**before, "no-occasion": None}
    assert after["no-occasion"] == {
        (FlowGroup.NO_AREA, "nothing-recorded"): 1
    }  # the public document of the link


@pytest.mark.parametrize(
    ("qualifier", "quantities"),
    [("exact", ("7", "10")), ("about", ("about 7", "about 10")), ("over", ("at least 7", "at least 10")),
     ("at-least", ("at least 7", "at least 10"))],
)  # fmt: skip
def test_what_a_total_leaves_open_keeps_its_qualifier(counts, qualifier, quantities):
    occasion = factories.occasion()
    factories.reported_total(occasion=occasion, value=10, qualifier=qualifier)
    for _ in range(3):
        document(occasion)

    (origin,) = counts().origins()

    assert (origin.cells[-1].count.qualified_number, origin.count.qualified_number) == quantities
    assert dict(origin.sums)["nothing-recorded"].qualified_number == "3"


@pytest.mark.parametrize("given", [{"qualifier": "up-to", "value": 1000}, {"value": 0.5}])
def test_nothing_is_missing_from_what_names_no_least(counts, given):
    occasion = factories.occasion(slug="visit")
    factories.reported_total(occasion=occasion, **given)
    document(occasion)

    assert by_slug(counts().origins()) == {"visit": {(FlowGroup.NO_AREA, "nothing-recorded"): 1}}


def test_undated_total_is_as_old_as_the_end_of_its_occasion(counts):
    occasion = factories.occasion(
        slug="visit", starts_on=date(2016, 5, 1), starts_precision="day",
        ends_on=date(2016, 5, 20), ends_precision="day",
    )  # fmt: skip
    factories.reported_total(occasion=occasion, value=2)
    document(occasion, signed_on=date(2016, 5, 1))

    numbers = [counts(date(2016, 5, day)).origins()[0].count.number for day in (19, 20)]

    assert numbers == [1, 2]
