"""Pages of fairs, exhibitors and forums."""

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404

from events.choices import ExhibitorRole
from events.filters import ExhibitorFilterSet
from events.models import Appearance, Edition, EditionFigure, Exhibitor, Fair, Forum, Pavilion, Photo, Sector
from portal.models import Organization
from portal.views import RecordDetail, RecordList


class FairList(RecordList):
    model = Fair

    def get_queryset(self):
        editions = Edition.objects.published().order_by("-year")
        return (
            super().get_queryset().prefetch_related(Prefetch("editions", editions, to_attr="shown_editions"))
        )


class FairDetail(RecordDetail):
    model = Fair

    def get_queryset(self):
        figures = self.shown(EditionFigure).filter(headline=True, pavilion=None)
        editions = (
            self.shown(Edition)
            .order_by("-year")
            .prefetch_related(Prefetch("figures", figures, to_attr="shown_figures"))
        )
        return (
            super().get_queryset().prefetch_related(Prefetch("editions", editions, to_attr="shown_editions"))
        )


class EditionDetail(RecordDetail):
    model = Edition

    def get_object(self, queryset=None):
        return get_object_or_404(
            self.get_queryset(), fair__slug=self.kwargs["slug"], year=self.kwargs["year"]
        )

    def get_queryset(self):
        figures = self.shown(EditionFigure)
        pavilions = self.shown(Pavilion).order_by("name_en", "slug")
        return (
            super()
            .get_queryset()
            .prefetch_related(
                Prefetch("sectors", Sector.objects.order_by("name_en"), to_attr="shown_sectors"),
                Prefetch("figures", figures.filter(pavilion=None), to_attr="shown_figures"),
                Prefetch(
                    "pavilions",
                    pavilions.prefetch_related(Prefetch("figures", figures, to_attr="shown_figures")),
                    to_attr="shown_pavilions",
                ),
                Prefetch(
                    "forums", self.shown(Forum).order_by("placed_on", "title_en"), to_attr="shown_forums"
                ),
                Prefetch("photos", self.shown(Photo), to_attr="shown_photos"),
            )
        )

    def get_context_data(self, **kwargs):
        exhibitors = (
            self.shown(Exhibitor)
            .filter(edition=self.object)
            .prefetch_related(Prefetch("pavilion", self.shown(Pavilion)))
            .order_by("organization__name_en", "role", "slug")
        )
        return super().get_context_data(exhibitors=self.page_of(exhibitors), **kwargs)


class ExhibitorList(RecordList):
    model = Exhibitor
    filterset_class = ExhibitorFilterSet

    def get_queryset(self):
        return (
            super()
            .get_queryset()
            .prefetch_related(Prefetch("pavilion", Pavilion.objects.published()))
            .order_by("slug")  # fair, year, organisation: the one order over three tables with an index
        )

    def get_context_data(self, **kwargs):
        exhibiting = self.model.objects.published().filter(role=ExhibitorRole.EXHIBITOR).count()
        return super().get_context_data(exhibiting=exhibiting, **kwargs)


class ForumList(RecordList):
    model = Forum


class ForumDetail(RecordDetail):
    model = Forum

    def get_queryset(self):
        appearances = (
            self.shown(Appearance)
            .select_related("person")
            .prefetch_related(Prefetch("organization", self.shown(Organization)))
            .order_by("person__name_en", "role")
        )
        return (
            super()
            .get_queryset()
            .prefetch_related(
                Prefetch("parent", self.shown(Forum)),
                Prefetch(
                    "sessions", self.shown(Forum).order_by("placed_on", "title_en"), to_attr="shown_sessions"
                ),
                Prefetch("appearances", appearances, to_attr="shown_appearances"),
                Prefetch("photos", self.shown(Photo), to_attr="shown_photos"),
            )
        )
