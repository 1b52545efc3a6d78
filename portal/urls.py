from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from portal.admin_base.autocomplete import RankedAutocompleteView
from portal.pages.service import Media
from portal.pages.sources import SourceDetail, SourceList
from portal.pages.views import About, Home, Method
from portal.search.views import SearchView

pages = [
    path("", Home.as_view(), name="home"),
    path("about/", About.as_view(), name="about"),
    path("search/", SearchView.as_view(), name="search"),
    path("method/", Method.as_view(), name="method"),
    # /sources/
    *SourceList.urls("sources", "source"),
    path("sources/<slug:slug>/", SourceDetail.as_view(), name="source-detail"),
]

autocomplete = RankedAutocompleteView.as_view(admin_site=admin.site)

urlpatterns = [
    path("media/<path:name>", Media.as_view(), name="media"),
    *i18n_patterns(
        path("", include((pages, "portal"))),
        path("", include("events.urls")),
        path("", include("cooperation.urls")),
        path("admin/autocomplete/", admin.site.admin_view(autocomplete)),
        path("admin/", admin.site.urls),
        prefix_default_language=False,
    ),
]
