"""The sources, and what each of them supports."""

from django.views.generic import DetailView

from portal.lists.columns import Column, Day, Words
from portal.lists.filterset import SourceFilterSet
from portal.lists.views import RecordList
from portal.models import Source, owned_models
from portal.pages.records import KeptPage
from portal.publishing.views import FormerAddressMixin


class SourceList(RecordList):
    model = Source
    filterset_class = SourceFilterSet
    columns = (
        Words("publisher"), Column("title"), Words("description"), Column("address", "url"), Day("published"),
        Column("language"), Column("kind"), Column("accessed_on"), Column("archive_url"),
    )  # fmt: skip


class SourceDetail(FormerAddressMixin, KeptPage, DetailView):
    """A source and every public statement that rests on it."""

    model = Source
    most = 100  # rows of one kind on the page

    def get_context_data(self, **kwargs):
        return super().get_context_data(supported=list(self.supported()), most=self.most, **kwargs)

    def supported(self):
        """Pairs of a kind of statement and its rows; one row more than `most` when there are more."""
        for model in owned_models():
            if hasattr(model, "source"):
                rows = model.objects.published().with_owners().supported_by(self.object)[: self.most + 1]
                if rows:
                    yield model._meta.verbose_name_plural, list(rows)
