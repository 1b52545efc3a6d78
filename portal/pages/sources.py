"""The sources, and what each of them supports."""

from django.db.models import F
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView

from portal.fields import Alphabetical
from portal.lists.columns import Column, PartialDateColumn, TranslatedColumn
from portal.lists.filterset import RecordFilterSet
from portal.lists.parameters import Ordering
from portal.lists.views import RecordList
from portal.models import Source, owned_models
from portal.pages.records import CachedPageMixin
from portal.publishing.views import FormerAddressMixin


class SourceFilterSet(RecordFilterSet):
    orderings = {
        "publisher": Ordering(_("publisher, A–Z"), _("publisher, Z–A"), (Alphabetical(), "slug")),
        "-published": Ordering(
            _("latest first"), _("earliest first"), (F("published_on").desc(nulls_last=True), "slug")
        ),
    }


class SourceList(RecordList):
    model = Source
    filterset_class = SourceFilterSet
    columns = (
        TranslatedColumn("publisher"), Column("title"), TranslatedColumn("description"),
        Column("address", "url"), PartialDateColumn("published"), Column("language"), Column("kind"),
        Column("accessed_on"), Column("archive_url"),
    )  # fmt: skip


class SourceDetail(FormerAddressMixin, CachedPageMixin, DetailView):
    """A source and every public statement that rests on it."""

    model = Source
    max_rows = 100  # of each kind of record

    def get_context_data(self, **kwargs):
        return super().get_context_data(supported=list(self.supported()), max_rows=self.max_rows, **kwargs)

    def supported(self):
        """Pairs of a kind of record and its rows; one row more than `max_rows` when there are more."""
        citing = self.object.citing_models()  # few of them, of which the rows cost a large query each
        for model in owned_models():
            if model._meta.label in citing:
                rows = model.objects.published().with_owners().supported_by(self.object)[: self.max_rows + 1]
                if rows:
                    yield model._meta.verbose_name_plural, list(rows)
