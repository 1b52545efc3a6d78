"""The page of an outcome: its ladder and its amount."""

import re
from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from tests import factories
from tests.cooperation.views.conftest import part
from tests.markup import body_of, text_of, words_of

pytestmark = pytest.mark.django_db


def rungs_of(client, outcome) -> list[tuple[str, str]]:
    ladder = part(body_of(client, outcome.get_absolute_url()), '<ol class="ladder">', "ol")
    rungs = re.findall(r'<li class="rung (\w+)"[^>]*>(.*?)</li>', ladder, re.DOTALL)
    return [(mark, words_of(rung)) for mark, rung in rungs]


def test_ladder_marks_what_is_reached_skipped_and_open(client):
    outcome = factories.outcome(kind="treaty")
    factories.step(outcome=outcome, stage="notes-exchanged", happened_on=date(2018, 10, 10))
    factories.step(outcome=outcome, stage="signed", happened_on=date(2017, 9, 1), happened_precision="month")

    assert rungs_of(client, outcome) == [
        ("hatched", "Earlier steps not recorded: announced, in preparation, agreed in principle, approved"),
        ("filled", "signed, September 2017"),
        ("filled", "notes exchanged, 10 October 2018"),
        ("hollow", "in force – not yet recorded"),
        ("hollow", "applied – not yet recorded"),
    ]


def test_ladder_bars_setbacks_and_ends_where_it_stopped(client):
    outcome = factories.outcome(kind="loan")
    factories.step(outcome=outcome, stage="announced", happened_on=date(2016, 12, 16))
    factories.step(
        outcome=outcome, stage="suspended", happened_on=date(2018, 1, 1), happened_precision="year"
    )

    assert rungs_of(client, outcome) == [
        ("filled", "announced, 16 December 2016"),
        ("barred", "suspended, 2018"),
        ("barred", "Not reached when it stopped: in preparation, agreed in principle, signed, paid out"),
    ]


def test_ladder_stops_when_the_state_does(client, monkeypatch):
    """A stop known to the year counts once the year is over, for the state and for what is not reached."""
    outcome = factories.outcome(kind="loan")
    factories.step(outcome=outcome, stage="signed", happened_on=date(2016, 12, 16))
    factories.step(
        outcome=outcome, stage="suspended", happened_on=date(2022, 1, 1), happened_precision="year"
    )
    shown = []
    for moment in (datetime(2022, 6, 1, tzinfo=UTC), datetime(2023, 1, 1, tzinfo=UTC)):
        monkeypatch.setattr(timezone, "now", lambda moment=moment: moment)
        state = words_of(part(body_of(client, outcome.get_absolute_url()), '<p class="state">', "p"))
        shown.append((state.split(" ")[0], rungs_of(client, outcome)[-1]))

    assert shown == [
        ("under", ("hollow", "paid out – not yet recorded")),
        ("stopped", ("barred", "Not reached when it stopped: paid out")),
    ]


def test_ladder_of_a_partial_suspension_stays_realised(client):
    outcome = factories.outcome(kind="treaty")
    factories.step(outcome=outcome, stage="applied", happened_on=date(2019, 1, 1))
    factories.step(outcome=outcome, stage="partly-suspended", happened_on=date(2023, 8, 8))

    body = body_of(client, outcome.get_absolute_url())

    state = words_of(part(body, '<p class="state">', "p"))
    assert (state.startswith("realised"), state.endswith("partly suspended")) == (True, True), state
    assert rungs_of(client, outcome)[-1] == ("barred", "partly suspended, 8 August 2023")


def test_ladder_without_steps_is_open_from_the_start(client):
    outcome = factories.outcome(kind="programme")

    assert [mark for mark, _text in rungs_of(client, outcome)] == ["hollow"] * 5


def test_ladder_names_the_document_of_a_step(client):
    outcome = factories.outcome()
    factories.step(
        outcome=outcome,
        note_en="a synthetic note",
        memorandum=factories.memorandum(title_en="Synthetic paper"),
    )

    assert ("filled", "signed, 7 September 2017 a synthetic note Based on: Synthetic paper") in rungs_of(
        client, outcome
    )


def test_outcome_shows_its_amount_with_qualifier_and_currency(client):
    factories.outcome(slug="synthetic", amount=200_000_000, amount_currency="USD", amount_qualifier="about")

    assert "Amount about USD 200 million" in text_of(client, "/outcomes/synthetic/")


@pytest.mark.parametrize("example", [True, False])
def test_outcome_says_that_it_is_only_an_example(client, example):
    factories.outcome(slug="synthetic", named_as_example=example)

    assert ("the source's list is not complete" in text_of(client, "/outcomes/synthetic/")) is example


def test_ladder_does_not_call_open_what_is_shown_unconfirmed(client):
    outcome = factories.outcome(kind="loan")
    factories.step(outcome=outcome, stage="announced", happened_on=date(2016, 12, 16))
    factories.step(
        outcome=outcome, stage="signed", happened_on=date(2017, 1, 1), standing="reported-in-advance"
    )

    rungs = rungs_of(client, outcome)

    assert rungs == [
        ("filled", "announced, 16 December 2016"),
        ("hatched", "signed reported before the event as expected, 1 January 2017"),
        ("hollow", "in preparation – not yet recorded"),
        ("hollow", "agreed in principle – not yet recorded"),
        ("hollow", "paid out – not yet recorded"),
    ]
