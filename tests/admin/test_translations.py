"""Staff see which texts are missing in a language, and which are older than their English."""

import re

import pytest
from django.contrib import admin
from django.test import Client

from cooperation.models import Memorandum
from portal.fields import columns_of, texts_of
from portal.history.reasons import CHECKED
from portal.models import Organization
from portal.roles import READER
from tests import factories
from tests.admin.conftest import ADMINS, INLINES, admin_url, admin_url_of, every_admin, submit
from tests.conftest import staff
from tests.markup import tight

pytestmark = pytest.mark.django_db
TOLD = "The English was changed after these were translated"
HOLD = "The translations still match the English"


def organization(**texts):
    return factories.organization(
        **{"name_en": "Synthetic Works", "name_ja": "シンセティック", "name_ru": "Синтетика", **texts}
    )


def changed(row, **texts):
    for column, text in texts.items():
        setattr(row, column, text)
    row.save()


def found(client, model, value):
    return set(client.get(admin_url(model) + f"?translations={value}").context["cl"].queryset)


def outdated_labels(client, row):
    """What the form says is older than its English."""
    html = client.get(admin_url_of(row)).content.decode()
    assert (TOLD in html) == (HOLD in html)
    return html.partition(f"{TOLD}: ")[2].partition(".<")[0].strip()


def test_rows_that_lack_a_language_are_listed(publisher_client):
    organization()
    no_japanese, no_russian = organization(name_ja=""), organization(name_ru="")
    untold = organization(name_ja="", summary_en="Makes synthetic things.")

    assert found(publisher_client, Organization, "no-ja") == {no_japanese, untold}
    assert found(publisher_client, Organization, "no-ru") == {no_russian, untold}
    assert found(publisher_client, Organization, "no-en") == set()


def test_translation_is_older_until_it_is_changed_too(publisher_client):
    row, _other = organization(), organization()
    assert found(publisher_client, Organization, "old-ja") == set()

    changed(row, name_en="Synthetic Works and Sons")
    assert found(publisher_client, Organization, "old-ja") == {row}
    assert found(publisher_client, Organization, "old-ru") == {row}
    assert outdated_labels(publisher_client, row) == "Name [ja], Name [ru]"

    changed(row, name_ja="シンセティック社")
    changed(row, city_en="Nowhere")  # another text, in English only: missing, not older
    assert found(publisher_client, Organization, "old-ja") == set()
    assert found(publisher_client, Organization, "old-ru") == {row}
    assert outdated_labels(publisher_client, row) == "Name [ru]"


def test_english_that_is_taken_back_makes_nothing_older(publisher_client):
    row = organization()
    changed(row, name_en="Synthetic Wroks")
    changed(row, name_en="Synthetic Works", name_ja="シンセティック社", name_ru="Синтетика и сыновья")

    assert found(publisher_client, Organization, "old-ja") == set()


def test_staff_say_that_a_translation_holds(publisher_client, publisher):
    row = organization()
    changed(row, name_en="Synthetic Works Ltd")

    submit(publisher_client, admin_url_of(row), translations_hold="on")

    assert outdated_labels(publisher_client, row) == ""
    assert found(publisher_client, Organization, "old-ru") == set()
    latest = row.history.latest()
    assert (latest.history_user, latest.history_change_reason) == (publisher, CHECKED)
    changed(Organization.objects.get(), name_en="Synthetic Works Inc.")
    assert outdated_labels(publisher_client, row) == "Name [ja], Name [ru]"


def test_form_without_the_word_says_nothing_of_it(publisher_client):
    row = organization()
    changed(row, name_en="Synthetic Works Ltd")

    submit(publisher_client, admin_url_of(row), name_en="Synthetic Works Inc.")

    assert outdated_labels(publisher_client, row) == "Name [ja], Name [ru]"


