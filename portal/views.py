"""What every list and every page of a record have in common, and the kernel's own pages."""

from django.core.cache import cache
from django.core.paginator import Paginator
from django.db import DatabaseError, connection
from django.http import FileResponse, Http404, JsonResponse
from django.views import View
from django.views.generic import DetailView, TemplateView
from django_filters.views import FilterView

from portal.fields import PictureField
from portal.filters import RecordFilterSet
from portal.models import Record, Source, owned_models


class RecordList(FilterView):
    """A public list of records: what anyone may see, also when staff look."""

    filterset_class = RecordFilterSet
    template_name_suffix = "_list"
    paginate_by = 50

    def get_queryset(self):
        return self.model.objects.published().with_owners().with_sources()


class RecordDetail(DetailView):
    """The page of a record. A draft answers 404, except to staff, who see it here before others do."""

    def shown(self, model):
        """Records or parts of `model` for this visitor, ready to be printed with their sources."""
        rows = model.objects.visible_to(self.request.user)
        if issubclass(model, Record):
            rows = rows.with_owners().with_sources()
        return rows

    def get_queryset(self):
        return self.shown(self.model)

    def page_of(self, rows):
        """The page asked for of a long table on this record's page."""
        return Paginator(rows, RecordList.paginate_by).get_page(self.request.GET.get("page"))


class Home(TemplateView):
    template_name = "portal/home.html"


class About(TemplateView):
    template_name = "portal/about.html"


class SourceList(FilterView):
    model = Source
    filterset_class = RecordFilterSet
    template_name_suffix = "_list"
    paginate_by = 100


class SourceDetail(DetailView):
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


class Media(View):
    """An uploaded picture, to those who may see the record it belongs to."""

    def get(self, request, name):
        if "\0" in name:  # no column can hold it, and PostgreSQL says so loudly
            raise Http404
        for model in owned_models():
            for field in model._meta.fields:
                if not isinstance(field, PictureField):
                    continue
                row = model.objects.visible_to(request.user).filter(**{field.name: name}).first()
                if row is None:
                    continue
                try:
                    return FileResponse(getattr(row, field.name).open("rb"))
                except FileNotFoundError as error:
                    raise Http404 from error
        raise Http404


class Health(View):
    """For load balancers: whether the parts that the portal stands on answer."""

    def get(self, request):
        parts = {"database": self.database(), "cache": self.cache()}
        failed = parts["database"] != "ok"  # without the cache everything still works
        return JsonResponse(
            {"status": "failed" if failed else "ok", **parts},
            status=503 if failed else 200,
            headers={"Cache-Control": "no-store", **({"Retry-After": "5"} if failed else {})},
        )

    @staticmethod
    def database():
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
        except DatabaseError:
            return "failed"
        return "ok"

    @staticmethod
    def cache():
        try:
            cache.set("healthz", "ok", 5)
            return cache.get("healthz") or "failed"
        except Exception:  # each cache has its own errors
            return "failed"
