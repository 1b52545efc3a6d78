from django.urls import path

from events import views

app_name = "events"

urlpatterns = [
    # /fairs/
    *views.FairList.urls("fairs", "fair"),
    path("fairs/<slug:slug>/", views.FairDetail.as_view(), name="fair-detail"),
    path("fairs/<slug:slug>/<int:year>/", views.EditionDetail.as_view(), name="edition-detail"),
    # /exhibitors/
    *views.ExhibitorList.urls("exhibitors", "exhibitor"),
    # /forums/
    *views.ForumList.urls("forums", "forum"),
    path("forums/<slug:slug>/", views.ForumDetail.as_view(), name="forum-detail"),
]
