"""What a process computes from the record and caches in its memory until the record changes."""

import threading
from collections.abc import Callable, Hashable
from datetime import datetime
from typing import Any

from cachetools import LRUCache, cached
from django.utils import timezone

from portal.models import Change, Source, record_models


def next_publication(now: datetime) -> datetime | None:
    """When the next scheduled record becomes public: nobody writes anything then."""
    first, *others = [
        model.objects.filter(published_at__gt=now).order_by().values_list("published_at", flat=True)
        for model in record_models()
    ]
    return first.union(*others).order_by("published_at").first()


class ThreadSafeCache:
    """A thread-safe LRU cache of `maxsize` values."""

    def __init__(self, maxsize: int):
        self.values: LRUCache[Hashable, Any] = LRUCache(maxsize)
        self._condition = threading.Condition()
        self._compute = cached(self.values, key=lambda key, compute: key, condition=self._condition)(
            lambda key, compute: compute()
        )

    def get_or_compute(self, key: Hashable, compute: Callable[[], Any]) -> Any:
        """The cached value. One thread computes a missing one; others that ask for it wait."""
        return self._compute(key, compute)

    def get(self, key: Hashable) -> Any:
        """The cached value, or None."""
        with self._condition:
            return self.values.get(key)

    def set(self, key: Hashable, value: Any) -> None:
        with self._condition:
            self.values[key] = value

    def clear(self) -> None:
        with self._condition:
            self.values.clear()


class RecordCache:
    """What was computed from one state of the record: indexes and the like, rendered pages, rendered rows."""

    MAX_VALUES, MAX_PAGES, MAX_ROWS = 100, 1000, 5000  # some 25 MB at 300,000 exhibitors, 15 MB, 6 MB

    def __init__(self, state: Hashable, now: datetime):
        self.state = state
        self.expires = next_publication(now)
        self.values = ThreadSafeCache(self.MAX_VALUES)
        self.pages = ThreadSafeCache(self.MAX_PAGES)
        self.rows = ThreadSafeCache(self.MAX_ROWS)
        self.sources: dict[int, Source] = {}  # by primary key: those that rows cite, as long as `rows`

    def is_current(self, state: Hashable, now: datetime) -> bool:
        return self.state == state and (self.expires is None or now < self.expires)

    def get_or_compute(self, key: Hashable, compute: Callable[[], Any]) -> Any:
        return self.values.get_or_compute(key, compute)


_current: RecordCache | None = None
_lock = threading.Lock()


def record_cache() -> RecordCache:
    """The cache of this process for the record as it is now. Costs one small query."""
    global _current
    now, state = timezone.now(), Change.state()
    with _lock:
        if _current is None or not _current.is_current(state, now):
            _current = RecordCache(state, now)
        return _current


def record_cache_for(request: Any) -> RecordCache:
    """The same cache from the beginning of a request to its end."""
    if not hasattr(request, "record_cache"):
        request.record_cache = record_cache()
    return request.record_cache
