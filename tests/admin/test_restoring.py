"""An earlier version or a deleted record is restored, with today's validation."""

import pytest
from django.core.files.storage import default_storage
from django.db import transaction
from django.test import Client

from cooperation.models import AreaAssignment, Memorandum, Outcome, RelatedDocument, Signatory
from events.models import Exhibitor, Forum, Photo, Sector
from portal.models import Organization, Source
from portal.publishing.models import FormerAddress
from portal.roles import READER
from tests import factories
from tests.admin.conftest import (
    admin_url,
    admin_url_of,
    every_admin,
    history_of,
    parts_of,
    problems_of,
    restore,
    rewritten,
    said,
    saves,
    versions,
)
from tests.conftest import staff

pytestmark = pytest.mark.django_db


def test_version_is_restored_with_its_parts_and_the_reason_is_kept(understanding, editor_client, editor):
    first, second = understanding.signatories.order_by("pk")
    rewritten(editor_client, understanding)
    source = factories.source()
    understanding.more_sources.add(source)

    response = restore(editor_client, versions(editor_client, understanding)[-1], why="the title was right")

    understanding.refresh_from_db()
    assert said(response) == [("success", "“Synthetic understanding” was restored.")]
    assert understanding.title_en == "Synthetic understanding"
    assert list(understanding.more_sources.all()) == []
    assert [part.pk for part in understanding.signatories.order_by("pk")] == [first.pk, second.pk]
    assert understanding.signatories.get(pk=first.pk).office_en == "first office"
    (who, why, changed), *_earlier = saves(editor_client, understanding)
    assert (who, why[:15], why[-19:]) == (editor, "restored as of ", "the title was right")
    assert changed["Signatory: Synthetic party 2, Synthetic understanding"] == "added"


def test_part_added_since_is_deleted(understanding, editor_client):
    path = versions(editor_client, understanding)[-1]
    third = factories.signatory(memorandum=understanding)

    restore(editor_client, path)

    assert not Signatory.objects.filter(pk=third.pk).exists()
    assert understanding.signatories.count() == 2
    assert third.history.first().history_change_reason.startswith("restored as of ")


def test_every_kind_of_part_is_restored(publisher_client):
    with transaction.atomic():  # one revision
        memorandum, outcome, forum = factories.memorandum(), factories.outcome(), factories.forum()
        for row in (memorandum, outcome):
            parts_of(row)
        factories.appearance(forum=forum)
    kinds = {
        memorandum: (Signatory, AreaAssignment, RelatedDocument),
        outcome: (Outcome.links.rel.related_model,),
        forum: (Forum.appearances.rel.related_model,),
    }
    before = {kind: list(kind.objects.values()) for parts in kinds.values() for kind in parts}
    for parts in kinds.values():
        for kind in parts:
            for part in kind.objects.all():
                part.delete()

    for row in kinds:
        restore(publisher_client, versions(publisher_client, row)[-1])

    assert {kind: list(kind.objects.values()) for kind in before} == before
    assert all(before.values())


@every_admin
def test_row_of_every_admin_is_restored(model, publisher_client):
    row = factories.FACTORIES[model]()
    name = row.slug
    path = admin_url(model, "version", row.pk, row.history.latest().pk)
    row.slug = "renamed"
    row.save()

    response = restore(publisher_client, path)

    assert response.redirect_chain[-1][0] == admin_url_of(row)
    assert model.objects.get(pk=row.pk).slug == name


def test_restoring_changes_no_publication(publisher_client):
    row = factories.organization(published_at=None, name_en="Synthetic draft")
    row.name_en = "Synthetic public"
    row.publish()
    draft = versions(publisher_client, row)[-1]

    restore(publisher_client, draft)
    row.refresh_from_db()
    assert (row.name_en, row.is_withheld) == ("Synthetic draft", False)

    public = versions(publisher_client, row)[1]
    row.unpublish()
    restore(publisher_client, public)
    row.refresh_from_db()
    assert (row.name_en, row.is_withheld) == ("Synthetic public", True)


