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
