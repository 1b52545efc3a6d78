"""No public page, list or search shows or counts what is not public."""

import pytest
from django.urls import reverse
from django.utils import translation

from portal.models import Source, record_models
from tests import factories
from tests.drafts.conftest import CANARY, LANGUAGES, LISTS, WITH_PAGE, Drafts, Neighbours, texts_of, tomorrow

pytestmark = pytest.mark.django_db


def name_drafts_on_public_rows(near: Neighbours, drafts: Drafts):
    """The other direction: public rows that name what is not public."""
    factories.signatory(memorandum=near.memorandum, organization=drafts.organization, side="RU")
    factories.signatory(
        memorandum=near.memorandum,
        organization=factories.organization(slug=f"party-{drafts.mark}"),
        person=drafts.person,
        side="RU",
    )
    factories.appearance(forum=near.forum, person=factories.person(), organization=drafts.organization)
    factories.appearance(
        forum=near.forum, person=near.person, organization=drafts.organization, role=f"{drafts.role}"
    )
    factories.exhibitor(edition=near.edition, organization=factories.organization(), pavilion=drafts.pavilion)
    factories.memorandum(occasion=drafts.occasion, counted="yes")
    factories.forum(parent=drafts.forum)
    factories.occasion(edition=drafts.edition)
    factories.step(outcome=near.outcome, memorandum=drafts.memorandum)
    near.outcome.areas.add(drafts.area)


def public_addresses() -> list[str]:
    pages = [reverse(name) for name in LISTS]
    lists = [*pages, *(f"{page.rstrip('/')}.{kind}" for page in pages for kind in ("csv", "json"))]
    searched = [f"{address}?q={CANARY.upper()}" for address in lists]
    records = [record.get_absolute_url() for model in WITH_PAGE for record in model.objects.published()]
    sources = [source.get_absolute_url() for source in Source.objects.all()]
    return [reverse("portal:home"), reverse("portal:about"), *lists, *searched, *records, *sources]


def public_pages(client, language="en", addresses=None) -> dict[str, str]:
    """Every public page as a visitor reads it. (Searched in capitals: the form repeats what was typed.)"""
    with translation.override(language):
        addresses = addresses or public_addresses()
    pages = {}
    for address in addresses:
        response = client.get(address)
        assert response.status_code == 200, address
        body = b"".join(response).decode()
        pages[address] = body.replace(f'["{CANARY.upper()}"]', "")  # JSON too repeats what was asked
    return pages


def test_the_canary_stands_in_every_kind_of_record(near):
    drafts = Drafts(near)

    assert {type(row) for row in drafts.rows()} == set(record_models())
    assert [row for row in drafts.rows() if not row.is_withheld] == []
    assert [row for row in drafts.rows() if CANARY not in row.slug] == []
    for model in WITH_PAGE:
        texts = texts_of(model, "draft")
        assert {name for name in texts if name.endswith(("_en", "_ja", "_ru"))} or "title" in texts, model


def test_no_public_page_shows_what_is_not_public(client, near):
    for mark, published_at, role in [("draft", None, "guide"), ("scheduled", tomorrow(), "host")]:
        drafts = Drafts(near, mark, published_at)
        drafts.role = role
        name_drafts_on_public_rows(near, drafts)

    pages = {}
    for language in LANGUAGES:
        pages |= public_pages(client, language)

    assert [address for address, body in pages.items() if CANARY in body] == []
    assert len(pages) > 3 * 70


def test_adding_drafts_changes_no_byte_of_any_public_page(client, near):
    before = public_pages(client)

    Drafts(near)
    Drafts(near, "scheduled", tomorrow())

    after = public_pages(client)
    assert set(after) == set(before)
    assert [address for address in before if after[address] != before[address]] == []


def test_naming_drafts_on_public_rows_changes_no_list_but_the_parties(client, near):
    """That a document has one more party is public; who it is, is not."""
    drafts = Drafts(near)
    drafts.role = "guide"
    before = public_pages(client, addresses=[reverse(name) for name in LISTS])

    near.outcome.areas.add(drafts.area)
    near.exhibitor.pavilion = drafts.pavilion
    near.exhibitor.save()
    factories.signatory(memorandum=near.memorandum, organization=drafts.organization, side="RU")

    after = public_pages(client, addresses=list(before))
    changed = {address for address in before if after[address] != before[address]}
    assert changed == {reverse("cooperation:memorandum-list"), reverse("events:exhibitor-list")}
    assert "a party not yet published" in after[reverse("cooperation:memorandum-list")]
    assert near.pavilion.name not in after[reverse("events:exhibitor-list")]


def test_lists_show_staff_what_everybody_sees(near, editor_client, client):
    Drafts(near)

    for address in (reverse(name) for name in LISTS):
        assert editor_client.get(address).content == client.get(address).content, address
