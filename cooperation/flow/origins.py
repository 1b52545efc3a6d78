"""The flow as a table: from the occasions of signing, over the areas, to what became of the documents.

A number leads to a list only where that list can be asked for exactly the rows that it counts
(`FlowOrigin.list_query`).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _
from pyroaring import BitMap

from cooperation.choices import LEVELS_OF, Counted, FlowGroup, Level, State, TotalMeasure
from cooperation.flow.counts import DocumentCount, RecordedCounts, sum_counts
from cooperation.models import Area, Memorandum, Occasion, Outcome, OutcomeLink, ReportedTotal
from portal.choices import Qualifier
from portal.lists.index import Index
from portal.models.figure import QUALIFIER_OF_TOTAL

# Why documents of an occasion are outside its total: a source says so, or it counts another level.
NOT_COUNTED, OTHER_LEVEL = "not-counted", "other-level"
EXCLUDED_TITLES = {
    NOT_COUNTED: _("%(occasion)s: not part of the total"),
    OTHER_LEVEL: _("%(occasion)s: governmental documents"),
}
FLOW_STATES = (*State, None)  # None: not known, of documents that are not itemised


def state_label(state: State | str | None):
    """A state in words; that of documents that are not itemised is not known."""
    return State(state).label if state else _("not known")


@dataclass(frozen=True)
class FlowCell:
    """The count of documents of one group that ended in one state; `state` is None if not itemised."""

    group: Area | FlowGroup
    state: State | None
    count: DocumentCount


@dataclass
class FlowRow:
    """The documents of one group, counted by the state that they ended in."""

    group: Area | FlowGroup
    by_state: dict[State | None, DocumentCount] = field(default_factory=dict)

    @property
    def area(self) -> Area | None:
        return self.group if isinstance(self.group, Area) else None

    @property
    def counts(self) -> list[tuple[State | None, DocumentCount]]:
        return [(state, self.by_state.get(state, DocumentCount())) for state in FLOW_STATES]

    @property
    def count(self) -> DocumentCount:
        return sum_counts(self.by_state.values())


@dataclass
class FlowOrigin:
    """Where a part of the flow begins: an occasion, no occasion, or (of outcomes) no document.

    `total` was reported of the occasion; the cells add up to it, with a cell of what is not itemised.
    Documents of the occasion that its total does not count are an origin of their own (`excluded`).
    """

    occasion: Occasion | None
    unit: str  # documents or outcomes
    total: ReportedTotal | None = None
    excluded: str = ""
    listable: bool = True  # whether the list of documents can be asked for exactly these
    levels: tuple[str, ...] = ()  # empty: all
    cells: list[FlowCell] = field(default_factory=list)

    @property
    def slug(self) -> str:
        if self.unit == "outcomes":
            return "no-document-named"
        if self.occasion is None:
            return "no-occasion"
        return f"{self.occasion.slug}-{self.excluded}" if self.excluded else self.occasion.slug

    @property
    def title(self):
        if self.unit == "outcomes":
            return _("Outcomes that no source links to a document")
        if self.occasion is None:
            return _("Outside the listed occasions")
        if self.excluded:
            return EXCLUDED_TITLES[self.excluded] % {"occasion": self.occasion}
        return self.occasion.title

    @property
    def list_query(self) -> str:
        """The parameters with which the list of documents shows exactly these; empty if there are none."""
        if self.occasion is None or not self.listable:
            return ""
        return urlencode([("occasion", self.occasion.slug), *(("level", level) for level in self.levels)])

    @property
    def count(self) -> DocumentCount:
        return sum_counts(cell.count for cell in self.cells)

    @property
    def rows(self) -> list[FlowRow]:
        rows: dict[Any, FlowRow] = {}
        for cell in self.cells:
            rows.setdefault(cell.group, FlowRow(cell.group)).by_state[cell.state] = cell.count
        return list(rows.values())

    @property
    def sums(self) -> list[tuple[State | None, DocumentCount]]:
        """The counts of all groups together, by state: the last row of the table."""
        return [
            (state, sum_counts(cell.count for cell in self.cells if cell.state == state))
            for state in FLOW_STATES
        ]


class FlowCounts(RecordedCounts):
    """The counts of the flow, of the whole plan or of one area."""

    def __init__(self, request, as_of: date | None = None, area: Area | None = None):
        super().__init__(request, as_of)
        self.area = area

    def origins(self) -> list[FlowOrigin]:
        """The origins that have any documents or outcomes."""
        rows = self.documents.all_positions
        if self.area:
            rows = self.positions(self.documents, "area", self.area.pk)
        found = [origin for occasion in self.occasions for origin in self.origins_of(occasion, rows)]
        outside = rows - self.documents.with_value["occasion"]
        found += [FlowOrigin(None, "documents", cells=self.document_cells(outside)), self.without_document()]
        return [origin for origin in found if origin.cells]

    def origins_of(self, occasion: Any, rows: BitMap) -> Iterator[FlowOrigin]:
        """The documents that an occasion's total may count, with what is not itemised; then the excluded."""
        every = self.positions(self.documents, "occasion", occasion.pk) & rows
        not_counted = every & self.positions(self.documents, "counted", Counted.NO)
        total = self.reported_total(occasion)
        levels = LEVELS_OF[TotalMeasure(total.measure)] if total else tuple(Level)
        of_levels = self.positions(self.documents, "level", *levels)
        other_levels = tuple(level for level in Level if level not in levels)

        def origin(rows: BitMap, **given) -> FlowOrigin:
            return FlowOrigin(occasion, "documents", cells=self.document_cells(rows), **given)

        main = origin(
            (every - not_counted) & of_levels,
            total=total,
            listable=not not_counted,
            levels=levels if other_levels else (),
        )
        if missing := self.missing(total, main.count.number):
            main.cells.append(FlowCell(FlowGroup.NOT_ITEMISED, None, missing))
        yield main
        yield origin(
            every - not_counted - of_levels,
            excluded=OTHER_LEVEL,
            listable=not not_counted,
            levels=other_levels,
        )
        yield origin(not_counted, excluded=NOT_COUNTED, listable=False)

    @staticmethod
    def missing(total: ReportedTotal | None, recorded: int) -> DocumentCount:
        """How many documents a total counts beyond the recorded ones; none if it says “up to”."""
        if total is None or total.qualifier == Qualifier.UP_TO:
            return DocumentCount()
        qualifier = QUALIFIER_OF_TOTAL.get(Qualifier(total.qualifier), total.qualifier)
        return DocumentCount(max(int(total.value) - recorded, 0), qualifier=qualifier)

    def reported_total(self, occasion: Any) -> ReportedTotal | None:
        """The headline total of documents that was reported of an occasion, in all or in the area.

        For an area the number of businesses' documents alone is taken where no other was reported.
        """
        totals = {
            TotalMeasure(total.measure): total
            for total in occasion.shown_totals
            if total.headline and total.area_id == (self.area and self.area.pk)
        }
        business = totals.get(TotalMeasure.BUSINESS) if self.area else None
        return totals.get(TotalMeasure.DOCUMENTS, business)

    def without_document(self) -> FlowOrigin:
        """The outcomes of which no source states that they came of a document of that day."""
        stated = OutcomeLink.objects.published().filter(
            stated=True, memorandum__in=Memorandum.objects.as_of(self.as_of)
        )
        rows = self.outcomes.all_positions - self.outcomes.positions_of(
            Outcome.objects.filter(links__in=stated)
        )
        if self.area:
            rows &= self.positions(self.outcomes, "area", self.area.pk)
        cells = self.cells(self.outcomes, rows, lambda of_state: DocumentCount(len(of_state)))
        return FlowOrigin(None, "outcomes", cells=cells)

    def document_cells(self, rows: BitMap) -> list[FlowCell]:
        return self.cells(self.documents, rows, self.count)

    def cells(self, index: Index, rows: BitMap, count: Callable[[BitMap], DocumentCount]) -> list[FlowCell]:
        return [
            FlowCell(group, state, count(of_state))
            for group, of_group in self.by_group(index, rows)
            for state, of_state in self.by_state(index, of_group).items()
            if of_state
        ]

    def by_group(self, index: Index, rows: BitMap) -> Iterator[tuple[Area | FlowGroup, BitMap]]:
        """Rows by their only area; those of several areas are counted once, in a group of their own."""
        assigned, several = BitMap(), BitMap()
        for pk in self.areas:
            of_area = self.positions(index, "area", pk)
            several |= assigned & of_area
            assigned |= of_area
        for pk, area in self.areas.items():
            yield area, rows & self.positions(index, "area", pk) - several
        yield FlowGroup.SEVERAL, rows & several
        yield FlowGroup.NO_AREA, rows - assigned
