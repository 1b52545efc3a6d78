"""The list and the page of the outcomes."""

from django.db.models import Prefetch

from cooperation.filters import OutcomeFilterSet
from cooperation.models import Area, Memorandum, Outcome, OutcomeLink, Step
from cooperation.views.progress import ProgressList
from portal.lists.columns import (
    AmountColumn,
    Column,
    FacetColumn,
    RelatedRecordsColumn,
    SourcesColumn,
    TranslatedColumn,
)
from portal.pages.records import RecordDetail


class OutcomeList(ProgressList):
    model = Outcome
    progress = {"progress": "progress", "last_stage": "stage"}
    filterset_class = OutcomeFilterSet
    columns = (
        TranslatedColumn("title"), Column("kind"), FacetColumn("areas", "area", many=True),
        RelatedRecordsColumn("memoranda", Memorandum), AmountColumn("amount"), Column("named_as_example"),
        FacetColumn("progress"), FacetColumn("last_stage", "stage"), TranslatedColumn("summary"),
        SourcesColumn(Outcome),
    )  # fmt: skip

    def get_queryset(self):
        return super().get_queryset().prefetch_related(
            Prefetch("areas", Area.objects.published().order_by("number"), to_attr="shown_areas")
        )  # fmt: skip


def with_steps(view):
    """The outcomes that this view may show, with their steps, each with the document that made it."""
    steps = view.shown(Step).prefetch_related(Prefetch("memorandum", view.shown(Memorandum)))
    return view.shown(Outcome).prefetch_related(Prefetch("steps", steps, to_attr="shown_steps"))


class OutcomeDetail(RecordDetail):
    model = Outcome

    def get_object(self, queryset=None):
        (outcome,) = OutcomeList.unfiltered(self.request).with_progress([super().get_object(queryset)])
        return outcome

    def get_queryset(self):
        links = self.shown(OutcomeLink).select_related("memorandum").order_by("memorandum__placed_on", "id")
        return with_steps(self).prefetch_related(
            Prefetch("areas", self.shown(Area).order_by("number"), to_attr="shown_areas"),
            Prefetch("links", links, to_attr="shown_links"),
        )
