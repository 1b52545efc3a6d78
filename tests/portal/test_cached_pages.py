"""Cached pages: the same for every visitor, never with a draft for staff, never older than the record."""

from datetime import timedelta

import pytest
from django.utils import timezone

from portal.cache import RecordCache, record_cache
from portal.lists.rows import CachedRows
from portal.models import Organization
from tests import factories

pytestmark = pytest.mark.django_db


def body(client, address) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def test_page_is_rendered_once(client):
    address = factories.memorandum().get_absolute_url()

    first, again = client.get(address), client.get(address)

    assert again.content == first.content
    assert (first.headers["Vary"], again.headers["Vary"]) == ("Cookie", "Cookie")
    assert first.templates != []
    assert again.templates == []


def test_staff_see_drafts_of_their_own_and_visitors_none(client, editor_client):
    edition = factories.edition()
    factories.pavilion(edition=edition, name_en="Drafted hall", published_at=None)
    address = edition.get_absolute_url()

    visitors, staffs, visitors_again = (body(who, address) for who in (client, editor_client, client))

    assert "Drafted hall" in staffs
    assert "Drafted hall" not in visitors
    assert visitors_again == visitors


def test_staff_first_leaves_nothing_for_visitors(client, editor_client):
    address = factories.memorandum(published_at=None).get_absolute_url()

    assert editor_client.get(address).status_code == 200
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    "address", ["/", "/organizations/makers/", "/memoranda/paper/", "/areas/energy/", "/memoranda/"]
)
def test_change_shows_at_once(client, address):
    makers = factories.organization(slug="makers", name_en="Makers")
    document = factories.memorandum(slug="paper", title_en="Paper")
    factories.signatory(memorandum=document, organization=makers)
    factories.area_assignment(memorandum=document, area=factories.area(slug="energy"))
    assert "Another title" not in body(client, address)

    document.title_en = "Another title"
    document.save()

    assert "Another title" in body(client, address)


def test_source_that_is_corrected_is_corrected_everywhere(client):
    source = factories.source(publisher_en="Old publisher")
    factories.organization(slug="makers", source=source)
    addresses = ["/organizations/makers/", "/organizations/"]
    assert all("Old publisher" in body(client, address) for address in addresses)

    source.publisher_en = "New publisher"
    source.save()

    for address in addresses:
        assert "New publisher" in body(client, address)
        assert "Old publisher" not in body(client, address)


def test_withdrawn_record_is_gone_at_once(client):
    document = factories.memorandum(slug="paper", title_en="Paper")
    assert "Paper" in body(client, "/memoranda/")
    assert "Paper" in body(client, "/memoranda/paper/")

    document.published_at = None
    document.save()

    assert "Paper" not in body(client, "/memoranda/")
    assert client.get("/memoranda/paper/").status_code == 404


def test_scheduled_part_appears_at_its_time(client, monkeypatch):
    now = timezone.now()
    edition = factories.edition()
    factories.pavilion(edition=edition, name_en="Coming hall", published_at=now + timedelta(minutes=1))
    address = edition.get_absolute_url()
    assert "Coming hall" not in body(client, address)

    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(minutes=2))

    assert "Coming hall" in body(client, address)


def test_step_counts_from_the_day_it_is_over(client, monkeypatch):
    outcome = factories.outcome(slug="built")
    today = timezone.localdate()
    factories.step(outcome=outcome, stage="in-force", happened_on=today + timedelta(days=1))
    assert "nothing recorded here" in body(client, "/outcomes/")

    monkeypatch.setattr(timezone, "localdate", lambda: today + timedelta(days=1))

    assert "realised" in body(client, "/outcomes/")


def test_pages_of_each_language_are_cached_apart(client):
    factories.organization(slug="makers", name_en="Makers", name_ja="合成工業")

    pages = [body(client, f"{prefix}/organizations/") for prefix in ("", "/ja", "/ru", "", "/ja")]

    assert pages[3:] == pages[:2]
    assert ["合成工業" in page for page in pages] == [False, True, False, False, True]


