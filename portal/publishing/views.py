"""The answers at the former address of a record: a redirect, or 410 with the note of a withdrawal."""

from typing import Any

from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect, QueryDict
from django.template.loader import render_to_string

from portal.publishing.models import FormerAddress, Withdrawal

# Another record may take the address over, and one that was withdrawn may come back.
REVALIDATE = {"Cache-Control": "no-cache"}


def permanent_redirect(address: str, asked: QueryDict, headers: dict = REVALIDATE) -> HttpResponse:
    href = f"{address}?{asked.urlencode()}" if asked else address
    return HttpResponsePermanentRedirect(href, headers=headers)


class FormerAddressMixin:
    """The page of a record, which redirects from its former addresses.

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
                return permanent_redirect(row.get_absolute_url(), request.GET)
            if withdrawal := Withdrawal.at(self.model, address):
                page = render_to_string("410.html", {"note": withdrawal.note}, request)
                return HttpResponse(page, status=410, headers=REVALIDATE)
            raise
