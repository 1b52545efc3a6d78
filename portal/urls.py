from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from portal import views
from portal.admin.autocomplete import Autocomplete

pages = [
    path("", views.Home.as_view(), name="home"),
    path("about/", views.About.as_view(), name="about"),
    path("search/", views.Search.as_view(), name="search"),
    path("method/", views.Method.as_view(), name="method"),
    # /sources/
    *views.SourceList.urls("sources", "source"),
    path("sources/<slug:slug>/", views.SourceDetail.as_view(), name="source-detail"),
]

urlpatterns = [
    path("media/<path:name>", views.Media.as_view(), name="media"),
    *i18n_patterns(
        path("", include((pages, "portal"))),
        path("", include("events.urls")),
        path("", include("cooperation.urls")),
        path("admin/autocomplete/", admin.site.admin_view(Autocomplete.as_view(admin_site=admin.site))),
        path("admin/", admin.site.urls),
        prefix_default_language=False,
    ),
]
