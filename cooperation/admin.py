"""The admin of the plan: areas, occasions, documents, outcomes."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cooperation.models import (
    Area,
    AreaAssignment,
    Memorandum,
    Occasion,
    Outcome,
    OutcomeLink,
    Plan,
    RelatedDocument,
    ReportedTotal,
    Signatory,
    Statement,
    Step,
)
from cooperation.resources import MemorandumResource, OutcomeResource, ReportedTotalResource
from events.admin import FIGURE
from portal.admin import (
    PUBLICATION,
    PartInline,
    PublicationFilter,
    RecordAdmin,
    RecordForm,
    Spreadsheets,
    partial_date_column,
    translated_column,
    yes_no_column,
)
from portal.fields import columns_of


@admin.register(Plan)
class PlanAdmin(RecordAdmin):
    list_display = (translated_column(Plan, "title"), "official_title", "publication")
    prepopulated_fields = {"slug": ("title_en",)}
    fieldsets = (
        (None, {"fields": (
            columns_of("title"), "slug", ("official_title", "official_title_language"), "aliases")}),
        (_("Text"), {"fields": (columns_of("summary"),)}),
        PUBLICATION,
    )  # fmt: skip


AREA_TITLE = translated_column(Area, "title")


@admin.register(Area)
class AreaAdmin(RecordAdmin):
    list_display = ("number", AREA_TITLE, "official_title", "publication")
    list_display_links = (AREA_TITLE,)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "number",
                    "slug",
                    ("official_title", "official_title_language"),
                    columns_of("title"),
                    "working_translation",
                    "aliases",
                )
            },
        ),
        (_("Text"), {"fields": (columns_of("aim"), columns_of("covers"))}),
        PUBLICATION,
    )


@admin.register(Occasion)
class OccasionAdmin(RecordAdmin):
    list_display = (
        translated_column(Occasion, "title"),
        "kind",
        partial_date_column("starts", _("starts")),
        "publication",
    )
    label_fields = ("starts",)
    list_filter = (PublicationFilter, "kind")
    date_hierarchy = "starts_on"
    prepopulated_fields = {"slug": ("title_en",)}
    fieldsets = (
        (None, {"fields": (columns_of("title"), "slug", "kind", "edition")}),
        (_("When and where"), {"fields": (
            ("starts_on", "starts_precision"), ("ends_on", "ends_precision"), columns_of("place"))}),
        (_("Text"), {"fields": (columns_of("summary"),)}),
        PUBLICATION,
    )  # fmt: skip


@admin.register(ReportedTotal)
class ReportedTotalAdmin(RecordAdmin):
    features = (*RecordAdmin.features, Spreadsheets)
    status_fields = ("standing",)
    resource = ReportedTotalResource
    list_display = ("__str__", "measure", yes_no_column(ReportedTotal, "headline"), "publication")
    list_filter = (PublicationFilter, "measure", "headline", "standing")
    carry_over = ("occasion", "area", "source")
    search_fields = ("slug", "occasion__folded__contains", "area__folded__contains")
    fieldsets = ((None, {"fields": (("occasion", "area"), "measure", "slug")}), *FIGURE)


@admin.register(Statement)
class StatementAdmin(RecordAdmin):
    carry_over = ("speaker", "source")
    list_display = (
        "speaker",
        partial_date_column("made", _("made on")),
        translated_column(Statement, "text"),
        "publication",
    )
    date_hierarchy = "made_on"
    search_fields = ("folded__contains", "speaker__folded__contains")
    fieldsets = (
        (None, {"fields": ("speaker", columns_of("office"), ("made_on", "made_precision"), "slug")}),
        (_("Text"), {"fields": (columns_of("text"),)}),
        PUBLICATION,
    )


class SignatoryForm(RecordForm):
    """The side of a party is its own country, unless another one is chosen."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        side = self.fields["side"]
        side.required = False
        side.help_text = _(
            "Empty: the organisation's own country. It may also stand on another country's side."
        )

    def clean_side(self):
        party = self.cleaned_data.get("organization")
        side = self.cleaned_data["side"] or (party and party.country.code)
        if party and not side:
            raise ValidationError(_("Choose a side: no country is recorded for this organisation."))
        return side


class SignatoryInline(PartInline):
    model = Signatory
    form = SignatoryForm
    fields = (("organization", "side", "person"), columns_of("office"))


class AreaAssignmentInline(PartInline):
    model = AreaAssignment
    fields = (("area", "source"),)


class RelatedDocumentInline(PartInline):
    model = RelatedDocument
    fk_name = "memorandum"
    fields = (("earlier", "kind"),)
    verbose_name_plural = _("earlier documents that this one amends, replaces or follows up")


@admin.register(Memorandum)
class MemorandumAdmin(RecordAdmin):
    features = (*RecordAdmin.features, Spreadsheets)
    status_fields = ("standing", "counted")
    resource = MemorandumResource
    list_display = (
        translated_column(Memorandum, "title"),
        "occasion",
        partial_date_column("signed", _("signed")),
        "level",
        "publication",
    )
    list_filter = (PublicationFilter, "kind", "level", "standing", "counted", "occasion")
    date_hierarchy = "signed_on"
    prepopulated_fields = {"slug": ("title_en",)}
    inlines = (SignatoryInline, AreaAssignmentInline, RelatedDocumentInline)
    label_fields = ("dated",)
    carry_over = ("occasion", "source")
    fieldsets = (
        (None, {"fields": (
            columns_of("title"), "slug", ("official_title", "official_title_language"), ("kind", "level"))}),
        (_("Occasion"), {"fields": (("occasion", "counted"), "standing")}),
        (_("When and where"), {"fields": (
            ("signed_on", "signed_precision"), ("exchanged_on", "exchanged_precision"),
            ("announced_on", "announced_precision"), columns_of("place"))}),
        (_("Text"), {"fields": (columns_of("summary"),)}),
        PUBLICATION,
    )  # fmt: skip


class OutcomeLinkInline(PartInline):
    model = OutcomeLink
    fields = (("memorandum", "stated"),)


@admin.register(Outcome)
class OutcomeAdmin(RecordAdmin):
    features = (*RecordAdmin.features, Spreadsheets)
    resource = OutcomeResource
    list_display = (
        translated_column(Outcome, "title"),
        "kind",
        yes_no_column(Outcome, "named_as_example"),
        "publication",
    )
    list_filter = (PublicationFilter, "kind", "named_as_example")
    prepopulated_fields = {"slug": ("title_en",)}
    inlines = (OutcomeLinkInline,)
    label_fields = ("kind",)
    fieldsets = (
        (None, {"fields": (columns_of("title"), "slug", "kind", "areas", "named_as_example")}),
        (_("Amount"), {"fields": (("amount_qualifier", "amount", "amount_currency"),)}),
        (_("Text"), {"fields": (columns_of("summary"),)}),
        PUBLICATION,
    )


@admin.register(Step)
class StepAdmin(RecordAdmin):
    status_fields = ("stage", "standing")
    list_display = ("outcome", "stage", partial_date_column("happened", _("happened on")), "publication")
    list_filter = (PublicationFilter, "stage", "standing")
    carry_over = ("outcome", "source")
    date_hierarchy = "happened_on"
    search_fields = ("folded__contains", "outcome__folded__contains")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "outcome",
                    "stage",
                    ("happened_on", "happened_precision"),
                    ("standing", "memorandum"),
                    "slug",
                )
            },
        ),
        (_("Text"), {"fields": (columns_of("note"),)}),
        PUBLICATION,
    )  # fmt: skip
