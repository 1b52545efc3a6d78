"""A changelist and an autocomplete find the rows that are looked for."""

import re

import pytest
from django.urls import reverse

from cooperation.models import Memorandum, ReportedTotal
from portal.models import Organization
from tests import factories
from tests.admin.conftest import admin_url, date_after_tomorrow, every_admin, every_record


@every_admin
def test_every_admin_finds_a_row_by_its_short_name_in_any_case(model, publisher_client):
    wanted = factories.FACTORIES[model](slug="wanted")
    factories.FACTORIES[model](slug="other", **({"headline": False} if model is ReportedTotal else {}))

    response = publisher_client.get(admin_url(model), {"q": "WANTED"})

    assert list(response.context["cl"].result_list) == [wanted]


@pytest.mark.parametrize("text", ["ХАБАРОВСК", "хабаровск", "ｶﾜｻｷ", "極東", "ＳＹＮＴＨＥＴＩＣ極"])
def test_search_finds_any_case_half_width_and_two_kanji(text, publisher_client):
    names = {"name_en": "Synthetic極東 Ltd", "name_ja": "極東カワサキ社", "name_ru": "Хабаровская проба"}
    found = factories.organization(**names)
    factories.organization()
    field = {"app_label": "cooperation", "model_name": "signatory", "field_name": "organization"}

    changelist = publisher_client.get(admin_url(Organization), {"q": text})
    offered = publisher_client.get(reverse("admin:autocomplete"), {**field, "term": text})

    assert list(changelist.context["cl"].result_list) == [found]
    assert offered.json()["results"] == [{"id": str(found.pk), "text": "Synthetic極東 Ltd (Japan, company)"}]


@pytest.mark.parametrize(
    ("prefix", "no", "yes"), [("", "no", "yes"), ("/ja", "いいえ", "はい"), ("/ru", "нет", "да")]
)
def test_whether_is_said_in_words(prefix, no, yes, publisher_client):
    for named in (True, False):
        factories.outcome(named_as_example=named)

    page = publisher_client.get(f"{prefix}/admin/cooperation/outcome/").content.decode()

    assert sorted(re.findall(r'<td class="field-column">(.*?)</td>', page)) == sorted([no, yes])


def test_search_with_a_nul_is_an_answer(publisher_client):
    factories.organization(name_en="Synthetic Works")

    response = publisher_client.get(admin_url(Organization), {"q": "synth\0works"})

    assert list(response.context["cl"].result_list) == list(Organization.objects.all())


@every_record
def test_publication_filter_keeps_the_rows_of_one_state(model, publisher_client):
    rows = {}
    for number, (state, moment) in enumerate(
        {"draft": None, "scheduled": date_after_tomorrow(), "public": factories.PUBLISHED}.items()
    ):
        more = {"value": number, "headline": False} if model is ReportedTotal else {}
        rows[state] = factories.FACTORIES[model](published_at=moment, **more)

    shown = {
        state: list(publisher_client.get(admin_url(model), {"publication": state}).context["cl"].result_list)
        for state in rows
    }

    assert shown == {state: [row] for state, row in rows.items()}


def test_country_filter_lists_the_countries_of_rows(publisher_client):
    for country in ("JP", "RU", "JP", ""):
        factories.organization(country=country)

    page = publisher_client.get(admin_url(Organization), {"country__exact": "FR"})

    (filter_spec,) = [spec for spec in page.context["cl"].filter_specs if spec.title == "country"]
    shown = [str(choice["display"]) for choice in filter_spec.choices(page.context["cl"])]
    assert shown == ["All", "France", "Japan", "Russia"]  # what is chosen is shown even so


@pytest.mark.parametrize(("language", "title"), [("ja", "合成の了解"), ("ru", "Synthetic understanding")])
def test_title_is_listed_in_the_language_of_the_page(language, title, publisher_client):
    factories.memorandum(title_en="Synthetic understanding", title_ja="合成の了解")

    page = publisher_client.get(f"/{language}{admin_url(Memorandum)}").content.decode()

    assert re.findall(r'class="field-title[^"]*">\s*<a [^>]+>([^<]+)</a>', page) == [title]


@every_admin
def test_no_two_columns_have_the_same_heading(model, publisher_client):
    factories.FACTORIES[model]()
    page = publisher_client.get(admin_url(model)).content.decode()

    headings = re.findall(r'<div class="text">\s*(?:<a [^>]+>|<span>)([^<]+)<', page)

    assert len(headings) > 2
    assert len(headings) == len(set(headings)), headings


NAMES = [
    # short name, English, Japanese, reading, Russian, kind
    ("a", "Zebra", "ローヌ", "ローヌ", "Яуза", "company"),
    ("b", "Öresund", "ロンドン", "ロンドン", "Ёж", "association"),
    ("c", "oil works", "髙橋", "タカハシ", "Ель", "fund"),
    ("d", "Škoda", "田中", "タナカ", "«Завод»", "ministry"),
    ("e", "Tomsk", "", "", "", "government"),
    ("f", "“Order”", "大学", "ダイガク", "Еда", "university"),
]


@pytest.mark.parametrize(("prefix", "column", "order"), [
    ("", None, "cfbdea"),  # oil works, “Order”, Öresund, Škoda, Tomsk, Zebra
    ("", 1, "cfbdea"),
    ("", -1, "aedbfc"),
    ("", 2, "efcdab"),  # nothing in Japanese; ダイガク, タカハシ, タナカ, ローヌ, ロンドン
    ("", 3, "efbcda"),  # Tomsk; Еда, Ёж, Ель, «Завод», Яуза
    ("", 4, "bcaedf"),  # association, bank or fund, company, government, ministry, university
    ("/ru", 4, "cadbef"),  # банк, компания, министерство, объединение, правительство, университет
])  # fmt: skip
def test_columns_are_sorted_as_they_read(publisher_client, prefix, column, order):
    for slug, english, japanese, reading, russian, kind in NAMES:
        names = {"name_en": english, "name_ja": japanese, "name_ru": russian, "sort_key": reading}
        factories.organization(slug=slug, kind=kind, **names)

    query = {"o": str(column)} if column else {}
    response = publisher_client.get(prefix + admin_url(Organization), query)

    assert "".join(row.slug for row in response.context["cl"].result_list) == order
    assert bool(re.search(r'class="[^"]*\bsorted\b', response.content.decode()))


@pytest.mark.slow
@every_admin
def test_every_column_of_every_admin_can_be_sorted_by(model, publisher_client):
    factories.FACTORIES[model]()

    for column in range(1, 7):
        assert publisher_client.get(admin_url(model), {"o": str(column)}).status_code == 200
