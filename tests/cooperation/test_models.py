"""Follow-through, derived from dated steps; and the rules of the plan that no single row can hold."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from cooperation.choices import LADDERS, RANK, RUNGS, SETBACKS, STATE_OF, OutcomeKind, Stage, State
from cooperation.models import (
    AreaAssignment,
    Memorandum,
    Occasion,
    Outcome,
    OutcomeLink,
    RelatedDocument,
    ReportedTotal,
    Signatory,
    Statement,
    Step,
)
from tests import factories

FAR = date(2100, 1, 1)


@pytest.fixture(autouse=True)
def english():
    """A request leaves its language behind in the thread."""
    with translation.override("en"):
        yield


def step(outcome, stage, on=date(2017, 9, 7), precision="day", **given):
    return factories.step(outcome=outcome, stage=stage, happened_on=on, happened_precision=precision, **given)


def linked(memorandum, *stages, **given):
    """An outcome of a document, with a step a month for each stage."""
    outcome = factories.outcome(**given)
    factories.outcome_link(outcome=outcome, memorandum=memorandum)
    for month, stage in enumerate(stages, 1):
        step(outcome, stage, date(2017, month, 1))
    return outcome


def state_of(row, as_of=None) -> str:
    return type(row).objects.with_progress(as_of).get(pk=row.pk).progress


def last_of(outcome, as_of=None) -> str | None:
    return Outcome.objects.with_progress(as_of).get(pk=outcome.pk).last_stage


# The closed lists


def test_every_stage_stands_for_a_state():
    assert set(STATE_OF) == set(Stage)
    assert set(STATE_OF.values()) == set(State) - {State.NOTHING_RECORDED}


def test_every_ladder_climbs_in_the_order_of_stages():
    ladders = {kind: [RANK[stage] for stage in ladder] for kind, ladder in LADDERS.items()}

    assert ladders == {kind: sorted(ranks) for kind, ranks in ladders.items()}
    assert {kind: len(set(ranks)) for kind, ranks in ladders.items()} == {
        kind: len(ranks) for kind, ranks in ladders.items()
    }


def test_every_kind_of_outcome_has_a_ladder_that_can_be_climbed():
    assert set(LADDERS) == set(RUNGS) == set(OutcomeKind)
    assert {STATE_OF[rungs[0]] for rungs in RUNGS.values()} == {State.UNDER_WAY}
    assert {STATE_OF[rungs[-1]] for rungs in RUNGS.values()} == {State.REALISED}


def test_setbacks_befall_every_kind():
    assert [kind for kind, ladder in LADDERS.items() if ladder[-len(SETBACKS) :] != SETBACKS] == []
    assert [stage for rungs in RUNGS.values() for stage in rungs if stage in SETBACKS] == []


def test_every_stage_is_on_some_ladder():
    assert {stage for ladder in LADDERS.values() for stage in ladder} == set(Stage)


# clean()


@pytest.mark.django_db
@pytest.mark.parametrize("kind", OutcomeKind)
def test_step_stands_on_the_ladder_of_its_outcome(kind):
    row = step(factories.outcome(kind=kind), Stage.ANNOUNCED)
    accepted, messages = set(), set()
    for stage in Stage:
        row.stage = stage
        try:
            row.full_clean()
        except ValidationError as error:
            messages |= set(error.message_dict["stage"])
        else:
            accepted.add(stage)

    assert accepted == set(LADDERS[kind])
    assert messages == {
        f"“{stage.label}” is not on the ladder of this kind of outcome ({kind.label})."
        for stage in Stage
        if stage not in LADDERS[kind]
    }


@pytest.mark.django_db
def test_step_of_an_unknown_stage_is_refused_by_its_list():
    row = step(factories.outcome(), Stage.ANNOUNCED)
    row.stage = "nonsense"

    with pytest.raises(ValidationError) as caught:
        row.full_clean()

    assert caught.value.message_dict == {"stage": ["Value 'nonsense' is not a valid choice."]}


@pytest.mark.django_db
def test_outcome_whose_steps_stand_elsewhere_does_not_change_its_kind():
    outcome = factories.outcome(kind=OutcomeKind.TREATY)
    step(outcome, Stage.NOTES_EXCHANGED)
    outcome.kind = OutcomeKind.LOAN

    with pytest.raises(ValidationError) as caught:
        outcome.full_clean()

    assert list(caught.value.message_dict) == ["kind"]


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


# Areas, parties, totals


@pytest.mark.django_db
def test_document_of_several_areas_is_in_each_once():
    one, two = factories.area(), factories.area()
    both, first = factories.memorandum(title_en="A"), factories.memorandum(title_en="B")
    for memorandum, area in [(both, one), (both, two), (first, one)]:
        factories.area_assignment(memorandum=memorandum, area=area)
    factories.memorandum()

    assert list(Memorandum.objects.in_area(one)) == [both, first]
    assert list(Memorandum.objects.in_area(two)) == [both]


@pytest.mark.django_db
def test_document_is_signed_by_its_parties_only():
    signature = factories.signatory()
    factories.signatory(memorandum=signature.memorandum)
    factories.signatory()

    assert list(Memorandum.objects.signed_by(signature.organization)) == [signature.memorandum]


@pytest.mark.django_db
def test_recorded_leaves_out_what_the_total_does_not_count():
    occasion = factories.occasion()
    for counted in ("yes", "yes", "unknown", "no"):
        factories.memorandum(occasion=occasion, counted=counted)
    factories.memorandum(occasion=occasion, counted="yes", published_at=None)
    factories.memorandum(occasion=factories.occasion(), counted="yes")

    found = Occasion.objects.with_recorded().get(pk=occasion.pk)

    assert (found.recorded, found.certain) == (3, 2)


@pytest.mark.django_db
def test_occasion_without_documents_has_recorded_none():
    factories.occasion()

    found = Occasion.objects.with_recorded().get()

    assert (found.recorded, found.certain) == (0, 0)


@pytest.mark.django_db
def test_document_is_dated_by_signing_else_exchange_else_announcement():
    days = {
        "announced_on": date(2016, 12, 14), "announced_precision": "day",
        "exchanged_on": date(2016, 12, 15), "exchanged_precision": "day",
    }  # fmt: skip
    signed = factories.memorandum(**days)
    exchanged = factories.memorandum(signed_on=None, signed_precision="", **days)
    days |= {"exchanged_on": None, "exchanged_precision": ""}
    announced = factories.memorandum(signed_on=None, signed_precision="", **days)
    undated = factories.memorandum(signed_on=None, signed_precision="")

    assert [str(row.dated) for row in (signed, exchanged, announced, undated)] == [
        "16 December 2016",
        "15 December 2016",
        "14 December 2016",
        "None",
    ]


@pytest.mark.django_db
def test_amount_keeps_qualifier_and_currency():
    outcome = factories.outcome(amount=200_000_000, amount_currency="USD", amount_qualifier="about")
    outcome.refresh_from_db()

    assert outcome.quantity == "about USD\N{NO-BREAK SPACE}200,000,000"
    assert factories.outcome().quantity == ""


@pytest.mark.django_db
@pytest.mark.parametrize("currency", ["usd", "US", "$$$", "U1D"])
def test_currency_is_three_capital_letters(currency):
    outcome = factories.outcome(amount=1, amount_currency="USD", amount_qualifier="about")
    outcome.amount_currency = currency

    with pytest.raises(ValidationError) as caught:
        outcome.full_clean()

    assert caught.value.message_dict == {"amount_currency": ["Three capital letters: JPY, RUB, USD."]}


# Who is public with whom


@pytest.mark.django_db
def test_parts_are_public_when_both_ends_are():
    hidden = factories.memorandum(published_at=None)
    shown = [
        factories.signatory(),
        factories.area_assignment(),
        factories.related_document(),
        factories.outcome_link(),
    ]
    factories.signatory(memorandum=hidden)
    factories.area_assignment(memorandum=hidden)
    factories.area_assignment(area=factories.area(published_at=None))
    factories.related_document(memorandum=hidden)
    factories.related_document(earlier=hidden)
    factories.outcome_link(memorandum=hidden)
    factories.outcome_link(outcome=factories.outcome(published_at=None))

    models = (Signatory, AreaAssignment, RelatedDocument, OutcomeLink)
    assert [list(model.objects.published()) for model in models] == [[row] for row in shown]


@pytest.mark.django_db
def test_total_is_public_with_its_occasion_and_area():
    shown = [
        factories.reported_total(slug="a"),
        factories.reported_total(slug="b", occasion=factories.occasion(), area=factories.area()),
    ]
    factories.reported_total(occasion=factories.occasion(published_at=None))
    factories.reported_total(occasion=factories.occasion(), area=factories.area(published_at=None))

    assert list(ReportedTotal.objects.published().order_by("slug")) == shown


@pytest.mark.django_db
def test_statement_and_step_are_public_with_their_owner():
    statement, done = factories.statement(), factories.step()
    factories.statement(speaker=factories.person(published_at=None))
    factories.step(outcome=factories.outcome(published_at=None))

    assert list(Statement.objects.published()) == [statement]
    assert list(Step.objects.published()) == [done]


@pytest.mark.django_db
def test_undated_statements_come_last():
    undated = factories.statement(slug="a")
    dated = factories.statement(slug="b", made_on=date(2017, 7, 10), made_precision="day")

    assert list(Statement.objects.all()) == [dated, undated]