def test_former_address_redirects_to_the_restored_one(publisher_client, anonymous):
    row = factories.organization(slug="synthetic-first")
    row.slug = "synthetic-second"
    row.save()

    restore(publisher_client, versions(publisher_client, row)[-1])

    assert anonymous.get("/organizations/synthetic-second/").url == "/organizations/synthetic-first/"


def test_version_that_is_invalid_today_is_not_restored(publisher_client):
    row = factories.organization(published_at=None, source=None, slug="synthetic-taken")
    row.source, row.slug = factories.source(), "synthetic-free"
    row.publish()
    other = factories.organization(slug="synthetic-taken")
    path, before = versions(publisher_client, row)[-1], Organization.history.count()

    response = restore(publisher_client, path)

    assert response.status_code == 400
    name = str(row)
    assert problems_of(response) == [
        f"{name}: short name in addresses: Organisation with this Short name in addresses already exists.",
        f"{name}: A record cannot be published without a source: add one.",
    ]
    assert response.context["form"]["why"].value() == "synthetic reason"
    assert Organization.history.count() == before
    other.delete()


def test_nothing_is_restored_without_a_required_row_that_is_deleted(understanding, publisher_client):
    rewritten(publisher_client, understanding)
    party = Organization.objects.get(name_en="Synthetic party 2")
    number = party.pk
    party.delete()

    response = restore(publisher_client, versions(publisher_client, understanding)[-1])

    understanding.refresh_from_db()
    assert response.status_code == 400
    assert problems_of(response)[0].endswith(f"Organisation: Organisation no. {number} (since deleted)")
    assert understanding.title_en == "Synthetic agreement"


def test_optional_relation_is_restored_without_rows_that_are_deleted(publisher_client):
    exhibitor, sector = factories.exhibitor(), Sector.objects.create(slug="gone", name_en="Synthetic gone")
    with transaction.atomic():  # one revision
        exhibitor.pavilion = factories.pavilion(edition=exhibitor.edition)
        exhibitor.save()
        exhibitor.sectors.add(sector)
    with transaction.atomic():
        exhibitor.pavilion, pavilion = None, exhibitor.pavilion
        exhibitor.stand = "B 1"
        exhibitor.save()
        exhibitor.sectors.clear()
    pavilion.delete()
    sector.delete()

    response = restore(publisher_client, versions(publisher_client, exhibitor)[1])

    exhibitor = Exhibitor.objects.get(pk=exhibitor.pk)
    assert (exhibitor.stand, exhibitor.pavilion, exhibitor.sectors.count()) == ("", None, 0)
    assert [text[:7] for _level, text in said(response)] == [
        f"“{exhibitor}"[:7],
        str(exhibitor)[:7],
        str(exhibitor)[:7],
    ]
    assert [text.endswith(" (since deleted)") for _level, text in said(response)] == [False, True, True]


def test_picture_is_left_alone_and_a_missing_file_is_reported(publisher_client):
    with transaction.atomic():  # one revision
        edition = factories.edition()
        kept, gone = factories.photo(edition=edition, credit="first"), factories.photo(edition=edition)
    name = kept.image.name
    kept.credit = "second"
    kept.save()
    gone.delete()
    default_storage.delete(gone.image.name)

    response = restore(publisher_client, versions(publisher_client, edition)[-1])

    kept.refresh_from_db()
    assert (kept.credit, kept.image.name) == ("first", name)
    assert list(Photo.objects.all()) == [kept]
    assert said(response)[1] == (
        "warning",
        f"Photo: {gone.slug}: Picture: the file no longer exists. Add it again.",
    )


def test_version_is_not_restored_over_a_newer_save(understanding, editor_client):
    rewritten(editor_client, understanding)
    path = versions(editor_client, understanding)[-1]
    opened = editor_client.get(path).context["opened"]
    signatory = understanding.signatories.get()
    signatory.office_en = "third office"
    signatory.save()

    response = editor_client.post(path, {"_opened": str(opened), "why": "typed"})

    understanding.refresh_from_db()
    assert (response.status_code, understanding.title_en) == (409, "Synthetic agreement")
    assert problems_of(response) == ["This was changed after you opened the page. Review the changes again."]
    assert "<mark>third</mark> office" in response.content.decode()
    assert response.context["form"]["why"].value() == "typed"


