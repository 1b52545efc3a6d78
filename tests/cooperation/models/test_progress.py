"""Follow-through, derived from dated steps."""

from datetime import date

import pytest

from cooperation.choices import STATE_OF, Stage, State
from cooperation.models import Memorandum, Outcome
from tests import factories
from tests.cooperation.models.conftest import linked, state_of, step

FAR = date(2100, 1, 1)


def last_of(outcome, as_of=None) -> str | None:
    return Outcome.objects.with_progress(as_of).get(pk=outcome.pk).last_stage


# The state of an outcome


@pytest.mark.django_db
@pytest.mark.parametrize("stage", Stage)
def test_outcome_is_in_the_state_of_its_last_stage(stage):
    outcome = factories.outcome()
    step(outcome, stage)

    found = Outcome.objects.with_progress().get()

    assert (found.last_stage, found.progress) == (stage, STATE_OF[stage])


@pytest.mark.django_db
def test_outcome_without_steps_has_nothing_recorded():
    outcome = factories.outcome()

    assert (last_of(outcome), state_of(outcome)) == (None, State.NOTHING_RECORDED)


@pytest.mark.django_db
def test_later_step_counts_whatever_its_rank():
    outcome = factories.outcome()
    step(outcome, Stage.IN_FORCE, date(2018, 10, 10))
    step(outcome, Stage.ANNOUNCED, date(2019, 1, 1))

    assert (last_of(outcome), state_of(outcome)) == (Stage.ANNOUNCED, State.UNDER_WAY)


@pytest.mark.django_db
@pytest.mark.parametrize("stages", [("signed", "in-force"), ("in-force", "signed")])
def test_of_two_steps_on_one_day_the_higher_counts(stages):
    outcome = factories.outcome()
    for stage in stages:
        step(outcome, stage)

    assert last_of(outcome) == Stage.IN_FORCE


@pytest.mark.django_db
def test_step_known_to_the_year_ends_after_a_step_of_its_may():
    outcome = factories.outcome()
    step(outcome, Stage.SUSPENDED, date(2017, 1, 1), "year")
    step(outcome, Stage.IN_FORCE, date(2017, 5, 15))

    assert (last_of(outcome), state_of(outcome)) == (Stage.SUSPENDED, State.STOPPED)


@pytest.mark.django_db
def test_step_known_to_the_month_ends_after_a_step_of_its_middle():
    outcome = factories.outcome()
    step(outcome, Stage.IN_FORCE, date(2017, 4, 1), "month")
    step(outcome, Stage.SIGNED, date(2017, 4, 27))
    step(outcome, Stage.ANNOUNCED, date(2017, 3, 31))

    assert last_of(outcome) == Stage.IN_FORCE


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("as_of", "stage"),
    [
        (date(2016, 12, 31), None),
        (date(2017, 1, 1), "announced"),
        (date(2017, 4, 15), "announced"),
        (date(2017, 4, 29), "announced"),
        (date(2017, 4, 30), "signed"),
        (date(2018, 12, 30), "signed"),
        (date(2018, 12, 31), "in-force"),
    ],
)
def test_step_counts_once_its_whole_period_is_over(as_of, stage):
    outcome = factories.outcome()
    step(outcome, Stage.ANNOUNCED, date(2017, 1, 1))
    step(outcome, Stage.SIGNED, date(2017, 4, 1), "month")
    step(outcome, Stage.IN_FORCE, date(2018, 1, 1), "year")

    assert last_of(outcome, as_of) == stage


@pytest.mark.django_db
def test_step_of_the_future_does_not_count_yet():
    outcome = factories.outcome()
    step(outcome, Stage.SIGNED)
    step(outcome, Stage.IN_FORCE, date(2099, 1, 1))

    assert last_of(outcome) == Stage.SIGNED
    assert last_of(outcome, FAR) == Stage.IN_FORCE


@pytest.mark.django_db
def test_draft_step_does_not_count():
    outcome = factories.outcome()
    step(outcome, Stage.SIGNED)
    step(outcome, Stage.IN_FORCE, date(2018, 1, 1), published_at=None)

    assert last_of(outcome) == Stage.SIGNED


