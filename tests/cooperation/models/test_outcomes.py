"""An outcome keeps its amount as it was stated."""

import pytest
from django.core.exceptions import ValidationError

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
