"""Counts of recorded documents, and how many of those that a reported total counts are recorded here.

All of it is read from the indexes of the lists of documents and outcomes.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from django.db.models import Prefetch, QuerySet
from django.http import QueryDict
from pyroaring import BitMap

from cooperation.choices import LEVELS_OF, LOWER_BOUNDS, Counted, State, TotalMeasure
from cooperation.filters import MemorandumFilterSet, OutcomeFilterSet
from cooperation.models import Area, Memorandum, Occasion, Outcome, ReportedTotal
from portal.cache import record_cache_for
from portal.choices import Qualifier, Standing
from portal.lists.index import Index
from portal.models import format_amount


@dataclass(frozen=True)
class DocumentCount:
    """A number of documents (or of outcomes), and how many of them are how well attested."""

    number: int = 0
    one_press_source: int = 0
    reported_in_advance: int = 0
    certain: int = 0  # known to be counted in the occasion's total
    link_not_stated: int = 0  # no source states which outcome came of which document
    qualifier: str = Qualifier.EXACT  # that of the reported total, where documents are missing from it

    @property
    def qualified_number(self) -> str:
        """The number with its qualifier: “at least 7”."""
        return format_amount(Decimal(self.number), self.qualifier)

    @property
    def unconfirmed(self) -> int:
        return self.one_press_source + self.reported_in_advance

    @property
    def confirmed(self) -> int:
        return self.number - self.unconfirmed

    def __bool__(self) -> bool:
        return self.number > 0

    def __add__(self, other: "DocumentCount") -> "DocumentCount":
        return DocumentCount(
            self.number + other.number,
            self.one_press_source + other.one_press_source,
            self.reported_in_advance + other.reported_in_advance,
            self.certain + other.certain,
            self.link_not_stated + other.link_not_stated,
            self.qualifier if self.qualifier != Qualifier.EXACT else other.qualifier,
        )


def sum_counts(counts: Iterable[DocumentCount]) -> DocumentCount:
    return sum(counts, DocumentCount())


@dataclass(frozen=True)
class TotalCoverage:
    """A reported total, and the count of the recorded documents that it may count."""

    total: ReportedTotal
    count: DocumentCount

    @property
    def exceeds(self) -> bool:
        """Whether more is recorded than was reported: the total cannot count all of it."""
        return self.total.qualifier not in LOWER_BOUNDS and self.count.number > self.total.value

    @property
    def drawn(self) -> bool:
        """Whether a share can be drawn: only of an exact number."""
        return self.total.qualifier == Qualifier.EXACT and self.total.value > 0

    def share(self, number: int) -> float:
        """In per cent of the total, at most 100."""
        return min(float(number / self.total.value) * 100, 100)

    @property
    def recorded_share(self) -> float:
        return self.share(self.count.number)

    @property
    def certain_share(self) -> float:
        return self.share(self.count.certain)


class RecordedCounts:
    """Counts of the public documents and outcomes as they stood at the end of the day `as_of` (now).

    A set of rows is a bitmap of their positions in an index.
    """

    def __init__(self, request, as_of: date | None = None):
        self.request, self.as_of = request, as_of
        self.query = QueryDict(f"as_of={as_of}" if as_of else "")

    @cached_property
    def documents(self) -> Index:
        return MemorandumFilterSet(self.query, Memorandum.objects.all(), request=self.request).index

    @cached_property
    def outcomes(self) -> Index:
        return OutcomeFilterSet(self.query, Outcome.objects.all(), request=self.request).index

    @cached_property
    def areas(self) -> dict[int, Area]:
        return {area.pk: area for area in self.cached(Area.objects.published())}

    @cached_property
    def occasions(self) -> list[Occasion]:
        """The occasions with all totals that had been reported of them."""
        totals = ReportedTotal.objects.published().as_of(self.as_of).with_owners().with_sources()
        occasions = Occasion.objects.published().with_sources()
        return self.cached(occasions.prefetch_related(Prefetch("totals", totals, to_attr="shown_totals")))

    def cached(self, rows: QuerySet) -> list:
        key = ("recorded", rows.model, self.as_of)
        return record_cache_for(self.request).get_or_compute(key, lambda: list(rows))

    @staticmethod
    def positions(index: Index, name: str, *keys) -> BitMap:
        """The rows that have any of these values of a facet or an extra column."""
        return BitMap.union(BitMap(), *(index.positions[name].get(key, BitMap()) for key in keys))

    def by_state(self, index: Index, rows: BitMap) -> dict[State, BitMap]:
        return {state: rows & self.positions(index, "progress", state) for state in State}

    def count(self, rows: BitMap) -> DocumentCount:
        """The count of some documents."""
        index = self.documents
        with_outcome = rows - self.positions(index, "progress", State.NOTHING_RECORDED)
        return DocumentCount(
            len(rows),
            len(rows & self.positions(index, "standing", Standing.ONE_SOURCE)),
            len(rows & self.positions(index, "standing", Standing.ADVANCE)),
            len(rows & self.positions(index, "counted", Counted.YES)),
            len(with_outcome - self.positions(index, "progress_stated", True)),
        )

    def documents_of_occasion(self, pk: int) -> BitMap:
        """Documents of an occasion, except those that its total is known not to count."""
        rows = self.positions(self.documents, "occasion", pk)
        return rows - self.positions(self.documents, "counted", Counted.NO)

    def count_of_occasion(self, occasion: Occasion) -> DocumentCount:
        return self.count(self.documents_of_occasion(occasion.pk))

    def coverage(self, total: ReportedTotal) -> TotalCoverage | None:
        """The coverage of a reported total; None if it counts no documents or is not of an occasion."""
        levels = LEVELS_OF.get(TotalMeasure(total.measure))
        if levels is None or total.occasion_id is None:
            return None
        rows = self.documents_of_occasion(total.occasion_id)
        rows &= self.positions(self.documents, "level", *levels)
        if total.area_id:
            rows &= self.positions(self.documents, "area", total.area_id)
        return TotalCoverage(total, self.count(rows))

    def count_by_state(self, area: Area | None = None) -> list[tuple[State, int]]:
        """How many documents, of all or of an area, are in each state. One of several areas is in each."""
        rows = self.positions(self.documents, "area", area.pk) if area else self.documents.all_positions
        return [(state, len(of_state)) for state, of_state in self.by_state(self.documents, rows).items()]
