"""What the real record answers when it is searched, in three scripts; the same on both databases."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.utils import translation

from portal.fields import LANGUAGES
from portal.models import Organization, Record
from portal.search import query
from portal.search.query import SearchQuery
from portal.search.texts import searched_models
from tests import factories
from tests.lists.conftest import VIEWS
from tests.markup import tight

pytestmark = pytest.mark.django_db

# language of the page, words, the record that stands first: its kind and its id
QUERIES = [
    ("en", "innoprom", "fair", "innoprom"),
    ("en", "Innoprom", "fair", "innoprom"),
    ("en", "иннопром", "fair", "innoprom"),
    ("en", "イノプロム", "fair", "innoprom"),
    ("en", "INNOPROM 2017", "edition", "innoprom-2017"),
    ("en", "2017 innoprom", "edition", "innoprom-2017"),
    ("en", "innoprom 2017 japan pavilion", "pavilion", "innoprom-2017-japan-pavilion"),
    ("en", "kawasaki", "organization", "kawasaki-heavy-industries"),
    ("en", "heavy kawasaki", "organization", "kawasaki-heavy-industries"),
    ("en", "Кавасаки", "organization", "kawasaki-heavy-industries"),
    ("en", "川崎重工", "organization", "kawasaki-heavy-industries"),
    ("en", "ｶﾜｻｷ", "organization", "kawasaki-heavy-industries"),
    ("en", "KHI", "organization", "kawasaki-heavy-industries"),
    ("en", "mitsui", "organization", "mitsui"),
    ("en", "JBIC", "organization", "jbic"),
    ("en", "ＪＢＩＣ", "organization", "jbic"),
    ("en", "rosneft", "organization", "rosneft"),
    ("en", "R-Pharm", "organization", "r-pharm"),
    ("en", "r pharm", "organization", "r-pharm"),
    ("en", "gazprom", "organization", "gazprom"),
    ("en", "khabarovsk airport", "organization", "khabarovsk-airport"),
    ("en", "Yamal LNG", "organization", "yamal-lng"),
    ("en", "tax convention", "memorandum", "tax-convention-2017"),
    ("en", "heat-treated meat", "outcome", "heat-treated-meat"),
    ("en", "healthy life", "area", "health"),
    ("en", "energy", "area", "energy"),
    ("en", "Hiroshige Seko", "person", "hiroshige-seko"),
    ("en", "Abe Shinzo", "person", "shinzo-abe"),
    ("en", "Putin", "person", "vladimir-putin"),
    ("en", "memoranda nuclear", "memorandum", "nuclear-energy-2016"),
    ("en", "memorandum of nuclear energy", "memorandum", "nuclear-energy-2016"),
    ("en", "wind Kamchatka", "memorandum", "kamchatka-wind-2017"),
    ("en", "Moscow April", "occasion", "moscow-april-2017"),
    ("en", "Tokyo December 2016", "occasion", "tokyo-december-2016"),
    ("en", "motorcycles", "exhibitor", "innoprom-2017-kawasaki-heavy-industries"),
    ("en", "tomodachi", "source", "we-are-tomodachi-2017"),
    ("ja", "イノプロム", "fair", "innoprom"),
    ("ja", "ｲﾉﾌﾟﾛﾑ", "fair", "innoprom"),
    ("ja", "いのぷろむ", "fair", "innoprom"),
    ("ja", "innoprom", "fair", "innoprom"),
    ("ja", "川崎", "organization", "kawasaki-heavy-industries"),
    ("ja", "川崎重工", "organization", "kawasaki-heavy-industries"),
    ("ja", "ｶﾜｻｷ", "organization", "kawasaki-heavy-industries"),
    ("ja", "かわさき", "organization", "kawasaki-heavy-industries"),
    ("ja", "極東", "area", "far-east"),
    ("ja", "極東の産業振興", "area", "far-east"),
    ("ja", "経産省", "organization", "meti"),
    ("ja", "経済産業省", "organization", "meti"),
    ("ja", "世耕", "person", "hiroshige-seko"),
    ("ja", "安倍", "person", "shinzo-abe"),
    ("ja", "プーチン", "person", "vladimir-putin"),
    ("ja", "健康寿命", "area", "health"),
    ("ja", "エネルギー", "area", "energy"),
    ("ja", "租税条約", "outcome", "tax-convention"),
    ("ja", "ヤマルLNG", "organization", "yamal-lng"),
    ("ja", "ヤマルLNGへの融資", "outcome", "yamal-lng-financing"),
    ("ja", "ロスネフチ", "organization", "rosneft"),
    ("ja", "国際協力銀行", "organization", "jbic"),
    ("ja", "三井物産", "organization", "mitsui"),
    ("ja", "原子力 覚書", "memorandum", "nuclear-energy-2016"),
    ("ja", "日本パビリオン", "pavilion", "innoprom-2017-japan-pavilion"),
    ("ja", "東京 2016年12月", "occasion", "tokyo-december-2016"),
    ("ru", "иннопром", "fair", "innoprom"),
    ("ru", "ИННОПРОМ", "fair", "innoprom"),
    ("ru", "Иннопроме 2017", "edition", "innoprom-2017"),
    ("ru", "Кавасаки", "organization", "kawasaki-heavy-industries"),
    ("ru", "Роснефть", "organization", "rosneft"),
    ("ru", "роснефти", "organization", "rosneft"),
    ("ru", "«Роснефть»,", "organization", "rosneft"),
    ("ru", "РФПИ", "organization", "rdif"),
    ("ru", "Минэкономразвития", "organization", "ministry-of-economic-development-russia"),
    ("ru", "Ямал СПГ", "organization", "yamal-lng"),
    ("ru", "Р-Фарм", "organization", "r-pharm"),
    ("ru", "Сэко", "person", "hiroshige-seko"),
    ("ru", "Путина", "person", "vladimir-putin"),
    ("ru", "Абэ", "person", "shinzo-abe"),
    ("ru", "Тоёхиса Кодзуки", "person", "toyohisa-kozuki"),
    ("ru", "Тоехиса", "person", "toyohisa-kozuki"),
    ("ru", "Энергетика", "area", "energy"),
    ("ru", "хабаровске терминал", "outcome", "khabarovsk-airport-terminal"),
    ("ru", "япония павильон", "pavilion", "innoprom-2017-japan-pavilion"),
    ("ru", "Москва апрель 2017", "occasion", "moscow-april-2017"),
]


def text_of(client, address: str) -> str:
    body = client.get(address).content.decode()
    return " ".join(unescape(re.sub("<[^>]*>", " ", body[body.index("<main") :])).split())


def test_the_table_has_three_scripts():
    texts = [text for _language, text, _kind, _slug in QUERIES]

    assert len(QUERIES) >= 60
    for letters in ("[a-z]", "[а-я]", "[ぁ-鿿]"):
        assert sum(bool(re.search(letters, text.lower())) for text in texts) >= 15


@pytest.mark.parametrize(("language", "text", "kind", "slug"), QUERIES)
def test_words_find_this_record_first(record, language, text, kind, slug):
    with translation.override(language):
        first = SearchQuery(text).groups(1)[0]

    assert (first.kind, first.hits[0].row.slug) == (kind, slug)


@pytest.mark.parametrize(("one", "other"), [
    ("выставки", "выставка"), ("memorandum", "memoranda"), ("Тоёхиса", "Тоехиса"),
    ("loan gazprom", "gazprom loans"),
])  # fmt: skip
def test_other_endings_and_orders_find_the_same(record, one, other):
    def found(text):
        return {(group.kind, group.count) for group in SearchQuery(text).groups(1)}

    assert found(one) == found(other)


def test_page_says_what_matched_and_why(record):
    client = Client()

    body = tight(client.get("/search/", {"q": "KHI"}).content.decode())
    text = text_of(client, "/search/?q=川崎")

    assert re.search(r'<span class="reason">Other names: <mark>KHI</mark></span>', body)
    assert "Name: 川崎 重工業 (in Japanese)" in text


@pytest.mark.parametrize(("path", "match"), [
    ("/search/", "Title in our words: 仮の 覚書 (in Japanese)"),
    ("/ru/search/", "Название в нашем изложении: 仮の 覚書 (язык: японский)"),
])  # fmt: skip
def test_language_of_a_match_is_marked_once(path, match, client):
    factories.memorandum(title_en="Synthetic zebra", title_ja="仮の覚書", title_ru="Условная зебра")

    assert match in text_of(client, f"{path}?q=覚書")


@pytest.mark.parametrize(
    ("named", "otherwise_named"),
    [
        ("Zebra", "Zebra"),  # the phrase
        ("Zebra Works", "Zebra Works"),  # begins with it
        ("Synthetic Zebra", "Synthetic Zebra"),  # holds it
    ],
)
def test_name_goes_before_another_name_that_matches_as_well(named, otherwise_named):
    """The shorter name is that of the row with the alias, so that the length does not decide."""
    factories.organization(slug="by-alias", name_en="Ox", aliases=otherwise_named)
    factories.organization(slug="by-name", name_en=named, aliases="Horse")

    (group,) = SearchQuery("zebra").groups(5)

    assert [hit.row.slug for hit in group.hits] == ["by-name", "by-alias"]
    assert [hit.rank[0] % 2 for hit in group.hits] == [0, 1]


def test_more_hits_than_are_ranked_are_said_and_those_that_begin_with_the_words_are_among_them(monkeypatch):
    monkeypatch.setattr(query, "MAX_RANKED_HITS", 3)
    for number in range(3):
        factories.organization(slug=f"holds-{number}", name_en=f"Synthetic zebra {number}")
    (exactly,) = SearchQuery("zebra").groups(5)
    for number in range(3, 6):
        factories.organization(slug=f"holds-{number}", name_en=f"Synthetic zebra {number}")
    factories.organization(slug="begins", name_en="Zebra works")

    (beyond,) = SearchQuery("zebra").groups(5)

    assert (exactly.count, exactly.more) == (3, False)
    assert (beyond.count, beyond.more) == (3, True)
    assert beyond.hits[0].row.slug == "begins"


@pytest.mark.django_db
def test_forum_outside_any_fair_is_found_by_its_short_name(client):
    factories.forum(slug="synthetic-zebra", title_en="Outside", edition=None)

    html = client.get("/search/?q=zebra").content.decode()

    assert "Outside" in html


def test_count_of_a_kind_is_that_of_its_list(record):
    client, names = Client(), {view.model._meta.model_name: name for name, view in VIEWS.items()}
    for text in ("kawasaki", "innoprom", "memorandum", "極東"):
        for group in SearchQuery(text).groups(1):
            if group.kind in names:
                answer = client.get(f"/{names[group.kind]}.json", {"q": text})
                assert answer.json()["count"] == group.count, (text, group.kind)


def test_nothing_found_offers_the_nearest_names_and_fewer_words(record):
    client = Client()

    near, wide = text_of(client, "/search/?q=kavasaki"), text_of(client, "/search/?q=kawasaki+xyzzy")

    assert "Similar names: Kawasaki Heavy Industries" in near
    assert "Each word separately: kawasaki 2" in wide


def test_drafts_are_not_found():
    kinds = [kind for kind in searched_models() if issubclass(kind, Record)]
    for kind in kinds:
        factories.FACTORIES[kind](slug="kanarienvogel", published_at=None)

    assert len(kinds) > 10
    assert SearchQuery("kanarienvogel").groups(5) == []
    assert SearchQuery("kanarienvogle").similar() == []


@pytest.mark.parametrize("asked", [
    "q=" + "x" * 201, "q=%00", "q=a&q=b", "kind=nonsense", "page=0", "page=2", "nonsense=1",
    "q=" + "+".join(f"word{number}" for number in range(13)),
])  # fmt: skip
def test_what_cannot_be_answered_says_so_and_lists_nothing(record, asked):
    answer = Client().get(f"/search/?{asked}")

    assert answer.status_code == 200
    assert "errorlist" in answer.content.decode()
    assert 'class="finds"' not in answer.content.decode()


@pytest.mark.parametrize(("prefix", "link"), [
    ("", "Go to the first page"), ("/ja", "最初のページへ"), ("/ru", "Перейти на первую страницу"),
])  # fmt: skip
def test_page_past_the_end_leads_to_the_first(record, prefix, link):
    answer = Client().get(f"{prefix}/search/?q=innoprom&kind=fair&page=9&fbclid=x")

    assert answer.status_code == 404
    assert f'<a href="?q=innoprom&amp;kind=fair">{link}</a>' in tight(answer.content.decode())
    assert 'class="finds"' not in answer.content.decode()


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script>", "'; DROP TABLE x;--", "100%", "a_b", "\\", "(", "💥", "“", "NEAR/2 *"],
)
def test_hostile_words_are_answered_and_shown_escaped(text):
    factories.organization(name_en=f"Synthetic {text}")

    answer = Client().get("/search/", {"q": text})

    assert answer.status_code == 200
    assert "<script>" not in answer.content.decode()
    assert 'class="finds"' in answer.content.decode()


NAMED = ["slug", "name_en", "kind", "published_at", "source_id"]
COLUMNS = ["aliases", "sort_key", "country", "website", "logo", "name_ja", "name_ru"]
COLUMNS += [f"{name}_{language}" for name in ("city", "summary") for language in LANGUAGES]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="the index is PostgreSQL's")
def test_search_over_100000_organisations_is_served_by_its_index():
    """With the planner left to itself; two letters are found by pairs, more by trigrams."""
    source, plans = factories.source(), {}
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO portal_organization ({', '.join(NAMED + COLUMNS)})"  # noqa: S608
            " SELECT 'synthetic-' || n, 'Synthetic ' || md5(n::text), 'company', now(), %s"
            f"{', %s' * len(COLUMNS)} FROM generate_series(1, 100000) n",
            [source.pk, *[""] * len(COLUMNS)],
        )
        cursor.execute("ANALYZE portal_organization")
        for text in ("kawasaki", "極東", "kz", "heavy kawasaki", "хабаровск"):
            asked = Organization.objects.published().search(text).order_by("pk")
            sql, params = asked.query.sql_with_params()
            cursor.execute(f"EXPLAIN {sql}", params)
            plans[text] = "\n".join(row[0] for row in cursor.fetchall())

    assert {text for text, plan in plans.items() if "portal_org_words" not in plan} == set()
    assert {text for text, plan in plans.items() if "Seq Scan" in plan} == set()
