"""From a draft to the public and back: the buttons of the form, and what an action tells first."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from cooperation.models import Memorandum
from portal.models import Organization
from portal.publishing.admin import MAX_PREVIEWED
from tests import factories
from tests.admin.conftest import (
    NO_SOURCE,
    act,
    admin_url,
    admin_url_of,
    date_after_tomorrow,
    errors_of,
    submit,
)

pytestmark = pytest.mark.django_db

BUTTONS = re.compile(r'<input type="submit" name="(_submit|_return|_publish|_withdraw)"')
STATES = {
    "draft": {"published_at": None},
    "review": {"published_at": None, "submitted_at": timezone.now()},
    "scheduled": {"published_at": date_after_tomorrow()},
    "public": {"published_at": factories.PUBLISHED},
}


def html_of(client, row) -> str:
    return unescape(client.get(admin_url_of(row)).content.decode())


def asked(client, action, *rows, **typed) -> str:
    """The page that tells what an action would do."""
    data = {"action": action, "_selected_action": [row.pk for row in rows], **typed}
    response = client.post(admin_url(type(rows[0])), data)
    assert response.status_code == 200
    return " ".join(re.sub("<[^>]*>", " ", unescape(response.content.decode())).split())


@pytest.mark.parametrize(("state", "of_editor", "of_publisher"), [
    ("draft", ["_submit"], ["_submit", "_publish"]),
    ("review", ["_return"], ["_return", "_publish"]),
    ("scheduled", [], ["_publish", "_withdraw"]),
    ("public", [], ["_withdraw"]),
])  # fmt: skip
def test_form_offers_the_next_steps(state, of_editor, of_publisher, editor_client, publisher_client):
    row = factories.organization(**STATES[state])

    assert BUTTONS.findall(html_of(editor_client, row)) == of_editor
    assert BUTTONS.findall(html_of(publisher_client, row)) == of_publisher


def test_record_goes_from_hand_to_hand(editor_client, publisher_client, anonymous):
    row = factories.organization(published_at=None)
    page = row.get_absolute_url()

    submit(editor_client, admin_url_of(row), name_en="Synthetic Written", _submit="x")
    waiting = publisher_client.get(admin_url(Organization) + "?publication=review").context["cl"].queryset
    assert [found.name_en for found in waiting] == ["Synthetic Written"]

    submit(publisher_client, admin_url_of(row), _return="x")
    assert not waiting.all().exists()

    submit(editor_client, admin_url_of(row), _submit="x")
    assert anonymous.get(page).status_code == 404
    submit(publisher_client, admin_url_of(row), _publish="x")
    assert anonymous.get(page).status_code == 200

    submit(publisher_client, admin_url_of(row), _withdraw="x")
    assert anonymous.get(page).status_code == 404
    row.refresh_from_db()
    assert row.published_at is None
    reached = row.history.values_list("published_at", "submitted_at")
    assert len(reached) == 6


@pytest.mark.parametrize("button", ["_publish", "_withdraw"])
@pytest.mark.parametrize("state", STATES)
def test_editor_who_sends_a_publishers_button_gets_nothing_by_it(button, state, editor_client):
    row = factories.organization(**STATES[state])

    submit(editor_client, admin_url_of(row), **{button: "x"})

    assert Organization.objects.get().published_at == STATES[state]["published_at"]


def test_publishing_on_the_form_names_what_is_against_it_by_field(publisher_client):
    row = factories.organization(published_at=None, source=None)

    shown = html_of(publisher_client, row)
    response = submit(publisher_client, admin_url_of(row), name_en="Synthetic Kept", _publish="x")

    assert "In its saved form, this record cannot be published:" in shown
    assert NO_SOURCE in shown
    assert errors_of(response) == [NO_SOURCE]
    assert "Synthetic Kept" in response.content.decode()
    assert Organization.objects.get().published_at is None


def test_editor_is_shown_whom_to_ask(editor_client, publisher):
    public = factories.organization()
    publisher.first_name, publisher.last_name = "Synthetic", "Publisher"
    publisher.save()

    assert "Ask: Synthetic Publisher." in html_of(editor_client, public)

    publisher.delete()
    assert "No account has that role yet" in html_of(editor_client, public)


def test_action_tells_what_changes_before_it_does_anything(publisher_client, anonymous):
    edition = factories.edition(published_at=None)
    exhibitors = [factories.exhibitor(edition=edition) for _ in range(2)]
    unsourced = factories.edition(published_at=None, source=None, fair=edition.fair, year=2031)
    public = factories.edition(fair=edition.fair, year=2032)
    history = edition.history.count()

    page = asked(publisher_client, "publish", edition, unsourced, public)

    assert f"This will apply to 1 record: {edition}" in page
    assert "Editions: 1 → 2" in page
    assert "Exhibitors: 0 → 2" in page
    assert f"Not possible: 1 {unsourced} {NO_SOURCE}" in page
    assert f"Already done: 1 {public}" in page
    edition.refresh_from_db()
    assert (edition.published_at, edition.history.count()) == (None, history)

    act(publisher_client, "publish", edition, unsourced, public)
    body = anonymous.get("/exhibitors/").content.decode()
    assert [str(exhibitor.organization) in body for exhibitor in exhibitors] == [True, True]


def test_many_are_shown_without_trying(publisher_client, monkeypatch):
    rows = [factories.organization(published_at=None) for _ in range(3)]
    monkeypatch.setattr("portal.publishing.admin.MAX_PREVIEWED", 2)
    assert MAX_PREVIEWED == 500

    page = asked(publisher_client, "publish", *rows)

    assert "This will apply to 3 records" in page
    assert "What changes for visitors" not in page


def test_schedule_wants_a_moment_to_come_and_appears_by_itself(publisher_client, anonymous, monkeypatch):
    draft = factories.memorandum(published_at=None)
    page, soon = draft.get_absolute_url(), timezone.now() + timedelta(hours=1)

    assert "Public from (UTC)" in asked(publisher_client, "schedule", draft)
    past = asked(publisher_client, "schedule", draft, confirmed="yes", at="2020-01-01T00:00")
    assert "This time has already passed: publish now, or choose a later time." in past
    empty = asked(publisher_client, "schedule", draft, confirmed="yes", at="")
    assert "This field is required." in empty
    assert Memorandum.objects.get().published_at is None

    reported = act(publisher_client, "schedule", draft, at=soon.strftime("%Y-%m-%dT%H:%M"))
    assert reported == [("success", "1 record was scheduled.")]
    assert anonymous.get(page).status_code == 404
    assert page not in anonymous.get("/memoranda/").content.decode()

    monkeypatch.setattr(timezone, "now", lambda: soon + timedelta(minutes=1))
    assert anonymous.get(page).status_code == 200
    assert page in anonymous.get("/memoranda/").content.decode()


def test_submitting_leaves_what_is_public_or_waits_already(editor_client):
    draft, waiting, public = (
        factories.organization(**STATES[state]) for state in ("draft", "review", "public")
    )

    reported = act(editor_client, "submit", draft, waiting, public)

    assert reported == [("success", "1 draft was submitted for review.")]
    assert Organization.objects.get(pk=draft.pk).submitted_at
    assert Organization.objects.get(pk=waiting.pk).submitted_at == waiting.submitted_at
    assert Organization.objects.get(pk=public.pk).submitted_at is None
