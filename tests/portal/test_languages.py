"""A page in its three languages: where each is, how names are sorted, how numbers are said."""

import re
from decimal import Decimal
from html import unescape

import pytest
from django.template import Context, Template
from django.utils import translation

from portal.choices import Qualifier
from portal.fields import Alphabetical
from portal.models import Organization
from portal.models.figure import format_number
from tests import factories
from tests.markup import tight

pytestmark = pytest.mark.django_db
HOST = "http://localhost:8000"


def body(client, address: str) -> str:
    return unescape(tight(client.get(address).content.decode()))


def switch(text: str) -> dict[str, str]:
    part = re.search(r'<ul class="languages".*?</ul>', text, re.DOTALL)[0]
    return dict(re.findall(r'href="([^"]*)" hreflang="(\w+)"', part))


@pytest.mark.parametrize(
    "query", ["", "?q=%E6%A5%B5%E6%9D%B1&country=JP&page=1", "?country=JP&country=RU&ordering=-name"]
)
@pytest.mark.parametrize("here", ["/", "/ja/", "/ru/"])
def test_switch_keeps_page_filters_and_page_number(client, here, query):
    factories.organization(name_ja="極東", country="JP")
    factories.organization(country="RU")

    links = switch(body(client, f"{here}organizations/{query}"))

    wanted = {
        f"{prefix}organizations/{query}": code
        for prefix, code in (("/", "en"), ("/ja/", "ja"), ("/ru/", "ru"))
    }
    assert links == wanted
    assert all(client.get(link).status_code == 200 for link in links)


def test_alternates_and_canonical_are_whole_addresses_without_what_the_page_does_not_know(client):
    factories.organization(country="JP")

    listed = body(client, "/ja/organizations/?country=JP&q=")
    single = body(client, "/ja/about/?utm_source=x")

    assert f'<link rel="canonical" href="{HOST}/ja/organizations/?country=JP">' in listed
    assert f'<link rel="canonical" href="{HOST}/ja/about/">' in single
    for code, prefix in (("en", "/"), ("ja", "/ja/"), ("ru", "/ru/"), ("x-default", "/")):
        assert f'hreflang="{code}" href="{HOST}{prefix}organizations/?country=JP&q=">' in listed


@pytest.mark.parametrize("address", ["/ja//evil.example/", "/ru/no-such-page/", "/memoranda/none/"])
def test_page_that_is_not_there_leads_to_first_pages_only(client, address):
    text = body(client, address)

    assert set(switch(text)) == {"/", "/ja/", "/ru/"}
    assert "canonical" not in text


def test_other_languages_are_offered_in_their_own_words(client):
    text = body(client, "/")

    assert re.search(
        r'<p class="language-offer" lang="ja" hidden><a href="/ja/" hreflang="ja">このページは日本語で', text
    )
    assert re.search(
        r'<p class="language-offer" lang="ru" hidden><a href="/ru/" hreflang="ru">Эту страницу', text
    )
    assert 'class="language-offer" lang="en"' not in text


@pytest.mark.parametrize(("address", "heading"), [
    ("/ja/none/", "ページ"), ("/ru/none/", "Страница не найдена"), ("/none/", "Page not found"),
])  # fmt: skip
def test_error_page_is_in_the_language_of_its_address(client, address, heading):
    answer = client.get(address)

    assert answer.status_code == 404
    assert answer["Content-Language"] == (address[1:3] if address[3] == "/" else "en")
    assert heading in re.search(r"<h1>(.*?)</h1>", answer.content.decode())[1]


NAMES = [
    # slug, English, Japanese, reading, Russian
    ("khi", "Kawasaki", "川崎重工業", "カワサキ", "Кавасаки"),
    ("abe", "abe works", "安倍", "あべ", "Ёлка"),
    ("zeta", "Zeta", "", "", "Ель"),
    ("toto", "TOTO", "TOTO", "トートー", "Яуза"),
    ("mfa", "Foreign Ministry", "外務省", "ガイムショウ", "МИД"),
]


@pytest.mark.parametrize(("language", "order"), [
    ("en", ["abe", "mfa", "khi", "toto", "zeta"]),
    ("ja", ["zeta", "abe", "mfa", "khi", "toto"]),  # by reading; no Japanese name goes first
    ("ru", ["abe", "zeta", "khi", "mfa", "toto"]),  # ёлка, ель, кавасаки, яуза
])  # fmt: skip
def test_names_are_sorted_as_each_language_sorts_them(client, language, order):
    for slug, english, japanese, reading, russian in NAMES:
        factories.organization(
            slug=slug, name_en=english, name_ja=japanese, sort_key=reading, name_ru=russian
        )

    with translation.override(language):
        found = list(Organization.objects.order_by(Alphabetical()).values_list("slug", flat=True))
    prefix = "/" if language == "en" else f"/{language}/"
    listed = [row["id"] for row in client.get(f"{prefix}organizations.json").json()["results"]]

    assert found == order
    assert listed == order


@pytest.mark.parametrize(("language", "value", "said"), [
    ("en", "300000000000", "300\N{NO-BREAK SPACE}billion"), ("ja", "300000000000", "3,000億"),
    ("ru", "300000000000", "300\N{NO-BREAK SPACE}млрд"), ("en", "4500000000", "4.5\N{NO-BREAK SPACE}billion"),
    ("ja", "4500000000", "45億"), ("en", "200000001", "200,000,001"), ("en", "50194", "50,194"),
    ("en", "12.50", "12.50"), ("ja", "200000000", "2億"),
])  # fmt: skip
def test_large_round_numbers_are_said_in_words(language, value, said):
    with translation.override(language):
        assert format_number(Decimal(value)) == said


@pytest.mark.parametrize(("language", "said"), [
    ("en", "over 600 companies"), ("ja", "600社超"), ("ru", "более 600 компаний"),
])  # fmt: skip
def test_number_stands_with_its_unit_as_each_language_has_it(language, said):
    figure = factories.edition_figure(
        value=Decimal(600), qualifier=Qualifier.OVER, unit_en="companies", unit_ja="社", unit_ru="компаний"
    )
    with translation.override(language):
        assert figure.with_unit(figure.unit) == said


@pytest.mark.parametrize(("language", "joined"), [("en", "a, b"), ("ja", "a、b"), ("ru", "a, b")])
def test_lists_are_joined_as_the_language_joins_them(language, joined):
    with translation.override(language):
        assert Template("{{ parts|comma_list }}").render(Context({"parts": ["a", "", "b"]})) == joined
