"""The page of what is not public is for staff; it is everybody's from the moment of publication on."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from portal.models import Organization, record_models
from tests import factories
from tests.drafts.conftest import CANARY, LANGUAGES, LISTS, WITH_PAGE, Drafts, hidden, tomorrow

pytestmark = pytest.mark.django_db


def own_address(row) -> str:
    """The page on which a row stands, its own or its owner's."""
    return row.get_absolute_url().split("#")[0]


def list_of(model) -> str:
    """The list of a kind of record, if it has one in which each row links to its page."""
    name = f"{model._meta.app_label}:{model._meta.model_name}-list"
    name = name.replace("portal:organization", "cooperation:organization")
    return reverse(name) if name in LISTS else ""


@pytest.mark.parametrize("published_at", [None, tomorrow()], ids=["draft", "scheduled"])
def test_own_page_of_a_draft_is_for_staff(
    near, published_at, client, visitor, desk_without_rights, editor_client, publisher_client
):
    rows = [hidden(near, model, published_at=published_at) for model in WITH_PAGE]
    addresses = []
    for language in LANGUAGES:
        with translation.override(language):
            addresses += [row.get_absolute_url() for row in rows]

    for address in addresses:
        for outsider in (client, visitor, desk_without_rights):
            response = outsider.get(address)
            assert response.status_code == 404, address
            assert CANARY not in response.content.decode(), address
        for insider in (editor_client, publisher_client):
            response = insider.get(address)
            assert response.status_code == 200, address
            assert "no-store" in response["Cache-Control"], address
            assert CANARY in response.content.decode(), address


def test_page_of_a_public_record_under_a_draft_is_for_staff(near, client, editor_client):
    drafts = Drafts(near)

    for row in drafts.children:
        if row.has_page:
            assert client.get(row.get_absolute_url()).status_code == 404, row
            assert CANARY in editor_client.get(row.get_absolute_url()).content.decode(), row
        assert not type(row).objects.published().filter(pk=row.pk).exists(), row


def test_draft_without_a_page_shows_to_staff_on_its_owner(near, client, editor_client):
    drafts = Drafts(near)

    for row in [drafts.pavilion, drafts.exhibitor, drafts.edition_figure, drafts.reported_total,
                drafts.step, drafts.statement]:  # fmt: skip
        address = own_address(row)

        assert row.slug in editor_client.get(address).content.decode(), row
        assert row.slug not in client.get(address).content.decode(), row


@pytest.mark.parametrize("model", record_models(), ids=lambda model: model._meta.label)
def test_publishing_and_withdrawing_show_within_one_request(near, client, model):
    row = hidden(near, model)
    own, listed = own_address(row), list_of(model)

    def places() -> list[str]:
        """Where a visitor meets the row: on its page or its owner's, and on its list."""
        answers = {address: client.get(address) for address in filter(None, (own, listed))}
        return [
            address
            for address, answer in answers.items()
            if answer.status_code == 200 and CANARY in answer.content.decode()
        ]

    first = places()
    row.publish()
    published = places()
    row.unpublish()
    withdrawn = places()

    assert first == withdrawn == []
    assert published == list(filter(None, (own, listed)))


def test_scheduled_record_is_public_from_its_moment_on():
    moment = tomorrow()
    row = factories.organization(published_at=moment)

    before = Organization.objects.published(moment - timedelta(seconds=1))
    after = Organization.objects.published(moment)

    assert row not in before
    assert row in after
    assert row not in Organization.objects.published()
