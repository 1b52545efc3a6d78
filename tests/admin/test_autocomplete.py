"""Staff choose among rows: told from their namesakes, drafts marked, the best match first."""

from datetime import date

import pytest
from django.urls import reverse

from cooperation.models import Signatory, Step
from events.models import Exhibitor
from tests import factories
from tests.admin.conftest import admin_url_of, date_after_tomorrow

pytestmark = pytest.mark.django_db
ADDRESS = reverse("admin:autocomplete")


def offered(client, model, field, term="", prefix=""):
    asked = {"app_label": model._meta.app_label, "model_name": model._meta.model_name, "field_name": field}
    answer = client.get(f"{prefix}{ADDRESS}", {**asked, "term": term}).json()
    return [row["text"] for row in answer["results"]]


def test_namesakes_are_shown_apart(publisher_client):
    for country, kind in (("JP", "company"), ("RU", "company"), ("RU", "fund")):
        factories.organization(name_en="Synthetic Works", country=country, kind=kind)
    for day in (date(2016, 12, 16), date(2017, 4, 27)):
        factories.memorandum(title_en="Synthetic memorandum", signed_on=day)
    for name in ("合成一郎", "合成二郎"):
        factories.person(name_en="Ichiro Gosei", name_ja=name)

    assert offered(publisher_client, Signatory, "organization") == [
        "Synthetic Works (Japan, company)",
        "Synthetic Works (Russia, company)",
        "Synthetic Works (Russia, bank or fund)",
    ]
    assert offered(publisher_client, Step, "memorandum") == [
        "Synthetic memorandum (27 April 2017)",
        "Synthetic memorandum (16 December 2016)",
    ]
    assert offered(publisher_client, Signatory, "person") == [
        "Ichiro Gosei (合成一郎)",
        "Ichiro Gosei (合成二郎)",
    ]


@pytest.mark.parametrize(
    ("prefix", "draft", "review", "scheduled"),
    [
        ("", "Synthetic (Japan, company, draft)", "waiting for review", "scheduled"),
        ("/ja", "Synthetic（日本、企業、下書き）", "確認待ち", "公開予約"),
        ("/ru", "Synthetic (Япония, компания, черновик)", "на проверке", "запланировано"),
    ],
)
def test_what_is_not_public_is_marked_in_each_language(prefix, draft, review, scheduled, publisher_client):
    factories.organization(name_en="Synthetic", slug="a", published_at=None)
    factories.organization(name_en="Synthetic", slug="b", published_at=None, submitted_at=factories.PUBLISHED)
    factories.organization(name_en="Synthetic", slug="c", published_at=date_after_tomorrow())
    factories.organization(name_en="Synthetic", slug="d")

    texts = offered(publisher_client, Signatory, "organization", prefix=prefix)

    assert texts[0] == draft
    assert [review in texts[1], scheduled in texts[2]] == [True, True]
    assert [word in texts[3] for word in (review, scheduled)] == [False, False]
    assert texts[3] != draft


def test_chosen_row_is_called_as_it_was_offered(publisher_client):
    draft = factories.organization(name_en="Synthetic Works", published_at=None)
    row = factories.exhibitor(organization=draft)
    sector = factories.sector()
    row.sectors.add(sector)

    html = publisher_client.get(admin_url_of(row)).content.decode()

    text = "Synthetic Works (Japan, company, draft)"
    assert offered(publisher_client, Exhibitor, "organization") == [text]
    assert f'<option value="{draft.pk}" selected>{text}</option>' in html
    assert f'<option value="{sector.pk}" selected>{sector}</option>' in html


@pytest.mark.parametrize("term", ["tokyo", "ＴＯＫＹＯ", "Tokyo gas"])
def test_names_come_before_texts(term, publisher_client):
    factories.organization(name_en="Another", city_en="Tokyo", summary_en="gas")
    factories.organization(name_en="Gas of Tokyo", slug="late")
    factories.organization(name_en="Tokyo Gas")

    texts = offered(publisher_client, Signatory, "organization", term)
    assert [text.partition(" (")[0] for text in texts] == [
        "Tokyo Gas",
        "Gas of Tokyo",
        "Another",
    ]


def test_row_is_found_by_what_it_is_part_of_after_those_of_that_name(publisher_client):
    fair = factories.fair(name_en="Synthetic Fair")
    factories.edition(fair=fair, slug="first", year=2018)
    factories.edition(fair=fair, slug="second", theme_en="Of the fair", year=2017)

    assert offered(publisher_client, Exhibitor, "edition", "fair") == [
        "Synthetic Fair 2017",
        "Synthetic Fair 2018",
    ]


def test_no_more_than_a_page_is_offered(publisher_client):
    for _number in range(25):
        factories.organization()

    assert len(offered(publisher_client, Signatory, "organization", "synthetic")) == 20


@pytest.mark.parametrize("term", ["\0", " ", "%", "' or 1=1 --", "z" * 5000])
def test_any_term_is_answered(term, publisher_client):
    factories.organization(name_en="Synthetic")

    assert offered(publisher_client, Signatory, "organization", term) in ([], ["Synthetic (Japan, company)"])


def test_nothing_is_offered_to_whoever_may_not_see_it(anonymous):
    response = anonymous.get(ADDRESS, {"app_label": "cooperation"})

    assert response.status_code == 302
    assert response["Location"].startswith(reverse("admin:login"))


def test_related_rows_are_added_and_changed_beside_a_choice_but_not_deleted(publisher_client):
    html = publisher_client.get(admin_url_of(factories.exhibitor())).content.decode()

    ways = {way: f'id="{way}_id_edition"' in html for way in ("add", "change", "delete", "view")}
    assert ways == {"add": True, "change": True, "delete": False, "view": False}
