"""Every order of every list is what its caption says, in the order of each language, on page and in data."""

from datetime import date

import pytest
from django.db.models import TextField, Value

from portal.fields import Fold
from portal.fields.sorting import LetterOrder, SyllableOrder
from portal.models import Source
from portal.text.folding import fold
from portal.text.words import UNSORTED, syllable_order
from tests import factories
from tests.lists.conftest import LISTS, VIEWS, csv_rows, json_rows, page_rows

pytestmark = pytest.mark.django_db

# In the order of each language; the short names of their rows say another one.
NAMES = {
    "en": ["“Alpha”", "beta", "Öresund", "Oryol", "Skoda", "Škoda Works", "Tomsk", "Zebra"],
    "ja": ["アンテナ", "ガス", "キカイ", "ニッポン", "はやぶさ", "ローヌ", "ロンドン", "髙橋"],
    "ru": ["Еда", "Ёж", "Елка", "Ель", "«Завод»", "Иртыш", "Йошкар-Ола", "Яуза"],
}
SLUGS = ["h", "c", "g", "b", "f", "a", "e", "d"]


def named(field: str, place: int) -> dict:
    return {f"{field}_{language}": names[place] for language, names in NAMES.items()}


def make_rows(name: str) -> None:
    """Rows of a list, in whose texts every language has its own order, written in an order of no language."""
    for place in (3, 0, 7, 5, 1, 6, 2, 4):
        slug, day = SLUGS[place], date(2016, 1, 1 + place)
        if name == "exhibitors":
            factories.exhibitor(slug=slug, organization=factories.organization(**named("name", place)))
        elif name == "organizations":
            factories.organization(slug=slug, **named("name", place))
        elif name == "fairs":
            factories.fair(slug=slug, **named("name", place))
        elif name == "sources":
            given = {"published_on": day, "published_precision": "day"}
            factories.source(slug=slug, **named("publisher", place), **given)
        elif name in ("memoranda", "forums", "occasions"):
            begins = "signed" if name == "memoranda" else "starts"
            given = {f"{begins}_on": day, f"{begins}_precision": "day"}
            make = {"memoranda": factories.memorandum, "forums": factories.forum}.get(
                name, factories.occasion
            )
            make(slug=slug, **named("title", place), **given)
        elif name == "areas":
            factories.area(slug=slug, number=place + 1, **named("title", place))
        else:
            factories.outcome(slug=slug, **named("title", place))


ORDERS = [(name, order) for name in LISTS for order in VIEWS[name].filterset_class.orderings]


@pytest.mark.parametrize("language", NAMES)
@pytest.mark.parametrize(("name", "order"), [pair for pair in ORDERS if pair != ("exhibitors", "fair")])
def test_rows_are_in_the_order_of_the_language(client, name, order, language):
    make_rows(name)
    list_in = name if language == "en" else f"{language}/{name}"
    expected = SLUGS[::-1] if order.startswith("-") else SLUGS

    found = [row["id"] for row in json_rows(client, list_in, f"ordering={order}")[1] if row["id"] in SLUGS]

    assert found == expected


@pytest.mark.parametrize(("language", "order"), [
    ("en", ["z", "y", "x", "w", "v"]), ("ja", ["w", "x", "v", "z", "y"]), ("ru", ["z", "y", "w", "x", "v"]),
])  # fmt: skip
def test_exhibitors_are_sorted_by_fair_year_and_name(client, language, order):
    first = factories.fair(slug="b", name_en="Öl Fair", name_ja="ワ", name_ru="Ёж")
    second = factories.fair(slug="a", name_en="Show", name_ja="ア", name_ru="Ель")
    for fair, year, slug, names in (
        (second, 2019, "v", ("Abc", "アア", "Абв")),
        (second, 2017, "w", ("Žižkov", "ア", "А")),
        (second, 2017, "x", ("Zebra", "ワ", "Я")),
        (first, 2018, "y", ("Aaa", "ア", "А")),
        (first, 2016, "z", ("Zzz", "ワ", "Я")),
    ):
        edition = fair.editions.filter(year=year).first() or factories.edition(fair=fair, year=year)
        given = dict(zip(("name_en", "name_ja", "name_ru"), names, strict=True))
        factories.exhibitor(slug=slug, edition=edition, organization=factories.organization(**given))
    name = "exhibitors" if language == "en" else f"{language}/exhibitors"

    page, rows, data = page_rows(client, name), csv_rows(client, name), json_rows(client, name)[1]

    assert page == order
    assert [next(iter(row.values())) for row in rows] == order
    assert [row["id"] for row in data] == order


def test_database_sorts_as_python_does():
    texts = [
        *NAMES["ja"],
        *NAMES["ru"],
        "(株)ローヌー",
        "ガッコウ",
        "ー",
        "",
        "“ «",
        "カーキーー",
        "ニッポン・ロシア",
    ]
    source, found = factories.source(), []
    for text in texts:
        folded = Fold(Value(text, TextField()))
        rows = Source.objects.filter(pk=source.pk)
        found.append(rows.values_list(LetterOrder(folded), SyllableOrder(folded)).get())

    assert found == [(fold(text).lstrip(UNSORTED), syllable_order(fold(text))) for text in texts]
