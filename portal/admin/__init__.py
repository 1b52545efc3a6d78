"""The admin classes, each put together of features: those of the kernel, and the base of those of the apps.

A staff save goes through `FeatureAdmin` (portal/admin_base/model_admin.py) from top to bottom; what a feature
adds to it stands in the `admin` module of the feature, as one class.
"""

from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.admin.accounts import GroupAdmin, UserAdmin
from portal.admin.resources import OrganizationResource
from portal.admin_base.columns import UsedChoicesFilter, partial_date_column, translated_column, yes_no_column
from portal.admin_base.features import AdminFeature
from portal.admin_base.forms import RecordForm
from portal.admin_base.model_admin import FeatureAdmin, Features, PartInline
from portal.admin_base.related_records import RelatedRecords
from portal.duplicates.admin import Merging
from portal.fields import columns_of
from portal.history.admin import HistoryPages
from portal.history.forms import ChangeReasons
from portal.models import Organization, Person, Source, record_models
from portal.publishing.admin import PUBLICATION, Publication, PublicationFilter
from portal.publishing.states import state_label
from portal.publishing.withdrawal import WithdrawalNotes
from portal.quality.admin import Translations
from portal.sheets.admin import Spreadsheets

__all__ = [
    "PUBLICATION",
    "PartInline",
    "PublicationFilter",
    "RecordAdmin",
    "RecordForm",
    "SharedAdmin",
    "Spreadsheets",
    "partial_date_column",
    "translated_column",
    "yes_no_column",
]


class RecordAdmin(FeatureAdmin):
    """The admin of a kind of record: drafts are written, published, withdrawn; never without a source."""

    features: Features = (
        HistoryPages,
        ChangeReasons,
        Translations,
        Publication,
        WithdrawalNotes,
        RelatedRecords,
    )
    list_filter: tuple = (PublicationFilter,)
    carry_over: tuple[str, ...] = ("source",)
    status_fields: tuple[str, ...] = ()  # columns that say how things stand: a change of one takes a source

    @admin.display(description=_("publication"), ordering="published_at")
    def publication(self, record):
        return state_label(record)


class ChangedByPublishers(AdminFeature):
    """Whoever writes drafts adds a row; once something public rests on it, publishers alone change it."""

    def allows_change(self, request, obj):
        may_publish = request.user.has_perm(f"{self.opts.app_label}.publish_{self.opts.model_name}")
        return may_publish or not obj.in_public_use


class SharedAdmin(FeatureAdmin):
    """The admin of what is public at once and belongs to no record: sources, sectors."""

    features: Features = (HistoryPages, ChangeReasons, Translations, ChangedByPublishers)


class CitingRecords(AdminFeature):
    """A source that records cite as a further one is kept by them as by those whose first source it is.

    The rows between would be deleted with it, and with them what the statement rests on.
    """

    def protecting(self, rows):
        return [
            f"{model._meta.verbose_name}: {record}"
            for model in record_models()
            for record in model.objects.filter(more_sources__in=rows).distinct()
        ]


admin.site.unregister((Group, User))
admin.site.register(Group, GroupAdmin)
admin.site.register(User, UserAdmin)


@admin.register(Source)
class SourceAdmin(SharedAdmin):
    features = (*SharedAdmin.features, CitingRecords)
    list_display = (
        "heading",
        "publisher_en",
        "kind",
        "language",
        partial_date_column("published", _("published")),
    )
    list_filter = ("kind", "language")
    date_hierarchy = "published_on"
    label_fields = ("published",)
    prepopulated_fields = {"slug": ("publisher_en",)}
    fieldsets = (
        (None, {"fields": (
            "title", "language", columns_of("description"), columns_of("publisher"), "slug", "kind")}),
        (_("Where and when"), {"fields": (
            "url", ("published_on", "published_precision"), "accessed_on", "archive_url")}),
    )  # fmt: skip

    def get_changeform_initial_data(self, request):
        return {"accessed_on": timezone.localdate(), **super().get_changeform_initial_data(request)}

    @admin.display(description=_("title"))
    def heading(self, source):
        return source.heading


@admin.register(Organization)
class OrganizationAdmin(RecordAdmin):
    features = (*RecordAdmin.features, Merging, Spreadsheets)
    resource = OrganizationResource
    list_display = ("name_en", "name_ja", "name_ru", "kind", "country", "publication")
    list_filter = (PublicationFilter, "kind", ("country", UsedChoicesFilter))
    label_fields = ("country", "kind")
    prepopulated_fields = {"slug": ("name_en",)}
    fieldsets = (
        (None, {"fields": (columns_of("name"), "slug", "aliases", "sort_key")}),
        (
            _("Details"),
            {"fields": ("kind", "country", columns_of("city"), "website", "logo", columns_of("summary"))},
        ),
        PUBLICATION,
    )


@admin.register(Person)
class PersonAdmin(RecordAdmin):
    features = (*RecordAdmin.features, Merging)
    list_display = ("name_en", "name_ja", "name_ru", "publication")
    prepopulated_fields = {"slug": ("name_en",)}
    fieldsets = (
        (None, {"fields": (columns_of("name"), "slug", "aliases", "sort_key")}),
        PUBLICATION,
    )

    def label_remarks(self, row):
        return [*row.other_names[:2], *super().label_remarks(row)]
