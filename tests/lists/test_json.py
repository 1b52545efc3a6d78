"""A list as JSON: its envelope, its values, and `next` that survives what is added meanwhile."""

import json
from datetime import date, timedelta

import pytest
from django.utils import timezone

from portal.lists.views import RecordList
from tests import factories
from tests.lists.conftest import json_of, json_rows

pytestmark = pytest.mark.django_db
HERE = "http://localhost:8000"


def test_envelope_names_what_was_asked_and_the_pages_around(client, monkeypatch):
    monkeypatch.setattr(RecordList, "paginate_by", 2)
    for letter in "abcde":
        factories.organization(slug=letter, name_en=f"Works {letter}", country="JP")

    page = json_of(client, "organizations", "country=JP&page=2&q=works&country=")

    assert {key: value for key, value in page.items() if key != "results"} == {
        "count": 5,
        "next": f"{HERE}/organizations.json?q=works&country=JP&after=d",
        "previous": f"{HERE}/organizations.json?q=works&country=JP&before=c",
        "filters": {"country": ["JP"], "q": ["works"]},
    }
    assert list(page) == ["count", "next", "previous", "filters", "results"]
    assert [row["id"] for row in page["results"]] == ["c", "d"]


def test_first_page_of_nothing_is_no_error(client):
    assert json_of(client, "memoranda", "page=1") == {
        "count": 0, "next": None, "previous": None, "filters": {}, "results": [],
    }  # fmt: skip


def test_next_repeats_and_loses_no_row_that_others_are_added_before(client, monkeypatch):
    monkeypatch.setattr(RecordList, "paginate_by", 2)
    for letter in "bdfh":
        factories.organization(slug=letter, name_en=f"Works {letter}")

    first = json_of(client, "organizations")
    for letter in "ac":
        factories.organization(slug=letter, name_en=f"Works {letter}")
    second = json.loads(client.get(first["next"].removeprefix(HERE)).content)
    back = json.loads(client.get(second["previous"].removeprefix(HERE)).content)

    assert [row["id"] for row in first["results"]] == ["b", "d"]
    assert [row["id"] for row in second["results"]] == ["f", "h"]
    assert second["count"] == 6
    assert [row["id"] for row in back["results"]] == ["c", "d"]


def test_values_of_a_document(client):
    occasion = factories.occasion(slug="tokyo")
    document = factories.memorandum(
        slug="first", title_en="First & <last>", title_ja="第一", occasion=occasion, kind="treaty",
        signed_on=date(2016, 12, 1), signed_precision="month", source=factories.source(slug="plain"),
    )  # fmt: skip
    factories.area_assignment(memorandum=document, area=factories.area(slug="energy"))
    factories.signatory(
        memorandum=document, organization=factories.organization(slug="makers", name_en="Makers")
    )
    draft = factories.organization(published_at=None)
    factories.signatory(memorandum=document, organization=draft, side="RU")

    response = client.get("/memoranda.json")

    (row,) = json.loads(response.content)["results"]
    assert row == {
        "id": "first",
        "url": f"{HERE}/memoranda/first/",
        "official_title": "",
        "official_title_language": "",
        "title": {"en": "First & <last>", "ja": "第一", "ru": ""},
        "kind": "treaty",
        "level": "business",
        "areas": [{"id": "energy", "url": f"{HERE}/areas/energy/"}],
        "occasion": {"id": "tokyo", "url": f"{HERE}/occasions/tokyo/"},
        "signed": {"date": "2016-12", "precision": "month"},
        "exchanged": None,
        "announced": None,
        "place": {"en": "", "ja": "", "ru": ""},
        "counted": "unknown",
        "standing": "confirmed",
        "parties": [
            {
                "side": "JP",
                "organization": {"id": "makers", "url": f"{HERE}/organizations/makers/"},
                "name": {"en": "Makers", "ja": "", "ru": ""},
            },
            {"side": "RU", "organization": None, "name": None},
        ],
        "outcomes": [],
        "progress": "nothing-recorded",
        "progress_stated": False,
        "summary": {"en": "", "ja": "", "ru": ""},
        "sources": [{"id": "plain", "url": f"{HERE}/sources/plain/"}],
    }
    assert b"<" not in response.content
    assert response.headers["Content-Type"] == "application/json"
    assert response.headers["Access-Control-Allow-Origin"] == "*"


def test_reported_totals_keep_qualifier_unit_basis_and_source(client):
    occasion, energy = factories.occasion(slug="tokyo"), factories.area(slug="energy")
    factories.reported_total(
        slug="eighty", occasion=occasion, area=energy, value=80, qualifier="over", unit_en="documents",
        basis_en="as counted", reported_by_en="A synthetic agency", as_of_on=date(2016, 1, 1),
        as_of_precision="year", source=factories.source(slug="plain"),
    )  # fmt: skip
    factories.reported_total(occasion=occasion, published_at=None, headline=False)
    factories.memorandum(occasion=occasion, counted="yes")
    factories.memorandum(occasion=occasion, counted="no")
    factories.memorandum(occasion=occasion, published_at=None)

    (row,) = json_of(client, "occasions")["results"]

    assert row["totals"] == [
        {
            "id": "eighty",
            "measure": "documents",
            "value": 80,
            "qualifier": "over",
            "unit": {"en": "documents", "ja": "", "ru": ""},
            "basis": {"en": "as counted", "ja": "", "ru": ""},
            "reported_by": {"en": "A synthetic agency", "ja": "", "ru": ""},
            "as_of": {"date": "2016", "precision": "year"},
            "headline": True,
            "standing": "confirmed",
            "area": {"id": "energy", "url": f"{HERE}/areas/energy/"},
            "source": {"id": "plain", "url": f"{HERE}/sources/plain/"},
            "more_sources": [],
        }
    ]
    assert (row["recorded"], row["certain"]) == (1, 1)


