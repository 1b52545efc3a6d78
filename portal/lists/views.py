"""The view of a list: the same rows in the same order as a page, as CSV and as JSON."""

from collections.abc import Sequence
from datetime import date
from math import ceil
from typing import ClassVar, Self

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict, StreamingHttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from portal.lists.columns import Column
from portal.lists.fields import NO_SUCH_PAGE, no_such_page
from portal.lists.filterset import PAGING, RecordFilterSet
from portal.lists.formats import CORS_HEADERS, Table, data_response
from portal.lists.index import ResultSet
from portal.lists.rows import CachedRows, LazyRows, PageOfRows
from portal.models import Record, Slugged, attach_sources
from portal.publishing.views import REVALIDATE, permanent_redirect


class RecordList(TemplateView):
    """A public list, the same for every visitor. `output` says in which format: "page", "csv" or "json".

    A list declares its `model`, `filterset_class` and `columns`; `get_queryset` adds what its page prints.
    """

    filterset: RecordFilterSet
    model: ClassVar[type[Slugged]]
    filterset_class: ClassVar[type[RecordFilterSet]]
    columns: ClassVar[Sequence[Column]] = ()
    output = "page"
    paginate_by = 50

    @classmethod
    def urls(cls, plural: str, name: str) -> list[URLPattern]:
        """The addresses of the list in its three formats."""
        return [
            path(f"{plural}/", cls.as_view(), name=f"{name}-list"),
            path(f"{plural}.csv", cls.as_view(output="csv"), name=f"{name}-csv"),
            path(f"{plural}.json", cls.as_view(output="json"), name=f"{name}-json"),
        ]

    def get(self, request, *args, **kwargs):
        query = request.GET.copy()
        if self.output == "csv":  # it is always whole
            for name in PAGING:
                query.pop(name, None)
        self.filterset = self.get_filterset(query)
        page = self.get_page()
        if redirect := redirect_to_current_slugs(request, self.filterset):
            return redirect
        if self.filterset.errors and self.output != "page":
            return data_response({"errors": self.filterset.error_messages()}, status=400)
        return getattr(self, f"render_{self.output}")(page)

    def get_filterset(self, query: QueryDict) -> RecordFilterSet:
        return self.filterset_class(query, self.model.objects.all(), request=self.request)

    def get_page(self) -> PageOfRows:
        """The rows asked for. A page or row that the list does not have becomes an error of the form."""
        form, result_set = self.filterset.form, self.filterset.result_set()
        paging = {name: form.cleaned_data.get(name) for name in PAGING} if form.is_valid() else {}
        start, stop = 0, self.paginate_by
        if number := paging.get("page"):
            start, stop = (number - 1) * self.paginate_by, number * self.paginate_by
            if start and start >= len(result_set):
                form.add_error("page", no_such_page())
        elif slug := paging.get("after") or paging.get("before"):
            name = "after" if paging.get("after") else "before"
            row = self.model.objects.published().filter(slug=slug).first()
            offset = result_set.offset(row.pk) if row else None
            if offset is None:
                form.add_error(
                    name, _("This entry is not, or no longer, in the list: start from the first page.")
                )
            elif name == "after":
                start, stop = offset + 1, offset + 1 + self.paginate_by
            else:
                start, stop = max(offset - self.paginate_by, 0), offset
        return PageOfRows(self.filterset.result_set() if form.errors else result_set, start, stop)

    # The rows

    def get_queryset(self):
        """The rows with what a page prints of them."""
        return self.model.objects.published().with_owners()

    def fetch(self, pks: list[int]) -> list:
        """These rows in this order. One that was withdrawn this very moment is left out."""
        by_pk = self.get_queryset().in_bulk(pks)
        rows = [by_pk[pk] for pk in pks if pk in by_pk]
        if issubclass(self.model, Record):
            attach_sources(rows, known=self.filterset.record_cache.sources)
        return rows

    @classmethod
    def unfiltered(cls, request, as_of: date | None = None) -> Self:
        """The whole list as it is (or stood on a day), for pages that show some of its rows."""
        view = cls()
        view.setup(request)
        view.filterset = view.get_filterset(QueryDict(f"as_of={as_of}" if as_of else ""))
        return view

    def limited_to(self, rows: QuerySet) -> LazyRows:
        """The rows of the list that are among `rows`, in the order of the list."""
        index = self.filterset.index
        return LazyRows(self, ResultSet(index, index.positions_of(rows)))

    # The formats

    def get_template_names(self):
        app, _separator, _name = self.model.page.partition(":")
        return [f"{app}/{self.model._meta.model_name}_list.html"]

    def render_page(self, page: PageOfRows) -> HttpResponse:
        rows, ends = CachedRows(self, page.pks), [*page.pks[:1], *page.pks[-1:]]
        numbered = page.start % self.paginate_by == 0 and page.stop % self.paginate_by == 0
        slugs = {} if numbered else dict(self.model.objects.filter(pk__in=ends).values_list("pk", "slug"))
        end_slugs = [slugs.get(pk, "") for pk in ends]
        page.previous_url, page.next_url = self.neighbour_urls(page, end_slugs, numbered)
        return self.render_to_response(
            self.get_context_data(
                filterset=self.filterset, page=page, rows=rows, formats=format_urls(self.request)
            ),
            status=404 if self.filterset.form.has_error("page", NO_SUCH_PAGE) else 200,
        )

    def render_csv(self, page: PageOfRows) -> StreamingHttpResponse:
        name = self.request.path.rpartition("/")[2]
        return StreamingHttpResponse(
            Table(self.model, self.filterset.index, self.columns).csv(page.result_set),
            content_type="text/csv; charset=utf-8",
            headers={**CORS_HEADERS, "Content-Disposition": f'attachment; filename="{name}"'},
        )

    def render_json(self, page: PageOfRows) -> JsonResponse:
        results = Table(self.model, self.filterset.index, self.columns).json(page.pks)
        previous_url, next_url = self.neighbour_urls(page, [row["id"] for row in results])
        return data_response(
            {
                "count": page.count,
                "next": settings.PUBLIC_URL + next_url if next_url else None,
                "previous": settings.PUBLIC_URL + previous_url if previous_url else None,
                "filters": self.filterset.query_values(),
                "results": results,
            }
        )

    def neighbour_urls(self, page: PageOfRows, slugs: Sequence[str], numbered=False) -> tuple[str, str]:
        """The addresses of the previous and the next page ("" where there is none).

        They are named by the first and last of the `slugs` on this page, so that rows which are added
        meanwhile shift none away, or else by their numbers. A page past either end has no rows to name.
        """
        number, last_number = page.start // self.paginate_by + 1, ceil(page.count / self.paginate_by)
        if not slugs:
            before, after = ("page", str(last_number)), ("page", "1")
        elif numbered:
            before, after = ("page", str(number - 1)), ("page", str(number + 1))
        else:
            before, after = ("before", slugs[0]), ("after", slugs[-1])
        pairs, url = self.filterset.query_pairs(), self.filterset.url
        return (
            url([*pairs, before]) if page.start > 0 else "",
            url([*pairs, after]) if page.last < page.count else "",
        )


def redirect_to_current_slugs(request: HttpRequest, filterset: RecordFilterSet) -> HttpResponse | None:
    """A redirect to the same list, where the query names a record by its former slug; else None."""
    query = filterset.with_current_slugs(request.GET)
    return permanent_redirect(request.path, query, {**REVALIDATE, **CORS_HEADERS}) if query else None


def format_urls(request: HttpRequest) -> dict[str, str]:
    """The addresses of what a page shows as CSV and as JSON."""
    address, query = request.path.rstrip("/"), request.GET.urlencode()
    return {output: f"{address}.{output}" + (f"?{query}" if query else "") for output in ("csv", "json")}
