"""Why something was changed is asked, kept, and wanted where it says how things stand."""

import pytest

from tests import factories
from tests.admin.conftest import act, admin_url_of, submit

pytestmark = pytest.mark.django_db


def test_reason_of_a_step_is_kept(publisher_client):
    rows = [factories.organization(), factories.organization()]

    act(publisher_client, "unpublish", *rows, why="asked by the ministry")

    reasons = {row.history.latest().history_change_reason for row in rows}
    assert reasons == {"asked by the ministry"}


STATUSES = {
    "state of an edition": (lambda: factories.edition(), {"state": "cancelled"}),
    "stage of a step": (lambda: factories.step(), {"stage": "suspended"}),
    "standing of a document": (lambda: factories.memorandum(), {"standing": "one-press-source"}),
    "whether a document counts": (lambda: factories.memorandum(), {"counted": "no"}),
    "standing of a figure": (
        lambda: factories.edition_figure(headline=False),
        {"standing": "one-press-source"},
    ),
    "standing of a total": (
        lambda: factories.reported_total(headline=False),
        {"standing": "one-press-source"},
    ),
}


@pytest.mark.parametrize("kind", STATUSES)
def test_change_of_status_asks_for_its_source(kind, publisher_client):
    make, typed = STATUSES[kind]
    row = make()
    (name,) = typed
    before = getattr(row, name)
    assert before != typed[name]

    refused = submit(publisher_client, admin_url_of(row), **typed)
    row.refresh_from_db()
    assert refused.status_code == 200
    assert "why" in refused.context["adminform"].form.errors
    assert getattr(row, name) == before

    submit(publisher_client, admin_url_of(row), **typed, why="stated on page 3")
    row.refresh_from_db()
    assert getattr(row, name) == typed[name]
    assert row.history.latest().history_change_reason == "stated on page 3"


def test_another_source_is_reason_enough_for_a_change_of_status(publisher_client):
    row, source = factories.edition(), factories.source()

    submit(publisher_client, admin_url_of(row), state="cancelled", source=source.pk)

    row.refresh_from_db()
    assert (row.state, row.source) == ("cancelled", source)


def test_draft_changes_its_status_freely(editor_client):
    row = factories.edition(published_at=None)

    submit(editor_client, admin_url_of(row), state="cancelled")

    row.refresh_from_db()
    assert row.state == "cancelled"
