"""Pages that are no lists: what the page of every record has in common, and the kernel's own."""

from django.views.generic import TemplateView

from portal.pages.records import KeptPage


class Home(KeptPage, TemplateView):
    template_name = "portal/home.html"


class About(TemplateView):
    template_name = "portal/about.html"


class Method(TemplateView):
    """The rules by which numbers here are counted. Each number links to its rule."""

    template_name = "portal/method.html"
