"""Who is public with whom."""

import pytest

from cooperation.models import (
    AreaAssignment,
    OutcomeLink,
    RelatedDocument,
    ReportedTotal,
    Signatory,
    Statement,
    Step,
)
from tests import factories


@pytest.mark.django_db
def test_parts_are_public_when_both_ends_are():
    hidden = factories.memorandum(published_at=None)
    shown = [
        factories.signatory(),
        factories.area_assignment(),
        factories.related_document(),
        factories.outcome_link(),
    ]
    factories.signatory(memorandum=hidden)
    factories.area_assignment(memorandum=hidden)
    factories.area_assignment(area=factories.area(published_at=None))
    factories.related_document(memorandum=hidden)
    factories.related_document(earlier=hidden)
    factories.outcome_link(memorandum=hidden)
    factories.outcome_link(outcome=factories.outcome(published_at=None))

    models = (Signatory, AreaAssignment, RelatedDocument, OutcomeLink)
    assert [list(model.objects.published()) for model in models] == [[row] for row in shown]


@pytest.mark.django_db
def test_total_is_public_with_its_occasion_and_area():
    shown = [
        factories.reported_total(slug="a"),
        factories.reported_total(slug="b", occasion=factories.occasion(), area=factories.area()),
    ]
    factories.reported_total(occasion=factories.occasion(published_at=None))
    factories.reported_total(occasion=factories.occasion(), area=factories.area(published_at=None))

    assert list(ReportedTotal.objects.published().order_by("slug")) == shown


@pytest.mark.django_db
def test_statement_and_step_are_public_with_their_owner():
    statement, done = factories.statement(), factories.step()
    factories.statement(speaker=factories.person(published_at=None))
    factories.step(outcome=factories.outcome(published_at=None))

    assert list(Statement.objects.published()) == [statement]
    assert list(Step.objects.published()) == [done]
