"""What a process derives from the record and keeps in memory until the record changes."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import datetime
from typing import Any

from django.utils import timezone

from portal.models import Change, record_models


def next_publication(now: datetime) -> datetime | None:
    """When the next scheduled record becomes public: nobody writes anything then."""
    first, *others = [
        model.objects.filter(published_at__gt=now).order_by().values_list("published_at", flat=True)
        for model in record_models()
    ]
    return first.union(*others).order_by("published_at").first()


class Kept:
    """Things by their keys. When there are too many, what was not asked for longest gives way."""

    def __init__(self, most: int):
        self.most = most
        self._things: OrderedDict[Hashable, Any] = OrderedDict()
        self._making: dict[Hashable, threading.RLock] = {}
        self._lock = threading.RLock()

    def find(self, key: Hashable) -> Any:
        """The thing; None if it is not kept."""
        with self._lock:
            if key in self._things:
                self._things.move_to_end(key)
            return self._things.get(key)

    def put(self, key: Hashable, thing: Any) -> Any:
        with self._lock:
            self._things[key] = thing
            if len(self._things) > self.most:
                self._things.popitem(last=False)
        return thing

    def clear(self) -> None:
        with self._lock:
            self._things.clear()

    def get(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """The thing, which is made if it is not kept: one thread makes it, others that want it wait."""
        with self._lock:
            making = self._making.setdefault(key, threading.RLock())
        with making:
            found = self.find(key)
            if found is None:
                found = self.put(key, make())
        with self._lock:
            self._making.pop(key, None)
        return found


class Derived:
    """What was derived from one state of the record: indexes and the like, and pages and rows as printed."""

    THINGS, PAGES, ROWS = 100, 1000, 5000  # at most: some 25 MB at 300,000 exhibitors, 15 MB, 6 MB

    def __init__(self, state: Hashable, now: datetime):
        self.state = state
        self.until = next_publication(now)
        self.things, self.pages, self.rows = Kept(self.THINGS), Kept(self.PAGES), Kept(self.ROWS)
        self.sources: dict[int, Any] = {}  # by number: those that rows cite, for as long as rows are kept

    def holds(self, state: Hashable, now: datetime) -> bool:
        return self.state == state and (self.until is None or now < self.until)

    def get(self, key: Hashable, make: Callable[[], Any]) -> Any:
        return self.things.get(key, make)


_derived: Derived | None = None
_lock = threading.Lock()


def derived() -> Derived:
    """What this process has derived from the record as it is now. Costs one small query."""
    global _derived
    now, state = timezone.now(), Change.state()
    with _lock:
        if _derived is None or not _derived.holds(state, now):
            _derived = Derived(state, now)
        return _derived


def derived_for(request: Any) -> Derived:
    """The same for the whole of an answer."""
    if not hasattr(request, "derived"):
        request.derived = derived()
    return request.derived
