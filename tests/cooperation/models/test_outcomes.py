"""An outcome keeps its amount as it was stated, and is there as soon as a step is."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from cooperation.models import Outcome
from tests import factories


@pytest.mark.django_db
def test_amount_keeps_qualifier_and_currency():
    outcome = factories.outcome(amount=200_000_000, amount_currency="USD", amount_qualifier="about")
    outcome.refresh_from_db()

    assert outcome.quantity == "about USD\N{NO-BREAK SPACE}200\N{NO-BREAK SPACE}million"
    assert factories.outcome().quantity == ""


@pytest.mark.django_db
@pytest.mark.parametrize("currency", ["usd", "US", "$$$", "U1D"])
def test_currency_is_three_capital_letters(currency):
    outcome = factories.outcome(amount=1, amount_currency="USD", amount_qualifier="about")
    outcome.amount_currency = currency

    with pytest.raises(ValidationError) as caught:
        outcome.full_clean()

    assert caught.value.message_dict == {"amount_currency": ["Three-letter code: JPY, RUB, USD."]}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "slugs"),
    [
        (None, ["april", "bare", "september", "unconfirmed"]),
        (date(2017, 4, 29), ["bare"]),
        (date(2017, 4, 30), ["april", "bare"]),
        (date(2017, 9, 7), ["april", "bare", "september"]),
    ],
)
def test_outcomes_of_a_day_have_a_step_by_then_or_none_at_all(day, slugs):
    for slug, first, precision, standing in [
        ("april", date(2017, 4, 1), "month", "confirmed"),
        ("september", date(2017, 9, 7), "day", "confirmed"),
        ("unconfirmed", date(2017, 1, 1), "day", "one-press-source"),
    ]:
        factories.step(
            outcome=factories.outcome(slug=slug), happened_on=first, happened_precision=precision,
            standing=standing,
        )  # fmt: skip
    bare = factories.outcome(slug="bare")
    factories.step(outcome=bare, published_at=None)

    assert sorted(row.slug for row in Outcome.objects.as_of(day)) == slugs


@pytest.mark.django_db
def test_step_and_link_are_named_after_their_outcome():
    outcome = factories.outcome(title_en="Terminal", kind="treaty")
    step = factories.step(outcome=outcome, stage="signed", happened_on=date(2017, 9, 7))
    link = factories.outcome_link(outcome=outcome, memorandum=factories.memorandum(title_en="Agreement"))

    assert (str(step), str(link)) == ("Terminal: signed, 7 September 2017", "Agreement: Terminal")
