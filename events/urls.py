from django.urls import path

from events import views

app_name = "events"

urlpatterns = [
    # /fairs/
    path("fairs/", views.FairList.as_view(), name="fair-list"),
    path("fairs/<slug:slug>/", views.FairDetail.as_view(), name="fair-detail"),
    path("fairs/<slug:slug>/<int:year>/", views.EditionDetail.as_view(), name="edition-detail"),
    # /exhibitors/
    path("exhibitors/", views.ExhibitorList.as_view(), name="exhibitor-list"),
    # /forums/
    path("forums/", views.ForumList.as_view(), name="forum-list"),
    path("forums/<slug:slug>/", views.ForumDetail.as_view(), name="forum-detail"),
]
