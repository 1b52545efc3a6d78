"""The plan itself: its areas, and the occasions at which it was moved on."""

from django.db.models import Prefetch

from cooperation.filters import AreaFilterSet, OccasionFilterSet
from cooperation.models import Area, Memorandum, Occasion, Outcome, ReportedTotal
from cooperation.views.memoranda import MemorandumList
from cooperation.views.outcomes import OutcomeList
from cooperation.views.progress import LINES
from events.models import Edition
from portal.exports import Column, Day, Figures, Indexed, References, Sources, Words
from portal.views import RecordDetail, RecordList


class AreaList(RecordList):
    """The plan: its areas, and what was reported of the whole of it."""

    model = Area
    filterset_class = AreaFilterSet
    columns = (
        Column("number"), Column("official_title"), Column("official_title_language"), Words("title"),
        Words("aim"), Words("covers"), Figures("totals", ReportedTotal, "area", occasion=None), Sources(Area),
    )  # fmt: skip

    def get_context_data(self, **kwargs):
        totals = ReportedTotal.objects.published().with_sources().filter(occasion=None, area=None)
        return super().get_context_data(totals=totals, **kwargs)


class AreaDetail(RecordDetail):
    model = Area

    def get_queryset(self):
        totals = self.shown(ReportedTotal)
        return super().get_queryset().prefetch_related(Prefetch("totals", totals, to_attr="shown_totals"))

    def get_context_data(self, **kwargs):
        documents = MemorandumList.whole(self.request).part(Memorandum.objects.in_area(self.object))
        outcomes = OutcomeList.whole(self.request).part(Outcome.objects.filter(areas=self.object))
        return super().get_context_data(
            documents=self.page_of(documents), outcomes=outcomes[: LINES + 1], most=LINES, **kwargs
        )


class OccasionList(RecordList):
    model = Occasion
    filterset_class = OccasionFilterSet
    columns = (
        Words("title"), Column("kind"), Day("starts"), Day("ends"), Words("place"),
        References("edition", Edition, one=True),
        Figures("totals", ReportedTotal, "occasion", about=["area"]), Indexed("recorded"), Indexed("certain"),
        Words("summary"), Sources(Occasion),
    )  # fmt: skip

    def get_queryset(self):
        return super().get_queryset().with_recorded().prefetch_related(
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
            .with_recorded()
            .prefetch_related(
                Prefetch("edition", self.shown(Edition)),
                Prefetch("totals", totals, to_attr="shown_totals"),
            )
        )

    def get_context_data(self, **kwargs):
        documents = MemorandumList.whole(self.request).part(Memorandum.objects.filter(occasion=self.object))
        return super().get_context_data(documents=self.page_of(documents), **kwargs)
