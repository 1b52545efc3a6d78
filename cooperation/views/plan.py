"""The pages of the plan's areas, and of the occasions at which documents were signed or the plan changed."""

from collections import Counter
from functools import cached_property
from urllib.parse import urlencode

from django.db.models import Prefetch
from django.http import QueryDict
from django.urls import reverse

from cooperation.choices import State
from cooperation.filters import AreaFilterSet, AsOfFilterSet, OccasionFilterSet
from cooperation.flow.counts import RecordedCounts
from cooperation.flow.origins import FlowCounts
from cooperation.flow.views import flow_context
from cooperation.models import Area, AreaAssignment, Memorandum, Occasion, Outcome, Plan, ReportedTotal
from cooperation.views.memoranda import MemorandumList
from cooperation.views.outcomes import OutcomeList
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

MAX_OUTCOMES = 200  # on the page of an area, which says when there are more


class ProgressColumn(Column):
    """How many documents of an area are in each state, as of the day that was asked for."""

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
    """The areas of the plan, with its names and the totals that were reported of all of it."""

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
        counts = RecordedCounts(self.request, as_of)
        return super().get_context_data(
            plan=Plan.objects.published().with_sources().first(),
            totals=totals.with_sources(),
            areas=[(area, counts.count_by_state(area)) for area in kwargs["rows"]],
            as_of_query=f"&as_of={as_of}" if as_of else "",
            **kwargs,
        )


class AreaDetail(RecordDetail):
    """An area as it is, or was at the end of a day: its documents, its outcomes and the flow between them."""

    model = Area
    paginated = True

    @cached_property
    def filterset(self) -> AsOfFilterSet:
        query = QueryDict(mutable=True)
        query.setlist("as_of", self.request.GET.getlist("as_of"))
        return AsOfFilterSet(query, Area.objects.all(), request=self.request)

    def get_context_data(self, **kwargs):
        filterset = self.filterset
        if filterset.errors:
            return super().get_context_data(filterset=filterset, **kwargs)
        area, as_of = self.object, filterset.as_of
        memoranda = MemorandumList.unfiltered(self.request, as_of)
        outcomes = OutcomeList.unfiltered(self.request, as_of)
        query = urlencode([("area", area.slug), *filterset.query_pairs()])
        return super().get_context_data(
            filterset=filterset,
            formats={
                output: f"{reverse(f'cooperation:follow-through-{output}')}?{query}"
                for output in ("csv", "json")
            },
            totals=self.shown(ReportedTotal).as_of(as_of).filter(area=area),
            documents=self.paginate(memoranda.limited_to(Memorandum.objects.in_area(area))),
            outcomes=outcomes.limited_to(Outcome.objects.filter(areas=area))[: MAX_OUTCOMES + 1],
            max_outcomes=MAX_OUTCOMES,
            flow=flow_context(FlowCounts(self.request, as_of, area).origins(), filterset, area),
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
    paginated = True

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
