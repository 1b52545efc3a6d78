"""What is recorded here, counted: beside what was reported of an occasion or an area, and as a flow.

All of it is read from the indexes of the lists of documents and outcomes. A number leads to a list only
where that list can be asked for just the rows that it counts (`Origin.listed`).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import Prefetch
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from pyroaring import BitMap

from cooperation.choices import LEVELS_OF, Band, Counted, Level, State, TotalMeasure
from cooperation.filters import MemorandumFilterSet, OutcomeFilterSet
from cooperation.models import Area, Memorandum, Occasion, Outcome, OutcomeLink, ReportedTotal
from portal.cache import record_cache_for
from portal.choices import Qualifier, Standing
from portal.lists.index import Index
from portal.models import format_amount
from portal.models.figure import QUALIFIER_OF_TOTAL

NOT_COUNTED, OTHER_LEVEL = "not-counted", "other-level"
APART = {
    NOT_COUNTED: _("%(occasion)s: outside its total"),
    OTHER_LEVEL: _("%(occasion)s: governmental documents"),
}
STATES = (*State, None)  # None: not known, of what is not itemised


def state_label(state: State | str | None):
    """A state in words; that of what is not itemised is not known."""
    return State(state).label if state else _("not known")


@dataclass(frozen=True)
class Count:
    """How many documents (or outcomes) there are, and how well that is known."""

    number: int = 0
    one_source: int = 0  # one press source only
    advance: int = 0  # reported before the event as expected
    certain: int = 0  # known to be counted in the occasion's total
    unstated: int = 0  # no source states what they are linked to
    qualifier: str = Qualifier.EXACT  # of a reported total, in what it leaves open and in sums with that

    @property
    def shown(self) -> str:
        return format_amount(Decimal(self.number), self.qualifier)

    @property
    def confirmed(self) -> int:
        return self.number - self.apart

    @property
    def apart(self) -> int:
        return self.one_source + self.advance

    def __bool__(self) -> bool:
        return self.number > 0

    def __add__(self, other: "Count") -> "Count":
        return Count(
            self.number + other.number,
            self.one_source + other.one_source,
            self.advance + other.advance,
            self.certain + other.certain,
            self.unstated + other.unstated,
            self.qualifier if self.qualifier != Qualifier.EXACT else other.qualifier,
        )


@dataclass(frozen=True)
class Coverage:
    """A reported total beside the documents recorded here that it may count."""

    total: ReportedTotal
    count: Count

    @property
    def exceeds(self) -> bool:
        """Whether more is recorded than was reported: not all of it can be among what was."""
        floors = (Qualifier.OVER, Qualifier.AT_LEAST)
        return self.total.qualifier not in floors and self.count.number > self.total.value

    @property
    def drawn(self) -> bool:
        """A share can be drawn of an exact number alone."""
        return self.total.qualifier == Qualifier.EXACT and self.total.value > 0

    def share(self, number: int) -> float:
        return min(float(number / self.total.value) * 100, 100)

    @property
    def recorded_share(self) -> float:
        return self.share(self.count.number)

    @property
    def certain_share(self) -> float:
        return self.share(self.count.certain)


@dataclass(frozen=True)
class Cell:
    """How many documents of one band ended in one state; `state` is None for what is not itemised."""

    band: Area | Band
    state: State | None
    count: Count


@dataclass
class Line:
    """The documents of one band, by the state they ended in."""

    band: Area | Band
    by_state: dict[State | None, Count] = field(default_factory=dict)

    @property
    def area(self) -> Area | None:
        return self.band if isinstance(self.band, Area) else None

    @property
    def counts(self) -> list[tuple[State | None, Count]]:
        return [(state, self.by_state.get(state, Count())) for state in STATES]

    @property
    def count(self) -> Count:
        return sum(self.by_state.values(), Count())


@dataclass
class Origin:
    """Where a flow begins: an occasion, no occasion, or (of outcomes) no document.

    `total` is what was reported of the occasion; then the cells add up to it, with what is not itemised.
    Documents that it does not count are `apart`: by what a source says, or since it counts another level.
    """

    occasion: Occasion | None
    unit: str  # documents or outcomes
    total: ReportedTotal | None = None
    apart: str = ""
    complete: bool = True  # whether the list of documents can be asked for just these
    levels: tuple[str, ...] = ()  # where not all of them are meant
    cells: list[Cell] = field(default_factory=list)

    @property
    def slug(self) -> str:
        if self.unit == "outcomes":
            return "no-document-named"
        if self.occasion is None:
            return "no-occasion"
        return f"{self.occasion.slug}-{self.apart}" if self.apart else self.occasion.slug

    @property
    def title(self):
        if self.unit == "outcomes":
            return _("Outcomes that no source ties to a document")
        if self.occasion is None:
            return _("Outside any occasion recorded here")
        if self.apart:
            return APART[self.apart] % {"occasion": self.occasion}
        return self.occasion.title

    @property
    def listed(self) -> str:
        """What the list of documents is asked for these; nothing where it cannot be asked for just these."""
        if self.occasion is None or not self.complete:
            return ""
        return urlencode([("occasion", self.occasion.slug), *(("level", level) for level in self.levels)])

    @property
    def count(self) -> Count:
        return sum((cell.count for cell in self.cells), Count())

    @property
    def lines(self) -> list[Line]:
        """The lines of a table: each band with its counts by state."""
        lines: dict[Any, Line] = {}
        for cell in self.cells:
            lines.setdefault(cell.band, Line(cell.band)).by_state[cell.state] = cell.count
        return list(lines.values())

    @property
    def sums(self) -> list[tuple[State | None, Count]]:
        """The last line of the table: what ended in each state."""
        of_state = ((state, (cell.count for cell in self.cells if cell.state == state)) for state in STATES)
        return [(state, sum(counts, Count())) for state, counts in of_state]


class Recorded:
    """The public documents and outcomes as they stood at the end of a day (now), ready to be counted."""

    def __init__(self, request, as_of: date | None = None):
        self.request, self.as_of = request, as_of
        self.asked = QueryDict(f"as_of={as_of}" if as_of else "")

    @cached_property
    def documents(self) -> Index:
        return MemorandumFilterSet(self.asked, Memorandum.objects.all(), request=self.request).index

    @cached_property
    def outcomes(self) -> Index:
        return OutcomeFilterSet(self.asked, Outcome.objects.all(), request=self.request).index

    @cached_property
    def areas(self) -> dict[int, Area]:
        return {area.pk: area for area in self.kept(Area.objects.published())}

    @cached_property
    def occasions(self) -> list[Occasion]:
        """The occasions with all that had been reported of them."""
        totals = ReportedTotal.objects.published().as_of(self.as_of).with_owners().with_sources()
        occasions = Occasion.objects.published().with_sources()
        return self.kept(occasions.prefetch_related(Prefetch("totals", totals, to_attr="shown_totals")))

    def kept(self, rows) -> list:
        key = ("recorded", rows.model, self.as_of)
        return record_cache_for(self.request).get_or_compute(key, lambda: list(rows))

    # Documents

    @staticmethod
    def bitmap(index: Index, name: str, *keys) -> BitMap:
        """Where the rows stand that have any of these values."""
        return BitMap.union(BitMap(), *(index.positions[name].get(key, BitMap()) for key in keys))

    def count(self, rows: BitMap) -> Count:
        index = self.documents
        followed = rows - self.bitmap(index, "progress", State.NOTHING_RECORDED)
        return Count(
            len(rows),
            len(rows & self.bitmap(index, "standing", Standing.ONE_SOURCE)),
            len(rows & self.bitmap(index, "standing", Standing.ADVANCE)),
            len(rows & self.bitmap(index, "counted", Counted.YES)),
            len(followed - self.bitmap(index, "progress_stated", True)),
        )

    def coverage(self, total: ReportedTotal) -> Coverage | None:
        """A reported total of documents beside what is recorded; None if it counts something else."""
        levels = LEVELS_OF.get(TotalMeasure(total.measure))
        if levels is None or total.occasion_id is None:
            return None
        rows = self.of_occasion(total.occasion_id) & self.bitmap(self.documents, "level", *levels)
        if total.area_id:
            rows &= self.bitmap(self.documents, "area", total.area_id)
        return Coverage(total, self.count(rows))

    def of_occasion(self, pk: int) -> BitMap:
        """Documents of an occasion but for those that its total is known not to count."""
        rows = self.bitmap(self.documents, "occasion", pk)
        return rows - self.bitmap(self.documents, "counted", Counted.NO)

    def progress(self, area: Area) -> list[tuple[State, int]]:
        """How many documents of an area ended in each state; one of several areas is counted in each."""
        rows = self.bitmap(self.documents, "area", area.pk)
        return [(state, len(places)) for state, places in self.by_state(self.documents, rows).items()]

    def by_state(self, index: Index, rows: BitMap) -> dict[State, BitMap]:
        return {state: rows & self.bitmap(index, "progress", state) for state in State}

    # The flow

    def origins(self, area: Area | None = None) -> list[Origin]:
        """Everything that a flow begins with, of the whole plan or of one area; what is empty is left out."""
        rows = self.bitmap(self.documents, "area", area.pk) if area else self.documents.all_positions
        found = [origin for occasion in self.occasions for origin in self.of(occasion, rows, area)]
        without = rows - self.documents.with_value["occasion"]
        found += [self.origin(None, without), self.undocumented(area)]
        return [origin for origin in found if origin.cells]

    def of(self, occasion: Any, rows: BitMap, area: Area | None) -> Iterator[Origin]:
        """What an occasion gave: what its total may count and what that leaves open; then the others."""
        every = self.bitmap(self.documents, "occasion", occasion.pk) & rows
        uncounted = every & self.bitmap(self.documents, "counted", Counted.NO)
        total = self.reported(occasion, area)
        levels = LEVELS_OF[TotalMeasure(total.measure)] if total else tuple(Level)
        of_levels = self.bitmap(self.documents, "level", *levels)
        others = tuple(level for level in Level if level not in levels)
        asked = {"complete": not uncounted, "levels": levels if others else ()}
        origin = self.origin(occasion, (every - uncounted) & of_levels, total=total, **asked)
        missing = self.missing(total, origin.count.number)
        if missing:
            origin.cells.append(Cell(Band.NOT_ITEMISED, None, missing))
        yield origin
        asked = {"complete": not uncounted, "levels": others}
        yield self.origin(occasion, every - uncounted - of_levels, apart=OTHER_LEVEL, **asked)
        yield self.origin(occasion, uncounted, apart=NOT_COUNTED, complete=False)

    @staticmethod
    def missing(total: ReportedTotal | None, recorded: int) -> Count:
        """What a total leaves open; nothing is known to be missing from one that says “up to”."""
        if total is None or total.qualifier == Qualifier.UP_TO:
            return Count()
        qualifier = QUALIFIER_OF_TOTAL.get(Qualifier(total.qualifier), total.qualifier)
        return Count(max(int(total.value) - recorded, 0), qualifier=qualifier)

    def reported(self, occasion: Any, area: Area | None) -> ReportedTotal | None:
        """The headline among the totals of documents that were reported of an occasion, in all or in an area.

        A number of businesses' documents alone is taken for an area where no other was reported.
        """
        totals = {
            TotalMeasure(total.measure): total
            for total in occasion.shown_totals
            if total.headline and total.area_id == (area and area.pk)
        }
        business = totals.get(TotalMeasure.BUSINESS) if area else None
        return totals.get(TotalMeasure.DOCUMENTS, business)

    def origin(self, occasion: Occasion | None, rows: BitMap, **given) -> Origin:
        origin = Origin(occasion, "documents", **given)
        for band, of_band in self.banded(self.documents, rows):
            for state, of_state in self.by_state(self.documents, of_band).items():
                if of_state:
                    origin.cells.append(Cell(band, state, self.count(of_state)))
        return origin

    def undocumented(self, area: Area | None) -> Origin:
        """Outcomes that no source ties to a document that was there."""
        tied = OutcomeLink.objects.published().filter(
            stated=True, memorandum__in=Memorandum.objects.as_of(self.as_of)
        )
        rows = self.outcomes.all_positions - self.outcomes.positions_of(
            Outcome.objects.filter(links__in=tied)
        )
        if area:
            rows &= self.bitmap(self.outcomes, "area", area.pk)
        origin = Origin(None, "outcomes")
        for band, of_band in self.banded(self.outcomes, rows):
            for state, of_state in self.by_state(self.outcomes, of_band).items():
                if of_state:
                    origin.cells.append(Cell(band, state, Count(len(of_state))))
        return origin

    def banded(self, index: Index, rows: BitMap) -> Iterator[tuple[Area | Band, BitMap]]:
        """Rows by the one area that they are in; what is in several is counted once, in a band of its own."""
        seen, several = BitMap(), BitMap()
        for pk in self.areas:
            of_area = self.bitmap(index, "area", pk)
            several |= seen & of_area
            seen |= of_area
        for pk, area in self.areas.items():
            yield area, rows & self.bitmap(index, "area", pk) - several
        yield Band.SEVERAL, rows & several
        yield Band.NO_AREA, rows - seen
