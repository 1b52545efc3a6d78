"""From a draft to the public and back: the buttons of the form, and what an action tells first."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from cooperation.models import Memorandum
from events.models import Edition
from portal.models import Organization
from portal.publishing.admin import MAX_PREVIEWED
from portal.publishing.steps import Publish
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


def text_of(response) -> str:
    return " ".join(re.sub("<[^>]*>", " ", unescape(response.content.decode())).split())


def messages_of(response) -> list[tuple[str, str]]:
    return [(message.level_tag, str(message)) for message in response.context["messages"]]


def html_of(client, row) -> str:
    return unescape(client.get(admin_url_of(row)).content.decode())


def asked(client, action, *rows, **typed) -> str:
    """The page that tells what an action would do."""
    data = {"action": action, "_selected_action": [row.pk for row in rows], **typed}
    response = client.post(admin_url(type(rows[0])), data)
    assert response.status_code == 200
    return text_of(response)


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
    assert row.submitted_at is None  # a draft again, which waits for nobody
    assert len({version.revision for version in row.history.all()}) == 6


@pytest.mark.parametrize(
    ("state", "button", "said"),
    [
        ("draft", "_submit", "1 draft was submitted for review."),
        ("review", "_return", "1 record is now a draft."),
        ("review", "_publish", "1 record is public now."),
        ("public", "_withdraw", "1 record is now a draft."),
    ],
)
def test_button_says_what_it_did(state, button, said, publisher_client):
    row = factories.organization(**STATES[state])

    submit(publisher_client, admin_url_of(row), **{button: "x"})

    assert ("success", said) in messages_of(publisher_client.get(admin_url(Organization)))


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
    assert response.context["record_state"] == "draft"
    assert set(BUTTONS.findall(response.content.decode())) == {"_submit", "_publish"}
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


# What would not be seen, and what is mentioned: told before


@pytest.mark.parametrize("how", ["action", "form"])
def test_hidden_record_is_told_of_before_and_called_hidden_after(how, publisher_client):
    fair = factories.fair(name_en="Synthetic Fair", published_at=None)
    edition = factories.edition(fair=fair, year=2017, published_at=None)
    label = "public, hidden by “Synthetic Fair”"

    if how == "action":
        told = asked(publisher_client, "publish", edition)
        said = act(publisher_client, "publish", edition)
    else:
        saved = submit(publisher_client, admin_url_of(edition), _publish="x")
        assert saved["Location"] == admin_url_of(edition, "publish")
        edition.refresh_from_db()
        assert edition.published_at is None  # nothing is done before it was told
        told = text_of(publisher_client.get(saved["Location"]))
        said = messages_of(publisher_client.post(saved["Location"], {"confirmed": "yes"}, follow=True))

    assert "Hidden from visitors all the same" in told
    assert f"{edition}: until “Synthetic Fair” is public too." in told
    assert said == [("warning", f"{edition}: published, but hidden until “Synthetic Fair” is public too.")]
    assert f"Publication: {label}" in text_of(publisher_client.get(admin_url_of(edition)))
    listed = publisher_client.get(admin_url(Edition) + "?publication=hidden").context["cl"].queryset
    assert list(listed) == [edition]
    assert not publisher_client.get(admin_url(Edition) + "?publication=public").context["cl"].queryset
    assert "public, but hidden" in text_of(publisher_client.get("/admin/"))

    fair.publish()
    assert "Publication: public" in text_of(publisher_client.get(admin_url_of(edition)))


def test_hidden_record_that_is_scheduled_is_not_called_published(publisher_client):
    edition = factories.edition(
        fair=factories.fair(name_en="Synthetic Fair", published_at=None), published_at=None
    )

    said = act(publisher_client, "schedule", edition, at=date_after_tomorrow().strftime("%Y-%m-%dT%H:%M"))

    assert said == [
        ("warning", f"{edition}: scheduled, but hidden until “Synthetic Fair” is public too."),
        ("success", "1 record was scheduled."),
    ]


@pytest.fixture
def document():
    """A draft of two parties, of which one is public and one was made in passing: a name without a source."""
    memorandum = factories.memorandum(published_at=None, title_en="Synthetic understanding")
    factories.signatory(memorandum=memorandum, organization=factories.organization(name_en="Synthetic A"))
    draft = factories.organization(name_en="Synthetic B", published_at=None, source=None)
    factories.signatory(memorandum=memorandum, organization=draft, side="RU")
    return memorandum


def test_draft_parties_are_told_of_before_publication_and_published_with_it(
    document, publisher_client, anonymous
):
    shown = text_of(publisher_client.get(admin_url_of(document)))
    saved = submit(publisher_client, admin_url_of(document), _publish="x")
    told = text_of(publisher_client.get(saved["Location"]))
    after = publisher_client.post(saved["Location"], {"confirmed": "yes", "together": "yes"}, follow=True)

    assert "This record mentions drafts, which visitors are not shown: Synthetic B" in shown
    assert "Drafts that are mentioned" in told
    assert "Synthetic B" in told
    assert messages_of(after) == [("success", "1 record is public now.")]
    party = Organization.objects.get(name_en="Synthetic B")
    assert party.published_at
    assert party.source == document.source
    assert "Synthetic B" in anonymous.get(document.get_absolute_url()).content.decode()


def test_draft_parties_stay_drafts_if_so_wanted_and_wait_visibly(document, publisher_client):
    act(publisher_client, "publish", document)

    party = Organization.objects.get(name_en="Synthetic B")
    assert (party.published_at, party.source) == (None, None)
    assert "mentions drafts" in text_of(publisher_client.get("/admin/"))
    listed = publisher_client.get(admin_url(Memorandum) + "?attention=mentions").context["cl"].queryset
    assert list(listed) == [document]


def test_draft_parties_are_submitted_with_the_document(document, editor_client):
    saved = submit(editor_client, admin_url_of(document), _submit="x")
    editor_client.post(saved["Location"], {"confirmed": "yes", "together": "yes"})

    document.refresh_from_db()
    party = Organization.objects.get(name_en="Synthetic B")
    assert document.submitted_at
    assert party.submitted_at
    assert party.published_at is None


def test_draft_that_may_not_be_public_stays_one_and_is_named(document, publisher_client):
    party = Organization.objects.get(name_en="Synthetic B")
    Organization.objects.filter(pk=party.pk).update(website="no address")

    said = act(publisher_client, "publish", document, together="yes")

    assert said == [
        ("warning", "Synthetic B: not changed. website: Enter a valid URL."),
        ("success", "1 record is public now."),
    ]
    assert Organization.objects.get(pk=party.pk).published_at is None


def test_page_of_a_step_is_for_those_who_may_take_it(document, editor_client, anonymous):
    page = admin_url_of(document, "publish")

    assert [client.post(page, {"confirmed": "yes"}).status_code for client in (editor_client, anonymous)] == [
        403,
        302,
    ]
    document.refresh_from_db()
    assert document.published_at is None


# Others at work meanwhile


def test_step_goes_on_where_a_colleague_was_faster(publisher_client, monkeypatch):
    """The list shows drafts only: a row that the colleague publishes meanwhile is none of it any more."""
    rows = [factories.organization(published_at=None) for _ in range(4)]
    apply, colleague_at_work = Publish.apply, True

    def with_a_colleague(step, record, at):
        nonlocal colleague_at_work
        if colleague_at_work:
            colleague_at_work = False
            others = [row for row in rows if row.pk != record.pk]
            others[0].publish()
            others[1].delete()
        apply(step, record, at)

    monkeypatch.setattr(Publish, "apply", with_a_colleague)
    data = {"action": "publish", "_selected_action": [row.pk for row in rows], "confirmed": "yes"}
    response = publisher_client.post(f"{admin_url(Organization)}?publication=draft", data, follow=True)

    assert messages_of(response) == [
        ("error", "A chosen record has been deleted since."),
        ("success", "2 records are public now."),
    ]
    assert Organization.objects.filter(published_at__isnull=False).count() == 3


def test_preview_tells_of_the_records_as_they_are(publisher_client):
    row = factories.organization(published_at=None)

    response = publisher_client.post(
        admin_url(Organization), {"action": "publish", "_selected_action": [row.pk]}
    )

    (shown,) = response.context["preview"].changed
    assert (response.context["effect"], shown.published_at) == ([("organisations", 0, 1)], None)
