from django.urls import path

from cooperation import views
from cooperation.flow.views import FollowThroughData, FollowThroughPage

app_name = "cooperation"

urlpatterns = [
    # /areas/
    *views.AreaList.urls("areas", "area"),
    path("areas/<slug:slug>/", views.AreaDetail.as_view(), name="area-detail"),
    # /occasions/
    *views.OccasionList.urls("occasions", "occasion"),
    path("occasions/<slug:slug>/", views.OccasionDetail.as_view(), name="occasion-detail"),
    # /memoranda/
    *views.MemorandumList.urls("memoranda", "memorandum"),
    path("memoranda/<slug:slug>/", views.MemorandumDetail.as_view(), name="memorandum-detail"),
    # /outcomes/
    *views.OutcomeList.urls("outcomes", "outcome"),
    path("outcomes/<slug:slug>/", views.OutcomeDetail.as_view(), name="outcome-detail"),
    # /follow-through/
    path("follow-through/", FollowThroughPage.as_view(), name="follow-through"),
    path("follow-through.csv", FollowThroughData.as_view(output="csv"), name="follow-through-csv"),
    path("follow-through.json", FollowThroughData.as_view(output="json"), name="follow-through-json"),
    # /organizations/, /people/: they join both apps, so the top layer serves them
    *views.OrganizationList.urls("organizations", "organization"),
    path("organizations/<slug:slug>/", views.OrganizationDetail.as_view(), name="organization-detail"),
    path("people/<slug:slug>/", views.PersonDetail.as_view(), name="person-detail"),
]