@pytest.mark.django_db
def test_partly_suspended_outcome_stays_realised():
    outcome = factories.outcome()
    step(outcome, Stage.APPLIED, date(2019, 1, 1))
    step(outcome, Stage.PARTLY_SUSPENDED, date(2023, 8, 8))

    assert (last_of(outcome), state_of(outcome)) == (Stage.PARTLY_SUSPENDED, State.REALISED)


@pytest.mark.django_db
def test_steps_of_another_outcome_do_not_count():
    outcome = factories.outcome()
    step(factories.outcome(), Stage.IN_FORCE)

    assert state_of(outcome) == State.NOTHING_RECORDED


# The state of a document


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("outcomes", "state"),
    [
        ([], State.NOTHING_RECORDED),
        ([[]], State.NOTHING_RECORDED),
        ([["signed"]], State.UNDER_WAY),
        ([["signed", "in-force"]], State.REALISED),
        ([["in-force", "ended"]], State.STOPPED),
        ([["in-force", "partly-suspended"]], State.REALISED),
        ([["in-force"], ["rejected"]], State.REALISED),
        ([["rejected"], ["signed"]], State.UNDER_WAY),
        ([["rejected"], ["in-force"], ["signed"]], State.REALISED),
        ([["ended"], []], State.STOPPED),
        ([[], ["signed"]], State.UNDER_WAY),
        ([["in-force", "suspended"], ["announced"]], State.UNDER_WAY),
    ],
)
def test_document_is_as_far_as_its_best_outcome(outcomes, state):
    memorandum = factories.memorandum()
    for stages in outcomes:
        linked(memorandum, *stages)

    assert state_of(memorandum) == state


@pytest.mark.django_db
def test_draft_outcome_does_not_count_for_its_document():
    memorandum = factories.memorandum()
    linked(memorandum, "in-force", published_at=None)
    linked(memorandum, "signed")

    assert state_of(memorandum) == State.UNDER_WAY


@pytest.mark.django_db
def test_draft_step_does_not_count_for_the_document():
    memorandum = factories.memorandum()
    outcome = linked(memorandum)
    step(outcome, Stage.IN_FORCE, published_at=None)

    assert state_of(memorandum) == State.NOTHING_RECORDED


@pytest.mark.django_db
def test_outcome_of_another_document_does_not_count():
    memorandum = factories.memorandum()
    linked(factories.memorandum(), "in-force")

    assert state_of(memorandum) == State.NOTHING_RECORDED


@pytest.mark.django_db
def test_document_is_read_as_of_a_day():
    memorandum = factories.memorandum()
    outcome = linked(memorandum)
    step(outcome, Stage.SIGNED, date(2017, 4, 1), "month")
    step(outcome, Stage.ENDED, date(2018, 1, 1), "year")

    states = [state_of(memorandum, day) for day in (date(2017, 4, 29), date(2017, 4, 30), date(2018, 12, 31))]

    assert states == [State.NOTHING_RECORDED, State.UNDER_WAY, State.STOPPED]


@pytest.mark.django_db
def test_progress_filters_and_costs_one_query(django_assert_num_queries):
    realised, other = factories.memorandum(), factories.memorandum()
    linked(realised, "in-force")
    linked(other, "signed")

    with django_assert_num_queries(1):
        found = list(Memorandum.objects.with_progress().filter(progress=State.REALISED))

    assert found == [realised]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("links", "stated"), [([], False), ([False], False), ([True], True), ([False, True], True)]
)
def test_link_to_an_outcome_is_stated_if_a_source_states_any(links, stated):
    memorandum = factories.memorandum()
    factories.outcome_link(memorandum=factories.memorandum(), stated=True)
    for one in links:
        factories.outcome_link(memorandum=memorandum, stated=one)
    factories.outcome_link(
        memorandum=memorandum, outcome=factories.outcome(published_at=None), stated=True
    )  # a draft says nothing

    assert Memorandum.objects.with_progress().get(pk=memorandum.pk).progress_stated is stated


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("stage", "standing", "mark"),
    [
        ("signed", "confirmed", "filled"), ("ended", "confirmed", "barred"),
        ("signed", "one-press-source", "hatched"), ("ended", "reported-in-advance", "hatched"),
    ],
)  # fmt: skip
def test_step_is_drawn_as_what_it_means(stage, standing, mark):
    assert factories.step(stage=stage, standing=standing).mark == mark
