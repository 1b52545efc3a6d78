"""The rows of a list on their way to a page: which of them, from the cache or the database."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import get_language

from portal.lists.index import ResultSet
from portal.models import Source

if TYPE_CHECKING:
    from portal.lists.views import RecordList


@dataclass
class PageOfRows:
    """The rows of a result set from `start` to before `stop`, and the addresses of the pages around them."""

    result_set: ResultSet
    start: int
    stop: int
    previous_url: str = ""
    next_url: str = ""

    @property
    def count(self) -> int:
        """How many rows the whole result set has."""
        return len(self.result_set)

    @property
    def first(self) -> int:
        """The number of the first row on the page, from 1."""
        return self.start + 1

    @property
    def last(self) -> int:
        return min(self.stop, self.count)

    @property
    def pks(self) -> list[int]:
        return self.result_set.pks(self.start, self.last)


class CachedRows:
    """The rows of a page, each with its HTML, which `{% cached_rows %}` caches until the record changes."""

    def __init__(self, view: "RecordList", pks: list[int]):
        self.pks, self.fetch = pks, view.fetch
        record_cache = view.filterset.record_cache
        self.cache = record_cache.rows
        self.sources: dict[int, Source] = record_cache.sources
        self.key = (type(view), view.filterset.as_of or timezone.localdate(), get_language())
        self.html: dict[int, str | None] = {pk: self.cache.get((*self.key, pk)) for pk in pks}

    def __len__(self) -> int:
        return len(self.pks)

    def __iter__(self):
        return iter(self.fetch(self.pks))

    def uncached(self) -> list:
        """The rows that are not in the cache, fetched from the database."""
        missing = [pk for pk, html in self.html.items() if html is None]
        return self.fetch(missing) if missing else []

    def add(self, pk: int, html: str) -> None:
        """Remember the HTML of a row, for this page and for others."""
        self.html[pk] = html
        self.cache.set((*self.key, pk), html)


class LazyRows:
    """Some rows of a list in its order, for the page of a record: fetched when they are sliced."""

    def __init__(self, view: "RecordList", result_set: ResultSet):
        self.view, self.result_set = view, result_set

    def __len__(self) -> int:
        return len(self.result_set)

    def __getitem__(self, part: slice) -> list:
        return self.view.fetch(self.result_set.pks(part.start or 0, part.stop))
