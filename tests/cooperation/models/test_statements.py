"""Statements stand in the order in which they were made."""

from datetime import date

import pytest

from cooperation.models import Statement
from tests import factories


@pytest.mark.django_db
def test_undated_statements_come_last():
    undated = factories.statement(slug="a")
    dated = factories.statement(slug="b", made_on=date(2017, 7, 10), made_precision="day")

    assert list(Statement.objects.all()) == [dated, undated]
