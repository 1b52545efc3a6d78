"""Whatever is asked, the answer is no crash, and says nothing that could be taken for markup."""

import json
from math import ceil
from random import Random
from urllib.parse import quote, quote_plus

import pytest

from tests import factories
from tests.lists.conftest import LISTS, json_of

QUESTIONS = ceil(1000 / len(LISTS))  # to each list: a thousand in all, the same ones each time
VALUES = [
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "' OR 1=1--", "'; DROP TABLE x;--",
    "\0", "a\0b", "%", "_", "\\", "{{7*7}}", "{% debug %}", "${7*7}", "../../etc/passwd",
    "\r\nSet-Cookie: a=b", "9" * 400, "-1", "1e999", "NaN", "\ud800", "\ufeff", "\u202e", "🐦" * 300,
    "[]", "{}", "true", "null", "0x41", "٣", "x" * 9000,
    "a " * 3000, "innoprom-2017", "energy", "JP", "jp", "2016-12",
    "9999-12-31",
    "0000-00-00", "page", "*", "NEAR(", "a AND b", "“",
]  # fmt: skip
NAMES = [
    "q", "area", "country", "organization", "kind", "stage", "progress", "role", "sector", "fair", "edition",
    "pavilion", "level", "standing", "occasion", "signed_after", "signed_before", "as_of", "ordering", "page",
    "after", "before", "q[]", "q__contains", "source__slug", "pk", "id__in", "published_at", "area[]",
    "area__title_en__regex", "", "_", "format", "<script>alert(2)</script>", "\0", "filter{}", "__class__",
]  # fmt: skip
BROKEN = ["%", "%zz", "%ff%fe=%ed%a0%80", "&&&", "=", "?", ";", "q", "page=&page=", "a" * 5000]
TOLD = ["<script>", "<img src=x", "Traceback", "sqlite3", "psycopg"]

pytestmark = pytest.mark.django_db


def hostile(chance: Random) -> str:
    def piece(values):
        return quote_plus(chance.choice(values).encode("utf-8", "surrogatepass"))

    pairs = [f"{piece(NAMES)}={piece(VALUES)}" for _ in range(chance.randint(1, 4))]
    return "&".join([*pairs, *chance.sample(BROKEN, chance.randint(0, 1))])


@pytest.mark.parametrize("name", LISTS)
def test_hostile_questions_are_answered_and_nothing_is_reflected(client, one_of_each, name):
    chance, statuses, wrong = Random(f"hostile {name}"), set(), []

    for number in range(QUESTIONS):
        query, kind = hostile(chance), ("/", ".json", ".csv")[number % 3]
        response = client.get(f"/{name}{kind}", QUERY_STRING=query)
        body = b"".join(response).decode()
        statuses.add((kind, response.status_code))
        if response.status_code not in ({200} if kind == "/" else {200, 400}):
            wrong.append((kind, query, response.status_code))
        wrong += [(kind, query, shown) for shown in TOLD if shown in body]
        assert "Set-Cookie" not in response.headers, query
        if kind != "/" and response.status_code == 400:
            assert json.loads(body)["errors"], query

    assert wrong == []
    assert statuses >= {("/", 200), (".json", 400), (".csv", 400)}


@pytest.mark.parametrize("name", LISTS)
def test_wildcards_are_letters_like_others(client, name):
    source = factories.source(slug="plain", title="Plain source", publisher_en="Plain publisher")
    edition = factories.edition(
        slug="plain-2017", fair=factories.fair(slug="plain", name_en="Plain", source=source)
    )
    organization = factories.organization(slug="plain-works", name_en="Plain works", source=source)
    factories.exhibitor(slug="plain-exhibitor", edition=edition, organization=organization, source=source)
    factories.forum(slug="plain-forum", title_en="Plain forum", source=source)
    for make in (factories.area, factories.memorandum, factories.occasion, factories.outcome):
        make(slug=f"plain-{make.__name__}", title_en="Plain title", source=source)

    found = {
        word: json_of(client, name, f"q={quote(word)}")["count"]
        for word in ("%", "_", "\\", "%%", "*", "'", "%a%", "p_ain", "plain")
    }

    assert found == {**dict.fromkeys(found, 0), "plain": found["plain"]}
    assert found["plain"] >= 1
