"""The home page, the page about the record, and the page about its method."""

from django.views.generic import TemplateView

from portal.pages.records import CachedPageMixin


class Home(CachedPageMixin, TemplateView):
    template_name = "portal/home.html"


class About(TemplateView):
    template_name = "portal/about.html"


class Method(TemplateView):
    """The rules by which numbers are counted. Each number links to its rule."""

    template_name = "portal/method.html"
