"""What every list has in common: the same rows and order as a page, as CSV and as JSON."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil
from typing import ClassVar, Self

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict, StreamingHttpResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from portal.lists.columns import Column
from portal.lists.filterset import PAGING, RecordFilterSet
from portal.lists.formats import OPEN, Table, data
from portal.lists.index import Found
from portal.models import Record, Slugged, Source, attach_sources
from portal.publishing.views import REVALIDATE, permanent_redirect


def renamed(request: HttpRequest, filterset: RecordFilterSet) -> HttpResponse | None:
    """The way to what was asked of a list, where that names a record by its former slug; else None."""
    asked = filterset.renamed(request.GET)
    return permanent_redirect(request.path, asked, {**REVALIDATE, **OPEN}) if asked else None


@dataclass
class Window:
    """The part of a list that is shown at once: from the row `start` to before `stop` of all `count`."""

    found: Found
    start: int
    stop: int

    @property
    def count(self) -> int:
        return len(self.found)

    @property
    def first(self) -> int:
        return self.start + 1

    @property
    def last(self) -> int:
        return min(self.stop, self.count)

    @property
    def pks(self) -> list[int]:
        return self.found.pks(self.start, self.last)


class Rows:
    """The rows that a page shows, as `{% cached_rows %}` prints them, kept until the record changes."""

    def __init__(self, view: "RecordList", pks: list[int]):
        self.pks, self.read = pks, view.rows
        self.derived = view.filterset.derived
        self.sources: dict[int, Source] = self.derived.sources
        self.key = (type(view), view.filterset.as_of or timezone.localdate(), get_language())
        self.printed = {pk: self.derived.rows.find((*self.key, pk)) for pk in pks}

    def __len__(self) -> int:
        return len(self.pks)

    def __iter__(self):
        return iter(self.read(self.pks))

    def unprinted(self) -> list:
        """Those that have to be printed, read from the database."""
        missing = [pk for pk, printed in self.printed.items() if printed is None]
        return self.read(missing) if missing else []

    def print(self, pk: int, printed: str) -> None:
        self.printed[pk] = self.derived.rows.put((*self.key, pk), printed)


class Part:
    """Some rows of a list in its order, as the page of a record shows them: read when they are sliced."""

    def __init__(self, view: "RecordList", found: Found):
        self.view, self.found = view, found

    def __len__(self) -> int:
        return len(self.found)

    def __getitem__(self, part: slice) -> list:
        return self.view.rows(self.found.pks(part.start or 0, part.stop))


class RecordList(TemplateView):
    """A public list, the same whoever looks: as a page, as CSV and as JSON (`output` says which).

    A list is its `model`, its `filterset_class` and its `columns`; `get_queryset` adds what a page prints.
    """

    filterset: RecordFilterSet
    model: ClassVar[type[Slugged]]
    filterset_class: ClassVar[type[RecordFilterSet]]
    columns: ClassVar[Sequence[Column]] = ()
    output = "page"
    a_page = 50  # rows

    @classmethod
    def urls(cls, plural: str, name: str) -> list[URLPattern]:
        """The addresses of the list in its three formats."""
        return [
            path(f"{plural}/", cls.as_view(), name=f"{name}-list"),
            path(f"{plural}.csv", cls.as_view(output="csv"), name=f"{name}-csv"),
            path(f"{plural}.json", cls.as_view(output="json"), name=f"{name}-json"),
        ]

    @classmethod
    def whole(cls, request, as_of: date | None = None) -> Self:
        """The list as it is (or stood) when nothing else is asked, for pages that show some of its rows."""
        view = cls()
        view.setup(request)
        asked = QueryDict(f"as_of={as_of}" if as_of else "")
        view.filterset = cls.filterset_class(asked, cls.model.objects.all(), request=request)
        return view

    def part(self, rows: QuerySet) -> Part:
        """Of the whole list those among `rows`."""
        index = self.filterset.index
        return Part(self, Found(index, index.places_of(rows)))

    def get_template_names(self):
        app, _separator, _name = self.model.page.partition(":")
        return [f"{app}/{self.model._meta.model_name}_list.html"]

    def get_queryset(self):
        """The rows with what a page prints of them."""
        return self.model.objects.published().with_owners()

    def rows(self, pks: list[int]) -> list:
        """Some rows, in that order. One may have been withdrawn this very moment: it is left out."""
        found = self.get_queryset().in_bulk(pks)
        rows = [found[pk] for pk in pks if pk in found]
        if issubclass(self.model, Record):
            attach_sources(rows, known=self.filterset.derived.sources)
        return rows

    def get(self, request, *args, **kwargs):
        asked = request.GET.copy()
        if self.output == "csv":  # it is always whole
            for name in PAGING:
                asked.pop(name, None)
        self.filterset = self.filterset_class(asked, self.model.objects.all(), request=request)
        window = self.window()
        if elsewhere := renamed(request, self.filterset):
            return elsewhere
        if self.filterset.errors and self.output != "page":
            return data({"errors": self.filterset.messages()}, status=400)
        return getattr(self, self.output)(window)

    def window(self) -> Window:
        """The rows asked for. A page that the list does not have becomes an error of the form."""
        form, found = self.filterset.form, self.filterset.found()
        asked = {name: form.cleaned_data.get(name) for name in PAGING} if form.is_valid() else {}
        start, stop = 0, self.a_page
        if asked.get("page"):
            start = (asked["page"] - 1) * self.a_page
            stop = start + self.a_page
            if start and start >= len(found):
                form.add_error("page", _("This list has fewer pages."))
        elif slug := asked.get("after") or asked.get("before"):
            row = self.model.objects.published().filter(slug=slug).first()
            before = found.rank(row.pk) if row else None
            if before is None:
                name = "after" if asked.get("after") else "before"
                form.add_error(
                    name, _("This list does not have that row (any more): start from its first page.")
                )
            elif asked.get("after"):
                start, stop = before + 1, before + 1 + self.a_page
            else:
                start, stop = max(before - self.a_page, 0), before
        return Window(self.filterset.found() if form.errors else found, start, stop)

    def around(self, window: Window, ends: Sequence[str], numbered: bool = False) -> tuple[str, str]:
        """Where the rows before and after are: by the number of the page, or by the rows at its `ends`.

        A row is named so that what is added meanwhile shifts none away. Past either end none can be named.
        """
        number, pages = window.start // self.a_page + 1, ceil(window.count / self.a_page)
        before, after = ("page", str(pages)), ("page", "1")
        if ends:
            before, after = ("before", ends[0]), ("after", ends[-1])
        if ends and numbered:
            before, after = ("page", str(number - 1)), ("page", str(number + 1))
        asked, address = self.filterset.pairs(), self.filterset.address
        return (
            address([*asked, before]) if window.start > 0 else "",
            address([*asked, after]) if window.last < window.count else "",
        )

    def page(self, window: Window) -> HttpResponse:
        rows, ends = Rows(self, window.pks), [*window.pks[:1], *window.pks[-1:]]
        whole = window.start % self.a_page == 0 and window.stop % self.a_page == 0
        slugs = {} if whole else dict(self.model.objects.filter(pk__in=ends).values_list("pk", "slug"))
        previous, following = self.around(window, [slugs.get(pk, "") for pk in ends], numbered=whole)
        query = self.request.GET.urlencode()
        here = self.request.path.rstrip("/")
        return self.render_to_response(
            self.get_context_data(
                filter=self.filterset,
                window=window,
                object_list=rows,
                previous=previous,
                next=following,
                formats={kind: f"{here}.{kind}" + (f"?{query}" if query else "") for kind in ("csv", "json")},
            )
        )

    def csv(self, window: Window) -> StreamingHttpResponse:
        name = self.request.path.rpartition("/")[2]
        return StreamingHttpResponse(
            Table(self.model, self.filterset.index, self.columns).csv(window.found),
            content_type="text/csv; charset=utf-8",
            headers={**OPEN, "Content-Disposition": f'attachment; filename="{name}"'},
        )

    def json(self, window: Window) -> JsonResponse:
        results = Table(self.model, self.filterset.index, self.columns).json(window.pks)
        previous, following = self.around(window, [row["id"] for row in results])
        return data(
            {
                "count": window.count,
                "next": settings.PUBLIC_URL + following if following else None,
                "previous": settings.PUBLIC_URL + previous if previous else None,
                "filters": self.filterset.values(),
                "results": results,
            }
        )
