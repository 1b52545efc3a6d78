"""A record is public from its moment on, with a source; who sees a draft before that."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser, Permission, User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.models import Organization, record_models
from tests import factories
from tests.factories import FACTORIES
from tests.portal.models.conftest import NOW, SECOND, by_name, draft

NO_SOURCE = "A record cannot be published without a source: add one."


@pytest.mark.django_db
def test_publish_makes_a_draft_public_from_that_moment():
    organization = draft()

    organization.publish(at=NOW)

    assert list(Organization.objects.published(at=NOW)) == [organization]
    assert list(Organization.objects.published(at=NOW - SECOND)) == []


@pytest.mark.django_db
def test_publish_without_a_moment_means_now():
    organization = draft()
    before = timezone.now()

    organization.publish()

    organization.refresh_from_db()
    assert before <= organization.published_at <= timezone.now()
    assert not organization.is_withheld


@pytest.mark.django_db
def test_publish_without_a_source_is_refused_and_writes_nothing():
    organization = draft(source=None)

    with pytest.raises(ValidationError) as caught:
        organization.publish()

    assert caught.value.message_dict == {"__all__": [NO_SOURCE]}
    assert organization.published_at is None
    organization.refresh_from_db()
    assert organization.published_at is None
    assert organization.history.count() == 1


@pytest.mark.django_db
def test_publish_of_a_scheduled_record_that_breaks_a_rule_leaves_it_scheduled():
    later = timezone.now() + timedelta(days=1)
    organization = factories.organization(published_at=later)
    organization.kind = "nonsense"

    with pytest.raises(ValidationError):
        organization.publish()

    assert organization.published_at == later
    organization.refresh_from_db()
    assert (organization.published_at, organization.kind) == (later, "company")


@pytest.mark.django_db
def test_unpublish_makes_a_draft_and_keeps_text_source_and_history():
    organization = factories.organization(name_en="Synthetic Works")
    source = organization.source

    organization.unpublish()

    organization.refresh_from_db()
    assert (organization.published_at, organization.name_en, organization.source) == (
        None,
        "Synthetic Works",
        source,
    )
    assert [row.history_type for row in organization.history.all()] == ["~", "+"]
    assert list(Organization.objects.drafts()) == [organization]


@pytest.mark.django_db
@pytest.mark.parametrize("model", record_models(), ids=by_name)
def test_database_refuses_a_published_record_without_a_source(model):
    record = FACTORIES[model]()

    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.filter(pk=record.pk).update(source=None)

    record.refresh_from_db()
    assert record.source is not None


@pytest.mark.django_db
@pytest.mark.parametrize("model", record_models(), ids=by_name)
def test_full_clean_explains_that_a_published_record_needs_a_source(model):
    record = FACTORIES[model]()
    record.source = None

    with pytest.raises(ValidationError) as caught:
        record.full_clean()

    assert caught.value.message_dict == {"__all__": [NO_SOURCE]}


@pytest.mark.django_db
def test_published_shows_past_records_and_neither_drafts_nor_scheduled_ones():
    draft()
    past = factories.organization(published_at=NOW - SECOND)
    scheduled = factories.organization(published_at=NOW + SECOND)

    assert list(Organization.objects.published(at=NOW)) == [past]
    assert set(Organization.objects.published(at=NOW + SECOND)) == {past, scheduled}


@pytest.mark.django_db
def test_drafts_are_the_records_without_a_moment():
    organization = draft()
    factories.organization(published_at=NOW)
    factories.organization(published_at=timezone.now() + timedelta(days=1))

    assert list(Organization.objects.drafts()) == [organization]


@pytest.mark.parametrize(
    ("published_at", "is_withheld"),
    [(None, True), (datetime(2017, 7, 10, tzinfo=UTC), False), (datetime(9000, 1, 1, tzinfo=UTC), True)],
)
def test_is_withheld_until_its_moment_has_come(published_at, is_withheld):
    assert Organization(published_at=published_at).is_withheld is is_withheld


# Who sees what


@pytest.mark.django_db
def test_visible_to_anonymous_is_what_is_public():
    public = factories.organization()
    draft()

    assert list(Organization.objects.visible_to(AnonymousUser())) == [public]


def test_visible_to_an_editor_has_the_drafts_too(editor):
    public, hidden = factories.organization(), draft()

    assert set(Organization.objects.visible_to(editor)) == {public, hidden}


@pytest.mark.django_db
def test_visible_to_staff_without_permission_is_what_is_public():
    public = factories.organization()
    draft()
    clerk = User.objects.create_user("clerk", is_staff=True)
    clerk.user_permissions.set(Permission.objects.filter(codename="view_person"))

    assert list(Organization.objects.visible_to(clerk)) == [public]


@pytest.mark.django_db
def test_visible_to_an_account_that_is_not_staff_is_what_is_public():
    public = factories.organization()
    draft()
    member = User.objects.create_user("member")
    member.user_permissions.set(Permission.objects.filter(codename="view_organization"))

    assert list(Organization.objects.visible_to(member)) == [public]


@pytest.mark.django_db
@pytest.mark.parametrize("update_fields", [None, ["name_en", "published_at"]])
def test_submission_ends_with_publication_and_not_before(update_fields):
    row = draft(submitted_at=NOW)

    row.save()
    row.refresh_from_db()
    submitted = row.submitted_at
    row.source, row.published_at = factories.source(), NOW
    row.save(update_fields=update_fields and [*update_fields, "source"])
    row.refresh_from_db()

    assert (submitted, row.submitted_at, row.published_at) == (NOW, None, NOW)
