"""A document has its areas, its parties and its date."""

from datetime import date

import pytest

from cooperation.models import Memorandum
from tests import factories


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
@pytest.mark.parametrize(
    ("day", "slugs"),
    [
        (None, ["announced", "exchanged", "signed", "undated"]),
        (date(2016, 11, 30), ["undated"]),
        (date(2016, 12, 16), ["signed", "undated"]),
        (date(2016, 12, 30), ["signed", "undated"]),
        (date(2016, 12, 31), ["exchanged", "signed", "undated"]),
        (date(2017, 12, 31), ["announced", "exchanged", "signed", "undated"]),
    ],
)
def test_documents_of_a_day_are_those_dated_by_then_or_not_at_all(day, slugs):
    """The date of a document: signed, else exchanged, else announced; once its period is over."""
    undated = {"signed_on": None, "signed_precision": ""}
    factories.memorandum(slug="undated", **undated)
    factories.memorandum(slug="signed", exchanged_on=date(2018, 1, 1), exchanged_precision="day")
    factories.memorandum(
        slug="exchanged", exchanged_on=date(2016, 12, 1), exchanged_precision="month", **undated
    )
    factories.memorandum(
        slug="announced", announced_on=date(2017, 1, 1), announced_precision="year", **undated
    )

    assert sorted(row.slug for row in Memorandum.objects.as_of(day)) == slugs
