"""The plan itself: its areas, and the occasions at which it was moved on."""

from collections import Counter
from functools import cached_property
from urllib.parse import urlencode

from django.db.models import Prefetch
from django.http import QueryDict
from django.urls import reverse

from cooperation.choices import State
from cooperation.filters import AreaFilterSet, AsOfFilterSet, OccasionFilterSet
from cooperation.models import Area, AreaAssignment, Memorandum, Occasion, Outcome, Plan, ReportedTotal
from cooperation.recorded import Recorded
from cooperation.views.drawing import flow
from cooperation.views.memoranda import MemorandumList
from cooperation.views.outcomes import OutcomeList
from cooperation.views.progress import LINES
from events.models import Edition
from portal.lists.columns import (
    Column,
    FacetColumn,
    FiguresColumn,
    PartialDateColumn,
    RelatedRecordsColumn,
    SourcesColumn,
    TranslatedColumn,
)
from portal.lists.views import RecordList
from portal.pages.records import RecordDetail


class ProgressColumn(Column):
    """How many documents of an area ended in each state, as of the day that is asked for."""

    def __init__(self):
        self.name, self.paths = "documents", ()

    @property
    def headers(self):
        return [f"documents_{state.value.replace('-', '_')}" for state in State]

    def load(self, index, pks):
        documents = Memorandum.objects.published().as_of(index.as_of).with_progress(index.as_of)
        assigned = AreaAssignment.objects.filter(area__in=pks).order_by().values_list("area", "memorandum")
        states = dict(documents.order_by().values_list("pk", "progress"))
        loaded: dict[int, Counter] = {pk: Counter() for pk in pks}
        for area, document in assigned:
            if document in states:
                loaded[area][states[document]] += 1
        return loaded

    def cells(self, values, loaded):
        return [loaded[state.value] for state in State]

    def json(self, values, loaded):
        return {state.value: loaded[state.value] for state in State}


class AreaList(RecordList):
    """The plan: what it is called, its areas, and what was reported of the whole of it."""

    model = Area
    filterset_class = AreaFilterSet
    columns = (
        Column("number"), Column("official_title"), Column("official_title_language"),
        TranslatedColumn("title"), Column("working_translation"), Column("aliases"), TranslatedColumn("aim"),
        TranslatedColumn("covers"), ProgressColumn(),
        FiguresColumn("totals", ReportedTotal, "area", occasion=None), SourcesColumn(Area),
    )  # fmt: skip

    def get_context_data(self, **kwargs):
        as_of = self.filterset.as_of
        totals = ReportedTotal.objects.published().as_of(as_of).filter(occasion=None, area=None)
        recorded = Recorded(self.request, as_of)
        return super().get_context_data(
            plan=Plan.objects.published().with_sources().first(),
            totals=totals.with_sources(),
            areas=[(area, recorded.progress(area)) for area in kwargs["rows"]],
            asked=f"&as_of={as_of}" if as_of else "",
            **kwargs,
        )


class AreaDetail(RecordDetail):
    """An area as it is, or as things stood on a day: its documents, its outcomes, and how they connect."""

    model = Area

    @cached_property
    def filterset(self) -> AsOfFilterSet:
        asked = QueryDict(mutable=True)
        asked.setlist("as_of", self.request.GET.getlist("as_of"))
        return AsOfFilterSet(asked, Area.objects.all(), request=self.request)

    def get_context_data(self, **kwargs):
        asked = self.filterset
        if asked.errors:
            return super().get_context_data(filterset=asked, **kwargs)
        area, as_of = self.object, asked.as_of
        memoranda = MemorandumList.unfiltered(self.request, as_of)
        outcomes = OutcomeList.unfiltered(self.request, as_of)
        query = urlencode([("area", area.slug), *asked.query_pairs()])
        data = {kind: reverse(f"cooperation:follow-through-{kind}") for kind in ("csv", "json")}
        return super().get_context_data(
            filterset=asked,
            formats={kind: f"{address}?{query}" for kind, address in data.items()},
            totals=self.shown(ReportedTotal).as_of(as_of).filter(area=area),
            documents=self.paginate(memoranda.limited_to(Memorandum.objects.in_area(area))),
            outcomes=outcomes.limited_to(Outcome.objects.filter(areas=area))[: LINES + 1],
            flow=flow(Recorded(self.request, as_of).origins(area), asked, area),
            most=LINES,
            **kwargs,
        )


class OccasionList(RecordList):
    model = Occasion
    filterset_class = OccasionFilterSet
    columns = (
        TranslatedColumn("title"), Column("kind"), PartialDateColumn("starts"), PartialDateColumn("ends"),
        TranslatedColumn("place"), RelatedRecordsColumn("edition", Edition, one=True),
        FiguresColumn("totals", ReportedTotal, "occasion", about=["area"]), FacetColumn("recorded"),
        FacetColumn("certain"), TranslatedColumn("summary"), SourcesColumn(Occasion),
    )  # fmt: skip

    def get_queryset(self):
        return super().get_queryset().prefetch_related(
            Prefetch(
                "totals",
                ReportedTotal.objects.published().with_owners().with_sources(),
                to_attr="shown_totals",
            )
        )  # fmt: skip


class OccasionDetail(RecordDetail):
    model = Occasion

    def get_queryset(self):
        totals = self.shown(ReportedTotal)
        return (
            super()
            .get_queryset()
            .prefetch_related(
                Prefetch("edition", self.shown(Edition)),
                Prefetch("totals", totals, to_attr="shown_totals"),
            )
        )

    def get_context_data(self, **kwargs):
        memoranda = MemorandumList.unfiltered(self.request)
        documents = memoranda.limited_to(Memorandum.objects.filter(occasion=self.object))
        return super().get_context_data(documents=self.paginate(documents), **kwargs)
