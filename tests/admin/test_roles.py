"""An editor writes drafts and a publisher everything; no admin lets through what its user may not do."""

import pytest
from django.urls import reverse

from cooperation.models import Memorandum, ReportedTotal
from portal.models import Organization
from tests import factories
from tests.admin.conftest import (
    RECORDS,
    FormReader,
    admin_url,
    admin_url_of,
    date_after_tomorrow,
    errors_of,
    every_record,
    history_of,
    submit,
)


@every_record
def test_editor_is_offered_to_submit_and_refused_the_rest(model, editor_client):
    draft = factories.FACTORIES[model](published_at=None)
    public = factories.FACTORIES[model](**({"value": 1, "headline": False} if model is ReportedTotal else {}))

    offered = editor_client.get(admin_url(model))
    for action in ("publish", "schedule", "unpublish", "delete_selected"):
        data = {
            "action": action,
            "_selected_action": [draft.pk, public.pk],
            "post": "yes",
            "confirmed": "yes",
        }
        editor_client.post(admin_url(model), {**data, "at": "2999-01-01T00:00"})

    choices = dict(offered.context["action_form"].fields["action"].choices)
    assert choices.keys() == {"", "submit"}
    assert set(offered.context["cl"].result_list) == {draft, public}
    stored = dict(model.objects.values_list("pk", "published_at"))
    assert stored == {draft.pk: None, public.pk: factories.PUBLISHED}
    assert [history_of(row) for row in (draft, public)] == [[("+", None)]] * 2


@every_record
def test_editor_reaches_neither_deletion_nor_accounts(model, editor_client):
    row = factories.FACTORIES[model]()
    accounts = [reverse("admin:auth_user_changelist"), reverse("admin:auth_group_add")]

    answers = [editor_client.get(path).status_code for path in (admin_url_of(row, "delete"), *accounts)]
    refused = editor_client.post(admin_url_of(row, "delete"), {"post": "yes"})

    assert [*answers, refused.status_code] == [403] * 4
    assert list(model.objects.all()) == [row]


def test_editor_changes_a_draft_but_not_its_publication(editor_client, editor):
    draft = factories.organization(published_at=None)
    moment = {"published_at_0": "2020-01-01", "published_at_1": "00:00:00", "published_at": "2020-01-01"}

    form = editor_client.get(admin_url_of(draft))
    response = submit(editor_client, admin_url_of(draft), name_en="Synthetic Renamed", **moment)

    assert "published_at_0" not in FormReader(form.content.decode()).data
    assert response.status_code == 302
    draft.refresh_from_db()
    assert (draft.name_en, draft.published_at) == ("Synthetic Renamed", None)
    assert history_of(draft) == [("~", editor), ("+", None)]


def test_editor_adds_a_draft_whatever_is_posted(editor_client):
    source = factories.source()
    typed = {"name_en": "Synthetic New", "slug": "new", "kind": "company", "source": source.pk}
    moment = {"published_at_0": "2020-01-01", "published_at_1": "00:00:00"}

    submit(editor_client, admin_url(Organization, "add"), **typed, **moment)

    assert list(Organization.objects.values_list("slug", "published_at")) == [("new", None)]


@pytest.mark.parametrize(
    ("model", "moment"), [*((model, "public") for model in RECORDS), (Memorandum, "scheduled")]
)
def test_editor_sees_a_public_record_but_may_not_change_it(model, moment, editor_client, publisher_client):
    when = {"public": factories.PUBLISHED, "scheduled": date_after_tomorrow()}[moment]
    row = factories.FACTORIES[model](published_at=when, slug="before")
    data = FormReader(publisher_client.get(admin_url_of(row)).content.decode()).data

    form = editor_client.get(admin_url_of(row))
    response = editor_client.post(admin_url_of(row), {**data, "slug": "after"})

    assert (form.status_code, response.status_code) == (200, 403)
    assert set(FormReader(form.content.decode()).data) & {"slug", "source", "published_at_0"} == set()
    assert list(model.objects.values_list("slug", flat=True)) == ["before"]
    assert history_of(row) == [("+", None)]


@every_record
def test_publisher_changes_a_public_record(model, publisher_client, publisher):
    row = factories.FACTORIES[model](slug="before")

    response = submit(publisher_client, admin_url_of(row), slug="after")

    assert response.status_code == 302, errors_of(response)
    assert list(model.objects.values_list("slug", "published_at")) == [("after", factories.PUBLISHED)]
    assert history_of(row)[0] == ("~", publisher)


@pytest.mark.parametrize("now", ["draft", "public"])
def test_editor_cannot_publish_withdraw_or_change_through_the_history(now, editor_client):
    """An old version's form writes it back as it was: its publication too."""
    row = factories.organization(name_en="Synthetic Before", published_at=None)
    row.publish(factories.PUBLISHED)
    if now == "draft":
        row.unpublish()
    other = row.history.filter(published_at__isnull=now == "public").latest()
    typed = {"name_en": "Synthetic After", "slug": row.slug, "kind": "company", "source": row.source_id}

    editor_client.post(admin_url(Organization, "version", row.pk, other.pk), typed)

    stored = Organization.objects.get()
    assert stored.published_at == row.published_at
    assert now == "draft" or stored.name_en == "Synthetic Before"
