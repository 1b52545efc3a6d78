"""A value may be typed as pages write it: a date in its language's way, a thing by its whole name."""

import pytest

from tests import factories
from tests.lists.conftest import errors_of, json_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("written", [
    "2016年12月16日", "2016/12/16", "2016/12/16 ", "16.12.2016", "２０１６年12月16日", "2016-12-16",
])  # fmt: skip
def test_date_is_read_as_pages_write_it(client, written):
    assert json_of(client, "memoranda", f"as_of={written}")["filters"] == {"as_of": ["2016-12-16"]}


@pytest.mark.parametrize(("written", "read"), [
    ("2016年12月", "2016-12"), ("2016年", "2016"), ("12.2016", "2016-12"), ("2016/4", "2016-04"),
])  # fmt: skip
def test_date_is_no_more_exact_than_it_was_typed(client, written, read):
    assert json_of(client, "memoranda", f"as_of={written}")["filters"] == {"as_of": [read]}


def test_thing_may_be_called_by_its_whole_name(client):
    works = factories.organization(
        slug="works",
        name_en="Synthetic Works",
        name_ja="合成工業",
        aliases="Works Syn\nСинтетика",
        country="JP",
    )
    area = factories.area(slug="energy", title_en="Energy", title_ja="エネルギー")
    document = factories.memorandum(slug="document", kind="loan-agreement")
    factories.signatory(memorandum=document, organization=works, side="JP")
    factories.area_assignment(memorandum=document, area=area)

    for name, texts in {
        "organization": ["works", "synthetic works", "合成工業", "works syn", "СИНТЕТИКА"],
        "kind": ["loan-agreement", "Loan agreement"],
        "country": ["JP", "japan"],
        "area": ["energy", "ENERGY"],
    }.items():
        for text in texts:
            found = json_of(client, "memoranda", f"{name}={text}")
            assert found["filters"] == {name: [texts[0]]}, text
            assert [row["id"] for row in found["results"]] == ["document"]
    assert client.get("/ja/memoranda.json?kind=融資契約").json()["count"] == 1
    assert client.get("/ja/memoranda.json?area=エネルギー").json()["count"] == 1


def test_name_of_two_things_or_a_part_of_one_is_refused(client):
    for slug in ("one", "other"):
        factories.organization(slug=slug, name_en="Synthetic Works")

    for text in ("Synthetic Works", "Synthetic"):
        message = f"No exact match for “{text}”: choose one of these."
        assert errors_of(client, "memoranda", f"organization={text}") == {"organization": [message]}
