"""Counts of recorded documents, and the coverage of reported totals."""

import pytest

from cooperation.choices import State
from cooperation.models import Occasion
from tests import factories
from tests.cooperation.flow.conftest import document

pytestmark = pytest.mark.django_db


def test_coverage_counts_what_the_total_may_count(counts):
    occasion = factories.occasion()
    total = factories.reported_total(occasion=occasion, value=80)
    for counted in ("yes", "unknown", "unknown", "no"):
        factories.memorandum(occasion=occasion, counted=counted)
    factories.memorandum(occasion=occasion, standing="one-press-source")
    factories.memorandum(occasion=occasion, standing="reported-in-advance")
    factories.memorandum(occasion=occasion, counted="yes", published_at=None)
    factories.memorandum()

    count = counts().coverage(total).count

    assert (count.number, count.certain, count.one_press_source, count.reported_in_advance) == (5, 1, 1, 1)
    assert (count.confirmed, count.unconfirmed) == (3, 2)


@pytest.mark.parametrize(
    ("measure", "number"), [("documents", 6), ("governmental-documents", 1), ("business-documents", 5)]
)
def test_coverage_of_a_measure_counts_its_levels(counts, measure, number):
    occasion = factories.occasion()
    total = factories.reported_total(occasion=occasion, measure=measure)
    for level, many in (("government", 1), ("business", 2), ("mixed", 3)):
        for _ in range(many):
            factories.memorandum(occasion=occasion, level=level)

    assert counts().coverage(total).count.number == number


def test_coverage_of_an_area_counts_its_documents(counts):
    occasion, area = factories.occasion(), factories.area()
    total = factories.reported_total(occasion=occasion, area=area)
    document(occasion, [area])
    document(occasion, [area, factories.area()])
    document(occasion)

    assert counts().coverage(total).count.number == 2


@pytest.mark.parametrize("measure", ["projects", "projects-moving", "value"])
def test_what_counts_no_documents_is_not_set_beside_them(counts, measure):
    total = factories.reported_total(occasion=factories.occasion(), measure=measure)

    assert counts().coverage(total) is None


@pytest.mark.parametrize(("qualifier", "drawn"), [("exact", True), ("about", False), ("over", False)])
def test_share_is_drawn_of_an_exact_number_alone(counts, qualifier, drawn):
    total = factories.reported_total(occasion=factories.occasion(), qualifier=qualifier)

    assert counts().coverage(total).drawn is drawn


def test_share_of_nothing_is_not_drawn(counts):
    total = factories.reported_total(occasion=factories.occasion(), value=0)

    assert counts().coverage(total).drawn is False


def test_shares_are_per_cent_of_the_total_and_at_most_all_of_it(counts):
    occasion = factories.occasion()
    four, two = (
        factories.reported_total(occasion=occasion, value=value, headline=value == 4) for value in (4, 2)
    )
    for counted in ("yes", "unknown", "unknown"):
        factories.memorandum(occasion=occasion, counted=counted)

    shares = [(one.recorded_share, one.certain_share) for one in map(counts().coverage, (four, two))]

    assert shares == [(75, 25), (100, 50)]


def test_states_are_counted_for_all_documents_and_for_an_area(counts):
    area = factories.area()
    document(factories.occasion(), [area])
    realised = document(factories.occasion())
    outcome = factories.outcome(kind="treaty")
    factories.step(outcome=outcome, stage="in-force")
    factories.outcome_link(outcome=outcome, memorandum=realised)

    of_all, of_area = dict(counts().count_by_state()), dict(counts().count_by_state(area))

    assert {state: number for state, number in of_all.items() if number} == {
        State.REALISED: 1,
        State.NOTHING_RECORDED: 1,
    }
    assert {state: number for state, number in of_area.items() if number} == {State.NOTHING_RECORDED: 1}


@pytest.mark.parametrize(
    ("value", "qualifier", "exceeds"),
    [
        (2, "exact", False), (1, "exact", True), (1, "about", True), (1, "up-to", True), (1, "over", False),
        (1, "at-least", False),
    ],
)  # fmt: skip
def test_more_is_recorded_than_reported_only_beyond_the_number(counts, value, qualifier, exceeds):
    occasion = factories.occasion()
    total = factories.reported_total(occasion=occasion, value=value, qualifier=qualifier)
    factories.memorandum(occasion=occasion)
    factories.memorandum(occasion=occasion)

    assert counts().coverage(total).exceeds is exceeds


def test_recorded_counts_as_the_list_of_occasions_does(counts):
    occasion = factories.occasion()
    factories.reported_total(occasion=occasion)
    for counted in ("yes", "yes", "unknown", "no"):
        factories.memorandum(occasion=occasion, counted=counted)

    listed = Occasion.objects.with_recorded().get()
    count = counts().count_of_occasion(occasion)

    assert (count.number, count.certain) == (listed.recorded, listed.certain) == (3, 2)
