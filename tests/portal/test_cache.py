"""What is computed from the record is cached until the record changes, within bounds."""

import threading
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from portal.cache import RecordCache, ThreadSafeCache, next_publication, record_cache
from tests import factories


@pytest.mark.django_db
def test_cache_is_that_of_one_state_of_the_record():
    first = record_cache()
    first.get_or_compute("key", lambda: "made")
    organization = factories.organization()
    second = record_cache()

    assert first.get_or_compute("key", lambda: "again") == "made"
    assert second is not first
    assert second is record_cache()
    organization.save()
    third = record_cache()
    organization.more_sources.add(factories.source())
    fourth = record_cache()
    organization.delete()
    assert len({id(one) for one in (first, second, third, fourth, record_cache())}) == 5


@pytest.mark.django_db
def test_change_that_is_rolled_back_changes_nothing():
    before = record_cache()

    with transaction.atomic():
        factories.organization()
        assert record_cache() is not before
        transaction.set_rollback(True)

    assert record_cache().state == before.state


@pytest.mark.django_db
def test_change_outside_the_record_changes_nothing(publisher):
    before = record_cache()

    publisher.set_password("another one")
    publisher.save()

    assert record_cache() is before


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
def test_least_recently_used_values_are_dropped(monkeypatch):
    monkeypatch.setattr(RecordCache, "MAX_VALUES", 2)
    cache, computed = RecordCache("state", timezone.now()), []

    for key in "abacab":
        cache.get_or_compute(key, lambda key=key: computed.append(key) or key)

    assert computed == ["a", "b", "c", "b"]


def test_missing_value_is_computed_by_one_thread_while_others_wait():
    cache, computed, results = ThreadSafeCache(2), [], []
    started, finish = threading.Event(), threading.Event()

    def compute():
        computed.append(1)
        started.set()
        finish.wait(5)
        return "value"

    threads = [
        threading.Thread(target=lambda: results.append(cache.get_or_compute("key", compute)))
        for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    started.wait(5)
    cache.set("other", "not held up")
    finish.set()
    for thread in threads:
        thread.join(5)

    assert (computed, results) == ([1], ["value"] * 3)


def test_failed_computation_is_tried_again():
    cache = ThreadSafeCache(2)

    with pytest.raises(ZeroDivisionError):
        cache.get_or_compute("key", lambda: 1 / 0)

    assert cache.get_or_compute("key", lambda: "value") == "value"
