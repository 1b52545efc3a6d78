"""Each kind of outcome has its ladder, and its steps stand on it."""

import pytest
from django.core.exceptions import ValidationError

from cooperation.choices import LADDERS, RANK, RUNGS, SETBACKS, STATE_OF, OutcomeKind, Stage, State
from tests import factories
from tests.cooperation.models.conftest import step

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
        f"“{stage.label}” is not a stage of this kind of outcome ({kind.label})."
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
