"""The page of a record, and pages that are cached until the record changes."""

from django.conf import settings
from django.core.paginator import InvalidPage, Paginator
from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.generic import DetailView

from portal.cache import record_cache_for
from portal.lists.views import RecordList
from portal.models import Record
from portal.pages.foreign_parameters import drop_parameters
from portal.publishing.preview import Preview, no_store
from portal.publishing.views import FormerAddressMixin


class NoSuchPage(Exception):
    """A long table on the page of a record has no page of this number."""


class CachedPageMixin:
    """A page that is rendered once for each state of the record and each day: it is the same for everybody.

    Where staff see drafts on it (`shows_drafts`), whoever has a session gets an uncached page. What has no
    long table (`paginated`) ignores `page`: it would be cached once for each number that anybody asks for.
    """

    shows_drafts = False
    paginated = False

    def dispatch(self, request, *args, **kwargs):
        if not self.paginated or request.GET.getlist("page") in ([""], ["1"]):
            drop_parameters(request, "page".__eq__)
        has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
        no_cache = (self.shows_drafts and has_session) or request.GET.keys() - {"page"}
        if no_cache or request.method not in ("GET", "HEAD"):
            return super().dispatch(request, *args, **kwargs)
        pages, key = record_cache_for(request).pages, (request.get_full_path(), timezone.localdate())
        content = pages.get(key)
        if content is None:
            response = super().dispatch(request, *args, **kwargs).render()
            pages.set(key, response.content)
        else:
            response = HttpResponse(content)
        if self.shows_drafts:
            patch_vary_headers(response, ["Cookie"])
        return response


class RecordDetail(FormerAddressMixin, CachedPageMixin, DetailView):
    """The page of a record. A draft answers 404, except to staff, who see it here before others do."""

    shows_drafts = True

    def dispatch(self, request, *args, **kwargs):
        try:
            return self.respond(request, *args, **kwargs)
        except NoSuchPage:
            context = {"exception": "page", "first_page": request.path}
            return TemplateResponse(request, "no_such_page.html", context, status=404)

    def respond(self, request, *args, **kwargs):
        token = request.GET.get(Preview.PARAMETER)
        if token is None:
            return super().dispatch(request, *args, **kwargs)
        preview = Preview.of(token)
        if preview is None or not isinstance(preview.record, self.model):
            raise Http404
        request.user = preview  # also for staff: they see what the bearer of the link sees
        return no_store(super().dispatch(request, *args, **kwargs))

    def shown(self, model):
        """The records or parts of `model` that this visitor may see, with what pages print of them."""
        rows = model.objects.visible_to(self.request.user)
        if issubclass(model, Record):
            rows = rows.with_owners().with_sources()
        return rows

    def get_queryset(self):
        rows, user = self.shown(self.model), self.request.user
        return rows.filter(pk=user.record.pk) if isinstance(user, Preview) else rows

    def paginate(self, rows):
        """The page that was asked for of a long table on this record's page, with its rows fetched.

        Raises NoSuchPage, unless the address spells the number of a page in its one way.
        """
        asked = self.request.GET.getlist("page") or ["1"]
        try:
            page = Paginator(rows, RecordList.paginate_by).page(asked[-1])
        except InvalidPage as error:
            raise NoSuchPage from error
        if [str(page.number)] != asked:
            raise NoSuchPage
        page.object_list = list(page.object_list)
        return page
