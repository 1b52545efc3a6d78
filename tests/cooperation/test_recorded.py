"""What is recorded, counted beside what was reported and as a flow."""

from datetime import date

import pytest

from cooperation.choices import Band
from cooperation.models import Occasion
from cooperation.recorded import Recorded
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def recorded(rf):
    """The record as it is when it is asked for: nothing is kept from before."""
    return lambda as_of=None: Recorded(rf.get("/"), as_of)


def cells(origin) -> dict:
    """The cells of an origin by area and state."""
    return {(getattr(cell.band, "slug", cell.band), cell.state): cell.count.number for cell in origin.cells}


def by_slug(origins) -> dict:
    return {origin.slug: cells(origin) for origin in origins}


def document(occasion=None, areas=(), stage=None, stated=True, **given):
    memorandum = factories.memorandum(occasion=occasion, **given)
    for area in areas:
        factories.area_assignment(memorandum=memorandum, area=area)
    if stage:
        link = factories.outcome_link(memorandum=memorandum, stated=stated)
        factories.step(outcome=link.outcome, stage=stage)
    return memorandum


# Coverage


def test_coverage_counts_what_the_total_may_count(recorded):
    occasion = factories.occasion()
    total = factories.reported_total(occasion=occasion, value=80)
    for counted in ("yes", "unknown", "unknown", "no"):
        factories.memorandum(occasion=occasion, counted=counted)
    factories.memorandum(occasion=occasion, standing="one-press-source")
    factories.memorandum(occasion=occasion, standing="reported-in-advance")
    factories.memorandum(occasion=occasion, counted="yes", published_at=None)
    factories.memorandum()

    count = recorded().coverage(total).count

    assert (count.number, count.certain, count.one_source, count.advance) == (5, 1, 1, 1)
    assert (count.confirmed, count.apart) == (3, 2)


@pytest.mark.parametrize(
    ("measure", "number"), [("documents", 6), ("governmental-documents", 1), ("business-documents", 5)]
)
def test_coverage_of_a_measure_counts_its_levels(recorded, measure, number):
    occasion = factories.occasion()
    total = factories.reported_total(occasion=occasion, measure=measure)
    for level, many in (("government", 1), ("business", 2), ("mixed", 3)):
        for _ in range(many):
            factories.memorandum(occasion=occasion, level=level)

    assert recorded().coverage(total).count.number == number


def test_coverage_of_an_area_counts_its_documents(recorded):
    occasion, area = factories.occasion(), factories.area()
    total = factories.reported_total(occasion=occasion, area=area)
    document(occasion, [area])
    document(occasion, [area, factories.area()])
    document(occasion)

    assert recorded().coverage(total).count.number == 2


@pytest.mark.parametrize("measure", ["projects", "projects-moving", "value"])
def test_what_counts_no_documents_is_not_set_beside_them(recorded, measure):
    total = factories.reported_total(occasion=factories.occasion(), measure=measure)

    assert recorded().coverage(total) is None


@pytest.mark.parametrize(("qualifier", "drawn"), [("exact", True), ("about", False), ("over", False)])
def test_share_is_drawn_of_an_exact_number_alone(recorded, qualifier, drawn):
    total = factories.reported_total(occasion=factories.occasion(), qualifier=qualifier)

    assert recorded().coverage(total).drawn is drawn


def test_recorded_counts_as_the_list_of_occasions_does(recorded):
    occasion = factories.occasion()
    factories.reported_total(occasion=occasion)
    for counted in ("yes", "yes", "unknown", "no"):
        factories.memorandum(occasion=occasion, counted=counted)

    listed = Occasion.objects.with_recorded().get()
    count = recorded().count(recorded().of_occasion(occasion.pk))

    assert (count.number, count.certain) == (listed.recorded, listed.certain) == (3, 2)


# The flow


