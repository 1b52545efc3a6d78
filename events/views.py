"""Pages of fairs, exhibitors and forums."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from django.db.models import Count, Prefetch
from django.shortcuts import get_object_or_404

from events.choices import EditionMeasure, ExhibitorRole
from events.filters import ExhibitorFilterSet, FairFilterSet, ForumFilterSet
from events.models import Appearance, Edition, EditionFigure, Exhibitor, Fair, Forum, Pavilion, Photo, Sector
from portal.fields import Alphabetical
from portal.lists.columns import (
    Column,
    FacetColumn,
    PartialDateColumn,
    RecordColumn,
    RelatedRecordsColumn,
    SourcesColumn,
    TranslatedColumn,
)
from portal.lists.views import RecordList
from portal.models import Organization
from portal.pages.records import RecordDetail


class FairList(RecordList):
    model = Fair
    filterset_class = FairFilterSet
    columns = (
        TranslatedColumn("name"), TranslatedColumn("city"), Column("country"), Column("website"),
        RelatedRecordsColumn("editions", Edition), TranslatedColumn("summary"), SourcesColumn(Fair),
    )  # fmt: skip

    def get_queryset(self):
        editions = Edition.objects.published().order_by("-year")
        return (
            super().get_queryset().prefetch_related(Prefetch("editions", editions, to_attr="shown_editions"))
        )


class FigureCell(NamedTuple):
    """The first reported figure of a measure of an edition, and how many others were reported."""

    edition: Edition
    figure: Any  # an EditionFigure, or None
    others: int


class MeasureRow(NamedTuple):
    """One measure over the editions of a fair. `differ`: units or bases of its figures are not the same."""

    label: str
    cells: list[FigureCell]
    differ: bool


class FairDetail(RecordDetail):
    """A fair as a series: its latest editions side by side in a table, links to the earlier ones."""

    model = Fair
    max_columns = 40  # editions in the table

    def get_context_data(self, **kwargs):
        editions = self.shown(Edition).filter(fair=self.object).order_by("-year")
        latest = list(editions[: self.max_columns])[::-1]
        earlier = Edition.objects.visible_to(self.request.user).filter(fair=self.object).order_by("-year")
        return super().get_context_data(
            editions=latest,
            measures=list(self.measures(latest)),
            earlier=list(earlier.only("year", "published_at")[self.max_columns :])[::-1],
            **kwargs,
        )

    def measures(self, editions: list[Edition]) -> Iterator[MeasureRow]:
        """The measures of which any of these editions has a figure about the whole edition."""
        reported: dict[tuple[str, int], list[EditionFigure]] = {}
        for figure in self.shown(EditionFigure).filter(edition__in=editions, pavilion=None):
            reported.setdefault((figure.measure, figure.edition_id), []).append(figure)
        for measure in EditionMeasure:
            cells = []
            for edition in editions:
                figures = reported.get((measure, edition.pk), [])  # the headline first, if there is one
                cells.append(FigureCell(edition, figures[0] if figures else None, len(figures[1:])))
            counted = {(cell.figure.unit_en, cell.figure.basis_en) for cell in cells if cell.figure}
            if counted:
                yield MeasureRow(str(measure.label), cells, len(counted) > 1)


BY_DAY = ("placed_on", Alphabetical(), "slug")  # forums

# The measures that count exhibitors: the participants of a pavilion are those who exhibit in it.
EDITION_MEASURES = (EditionMeasure.EXHIBITORS,)
PAVILION_MEASURES = (EditionMeasure.EXHIBITORS, EditionMeasure.PARTICIPANTS)


def set_recorded(figures: list[EditionFigure], measures: Sequence[str], count: int) -> None:
    """Give the headlines of these measures the number of rows recorded here."""
    for figure in figures:
        if figure.headline and figure.measure in measures:
            figure.recorded = count


class EditionDetail(RecordDetail):
    model = Edition
    paginated = True

    def get_object(self, queryset=None):
        return get_object_or_404(
            self.get_queryset(), fair__slug=self.kwargs["slug"], year=self.kwargs["year"]
        )

    def get_queryset(self):
        figures = self.shown(EditionFigure)
        pavilions = self.shown(Pavilion).order_by(Alphabetical(), "slug")
        return (
            super()
            .get_queryset()
            .prefetch_related(
                Prefetch("sectors", Sector.objects.order_by(Alphabetical(), "slug"), to_attr="shown_sectors"),
                Prefetch("figures", figures.filter(pavilion=None), to_attr="shown_figures"),
                Prefetch(
                    "pavilions",
                    pavilions.prefetch_related(Prefetch("figures", figures, to_attr="shown_figures")),
                    to_attr="shown_pavilions",
                ),
                Prefetch(
                    "forums",
                    self.shown(Forum).order_by("placed_on", Alphabetical(), "slug"),
                    to_attr="shown_forums",
                ),
                Prefetch("photos", self.shown(Photo), to_attr="shown_photos"),
            )
        )

    def get_context_data(self, **kwargs):
        exhibitors = (
            self.shown(Exhibitor)
            .filter(edition=self.object)
            .prefetch_related(Prefetch("pavilion", self.shown(Pavilion)))
            .order_by(Alphabetical("organization"), "role", "slug")
        )
        self.count_exhibitors()
        return super().get_context_data(exhibitors=self.paginate(exhibitors), **kwargs)

    def count_exhibitors(self):
        """Give headlines that count exhibitors the number recorded here, in all and by pavilion."""
        exhibitors = Exhibitor.objects.published().filter(edition=self.object, role=ExhibitorRole.EXHIBITOR)
        counts = dict(exhibitors.order_by().values_list("pavilion").annotate(Count("pk")))
        for pavilion in self.object.shown_pavilions:
            set_recorded(pavilion.shown_figures, PAVILION_MEASURES, counts.get(pavilion.pk, 0))
        set_recorded(self.object.shown_figures, EDITION_MEASURES, sum(counts.values()))


class ExhibitorList(RecordList):
    model = Exhibitor
    filterset_class = ExhibitorFilterSet
    columns = (
        RecordColumn("organization", Organization),
        TranslatedColumn("organization_name", "organization__name"),
        Column("country", "organization__country"), Column("role"), FacetColumn("fair"),
        FacetColumn("edition"), Column("year", "edition__year"), FacetColumn("pavilion"), Column("stand"),
        TranslatedColumn("shown"), FacetColumn("sectors", "sector", many=True), SourcesColumn(Exhibitor),
    )  # fmt: skip

    def get_queryset(self):
        return super().get_queryset().prefetch_related(Prefetch("pavilion", Pavilion.objects.published()))

    def get_context_data(self, **kwargs):
        """Add the reported numbers of exhibitors of the editions or pavilions that were asked for."""
        given = self.filterset.cleaned_values
        name = next((name for name in ("pavilion", "edition") if name in given), None)
        if name:
            figures = EditionFigure.objects.published().with_owners().with_sources()
            figures = figures.filter(measure=EditionMeasure.EXHIBITORS, pavilion__isnull=name == "edition")
            kwargs["figures"] = figures.filter(**{f"{name}__in": [record.pk for record in given[name]]})
        return super().get_context_data(**kwargs)


class ForumList(RecordList):
    model = Forum
    filterset_class = ForumFilterSet
    columns = (
        TranslatedColumn("title"), Column("kind"), TranslatedColumn("theme"), PartialDateColumn("starts"),
        PartialDateColumn("ends"), TranslatedColumn("place"), FacetColumn("edition"),
        RelatedRecordsColumn("part_of", Forum, "parent", one=True), TranslatedColumn("summary"),
        SourcesColumn(Forum),
    )  # fmt: skip


class ForumDetail(RecordDetail):
    model = Forum

    def get_queryset(self):
        appearances = (
            self.shown(Appearance)
            .select_related("person")
            .prefetch_related(Prefetch("organization", self.shown(Organization)))
            .order_by(Alphabetical("person"), "role", "pk")
        )
        return (
            super()
            .get_queryset()
            .prefetch_related(
                Prefetch("parent", self.shown(Forum)),
                Prefetch(
                    "sessions",
                    self.shown(Forum).order_by("placed_on", Alphabetical(), "slug"),
                    to_attr="shown_sessions",
                ),
                Prefetch("appearances", appearances, to_attr="shown_appearances"),
                Prefetch("photos", self.shown(Photo), to_attr="shown_photos"),
            )
        )