@pytest.mark.parametrize("why", ["", " ", "x" * 501, "a\0b"])
def test_restoring_requires_a_reason(why, understanding, editor_client):
    rewritten(editor_client, understanding)

    response = restore(editor_client, versions(editor_client, understanding)[-1], why=why)

    understanding.refresh_from_db()
    assert (response.status_code, understanding.title_en) == (400, "Synthetic agreement")
    assert response.context["form"].errors["why"]


# Permissions


@pytest.fixture
def readers_client(db):
    client = Client()
    client.force_login(staff(READER))
    return client


def test_reader_compares_and_restores_nothing(understanding, editor_client, readers_client):
    rewritten(editor_client, understanding)
    path = versions(readers_client, understanding)[-1]
    page = readers_client.get(path)

    response = readers_client.post(path, {"_opened": str(page.context["opened"]), "why": "typed"})

    understanding.refresh_from_db()
    assert (page.status_code, page.context["form"], response.status_code) == (200, None, 403)
    assert understanding.title_en == "Synthetic agreement"


def test_editor_restores_nothing_that_is_public(publisher_client, editor_client):
    row = factories.organization(name_en="Synthetic first")
    row.name_en = "Synthetic second"
    row.save()
    path = versions(editor_client, row)[-1]
    page = editor_client.get(path)

    response = editor_client.post(path, {"_opened": str(page.context["opened"]), "why": "typed"})

    row.refresh_from_db()
    assert (page.context["form"], response.status_code, row.name_en) == (None, 403, "Synthetic second")


def test_deleted_record_is_listed_and_restored_as_a_draft(
    understanding, publisher_client, publisher, editor_client
):
    understanding.publish()
    number = understanding.pk
    publisher_client.post(admin_url_of(understanding, "delete"), {"post": "yes", "why": "recorded twice"})
    understanding.pk = number

    listed = publisher_client.get(admin_url(Memorandum, "deleted")).context["deleted"]
    assert [(name, row.history_user, row.history_change_reason) for row, name in listed] == [
        ("Synthetic understanding", publisher, "recorded twice")
    ]
    path = versions(publisher_client, understanding)[1]
    assert editor_client.get(path).context["form"] is None

    response = restore(publisher_client, path)

    restored = Memorandum.objects.get(pk=number)
    assert (restored.title_en, restored.signatories.count()) == ("Synthetic understanding", 2)
    assert restored.is_withheld
    assert said(response)[-1] == ("info", "It is now a draft; a publisher can publish it again.")
    assert [kind for kind, _user in history_of(restored)] == ["+", "-", "~", "+"]
    assert publisher_client.get(admin_url(Memorandum, "deleted")).context["deleted"] == []


def test_deletion_of_several_keeps_the_reason_too(publisher_client, publisher):
    rows = [factories.source(), factories.source()]
    data = {"action": "delete_selected", "_selected_action": [row.pk for row in rows], "post": "yes"}

    publisher_client.post(admin_url(Source), {**data, "why": "loaddata"})

    gone = Source.history.filter(history_type="-")
    assert [(row.history_user, row.history_change_reason) for row in gone] == [(publisher, "“loaddata”")] * 2


def test_deleted_record_is_not_restored_when_its_slug_is_taken(publisher_client):
    row = factories.organization(slug="synthetic-name")
    number = row.pk
    row.delete()
    factories.organization(slug="synthetic-name")
    row.pk = number

    response = restore(publisher_client, versions(publisher_client, row)[1])

    assert response.status_code == 400
    assert ["already exists" in text for text in problems_of(response)] == [True]
    assert Organization.objects.filter(slug="synthetic-name").count() == 1
    assert not FormerAddress.objects.filter(row=number).exists()