def test_flow_adds_up_to_the_reported_total(recorded):
    occasion, area = factories.occasion(slug="visit"), factories.area(slug="energy")
    factories.reported_total(occasion=occasion, value=80)
    document(occasion, [area], "in-force")
    document(occasion, [area])

    (origin,) = recorded().origins()

    assert cells(origin) == {
        ("energy", "realised"): 1,
        ("energy", "nothing-recorded"): 1,
        (Band.NOT_ITEMISED, None): 78,
    }
    assert origin.count.number == 80


def test_document_of_several_areas_is_counted_once_in_a_band_of_its_own(recorded):
    one, other = factories.area(slug="one"), factories.area(slug="other")
    occasion = factories.occasion(slug="visit")
    for areas in ([one], [one, other], [one, other], []):
        document(occasion, areas)

    assert by_slug(recorded().origins()) == {
        "visit": {
            ("one", "nothing-recorded"): 1,
            (Band.SEVERAL, "nothing-recorded"): 2,
            (Band.NO_AREA, "nothing-recorded"): 1,
        }
    }


def test_nothing_is_said_to_be_missing_where_no_total_was_reported(recorded):
    document(factories.occasion(slug="visit"))
    unconfirmed = factories.occasion(slug="forum")
    factories.reported_total(occasion=unconfirmed, headline=False, standing="one-press-source")
    document(unconfirmed)
    drafted = factories.occasion(slug="summit")
    factories.reported_total(occasion=drafted, published_at=None)
    document(drafted)

    bands = {band for origin in by_slug(recorded().origins()).values() for band, _state in origin}

    assert bands == {Band.NO_AREA}


def test_more_recorded_than_reported_leaves_nothing_missing(recorded):
    occasion = factories.occasion(slug="visit")
    factories.reported_total(occasion=occasion, value=1)
    document(occasion)
    document(occasion)

    assert by_slug(recorded().origins()) == {"visit": {(Band.NO_AREA, "nothing-recorded"): 2}}


def test_what_the_total_does_not_count_stands_apart(recorded):
    occasion = factories.occasion(slug="visit")
    factories.reported_total(occasion=occasion, value=3)
    document(occasion, counted="no")
    document(occasion)

    assert by_slug(recorded().origins()) == {
        "visit": {(Band.NO_AREA, "nothing-recorded"): 1, (Band.NOT_ITEMISED, None): 2},
        "visit-not-counted": {(Band.NO_AREA, "nothing-recorded"): 1},
    }


def test_flow_of_an_area_takes_its_business_documents_for_a_total(recorded):
    occasion, area = factories.occasion(slug="visit"), factories.area(slug="energy")
    factories.reported_total(occasion=occasion, value=80)
    factories.reported_total(occasion=occasion, area=area, measure="business-documents", value=20)
    document(occasion, [area])
    document(occasion, [area], level="government")
    document(occasion)

    assert by_slug(recorded().origins(area)) == {
        "visit": {("energy", "nothing-recorded"): 1, (Band.NOT_ITEMISED, None): 19},
        "visit-other-level": {("energy", "nothing-recorded"): 1},
    }


def test_outcomes_that_no_source_ties_to_a_document_are_apart(recorded):
    area = factories.area(slug="energy")
    tied, inferred, loose = (factories.outcome() for _ in range(3))
    for outcome in (tied, inferred, loose):
        outcome.areas.add(area)
        factories.step(outcome=outcome, stage="in-force")
    factories.outcome_link(outcome=tied, stated=True)
    factories.outcome_link(outcome=inferred, stated=False)
    factories.outcome_link(outcome=loose, memorandum=factories.memorandum(published_at=None))

    origins = by_slug(recorded().origins())

    assert origins["no-document-named"] == {("energy", "realised"): 2}
    assert origins["no-occasion"] == {(Band.NO_AREA, "realised"): 2}


def test_links_that_no_source_states_are_counted(recorded):
    document(stage="in-force", stated=False)
    document(stage="in-force")
    document()

    (origin, _outcomes) = recorded().origins()

    assert {cell.state: cell.count.unstated for cell in origin.cells} == {
        "realised": 1,
        "nothing-recorded": 0,
    }