def test_parts_count_with_what_they_are_part_of(publisher_client):
    document = factories.memorandum(title_ja="覚書", title_ru="Меморандум")
    part = factories.signatory(
        memorandum=document, office_en="Chair", office_ja="議長", office_ru="Председатель"
    )
    assert found(publisher_client, Memorandum, "old-ja") == set()

    changed(part, office_en="Deputy chair")
    assert found(publisher_client, Memorandum, "old-ja") == {document}
    assert (
        outdated_labels(publisher_client, document)
        == "Office held at the time [ja], Office held at the time [ru]"
    )

    untouched = factories.signatory(memorandum=document, office_en="Clerk", office_ja="書記")
    submit(publisher_client, admin_url_of(document), translations_hold="on")
    assert outdated_labels(publisher_client, document) == ""
    assert part.history.latest().history_change_reason == CHECKED
    assert untouched.history.count() == 1
    untouched.delete()

    changed(part, office_ru="")
    assert found(publisher_client, Memorandum, "no-ru") == {document}
    assert found(publisher_client, Memorandum, "no-ja") == set()


def test_missing_text_is_shown_in_its_field(publisher_client):
    html = tight(publisher_client.get(admin_url_of(organization(name_ja=""))).content.decode())

    assert html.count('placeholder="no text yet: Japanese"') == 1
    assert "no text yet: Russian" not in html


FORMS = [*ADMINS.values(), *(inline(owner.model, admin.site) for owner, inline in INLINES)]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: f"{type(form).__name__}")
def test_every_text_stands_in_one_row_of_three(form, publisher, rf):
    request = rf.get("/")
    request.user = publisher

    lines = [line for _name, options in form.get_fieldsets(request) for line in options["fields"]]

    texts = [columns_of(name) for name in texts_of(form.model)]
    assert [line for line in lines if set(line) & {column for text in texts for column in text}] == [
        line for line in lines if line in texts
    ]
    assert sorted(line for line in lines if line in texts) == sorted(texts)


def test_row_has_its_name_once_and_knows_each_language(publisher_client):
    html = tight(publisher_client.get(admin_url_of(organization(name_ja=""))).content.decode())

    row = html.partition("<legend>Name</legend>")[2].partition("</fieldset>")[0]
    boxes = re.findall(r'<label for="(\w+)"[^>]*>(\w+)</label>\s*<\w+ [^>]*lang="(\w+)"', row)
    assert boxes == [
        ("id_name_en", "English", "en"),
        ("id_name_ja", "Japanese", "ja"),
        ("id_name_ru", "Russian", "ru"),
    ]
    assert html.count("<legend>Name</legend>") == 1
    assert "Name [" not in row


def test_reader_sees_which_text_is_missing():
    client = Client()
    client.force_login(staff(READER))

    html = client.get(admin_url_of(organization(name_ja="", city_en="Nowhere"))).content.decode()

    missing = re.findall(r'<span class="language">(\w+)</span>\s*<div class="readonly missing">', html)
    assert missing == ["Japanese", "Japanese", "Russian"]
    assert '<div class="readonly" lang="ru">Синтетика</div>' in html


def test_text_of_one_line_stays_one_however_it_is_typed(publisher_client):
    row = organization()

    submit(publisher_client, admin_url_of(row), name_en="Synthetic\r\nWorks", summary_en="Two\r\nlines")

    row.refresh_from_db()
    assert (row.name_en, row.summary_en) == ("Synthetic Works", "Two\r\nlines")


def test_note_on_a_withdrawal_stands_in_a_row_too(publisher_client):
    row = organization()
    submit(publisher_client, admin_url_of(row), _withdraw="1")

    html = publisher_client.get(admin_url_of(row)).content.decode()

    assert re.findall(r'name="withdrawal_\w+"[^>]* lang="(\w+)"', html) == ["en", "ja", "ru"]
    assert html.count("<legend>") == len(texts_of(Organization)) + 1


@every_admin
@pytest.mark.parametrize(
    ("value", "status"),
    [("no-ja", 200), ("old-ru", 200), ("", 200), ("old-en", 400), ("no-", 400), ("nonsense", 400)],
)
def test_filter_of_translations_takes_its_own_values(model, value, status, publisher_client):
    response = publisher_client.get(admin_url(model) + f"?translations={value}")

    assert response.status_code == status
