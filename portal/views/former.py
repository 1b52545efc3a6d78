"""What is answered where a record is not any more."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, QueryDict
from django.template.loader import render_to_string

from portal.filters import RecordFilterSet
from portal.models import FormerAddress, Withdrawal

# Data is for everybody's programs, also for those on other sites' pages.
OPEN = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
# Another record may take the address over, and one that was withdrawn may come back.
ASKED_ANEW = {"Cache-Control": "no-cache"}


def moved(address: str, asked: QueryDict, headers: dict = ASKED_ANEW) -> HttpResponse:
    href = f"{address}?{asked.urlencode()}" if asked else address
    return HttpResponsePermanentRedirect(href, headers=headers)


def renamed(request: HttpRequest, filterset: RecordFilterSet) -> HttpResponse | None:
    """The way to what was asked of a list, where that names a record by its former slug; else None."""
    asked = filterset.renamed(request.GET)
    return moved(request.path, asked, {**ASKED_ANEW, **OPEN}) if asked else None


class MovablePage:
    """The page of a record. Where there is none, it may have been: this alone asks for it.

    A record that is elsewhere now is led to. One that was withdrawn is gone, with a note, if there is one.
    """

    model: Any
    kwargs: dict

    def dispatch(self, request, *args, **kwargs):
        try:
            return super().dispatch(request, *args, **kwargs)
        except Http404:
            address = "/".join(map(str, self.kwargs.values()))
            if row := FormerAddress.row_at(self.model, address):
                return moved(row.get_absolute_url(), request.GET)
            if withdrawal := Withdrawal.at(self.model, address):
                page = render_to_string("410.html", {"note": withdrawal.note}, request)
                return HttpResponse(page, status=410, headers=ASKED_ANEW)
            raise
