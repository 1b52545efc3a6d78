"""A number keeps its hedge and its unit, and is not negative."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import translation

from portal.choices import Qualifier
from portal.models import format_amount
from tests import factories


@pytest.mark.parametrize(
    ("qualifier", "words"),
    [
        (Qualifier.EXACT, "50,194"),
        (Qualifier.ABOUT, "about 50,194"),
        (Qualifier.OVER, "over 50,194"),
        (Qualifier.AT_LEAST, "at least 50,194"),
        (Qualifier.UP_TO, "up to 50,194"),
        ("over", "over 50,194"),
    ],
)
def test_qualified_number_keeps_its_hedge(qualifier, words):
    assert format_amount(Decimal("50194.00"), qualifier) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("0", "0"),
        ("20.00", "20"),
        ("1.5", "1.50"),
        ("0.01", "0.01"),
        ("1234567.89", "1,234,567.89"),
        ("999999999999999999.99", "999,999,999,999,999,999.99"),
    ],
)
def test_qualified_number_drops_empty_decimals_and_groups_thousands(value, words):
    assert format_amount(Decimal(value), Qualifier.EXACT) == words


def test_qualified_amount_names_its_currency_before_the_number():
    words = format_amount(Decimal("200000000"), Qualifier.ABOUT, "USD")

    assert words == "about USD\N{NO-BREAK SPACE}200\N{NO-BREAK SPACE}million"


@pytest.mark.parametrize(("language", "words"), [("ja", "50,194"), ("ru", "50\N{NO-BREAK SPACE}194")])
def test_qualified_number_is_grouped_as_the_language_does(language, words):
    with translation.override(language):
        assert format_amount(Decimal("50194"), Qualifier.EXACT) == words


def test_qualified_number_without_a_known_hedge_is_refused():
    with pytest.raises(ValueError, match="roughly"):
        format_amount(Decimal("600"), "roughly")


@pytest.mark.django_db
def test_figure_prints_its_qualifier_and_unit():
    figure = factories.edition_figure(value=Decimal("600"), qualifier=Qualifier.OVER)

    assert figure.quantity == "over 600"
    assert str(figure) == f"{figure.edition}: over 600 synthetic companies"


@pytest.mark.django_db
@pytest.mark.parametrize("make", [factories.edition_figure, factories.reported_total])
def test_database_refuses_a_negative_figure(make):
    with pytest.raises(IntegrityError), transaction.atomic():
        make(value=Decimal("-1"))


@pytest.mark.django_db
def test_full_clean_explains_a_negative_figure():
    figure = factories.edition_figure()
    figure.value = Decimal("-1")

    with pytest.raises(ValidationError) as caught:
        figure.full_clean()

    assert caught.value.message_dict == {"value": ["Ensure this value is greater than or equal to 0."]}


@pytest.mark.django_db
def test_constraint_explains_a_negative_figure_to_a_form_without_the_number():
    figure = factories.edition_figure()
    figure.value = Decimal("-1")

    with pytest.raises(ValidationError) as caught:
        figure.validate_constraints()

    assert caught.value.messages == ["A reported number cannot be negative."]


@pytest.mark.django_db
def test_database_refuses_a_figure_without_a_unit():
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.edition_figure(unit_en="")


@pytest.mark.django_db
def test_database_refuses_an_unknown_qualifier():
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.edition_figure(qualifier="roughly")
