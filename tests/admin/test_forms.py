"""A form offers rows by autocomplete, and says which rule is broken."""

from html import escape
from io import BytesIO

import pytest
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteMixin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from PIL import Image

from cooperation.models import Memorandum, Step
from events.models import Photo
from portal.admin import RecordForm
from portal.models import Organization, Record, Source
from tests import factories
from tests.admin.conftest import (
    ADMINS,
    INLINES,
    NO_SOURCE,
    act,
    admin_url_of,
    errors_of,
    every_admin,
    history_of,
    submit,
)

NO_EXACT_DATE = "Choose how precise each date is; enter a month as its first day, a year as 1 January."


def autocompleted(form):
    widgets = {
        name: getattr(field.widget, "widget", field.widget) for name, field in form.base_fields.items()
    }
    return {name for name, widget in widgets.items() if isinstance(widget, AutocompleteMixin)}


def to_desks(model, form):
    """The relations in the form whose targets have an admin of their own."""
    fields = [*model._meta.fields, *model._meta.many_to_many]
    return {
        field.name
        for field in fields
        if field.is_relation and field.related_model in ADMINS and field.name in form.base_fields
    }


@every_admin
def test_every_relation_is_chosen_by_autocomplete(model, admin_user):
    request = RequestFactory().get("/")
    request.user = admin_user

    form = ADMINS[model].get_form(request)

    assert autocompleted(form) == to_desks(model, form)
    assert not issubclass(model, Record) or {"source", "more_sources"} <= autocompleted(form)


@pytest.mark.parametrize(("owner", "inline"), INLINES)
def test_every_relation_of_a_part_is_chosen_by_autocomplete(owner, inline, admin_user):
    request = RequestFactory().get("/")
    request.user = admin_user

    formset = inline(owner.model, admin.site).get_formset(request)

    own = {formset.fk.name}
    assert autocompleted(formset.form) - own == to_desks(inline.model, formset.form) - own


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"happened_on": "2016-12-16", "happened_precision": "month"}, NO_EXACT_DATE),
        ({"happened_on": "2016-12-01", "happened_precision": "year"}, NO_EXACT_DATE),
        ({"source": "", "published_at_0": "2020-01-01", "published_at_1": "00:00"}, NO_SOURCE),
    ],
)
def test_form_that_breaks_a_rule_says_so_and_saves_nothing(typed, message, publisher_client):
    row = factories.step(slug="before", published_at=None)

    response = submit(publisher_client, admin_url_of(row), slug="after", **typed)

    assert response.status_code == 200
    assert errors_of(response) == [message]
    assert escape(message) in response.content.decode()
    assert list(Step.objects.values_list("slug", flat=True)) == ["before"]
    assert history_of(row) == [("+", None)]


def test_part_that_breaks_a_rule_says_so_and_saves_nothing(publisher_client):
    row = factories.signatory(memorandum=factories.memorandum(title_en="Synthetic Before"))
    twice = {
        "signatories-TOTAL_FORMS": 2,
        "signatories-1-organization": row.organization_id,
        "signatories-1-side": "RU",
    }

    response = submit(publisher_client, admin_url_of(row.memorandum), title_en="Synthetic After", **twice)

    assert response.status_code == 200
    assert errors_of(response) == ["This organisation is already a party to the memorandum."]
    assert list(Memorandum.objects.values_list("title_en", flat=True)) == ["Synthetic Before"]


@pytest.mark.django_db
def test_record_form_without_the_source_holds_to_the_rule_about_it():
    class NameAndDate(RecordForm):
        class Meta:
            model = Organization
            fields = ("name_en", "published_at")

    draft = factories.organization(source=None, published_at=None)
    form = NameAndDate({"name_en": "Synthetic", "published_at": "2020-01-01 00:00"}, instance=draft)

    assert not form.is_valid()
    assert form.errors == {"__all__": [NO_SOURCE]}


def picture():
    content = BytesIO()
    Image.new("RGB", (2, 2)).save(content, "PNG")
    return SimpleUploadedFile("synthetic.png", content.getvalue(), "image/png")


def test_photo_is_added_together_with_its_forum(publisher_client):
    response = submit(
        publisher_client,
        "/admin/events/forum/add/",
        **{
            "title_en": "Synthetic forum",
            "slug": "synthetic-forum",
            "kind": "forum",
            "photos-TOTAL_FORMS": "1",
            "photos-0-slug": "synthetic-photo",
            "photos-0-image": picture(),
            "photos-0-alt_en": "Two by two synthetic points",
            "photos-0-credit": "Synthetic Agency",
        },
    )

    assert errors_of(response) == []
    assert [str(photo.forum) for photo in Photo.objects.all()] == ["Synthetic forum"]


def test_source_cited_as_a_further_one_is_not_deleted(publisher_client):
    source = factories.source()
    organization = factories.organization()
    organization.more_sources.add(source)

    publisher_client.post(f"/admin/portal/source/{source.pk}/delete/", {"post": "yes"})

    assert Source.objects.filter(pk=source.pk).exists()
    assert list(organization.more_sources.all()) == [source]


def test_publishing_writes_nothing_over_what_somebody_saves_meanwhile(publisher_client, monkeypatch):
    first, second = (factories.organization(published_at=None, city_en="before") for _ in range(2))
    full_clean = Organization.full_clean

    def meanwhile(self, *args, **kwargs):
        Organization.objects.exclude(pk=self.pk).filter(published_at=None).update(city_en="meanwhile")
        return full_clean(self, *args, **kwargs)

    monkeypatch.setattr(Organization, "full_clean", meanwhile)

    act(publisher_client, "publish", first, second)

    assert Organization.objects.published().count() == 2
    assert sorted(Organization.objects.values_list("city_en", flat=True)) == ["before", "meanwhile"]
