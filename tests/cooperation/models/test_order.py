"""A document without a date of signing stands where another date places it; one without any stands last."""

from datetime import date

import pytest

from cooperation.models import Memorandum, Occasion
from events.models import Forum
from tests import factories

pytestmark = pytest.mark.django_db


def test_documents_are_in_the_order_of_the_date_that_is_known():
    undated = factories.memorandum(signed_on=None, signed_precision="")
    announced = factories.memorandum(
        signed_on=None, signed_precision="", announced_on=date(2017, 4, 27), announced_precision="day"
    )
    early = factories.memorandum(signed_on=date(2016, 9, 2))
    late = factories.memorandum(signed_on=date(2017, 9, 7))

    assert list(Memorandum.objects.all()) == [late, announced, early, undated]


def test_undated_forums_stand_last_and_undated_occasions_first():
    forums = [factories.forum(), factories.forum(starts_on=date(2017, 7, 10), starts_precision="day")]
    occasions = [
        factories.occasion(),
        factories.occasion(starts_on=date(2016, 5, 1), starts_precision="month"),
    ]

    assert list(Forum.objects.all()) == forums[::-1]
    assert list(Occasion.objects.all()) == occasions
