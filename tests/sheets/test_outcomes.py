"""Outcomes by sheet, with their steps and with the documents they came from."""

import html

import pytest

from cooperation.models import Outcome, OutcomeLink, Step
from tests import factories
from tests.admin.conftest import admin_url, history_of
from tests.sheets.conftest import confirm, counts, csv_of, imported, preview, problems

pytestmark = pytest.mark.django_db

HEADER = [
    "slug", "title_en", "kind", "amount_qualifier", "amount", "amount_currency", "documents_stated",
    "step", "step_stage", "step_happened", "step_source", "step_published",
]  # fmt: skip


def test_outcome_with_steps_and_documents(publisher_client, publisher):
    factories.source(slug="source")
    factories.memorandum(slug="document")
    stated = ["loan", "Loan", "loan", "about", "1234.5", "USD", "document"]
    sheet = csv_of(
        HEADER,
        [*stated, "loan-1", "signed", "2016-12", "source", "yes"],
        ["loan", *[""] * 6, "loan-2", "paid-out", "2017", "", ""],
    )

    page = preview(publisher_client, Outcome, sheet)
    confirm(publisher_client, Outcome, page)

    assert counts(page) == (3, 0, 0)
    loan = Outcome.objects.get()
    assert (loan.published_at, str(loan.amount), loan.amount_currency) == (None, "1234.50", "USD")
    steps = loan.steps.order_by("slug")
    assert [(step.slug, step.happened.isoformat(), step.is_withheld) for step in steps] == [
        ("loan-1", "2016-12", False), ("loan-2", "2017", True),
    ]  # fmt: skip
    assert [(link.memorandum.slug, link.stated) for link in loan.links.all()] == [("document", True)]
    assert (
        history_of(loan)
        == history_of(loan.steps.first())
        == history_of(loan.links.get())
        == [("+", publisher)]
    )


def test_steps_of_new_outcomes_are_held_to_the_ladder(publisher_client):
    sheet = csv_of(HEADER, ["loan", "Loan", "loan", "", "", "", "", "step", "in-force", "2017"])

    page = html.unescape(preview(publisher_client, Outcome, sheet))

    assert [(line, column) for line, column, _message in problems(page)] == [("2", "step_stage")]
    assert "is not a stage of this kind of outcome" in page


def test_amount_needs_its_currency(publisher_client):
    sheet = csv_of(
        HEADER, ["loan", "Loan", "loan", "", "1,234", ""], ["aid", "Aid", "loan", "about", "5", ""]
    )

    page = html.unescape(preview(publisher_client, Outcome, sheet))

    assert problems(page) == [
        ("2", "amount", "“1,234” is not a number: write 1234.5."),
        ("3", "", "Give the amount, its currency and its qualifier together, or leave all three empty."),
    ]


def test_step_of_another_outcome_is_refused(publisher_client):
    factories.outcome(slug="other")
    factories.step(slug="taken")
    sheet = csv_of(["slug", "step", "step_stage", "step_happened"], ["other", "taken", "signed", "2017"])

    page = preview(publisher_client, Outcome, sheet)

    assert [(line, column) for line, column, _message in problems(page)] == [("2", "step")]
    assert Step.objects.count() == 1


def test_link_moves_between_the_columns(publisher_client):
    link = factories.outcome_link(
        outcome=factories.outcome(slug="loan"), memorandum=factories.memorandum(slug="document"), stated=False
    )
    both = csv_of(["slug", "documents_stated", "documents_inferred"], ["loan", "document", "document"])

    refused = preview(publisher_client, Outcome, both)
    imported(publisher_client, Outcome, csv_of(["slug", "documents_stated"], ["loan", "document"]))

    assert [(line, column) for line, column, _message in problems(refused)] == [("2", "documents_inferred")]
    assert list(OutcomeLink.objects.values_list("pk", "stated")) == [(link.pk, True)]


def test_round_trip_changes_nothing(publisher_client):
    outcome = factories.outcome(amount="1500.50", amount_currency="JPY", amount_qualifier="over")
    outcome.areas.add(factories.area(), factories.area())
    factories.step(outcome=outcome, stage="signed", note_en="Synthetic note")
    factories.step(outcome=outcome, stage="in-force").more_sources.add(factories.source())
    factories.outcome_link(outcome=outcome, stated=False)

    content = b"".join(publisher_client.get(admin_url(Outcome, "export_xlsx")).streaming_content)
    page = preview(publisher_client, Outcome, content)

    assert counts(page) == (0, 0, 3)
