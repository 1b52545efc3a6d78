"""The pages of the follow-through: the flow as a picture, as the table behind it, and as data."""

from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.views import View
from django.views.generic import TemplateView

from cooperation.choices import FlowGroup
from cooperation.filters import AsOfFilterSet, FollowThroughFilterSet
from cooperation.flow.drawing import draw
from cooperation.flow.origins import FLOW_STATES, FlowCell, FlowCounts, FlowOrigin
from cooperation.models import Area
from portal.lists.csv_headers import translated_headers
from portal.lists.formats import CORS_HEADERS, data_response
from portal.lists.views import format_urls, redirect_to_current_slugs
from portal.pages.records import CachedPageMixin
from portal.text.csv import stream_csv

ATTESTATION = ("confirmed", "one_press_source", "reported_in_advance", "certain", "link_not_stated")
COLUMNS = ("unit", "origin", "area", "state", "count", "qualifier", *ATTESTATION)


def flow_context(origins: list[FlowOrigin], filterset: AsOfFilterSet, area: Area | None = None) -> dict:
    """What a template needs to show a flow, with the parameters that its links to lists pass on."""
    pairs = filterset.query_pairs()
    as_of = [(name, value) for name, value in pairs if name == "as_of"]
    return {
        "origins": origins,
        "drawing": draw(origins) if origins else None,
        "states": FLOW_STATES,
        "extra_query": further_query([*pairs, ("area", area.slug)] if area else pairs),
        "as_of_query": further_query(as_of),
    }


def further_query(pairs: list[tuple[str, str]]) -> str:
    """Parameters to be added to an address that has some already."""
    return f"&{urlencode(pairs)}" if pairs else ""


def cell_values(origin: FlowOrigin, cell: FlowCell) -> dict[str, Any]:
    """A cell of the table as CSV and JSON write it, by column."""
    itemised = cell.group != FlowGroup.NOT_ITEMISED
    values = (
        origin.unit,
        origin.slug,
        cell.group.slug if isinstance(cell.group, Area) else str(cell.group.value),
        str(cell.state.value) if cell.state else "not-known",
        cell.count.number,
        cell.count.qualifier,
        *(getattr(cell.count, name) if itemised else None for name in ATTESTATION),
    )
    return dict(zip(COLUMNS, values, strict=True))


class FollowThroughMixin:
    """The parameters of the follow-through, and the origins of the flow that was asked for."""

    request: Any

    def dispatch(self, request, *args, **kwargs):
        redirect = redirect_to_current_slugs(request, self.filterset) if request.GET else None
        return redirect or super().dispatch(request, *args, **kwargs)

    @cached_property
    def filterset(self) -> FollowThroughFilterSet:
        return FollowThroughFilterSet(self.request.GET, Area.objects.all(), request=self.request)

    def origins(self) -> list[FlowOrigin]:
        """None while a parameter is in error."""
        if self.filterset.errors:
            return []
        slugs = self.filterset.cleaned_values.get("area", [])
        area = Area.objects.published().filter(slug__in=slugs).first()
        if slugs and area is None:  # withdrawn this very moment
            return []
        return FlowCounts(self.request, self.filterset.as_of, area).origins()


class FollowThroughPage(FollowThroughMixin, CachedPageMixin, TemplateView):
    template_name = "cooperation/follow_through.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            filterset=self.filterset,
            flow=flow_context(self.origins(), self.filterset),
            formats=format_urls(self.request),
            **kwargs,
        )


class FollowThroughData(FollowThroughMixin, View):
    """The cells of the table as CSV or as JSON (`output`)."""

    output = ""

    def get(self, request):
        if self.filterset.errors:
            return data_response({"errors": self.filterset.error_messages()}, status=400)
        results = [cell_values(origin, cell) for origin in self.origins() for cell in origin.cells]
        return getattr(self, self.output)(results)

    def csv(self, results: list[dict]) -> HttpResponse:
        return HttpResponse(
            stream_csv(translated_headers(COLUMNS), [[list(row.values()) for row in results]]),
            content_type="text/csv; charset=utf-8",
            headers={**CORS_HEADERS, "Content-Disposition": 'attachment; filename="follow-through.csv"'},
        )

    def json(self, results: list[dict]) -> HttpResponse:
        return data_response(
            {"count": len(results), "filters": self.filterset.query_values(), "results": results}
        )