def test_page_with_unknown_parameter_is_not_cached(client):
    address = factories.memorandum().get_absolute_url()

    for number in range(3):
        client.get(f"{address}?nonsense={number}")

    assert [key[0] for key in record_cache().pages.values] == []


@pytest.mark.parametrize("address", ["/", "/memoranda/paper/", "/follow-through/", "/sources/report/"])
def test_page_without_a_long_table_is_cached_once(client, address):
    factories.memorandum(slug="paper", source=factories.source(slug="report"))
    pages = {client.get(f"{address}?page={number}").content for number in ("1", "2", "x", "")}
    pages |= {client.get(f"{address}?fbclid={number}&utm_source=a&page=7").content for number in range(3)}

    assert pages == {client.get(address).content}
    assert [key[0] for key in record_cache().pages.values] == [address]


def test_page_with_a_long_table_is_cached_once_for_each_page_that_it_has(client):
    occasion = factories.occasion(slug="meeting")
    for _ in range(51):
        factories.memorandum(occasion=occasion)
    address = "/occasions/meeting/"
    there = ["", "?page=1", "?page=", "?page=2", "?page=2&gclid=x"]
    elsewhere = ["?page=3", "?page=02", "?page=0", "?page=x", "?page=2&page=2"]

    answers = [client.get(f"{address}{query}") for query in [*there, *elsewhere]]

    assert [answer.status_code for answer in answers] == [200] * 5 + [404] * 5
    assert [key[0] for key in record_cache().pages.values] == [address, f"{address}?page=2"]


@pytest.mark.parametrize(("prefix", "link"), [
    ("", "Go to the first page"), ("/ja", "最初のページへ"), ("/ru", "Перейти на первую страницу"),
])  # fmt: skip
def test_page_past_the_end_of_a_table_leads_to_the_first(client, prefix, link):
    edition = factories.edition()
    rows = [edition, factories.area(), factories.occasion(), factories.organization(), factories.person()]
    addresses = [row.get_absolute_url() for row in rows]  # before the language of an answer is active

    for address in (f"{prefix}{address}" for address in addresses):
        answer = client.get(f"{address}?page=999")

        assert answer.status_code == 404
        assert f'<a href="{address}">{link}</a>' in answer.content.decode()


def test_number_of_cached_pages_is_bounded(client, monkeypatch):
    monkeypatch.setattr(RecordCache, "MAX_PAGES", 2)
    addresses = [factories.organization().get_absolute_url() for _ in range(4)]

    for address in addresses:
        client.get(address)

    assert [key[0] for key in record_cache().pages.values] == addresses[2:]


def test_head_is_answered_like_get(client):
    address = factories.memorandum().get_absolute_url()

    head, get = client.head(address), client.get(address)

    assert (head.status_code, head.content) == (200, b"")
    assert b"<h1" in get.content


def test_cached_rows_find_their_sources_whatever_else_is_cached(client, monkeypatch):
    monkeypatch.setattr(RecordCache, "MAX_VALUES", 3)
    factories.memorandum(source=factories.source(publisher_en="Synthetic publisher"))
    first = body(client, "/memoranda/")

    for day in range(1, 9):
        client.get(f"/memoranda.json?as_of=2017-01-0{day}")

    assert body(client, "/memoranda/") == first
    assert "Synthetic publisher" in first


def test_row_that_is_deleted_while_its_page_is_rendered_is_no_error(client, monkeypatch):
    for letter in "abc":
        factories.organization(slug=letter, name_en=letter)
    made = CachedRows.__init__

    def and_deleted(self, view, pks):
        made(self, view, pks)
        Organization.objects.filter(pk__in=pks).delete()

    monkeypatch.setattr(CachedRows, "__init__", and_deleted)

    assert client.get("/organizations/?before=c").status_code == 200
