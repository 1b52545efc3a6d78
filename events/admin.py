"""The admin of fairs, exhibitors and forums."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from events.models import Appearance, Edition, EditionFigure, Exhibitor, Fair, Forum, Pavilion, Photo, Sector
from events.resources import EditionFigureResource, ExhibitorResource
from portal.admin import (
    PUBLICATION,
    PartInline,
    PublicationFilter,
    RecordAdmin,
    SharedAdmin,
    Spreadsheets,
    partial_date_column,
    translated_column,
    yes_no_column,
)
from portal.fields import columns_of

FIGURE: Any = (
    (_("Number"), {"fields": (("qualifier", "value"), columns_of("unit"), ("headline", "standing"))}),
    (_("Basis"), {"fields": (
        columns_of("basis"), columns_of("reported_by"), ("as_of_on", "as_of_precision"))}),
    PUBLICATION,
)  # fmt: skip


class PhotoInline(PartInline):
    model = Photo
    prepopulated_fields = {"slug": ("alt_en",)}
    fields = ("image", columns_of("alt"), "decorative", columns_of("caption"), ("slug", "credit"))


@admin.register(Sector)
class SectorAdmin(SharedAdmin):
    list_display = ("name_en", "name_ja", "name_ru", "slug")
    prepopulated_fields = {"slug": ("name_en",)}
    fieldsets = ((None, {"fields": (columns_of("name"), "slug")}),)

    def view_on_site(self, obj):
        return None


@admin.register(Fair)
class FairAdmin(RecordAdmin):
    list_display = (
        translated_column(Fair, "name"),
        translated_column(Fair, "city"),
        "country",
        "publication",
    )
    prepopulated_fields = {"slug": ("name_en",)}
    fieldsets = (
        (None, {"fields": (columns_of("name"), "slug", "aliases")}),
        (_("Where"), {"fields": (columns_of("city"), "country", "website")}),
        (_("Text"), {"fields": (columns_of("summary"),)}),
        PUBLICATION,
    )


@admin.register(Edition)
class EditionAdmin(RecordAdmin):
    status_fields = ("state",)
    list_display = (
        "__str__",
        partial_date_column("starts", _("starts")),
        "state",
        "partner_country",
        "publication",
    )
    list_filter = (PublicationFilter, "state", "fair")
    search_fields = ("folded__contains", "fair__folded__contains")
    date_hierarchy = "starts_on"
    inlines = (PhotoInline,)
    carry_over = ("fair", "source")
    fieldsets = (
        (None, {"fields": (("fair", "year", "ordinal"), "slug", "state")}),
        (_("When"), {"fields": (("starts_on", "starts_precision"), ("ends_on", "ends_precision"))}),
        (
            _("Details"),
            {"fields": ("partner_country", "sectors", columns_of("theme"), columns_of("summary"))},
        ),
        PUBLICATION,
    )


@admin.register(EditionFigure)
class EditionFigureAdmin(RecordAdmin):
    features = (*RecordAdmin.features, Spreadsheets)
    status_fields = ("standing",)
    resource = EditionFigureResource
    list_display = ("__str__", "measure", yes_no_column(EditionFigure, "headline"), "publication")
    list_filter = (PublicationFilter, "measure", "headline")
    carry_over = ("edition", "pavilion", "source")
    search_fields = ("slug", "edition__folded__contains", "edition__fair__folded__contains")
    fieldsets = ((None, {"fields": (("edition", "pavilion"), "measure", "slug")}), *FIGURE)


@admin.register(Pavilion)
class PavilionAdmin(RecordAdmin):
    list_display = (translated_column(Pavilion, "name"), "edition", "country", "publication")
    carry_over = ("edition", "source")
    prepopulated_fields = {"slug": ("name_en",)}
    fieldsets = (
        (None, {"fields": ("edition", columns_of("name"), "slug", "country", columns_of("standing"))}),
        PUBLICATION,
    )


class EditionFilter(admin.RelatedFieldListFilter):
    """An edition's name is made with its fair's: fetched together, not one by one."""

    def field_choices(self, field, request, model_admin):
        return [(edition.pk, str(edition)) for edition in Edition.objects.with_owners()]


@admin.register(Exhibitor)
class ExhibitorAdmin(RecordAdmin):
    features = (*RecordAdmin.features, Spreadsheets)
    resource = ExhibitorResource
    list_display = ("organization", "edition", "role", "pavilion", "publication")
    list_filter = (PublicationFilter, "role", ("edition", EditionFilter))
    search_fields = ("folded__contains", "organization__folded__contains")
    carry_over = ("edition", "pavilion", "role", "source")
    fieldsets = (
        (None, {"fields": (("edition", "organization"), "role", "slug")}),
        (_("What it showed"), {"fields": (("pavilion", "stand"), columns_of("shown"), "sectors")}),
        PUBLICATION,
    )


class AppearanceInline(PartInline):
    model = Appearance
    fields = (("person", "role", "organization"), columns_of("office"))


@admin.register(Forum)
class ForumAdmin(RecordAdmin):
    list_display = (
        translated_column(Forum, "title"),
        "kind",
        "edition",
        partial_date_column("starts", _("starts")),
        "publication",
    )
    list_filter = (PublicationFilter, "kind")
    date_hierarchy = "starts_on"
    prepopulated_fields = {"slug": ("title_en",)}
    inlines = (AppearanceInline, PhotoInline)
    label_fields = ("kind", "starts")
    carry_over = ("edition", "parent", "source")
    fieldsets = (
        (None, {"fields": (columns_of("title"), "slug", "kind", ("edition", "parent"))}),
        (_("When and where"), {"fields": (
            ("starts_on", "starts_precision"), ("ends_on", "ends_precision"), columns_of("place"))}),
        (_("Text"), {"fields": (columns_of("theme"), columns_of("summary"))}),
        PUBLICATION,
    )  # fmt: skip
