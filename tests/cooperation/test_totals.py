"""What the plan adds to the public totals."""

from datetime import UTC, datetime

import pytest

from cooperation.choices import State
from portal.choices import Standing
from portal.publishing.totals import public_totals
from tests import factories

FUTURE = datetime(2999, 1, 1, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def of_occasion(slug="occasion"):
    """What is said of the documents of an occasion."""
    totals = public_totals()
    return [str(totals[f"cooperation.occasion {slug} {what}"]) for what in ("recorded", "certain")]


def by(model, column):
    """How many rows have each value, those with none left out."""
    start = f"cooperation.{model} {column} "
    return {
        key.removeprefix(start): total.value
        for key, total in public_totals().items()
        if key.startswith(start) and total.value
    }


def test_documents_of_an_occasion():
    occasion = factories.occasion(slug="occasion", title_en="Tokyo")
    for counted in ("yes", "yes", "unknown", "no"):
        factories.memorandum(occasion=occasion, counted=counted)
    factories.memorandum(occasion=occasion, counted="yes", published_at=None)
    factories.memorandum(occasion=occasion, counted="yes", published_at=FUTURE)
    factories.memorandum(occasion=factories.occasion(), counted="yes")

    assert of_occasion() == ["3", "2"]
    assert [
        total.label
        for key, total in public_totals().items()
        if key.startswith("cooperation.occasion occasion ")
    ] == ["Documents listed for Tokyo", "Documents known to be included in the total of Tokyo"]


def test_occasion_that_is_not_public_has_no_total():
    factories.occasion(published_at=None)
    factories.occasion(published_at=FUTURE)

    assert [key for key in public_totals() if key.startswith("cooperation.occasion ")] == []


def test_documents_of_an_occasion_stand_beside_its_headline():
    occasion = factories.occasion(slug="occasion")
    factories.reported_total(slug="a", occasion=occasion, value=70, headline=False)
    factories.reported_total(slug="b", occasion=occasion, value=8000, qualifier="over")
    factories.reported_total(slug="c", occasion=occasion, value=60, headline=False)

    assert of_occasion() == ["0 of over 8,000 reported", "0 of over 8,000 reported"]


@pytest.mark.parametrize("given", [
    {"published_at": None}, {"published_at": FUTURE}, {"measure": "business-documents"}, {"occasion": None},
])  # fmt: skip
def test_documents_stand_beside_no_other_total(given):
    occasion = factories.occasion(slug="occasion")

    factories.reported_total(**{"occasion": occasion, **given})

    assert of_occasion() == ["0", "0"]


def test_documents_stand_beside_no_total_of_one_area():
    factories.reported_total(occasion=factories.occasion(slug="occasion"), area=factories.area())

    assert of_occasion() == ["0", "0"]


def test_documents_and_outcomes_by_state():
    for stage in ("in-force", "signed", "signed", "rejected"):
        outcome = factories.outcome()
        factories.step(outcome=outcome, stage=stage)
        factories.outcome_link(outcome=outcome)
    draft = factories.outcome(published_at=None)
    factories.step(outcome=draft, stage="in-force")
    factories.outcome_link(outcome=draft)
    factories.memorandum(published_at=FUTURE)
    factories.outcome()

    assert by("outcome", "progress") == {
        State.REALISED: 1, State.UNDER_WAY: 2, State.STOPPED: 1, State.NOTHING_RECORDED: 1,
    }  # fmt: skip
    assert by("memorandum", "progress") == {
        State.REALISED: 1, State.UNDER_WAY: 2, State.STOPPED: 1, State.NOTHING_RECORDED: 1,
    }  # fmt: skip


def test_documents_by_standing():
    for standing in ("confirmed", "confirmed", "one-press-source"):
        factories.memorandum(standing=standing)
    factories.memorandum(standing="reported-in-advance", published_at=None)

    assert by("memorandum", "standing") == {Standing.CONFIRMED: 2, Standing.ONE_SOURCE: 1}
