from django.urls import path

from cooperation import views

app_name = "cooperation"

urlpatterns = [
    # /areas/
    path("areas/", views.AreaList.as_view(), name="area-list"),
    path("areas/<slug:slug>/", views.AreaDetail.as_view(), name="area-detail"),
    # /occasions/
    path("occasions/", views.OccasionList.as_view(), name="occasion-list"),
    path("occasions/<slug:slug>/", views.OccasionDetail.as_view(), name="occasion-detail"),
    # /memoranda/
    path("memoranda/", views.MemorandumList.as_view(), name="memorandum-list"),
    path("memoranda/<slug:slug>/", views.MemorandumDetail.as_view(), name="memorandum-detail"),
    # /outcomes/
    path("outcomes/", views.OutcomeList.as_view(), name="outcome-list"),
    path("outcomes/<slug:slug>/", views.OutcomeDetail.as_view(), name="outcome-detail"),
    # /organizations/, /people/: dossiers over both apps, so the top layer serves them
    path("organizations/", views.OrganizationList.as_view(), name="organization-list"),
    path("organizations/<slug:slug>/", views.OrganizationDetail.as_view(), name="organization-detail"),
    path("people/<slug:slug>/", views.PersonDetail.as_view(), name="person-detail"),
]