def test_flow_is_that_of_the_day_asked_for(recorded):
    visit = factories.occasion(slug="visit", starts_on=date(2016, 12, 1), starts_precision="month")
    later = factories.occasion(slug="later", starts_on=date(2017, 4, 1), starts_precision="month")
    for occasion in (visit, later):
        factories.reported_total(occasion=occasion, value=10)
    document(visit, stage="signed")  # a step of September 2017
    document(later, signed_on=date(2017, 4, 27))

    def on(*day):
        return by_slug(recorded(date(*day)).origins())

    assert on(2016, 12, 15) == {}
    assert on(2016, 12, 30) == {"visit": {(Band.NO_AREA, "nothing-recorded"): 1}}
    of_visit = {(Band.NO_AREA, "nothing-recorded"): 1, (Band.NOT_ITEMISED, None): 9}
    assert on(2016, 12, 31) == {"visit": of_visit}
    assert on(2017, 4, 30) == {"visit": of_visit, "later": of_visit}
    assert on(2017, 9, 7)["visit"] == {(Band.NO_AREA, "under-way"): 1, (Band.NOT_ITEMISED, None): 9}


def test_step_that_is_not_confirmed_moves_nothing_on(recorded):
    memorandum = document(factories.occasion(slug="visit"), stage="signed")
    outcome = memorandum.links.get().outcome
    factories.step(
        outcome=outcome, stage="in-force", happened_on=date(2018, 1, 1), standing="one-press-source"
    )

    assert by_slug(recorded().origins()) == {"visit": {(Band.NO_AREA, "under-way"): 1}}


def test_drafts_are_in_no_flow(recorded):
    document(factories.occasion(slug="visit"))
    before = by_slug(recorded().origins())
    document(factories.occasion(published_at=None), published_at=None)
    factories.outcome(published_at=None)
    factories.outcome_link(outcome=factories.outcome(published_at=None))

    after = by_slug(recorded().origins())

    assert {**after, "no-occasion": None} == {**before, "no-occasion": None}
    assert after["no-occasion"] == {(Band.NO_AREA, "nothing-recorded"): 1}  # the public document of the link


@pytest.mark.parametrize(
    ("qualifier", "shown"),
    [("exact", ("7", "10")), ("about", ("about 7", "about 10")), ("over", ("at least 7", "at least 10")),
     ("at-least", ("at least 7", "at least 10"))],
)  # fmt: skip
def test_what_a_total_leaves_open_keeps_its_qualifier(recorded, qualifier, shown):
    occasion = factories.occasion()
    factories.reported_total(occasion=occasion, value=10, qualifier=qualifier)
    for _ in range(3):
        document(occasion)

    (origin,) = recorded().origins()

    assert (origin.cells[-1].count.shown, origin.count.shown) == shown
    assert dict(origin.sums)["nothing-recorded"].shown == "3"


@pytest.mark.parametrize("given", [{"qualifier": "up-to", "value": 1000}, {"value": 0.5}])
def test_nothing_is_missing_from_what_names_no_least(recorded, given):
    occasion = factories.occasion(slug="visit")
    factories.reported_total(occasion=occasion, **given)
    document(occasion)

    assert by_slug(recorded().origins()) == {"visit": {(Band.NO_AREA, "nothing-recorded"): 1}}


def test_undated_total_is_as_old_as_the_end_of_its_occasion(recorded):
    occasion = factories.occasion(
        slug="visit", starts_on=date(2016, 5, 1), starts_precision="day",
        ends_on=date(2016, 5, 20), ends_precision="day",
    )  # fmt: skip
    factories.reported_total(occasion=occasion, value=2)
    document(occasion, signed_on=date(2016, 5, 1))

    counts = [recorded(date(2016, 5, day)).origins()[0].count.number for day in (19, 20)]

    assert counts == [1, 2]
