"""What is kept in memory of the record: right when it is made, and made again when the record changes."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pyroaring import BitMap

from events.models import Exhibitor, Forum
from portal.cache import Derived, derived, next_publication
from portal.lists.index import Found, Index, is_many
from portal.models import Organization
from tests import factories


@pytest.fixture
def organizations(db):
    """Five, of which the fourth in order has the lowest number."""
    for slug in ("d", "a", "b", "e", "c"):
        factories.organization(slug=slug, name_en=slug)
    return Index(Organization.objects.published(), ("name_en",), {}, also={"kind": "kind", "slug": "slug"})


def pks(slugs: str) -> list[int]:
    return [Organization.objects.get(slug=slug).pk for slug in slugs]


def test_rows_stand_in_their_order(organizations):
    assert list(organizations.pks) == pks("abcde")
    assert organizations.whole == BitMap(range(5))
    assert organizations.places(pks("ec")) == BitMap([2, 4])
    assert organizations.places([10**9]) == BitMap()


def test_values_are_those_of_the_rows(organizations):
    (d, b) = pks("db")
    assert organizations.values("slug", [d, b, 10**9]) == {d: ["d"], b: ["b"]}


def test_found_rows_are_read_forwards_and_backwards(organizations):
    forwards = Found(organizations, BitMap([0, 2, 3]))
    backwards = Found(organizations, BitMap([0, 2, 3]), backwards=True)

    assert (len(forwards), forwards.pks(0, 9), forwards.pks(1, 2)) == (3, pks("acd"), pks("c"))
    assert (backwards.pks(0, 9), backwards.pks(0, 1)) == (pks("dca"), pks("d"))
    assert backwards.pks(2, 5) == pks("a")
    assert [forwards.rank(pk) for pk in pks("acdb")] == [0, 1, 2, None]
    assert [backwards.rank(pk) for pk in pks("dca")] == [0, 1, 2]


@given(st.sets(st.integers(0, 200)), st.booleans(), st.integers(0, 220), st.integers(0, 220))
def test_found_rows_are_a_slice_of_a_list(places, backwards, start, length):
    class Numbers:
        pks = range(1000, 1201)

    rows = sorted((place + 1000 for place in places), reverse=backwards)

    assert (
        Found(Numbers, BitMap(places), backwards).pks(start, start + length) == rows[start : start + length]
    )


@pytest.mark.parametrize(("model", "path", "many"), [
    (Exhibitor, "role", False), (Exhibitor, "edition__fair", False), (Exhibitor, "sectors", True),
    (Organization, "signatures__side", True), (Forum, "an_annotation", False),
])  # fmt: skip
def test_paths_are_told_by_how_many_values_they_lead_to(model, path, many):
    assert is_many(model, path) is many


@pytest.mark.django_db
def test_what_is_derived_is_kept_until_the_record_changes():
    first = derived()
    first.get("key", lambda: "made")
    organization = factories.organization()
    second = derived()

    assert first.get("key", lambda: "again") == "made"
    assert second is not first
    assert second is derived()
    organization.save()
    third = derived()
    organization.more_sources.add(factories.source())
    fourth = derived()
    organization.delete()
    assert len({id(one) for one in (first, second, third, fourth, derived())}) == 5


@pytest.mark.django_db
def test_what_is_rolled_back_changes_nothing():
    before = derived()

    with transaction.atomic():
        factories.organization()
        assert derived() is not before
        transaction.set_rollback(True)

    assert derived().state == before.state


@pytest.mark.django_db
def test_what_is_no_part_of_the_record_changes_nothing(publisher):
    before = derived()

    publisher.set_password("another one")
    publisher.save()

    assert derived() is before


@pytest.mark.django_db
def test_scheduled_record_appears_at_its_time(client, monkeypatch):
    now = timezone.now()
    factories.organization(slug="scheduled", published_at=now + timedelta(minutes=5))
    factories.organization(slug="later", published_at=now + timedelta(days=5))

    def listed():
        return [row["id"] for row in client.get("/organizations.json").json()["results"]]

    assert next_publication(now) == now + timedelta(minutes=5)
    assert listed() == []
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(minutes=6))
    assert listed() == ["scheduled"]


@pytest.mark.django_db
def test_things_that_were_not_asked_for_longest_give_way(monkeypatch):
    monkeypatch.setattr(Derived, "THINGS", 2)
    kept, made = Derived("state", timezone.now()), []

    for key in "abacab":
        kept.get(key, lambda key=key: made.append(key) or key)

    assert made == ["a", "b", "c", "b"]
