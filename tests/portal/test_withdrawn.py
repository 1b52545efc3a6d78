"""A record that was public and is a draft now: gone, with a note, if a publisher gives one; else 404."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from events.models import Edition
from portal.models import Organization
from portal.publishing.models import FormerAddress, Withdrawal, keeping_former_addresses, was_withdrawn
from tests import factories
from tests.admin.conftest import FormReader, act, admin_url, admin_url_of, errors_of, every_record, submit

pytestmark = pytest.mark.django_db
NOTE = {
    "withdrawal_en": "Synthetic note",
    "withdrawal_ja": "合成の注記",
    "withdrawal_ru": "Синтетическая заметка",
}


@pytest.fixture
def withdrawn():
    organization = factories.organization(slug="gone", name_en="Synthetic Secret")
    organization.unpublish()
    return organization


def typed(client, row) -> dict:
    """The fields of the note on the form of a row, with what stands in them."""
    data = FormReader(client.get(admin_url_of(row)).content.decode()).data
    return {name: value[0] for name, value in data.items() if name.startswith("withdrawal_")}


def said(client, address):
    """What an address answers: its status, and the text of the page."""
    response = client.get(address)
    main = re.search("<main.*?</main>", response.content.decode(), re.DOTALL)[0]
    return response.status_code, re.sub(r"\s*\n\s*", "\n", re.sub("<[^>]*>", "", main)).strip().splitlines()


def test_withdrawn_record_is_gone_with_its_note_in_every_language(withdrawn, publisher_client, anonymous):
    submit(publisher_client, admin_url_of(withdrawn), **NOTE)

    answers = [said(anonymous, f"{prefix}/organizations/gone/") for prefix in ("", "/ja", "/ru")]

    assert [status for status, _lines in answers] == [410] * 3
    assert [lines[1] for _status, lines in answers] == list(NOTE.values())


def test_page_of_a_withdrawn_record(withdrawn, publisher_client, anonymous):
    submit(publisher_client, admin_url_of(withdrawn), withdrawal_en="<b>Line</b>\nanother")

    response = anonymous.get("/organizations/gone/")

    page = response.content.decode()
    assert response.headers["Cache-Control"] == "no-cache"
    assert "&lt;b&gt;Line&lt;/b&gt;<br>another" in page
    assert "Secret" not in page
    assert 'href="/ja/organizations/gone/" hreflang="ja"' in page
    assert len(re.findall("<h1>", page)) == 1


def test_note_in_another_language_is_marked(withdrawn, publisher_client, anonymous):
    submit(publisher_client, admin_url_of(withdrawn), withdrawal_ru=NOTE["withdrawal_ru"])

    page = anonymous.get("/organizations/gone/").content.decode()

    assert f'<span lang="ru">{NOTE["withdrawal_ru"]}</span>' in page


def test_without_a_note_there_is_no_such_page(withdrawn, publisher_client, anonymous):
    submit(publisher_client, admin_url_of(withdrawn))

    assert anonymous.get("/organizations/gone/").status_code == 404
    assert Withdrawal.objects.count() == 0


def test_every_former_address_is_gone(publisher_client, anonymous):
    organization = factories.organization(slug="first")
    for slug in ("second", "third"):
        organization.slug = slug
        organization.save()
    organization.unpublish()
    organization.slug = "never-public"
    organization.save()
    submit(publisher_client, admin_url_of(organization), **NOTE)

    slugs = ("first", "second", "third", "never-public")
    assert [anonymous.get(f"/organizations/{slug}/").status_code for slug in slugs] == [410, 410, 410, 404]


@every_record
def test_every_kind_of_record_with_a_page_takes_a_note(model, publisher_client):
    record = factories.FACTORIES[model]()
    act(publisher_client, "unpublish", record)

    submit(publisher_client, admin_url_of(record), **NOTE)

    assert typed(publisher_client, record) == (NOTE if model.has_page else {})
    assert Withdrawal.objects.count() == model.has_page


def test_edition_is_gone_at_the_address_of_its_page(publisher_client, anonymous):
    edition = factories.edition(fair=factories.fair(slug="fair"), year=2016)
    edition.unpublish()
    submit(publisher_client, admin_url_of(edition), **NOTE)

    assert said(anonymous, "/fairs/fair/2016/")[0] == 410


def test_note_is_changed_and_taken_back(withdrawn, publisher_client, publisher, anonymous):
    submit(publisher_client, admin_url_of(withdrawn), **NOTE)
    submit(publisher_client, admin_url_of(withdrawn), withdrawal_en="Synthetic correction")
    changed = said(anonymous, "/organizations/gone/")[1][1]
    submit(publisher_client, admin_url_of(withdrawn), **dict.fromkeys(NOTE, ""))

    assert changed == "Synthetic correction"
    assert anonymous.get("/organizations/gone/").status_code == 404
    kept = Withdrawal.history.order_by("history_id").values_list("history_type", "history_user")
    assert list(kept) == [("+", publisher.pk), ("~", publisher.pk), ("-", publisher.pk)]


def test_published_again_the_note_is_gone_for_good(withdrawn, publisher_client, anonymous):
    submit(publisher_client, admin_url_of(withdrawn), **NOTE)
    act(publisher_client, "publish", withdrawn)
    public = anonymous.get("/organizations/gone/").status_code
    act(publisher_client, "unpublish", withdrawn)

    assert (public, anonymous.get("/organizations/gone/").status_code) == (200, 404)
    assert typed(publisher_client, withdrawn) == dict.fromkeys(NOTE, "")


def with_note(row) -> Organization:
    row.unpublish()
    withdrawal = Withdrawal.about(row)
    withdrawal.note_en = "Synthetic note"
    withdrawal.save()
    return row


def test_note_goes_with_a_single_publication():
    again, other = (with_note(factories.organization(slug=slug)) for slug in ("again", "other"))

    again.publish()

    assert [one.row for one in Withdrawal.objects.all()] == [other.pk]


def test_notes_go_with_a_publication_in_bulk():
    rows = [with_note(factories.organization(slug=slug)) for slug in ("again", "draft", "apart")]
    again, draft, apart = (row.pk for row in rows)

    with keeping_former_addresses(Organization, [again, draft]):
        Organization.objects.filter(pk__in=[again, apart]).update(published_at=timezone.now())

    assert {one.row for one in Withdrawal.objects.all()} == {draft, apart}


def test_note_that_nobody_would_see_is_refused(withdrawn, publisher_client, anonymous):
    public = {"published_at_0": "2020-01-01", "published_at_1": "00:00", "source": withdrawn.source.pk}

    refused = submit(publisher_client, admin_url_of(withdrawn), **NOTE, **public)

    text = "Visitors see a note only once the record is withdrawn: withdraw it, or clear this."
    assert errors_of(refused) == [text] * 3
    assert NOTE["withdrawal_ja"] in refused.content.decode()
    assert anonymous.get("/organizations/gone/").status_code == 404
    assert Withdrawal.objects.count() == 0


def test_note_is_there_from_the_moment_of_the_withdrawal(publisher_client, anonymous):
    organization = factories.organization(slug="there")

    submit(publisher_client, admin_url_of(organization), **NOTE, _withdraw="x")

    assert said(anonymous, "/organizations/there/")[0] == 410


def test_note_is_asked_for_by_the_action_too(publisher_client, anonymous):
    rows = [factories.organization(slug=slug) for slug in ("one", "other")]

    asked = publisher_client.post(
        admin_url(Organization), {"action": "unpublish", "_selected_action": [row.pk for row in rows]}
    )
    act(publisher_client, "unpublish", *rows, **NOTE)

    assert all(name in asked.content.decode() for name in NOTE)
    assert [said(anonymous, f"/organizations/{slug}/")[0] for slug in ("one", "other")] == [410, 410]


def test_history_tells_who_wrote_which_note(withdrawn, publisher_client, publisher):
    submit(publisher_client, admin_url_of(withdrawn), **NOTE)
    submit(publisher_client, admin_url_of(withdrawn), **{**NOTE, "withdrawal_en": "Synthetic correction"})

    page = publisher_client.get(admin_url_of(withdrawn, "history"))

    revisions = [
        (str(revision.user), [(field[1], field[2]) for _row, fields in changes for field in fields])
        for revision, changes in page.context["revisions"]
    ]
    assert revisions[0] == ("publisher", [("Synthetic note", "Synthetic correction")])
    assert "Withdrawal: Synthetic note" in page.content.decode()
    assert "Saved without a change" not in page.content.decode()


def test_restoring_leaves_the_note(withdrawn, publisher_client, anonymous):
    version = withdrawn.history.last()  # the oldest
    Organization.objects.get().save()
    renamed = Organization.objects.get()
    renamed.name_en = "Synthetic renamed"
    renamed.save()
    submit(publisher_client, admin_url_of(withdrawn), **NOTE)
    path = admin_url(Organization, "version", withdrawn.pk, version.pk)
    opened = publisher_client.get(path).context["opened"]

    publisher_client.post(path, {"_opened": str(opened), "why": "synthetic"})

    assert Organization.objects.get().name_en == "Synthetic Secret"
    assert said(anonymous, "/organizations/gone/")[0] == 410


def test_deleted_record_leaves_no_note(withdrawn, publisher_client, anonymous):
    submit(publisher_client, admin_url_of(withdrawn), **NOTE)
    withdrawn.delete()

    assert anonymous.get("/organizations/gone/").status_code == 404
    assert (Withdrawal.objects.count(), FormerAddress.objects.count()) == (0, 0)


def test_record_that_takes_the_address_over_is_there(withdrawn, publisher_client, anonymous):
    submit(publisher_client, admin_url_of(withdrawn), **NOTE)
    Organization.objects.filter(pk=withdrawn.pk).update(slug="elsewhere")
    factories.organization(slug="gone", name_en="Synthetic taker")

    assert said(anonymous, "/organizations/gone/")[0] == 200


def test_staff_see_the_draft_where_visitors_are_shown_of_it(withdrawn, publisher_client):
    submit(publisher_client, admin_url_of(withdrawn), **NOTE)

    assert publisher_client.get("/organizations/gone/").status_code == 200


# Who is asked for a note, and of what


def test_editor_neither_sees_nor_writes_a_note(withdrawn, editor_client, publisher_client):
    publisher_note = {**NOTE, "withdrawal_en": "Synthetic words of a publisher"}
    submit(publisher_client, admin_url_of(withdrawn), **publisher_note)

    seen = typed(editor_client, withdrawn)
    saved = submit(editor_client, admin_url_of(withdrawn), **NOTE)

    assert seen == {}
    assert saved.status_code == 302
    assert typed(publisher_client, withdrawn) == publisher_note


@pytest.mark.parametrize(
    "published_at",
    [
        pytest.param(None, id="never public"),
        pytest.param(timezone.now() + timedelta(days=2), id="scheduled"),
    ],
)
def test_what_was_not_withdrawn_takes_no_note(published_at, publisher_client, anonymous):
    organization = factories.organization(slug="there", published_at=published_at)
    before = anonymous.get("/organizations/there/").status_code

    saved = submit(publisher_client, admin_url_of(organization), **NOTE)

    assert saved.status_code == 302
    assert typed(publisher_client, organization) == {}
    assert Withdrawal.objects.count() == 0
    assert anonymous.get("/organizations/there/").status_code == before


def test_renamed_record_was_not_withdrawn(publisher_client):
    organization = factories.organization(slug="old")
    organization.slug = "new"
    organization.save()

    assert not was_withdrawn(organization)


def test_new_record_takes_no_note(publisher_client):
    page = publisher_client.get(admin_url(Organization, "add")).content.decode()

    assert "withdrawal_en" not in page


def test_what_only_its_owner_withholds_was_not_withdrawn(publisher_client, anonymous):
    edition = factories.edition(fair=factories.fair(slug="fair"), year=2016)
    edition.fair.unpublish()
    submit(publisher_client, admin_url_of(edition.fair), **NOTE)

    assert not was_withdrawn(Edition.objects.get())
    assert anonymous.get("/fairs/fair/").status_code == 410
    assert anonymous.get("/fairs/fair/2016/").status_code == 404


def test_old_version_of_a_record_shows_no_note(withdrawn, publisher_client):
    submit(publisher_client, admin_url_of(withdrawn), **NOTE)
    version = withdrawn.history.first()

    page = publisher_client.get(admin_url(Organization, "version", withdrawn.pk, version.pk))

    assert page.status_code == 200
    assert "withdrawal_en" not in page.content.decode()
