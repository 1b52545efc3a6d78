"""From what was signed to what became of it: as a picture, as the table it is drawn from, and as data."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.http import HttpResponse
from django.views import View
from django.views.generic import TemplateView

from cooperation.choices import Band
from cooperation.filters import FollowThroughFilterSet
from cooperation.models import Area
from cooperation.recorded import Origin, Recorded
from cooperation.views.drawing import flow
from portal.lists.csv_headers import translated_headers
from portal.lists.formats import CORS_HEADERS, data_response
from portal.lists.views import format_urls, redirect_to_current_slugs
from portal.pages.records import CachedPageMixin
from portal.text.csv import stream_csv

NOT_KNOWN = "not-known"  # the state of what is not itemised


def lines(origins: list[Origin]) -> Iterator[dict]:
    """The cells of the table, one by one: what CSV and JSON hold."""
    for origin in origins:
        for cell in origin.cells:
            itemised = cell.band != Band.NOT_ITEMISED
            yield {
                "unit": origin.unit,
                "origin": origin.slug,
                "area": cell.band.slug if isinstance(cell.band, Area) else str(cell.band.value),
                "state": str(cell.state.value) if cell.state else NOT_KNOWN,
                "count": cell.count.number,
                "qualifier": cell.count.qualifier,
                "confirmed": cell.count.confirmed if itemised else None,
                "one_press_source": cell.count.one_source if itemised else None,
                "reported_in_advance": cell.count.advance if itemised else None,
                "certain": cell.count.certain if itemised else None,
                "link_not_stated": cell.count.unstated if itemised else None,
            }


COLUMNS = (
    "unit", "origin", "area", "state", "count", "qualifier", "confirmed", "one_press_source",
    "reported_in_advance", "certain", "link_not_stated",
)  # fmt: skip


class Asked:
    """What is asked of the flow, and the flow that answers it; none while anything asked is in error."""

    request: Any

    def dispatch(self, request, *args, **kwargs):
        redirect = redirect_to_current_slugs(request, self.filterset) if request.GET else None
        return redirect or super().dispatch(request, *args, **kwargs)

    @cached_property
    def filterset(self) -> FollowThroughFilterSet:
        return FollowThroughFilterSet(self.request.GET, Area.objects.all(), request=self.request)

    def origins(self) -> list[Origin]:
        if self.filterset.errors:
            return []
        slugs = self.filterset.cleaned_values.get("area", [])
        area = Area.objects.published().filter(slug__in=slugs).first()
        if slugs and area is None:  # withdrawn this very moment
            return []
        return Recorded(self.request, self.filterset.as_of).origins(area)


class FollowThrough(Asked, CachedPageMixin, TemplateView):
    template_name = "cooperation/follow_through.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            filterset=self.filterset,
            flow=flow(self.origins(), self.filterset),
            formats=format_urls(self.request),
            **kwargs,
        )


class FollowThroughData(Asked, View):
    """The cells of the table as CSV or as JSON."""

    output = ""

    def get(self, request):
        if self.filterset.errors:
            return data_response({"errors": self.filterset.error_messages()}, status=400)
        return getattr(self, self.output)(list(lines(self.origins())))

    def csv(self, found: list[dict]) -> HttpResponse:
        return HttpResponse(
            stream_csv(translated_headers(COLUMNS), [[list(line.values()) for line in found]]),
            content_type="text/csv; charset=utf-8",
            headers={**CORS_HEADERS, "Content-Disposition": 'attachment; filename="follow-through.csv"'},
        )

    def json(self, found: list[dict]) -> HttpResponse:
        return data_response(
            {"count": len(found), "filters": self.filterset.query_values(), "results": found}
        )
