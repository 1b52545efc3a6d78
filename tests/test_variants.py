"""Names in the spellings that people type and paste: each finds its row, in the list and in the search."""

import csv
from pathlib import Path

import pytest

from portal.models import Organization
from tests import factories

pytestmark = pytest.mark.django_db

CASES = Path(__file__).parent / "cases"
QUERIES = [
    ("Sakhalin-2", "hv-9"), ("Sakhalin–2", "hv-9"), ("Сахалин-2", "hv-9"), ("сахалин‑2", "hv-9"),
    ("グロ－バル", "hv-4"), ("グローバル", "hv-4"), ("ｸﾞﾛｰﾊﾞﾙ", "hv-4"), ("O'Neill", "hv-10"),
    ("O’Neill", "hv-10"),
    ("завод", "hv-8"), ("за\u00adвод", "hv-8"), ("SoftHyphen", "hv-8"), ("高橋製作所", "hv-1"),
    ("髙橋", "hv-1"), ("国際銀行", "hv-3"), ("國際銀行", "hv-3"), ("Skoda", "hv-5"), ("Škoda", "hv-5"),
    ("Societe", "hv-6"),
    ("d'electricite", "hv-6"), ("Muller", "hv-7"), ("Müller", "hv-7"), ("Oresund", "hv-13"),
    ("Hunt and Co", "hv-16"), ("Hunt & Co", "hv-16"), ("ёлка", "hv-11"), ("елка", "hv-11"), ("петр", "hv-17"),
]  # fmt: skip


@pytest.fixture
def variants():
    """Organisations as they were pasted, by a way of writing that strips nothing."""
    source = factories.source()
    with (CASES / "public-variants.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        del row["published"]
        row |= {"source": source, "published_at": factories.PUBLISHED}
    Organization.objects.bulk_create([Organization(**row) for row in rows])


@pytest.mark.parametrize(("text", "slug"), QUERIES)
def test_every_spelling_finds_the_name(client, variants, text, slug):
    listed = client.get("/organizations.json", {"q": text}).json()["results"]
    searched = client.get("/search/", {"q": text}).content.decode()

    assert [row["id"] for row in listed] == [slug]
    assert searched.count("<mark>") > 0
    assert f'href="/organizations/{slug}/"' in searched
