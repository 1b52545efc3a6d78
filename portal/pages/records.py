"""The page of a record, and pages that are kept while the record stands."""

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.generic import DetailView

from portal.cache import derived_for
from portal.lists.views import RecordList
from portal.models import Record
from portal.publishing.preview import Preview, no_store
from portal.publishing.views import FormerAddressMixin


class KeptPage:
    """A page that is made once for each state of the record and each day, since it is the same for everybody.

    Where staff see drafts on it (`shows_drafts`), whoever has a session gets one of their own.
    """

    shows_drafts = False

    def dispatch(self, request, *args, **kwargs):
        known = self.shows_drafts and settings.SESSION_COOKIE_NAME in request.COOKIES
        if known or request.GET.keys() - {"page"} or request.method not in ("GET", "HEAD"):
            return super().dispatch(request, *args, **kwargs)
        pages, key = derived_for(request).pages, (request.get_full_path(), timezone.localdate())
        body = pages.find(key)
        if body is None:
            response = super().dispatch(request, *args, **kwargs).render()
            pages.put(key, response.content)
        else:
            response = HttpResponse(body)
        if self.shows_drafts:
            patch_vary_headers(response, ["Cookie"])
        return response


class RecordDetail(FormerAddressMixin, KeptPage, DetailView):
    """The page of a record. A draft answers 404, except to staff, who see it here before others do."""

    shows_drafts = True

    def dispatch(self, request, *args, **kwargs):
        token = request.GET.get(Preview.PARAMETER)
        if token is None:
            return super().dispatch(request, *args, **kwargs)
        preview = Preview.of(token)
        if preview is None or not isinstance(preview.record, self.model):
            raise Http404
        request.user = preview  # also for staff: they see what the bearer of the link sees
        return no_store(super().dispatch(request, *args, **kwargs))

    def shown(self, model):
        """Records or parts of `model` for this visitor, ready to be printed with their sources."""
        rows = model.objects.visible_to(self.request.user)
        if issubclass(model, Record):
            rows = rows.with_owners().with_sources()
        return rows

    def get_queryset(self):
        rows, user = self.shown(self.model), self.request.user
        return rows.filter(pk=user.record.pk) if isinstance(user, Preview) else rows

    def page_of(self, rows):
        """The page asked for of a long table on this record's page, with its rows fetched."""
        page = Paginator(rows, RecordList.a_page).get_page(self.request.GET.get("page"))
        page.object_list = list(page.object_list)
        return page