def test_values_of_an_exhibitor_lead_to_its_place_on_the_page_of_the_edition(client):
    edition = factories.edition(slug="synthetic-2017", fair=factories.fair(slug="synthetic"), year=2017)
    exhibitor = factories.exhibitor(
        slug="shown", edition=edition, organization=factories.organization(slug="makers")
    )
    exhibitor.sectors.set([factories.sector(slug="robots")])
    exhibitor.pavilion = factories.pavilion(slug="hall", edition=edition, published_at=None)
    exhibitor.save()

    (row,) = json_of(client, "exhibitors")["results"]

    assert row["url"] == f"{HERE}/fairs/synthetic/2017/#shown"
    assert row["edition"] == {"id": "synthetic-2017", "url": f"{HERE}/fairs/synthetic/2017/"}
    assert row["fair"] == {"id": "synthetic", "url": f"{HERE}/fairs/synthetic/"}
    assert row["sectors"] == [{"id": "robots", "url": None}]
    assert row["pavilion"] is None  # a draft is no word


def test_outcome_as_of_a_day_is_what_had_happened_by_then(client):
    treaty = factories.outcome(
        slug="treaty", amount=2_000_000, amount_currency="USD", amount_qualifier="about"
    )
    factories.step(outcome=treaty, stage="signed", happened_on=date(2017, 9, 1), happened_precision="month")
    factories.step(outcome=treaty, stage="in-force", happened_on=date(2018, 10, 10))

    def state(query):
        return [(row["last_stage"], row["progress"]) for row in json_rows(client, "outcomes", query)[1]]

    assert state("") == [("in-force", "realised")]
    assert state("as_of=2018") == [("in-force", "realised")]
    assert state("as_of=2018-10-09") == [("signed", "under-way")]
    assert state("as_of=2017-09") == [("signed", "under-way")]
    assert state("as_of=2017-09-29") == []
    assert json_of(client, "outcomes")["results"][0]["amount"] == {
        "value": 2_000_000, "qualifier": "about", "currency": "USD",
    }  # fmt: skip


def test_addresses_are_in_the_language_of_the_list(client):
    factories.organization(slug="makers")

    page = json.loads(client.get("/ru/organizations.json").content)

    assert [row["url"] for row in page["results"]] == [f"{HERE}/ru/organizations/makers/"]


def test_references_are_as_of_the_day_too(client):
    document = factories.memorandum(slug="early", signed_on=date(2016, 12, 16))
    later = factories.memorandum(slug="late", signed_on=date(2018, 5, 26))
    outcome = factories.outcome(slug="built")
    factories.step(outcome=outcome, stage="signed", happened_on=date(2017, 9, 7))
    for signed in (document, later):
        factories.outcome_link(memorandum=signed, outcome=outcome)

    def named(name, column, query):
        return {
            row["id"]: [one["id"] for one in row[column]] for row in json_of(client, name, query)["results"]
        }

    assert named("memoranda", "outcomes", "as_of=2016") == {"early": []}
    assert named("memoranda", "outcomes", "as_of=2017") == {"early": ["built"]}
    assert named("outcomes", "memoranda", "as_of=2017") == {"built": ["early"]}
    assert named("outcomes", "memoranda", "") == {"built": ["early", "late"]}


@pytest.mark.parametrize("first", ["", "as_of=today"])
def test_as_of_today_is_another_question_than_none(client, first):
    """A document may be dated later than today: asked as of today it is not there, asked plainly it is."""
    today = timezone.localdate()
    factories.memorandum(slug="signed", signed_on=today)
    factories.memorandum(slug="planned", signed_on=today + timedelta(days=5))
    json_of(client, "memoranda", first.replace("today", f"{today}"))

    plain, as_of = json_of(client, "memoranda"), json_of(client, "memoranda", f"as_of={today}")

    assert [row["id"] for row in plain["results"]] == ["planned", "signed"]
    assert [row["id"] for row in as_of["results"]] == ["signed"]


def test_past_either_end_the_way_leads_back(client, monkeypatch):
    monkeypatch.setattr(RecordList, "paginate_by", 2)
    for letter in "abc":
        factories.organization(slug=letter, name_en=f"Works {letter}")

    after, before = json_of(client, "organizations", "after=c"), json_of(client, "organizations", "before=a")

    assert (after["results"], after["count"], before["results"], before["count"]) == ([], 3, [], 3)
    assert (after["previous"], after["next"]) == (f"{HERE}/organizations.json?page=2", None)
    assert (before["previous"], before["next"]) == (None, f"{HERE}/organizations.json?page=1")
    page = client.get("/organizations/?after=c").content.decode()
    assert "There are no more entries in this direction." in page
    assert "Nothing recorded here" not in page
    assert '<a rel="prev" href="/organizations/?page=2"' in page


def test_empty_value_beside_another_says_nothing(client):
    factories.memorandum(signed_on=date(2016, 12, 16))

    assert json_of(client, "memoranda", "signed_after=2016&signed_after=")["count"] == 1
