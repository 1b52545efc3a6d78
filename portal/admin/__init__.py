"""The staff desk's shared parts, and the desk of sources, organisations, people and accounts."""

from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.admin.accounts import GroupAdmin, UserAdmin
from portal.admin.desk import HistoryAdmin, PartInline, RecordAdmin, RecordForm, SharedAdmin, exact
from portal.admin.publication import PUBLICATION, PublicationFilter
from portal.admin.sheets import SheetAdmin
from portal.admin.wording import yes_or_no
from portal.duplicates.admin import MergeAdmin
from portal.fields import columns_of
from portal.models import Organization, Person, Source, record_models
from portal.resources import OrganizationResource

__all__ = [
    "PUBLICATION",
    "HistoryAdmin",
    "PartInline",
    "PublicationFilter",
    "RecordAdmin",
    "RecordForm",
    "SharedAdmin",
    "SheetAdmin",
    "exact",
    "yes_or_no",
]


admin.site.unregister((Group, User))
admin.site.register(Group, GroupAdmin)
admin.site.register(User, UserAdmin)


@admin.register(Source)
class SourceAdmin(SharedAdmin):
    list_display = ("heading", "publisher_en", "kind", "language", exact("published", _("published")))
    list_filter = ("kind", "language")
    date_hierarchy = "published_on"
    search_fields = ("folded__contains",)
    apart = ("published",)
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

    def get_deleted_objects(self, objs, request):
        """A source that records cite as a further one is held by them as by those it is the first source of.

        The table between would go with it, and with it the statement's ground.
        """
        gone, counts, needed, protected = super().get_deleted_objects(objs, request)
        for model in record_models():
            citing = model.objects.filter(more_sources__in=objs).distinct()
            protected += [f"{model._meta.verbose_name}: {record}" for record in citing]
        return gone, counts, needed, protected


@admin.register(Organization)
class OrganizationAdmin(MergeAdmin, SheetAdmin):
    resource = OrganizationResource
    list_display = ("name_en", "name_ja", "name_ru", "kind", "country", "publication")
    list_filter = (PublicationFilter, "kind", "country")
    apart = ("country", "kind")
    prepopulated_fields = {"slug": ("name_en",)}
    fieldsets = (
        (None, {"fields": (columns_of("name"), "slug", "aliases", "sort_key")}),
        (
            _("About it"),
            {"fields": ("kind", "country", columns_of("city"), "website", "logo", columns_of("summary"))},
        ),
        PUBLICATION,
    )


@admin.register(Person)
class PersonAdmin(MergeAdmin):
    list_display = ("name_en", "name_ja", "name_ru", "publication")
    prepopulated_fields = {"slug": ("name_en",)}
    fieldsets = (
        (None, {"fields": (columns_of("name"), "slug", "aliases", "sort_key")}),
        PUBLICATION,
    )

    def remarks(self, row):
        return [*row.other_names[:2], *super().remarks(row)]
