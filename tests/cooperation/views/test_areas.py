"""The pages of the areas: their documents, outcomes and reported totals."""

import csv
import io
import json
import re
from datetime import date

import pytest

from tests import factories
from tests.cooperation.views.conftest import part
from tests.markup import body_of, text_of, words_of

pytestmark = pytest.mark.django_db


def test_area_shows_its_documents_and_outcomes(client, memorandum):
    area = factories.area(slug="energy", number=4, title_en="Synthetic energy")
    factories.area_assignment(memorandum=memorandum, area=area)
    factories.memorandum(title_en="Paper of another area")
    factories.outcome(title_en="Synthetic station").areas.add(area)
    factories.outcome(title_en="Outcome of another area")

    text = text_of(client, "/areas/energy/")

    assert "4. Synthetic energy" in text
    assert "Synthetic memorandum" in text
    assert "Synthetic station treaty" in text
    assert "another area" not in text


def test_home_counts_the_documents_of_each_area(client, memorandum):
    area, empty = (
        factories.area(number=1, title_en="First area"),
        factories.area(number=2, title_en="Second area"),
    )
    other = factories.memorandum()
    for document in (memorandum, other, factories.memorandum(published_at=None)):
        factories.area_assignment(memorandum=document, area=area)
    factories.area_assignment(memorandum=factories.memorandum(published_at=None), area=empty)

    text = words_of(part(body_of(client, "/"), '<ol class="area-index">', "ol"))

    assert text == "1 First area 2 documents listed 2 Second area no documents recorded here"


@pytest.mark.django_db
def test_total_of_the_whole_plan_stands_on_the_page_of_the_areas(client):
    total = factories.reported_total(
        value=200, qualifier="over", unit_en="synthetic projects", measure="projects"
    )

    page = client.get(total.get_absolute_url().split("#")[0]).content.decode()

    assert total.get_absolute_url() == f"/areas/#{total.slug}"
    assert f'id="{total.slug}"' in page
    assert "over 200 synthetic projects" in page


@pytest.mark.django_db
def test_total_of_an_area_stands_on_the_page_of_the_area(client):
    area = factories.area(slug="synthetic-area")
    total = factories.reported_total(area=area)

    page = client.get(total.get_absolute_url().split("#")[0]).content.decode()

    assert total.get_absolute_url() == f"/areas/synthetic-area/#{total.slug}"
    assert f'id="{total.slug}"' in page


@pytest.fixture
def energy():
    """An area with a document of 2016 that was realised in 2018, one of 2017, and two totals of it."""
    area = factories.area(slug="energy", number=4, title_en="Energy")
    visit = factories.occasion(title_en="Visit", starts_on=date(2016, 12, 16), starts_precision="day")
    first = factories.memorandum(title_en="First paper", occasion=visit, signed_on=date(2016, 12, 16))
    second = factories.memorandum(title_en="Second paper", signed_on=date(2017, 9, 6))
    for document in (first, second):
        factories.area_assignment(memorandum=document, area=area)
    plant = factories.outcome(title_en="Synthetic plant", kind="facility")
    plant.areas.add(area)
    factories.outcome_link(outcome=plant, memorandum=first)
    factories.step(outcome=plant, stage="signed", happened_on=date(2017, 1, 1))
    factories.step(outcome=plant, stage="in-operation", happened_on=date(2018, 5, 16))
    for value, on, headline in ((20, date(2016, 12, 16), True), (30, date(2018, 1, 1), False)):
        factories.reported_total(
            area=area, occasion=visit, measure="business-documents", value=value, as_of_on=on,
            as_of_precision="day", headline=headline, unit_en="papers",
        )  # fmt: skip
    factories.reported_total(
        area=area,
        value=7,
        as_of_on=date(2018, 1, 1),
        as_of_precision="day",
        unit_en="projects",
        measure="projects",
    )
    return area


STATES = ("realised", "under-way", "stopped", "nothing-recorded")


@pytest.mark.parametrize(
    ("as_of", "counts"),
    [("2016-12-15", (0, 0, 0, 0)), ("2016", (0, 0, 0, 1)), ("2017-08", (0, 1, 0, 0)), ("2017", (0, 1, 0, 1)),
     ("2018-05-16", (1, 0, 0, 1)), ("", (1, 0, 0, 1))],
)  # fmt: skip
def test_areas_are_counted_as_they_stood_on_page_csv_and_json_alike(client, energy, as_of, counts):
    query = f"?as_of={as_of}" if as_of else ""

    body = body_of(client, f"/areas/{query}")
    (row,) = csv.DictReader(io.StringIO(b"".join(client.get(f"/areas.csv{query}")).decode("utf-8-sig")))
    (result,) = json.loads(client.get(f"/areas.json{query}").content)["results"]

    assert result["documents"] == dict(zip(STATES, counts, strict=True))
    assert [row[f"documents_{state.replace('-', '_')}"] for state in STATES] == [str(n) for n in counts]
    links = re.findall(r"/memoranda/\?area=energy&amp;progress=([a-z-]+)[^>]*>(\d+) document", body)
    assert {state: int(number) for state, number in links} == {
        state: number for state, number in zip(STATES, counts, strict=True) if number
    }
    assert ("as of the end of" in words_of(body)) == bool(as_of)


@pytest.mark.parametrize(("as_of", "totals"), [("2017", []), ("2018", ["7 projects"]), ("", ["7 projects"])])
def test_totals_of_an_area_are_those_that_had_been_reported(client, energy, as_of, totals):
    query = f"?as_of={as_of}" if as_of else ""

    (result,) = json.loads(client.get(f"/areas.json{query}").content)["results"]

    assert [f"{total['value']} {total['unit']['en']}" for total in result["totals"]] == totals


def test_page_of_an_area_shows_it_as_it_stood(client, energy):
    then = text_of(client, "/areas/energy/?as_of=2017-04-30")
    now = text_of(client, "/areas/energy/")

    assert "Shown: as of the end of 30 April 2017" in then
    assert [("First paper" in text, "Second paper" in text) for text in (then, now)] == [
        (True, False),
        (True, True),
    ]
    assert "under way Synthetic plant facility: signed" in then
    assert "realised Synthetic plant facility: in operation" in now
    assert ("30 papers" in then, "30 papers" in now) == (False, True)
    assert "20 reported; we list 1" in then


def test_page_of_an_area_refuses_a_day_that_is_none(client, energy):
    text = text_of(client, "/areas/energy/?as_of=nonsense")

    assert "Enter a date as 2016-12-16, 2016-12 or 2016." in text
    assert "First paper" not in text


def test_plan_is_shown_above_its_areas(client):
    plan = factories.plan(
        title_en="Synthetic plan", official_title="合成計画の正式名", summary_en="Proposed once."
    )
    factories.plan(title_en="Drafted plan", published_at=None)

    body = body_of(client, "/areas/")

    assert f'id="{plan.slug}"' in body
    assert "Synthetic plan 合成計画の正式名 Proposed once." in words_of(body)
    assert "Drafted plan" not in body
    assert plan.get_absolute_url() == f"/areas/#{plan.slug}"
