"""Whoever fills in a form for the first time is told what each of its choices means."""

import pytest
from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets

from portal.fields.pictures import PictureField
from tests.admin.conftest import ADMINS, INLINES, admin_url_of
from tests.factories import organization

FORMS = [*ADMINS.values(), *(inline(owner.model, admin.site) for owner, inline in INLINES)]

# Their label and their choices say it all.
PLAIN = {"appearance.role", "organization.kind"}


@pytest.fixture
def request_of(publisher, rf):
    request = rf.get("/")
    request.user = publisher
    return request


def test_every_choice_is_explained(request_of):
    unexplained = {
        f"{form.model._meta.model_name}.{name}"
        for form in FORMS
        for name in flatten_fieldsets(form.get_fieldsets(request_of))
        for field in form.model._meta.fields
        if field.name == name and field.choices and not field.help_text
    }

    assert unexplained == PLAIN


def test_help_is_a_sentence_or_two():
    texts = {
        str(field.help_text)
        for form in FORMS
        for field in (*form.model._meta.fields, *form.model._meta.many_to_many)
        if field.help_text and not isinstance(field, PictureField)  # which says what becomes of a file
    }

    assert [text for text in texts if len(text) > 100 or text[-1] != "."] == []


def test_every_column_is_on_a_form(request_of):
    kept = {"id", "folded", "order_en", "order_ja", "order_ru", "placed_on"}  # by the database

    for form in FORMS:
        shown = set(flatten_fieldsets(form.get_fieldsets(request_of)))
        owner = (
            {field.name for field in form.model._meta.fields if field.name in form.model.part_of}
            if (isinstance(form, admin.options.InlineModelAdmin))
            else set()
        )
        columns = {field.name for field in form.model._meta.fields if not field.name.endswith("_ends")}
        assert columns - kept - owner - shown == set(), form


def test_short_name_may_be_changed(publisher_client):
    html = publisher_client.get(admin_url_of(organization())).content.decode()

    assert "If you change it, the old address leads here." in html
    assert "Do not change it" not in html
