"""The pages of the follow-through: the table, the CSV and the JSON hold the same numbers."""

import csv
import io
import json
import re
from html import unescape

import pytest

from cooperation.models import Area, Occasion
from tests import factories
from tests.markup import body_of, text_of, words_of

pytestmark = pytest.mark.django_db

PAGE, CSV, JSON = "/follow-through/", "/follow-through.csv", "/follow-through.json"


def csv_of(client, query="") -> list[dict]:
    response = client.get(CSV + query)
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


def json_of(client, query="") -> dict:
    return json.loads(client.get(JSON + query).content)


def cells_of(body: str) -> list[tuple]:
    """The cells of the table: origin, band, state, number; without what is summed up."""
    found = []
    for part in re.findall(r"<tbody>.*?</tbody>", body, re.DOTALL):
        head, *lines, _sum = re.findall(r"<tr.*?</tr>", part, re.DOTALL)
        origin = re.split(" 9 documents| no confirmed", words_of(head))[0]
        for line in lines:
            band = words_of(re.search(r"<th.*?</th>", line)[0])
            for state, number in re.findall(r'<td data-label="([^"]*)">(\d+)</td>', line):
                if state != "all":
                    found.append((origin, band, state, int(number)))
    return found


def test_csv_holds_a_line_for_each_cell(client, record):
    assert [tuple(row.values()) for row in csv_of(client)] == [
        # unit, origin, area, state, count, qualifier, confirmed, one source, in advance, certain, unstated
        ("documents", "visit", "energy", "realised", "1", "exact", "1", "0", "0", "1", "0"),
        ("documents", "visit", "several-areas", "under-way", "1", "exact", "0", "1", "0", "0", "1"),
        ("documents", "visit", "no-area", "stopped", "1", "exact", "0", "0", "1", "0", "0"),
        ("documents", "visit", "not-itemised", "not-known", "6", "exact", "", "", "", "", ""),
        ("documents", "forum", "energy", "nothing-recorded", "1", "exact", "1", "0", "0", "0", "0"),
        ("documents", "no-occasion", "people", "nothing-recorded", "1", "exact", "1", "0", "0", "0", "0"),
        ("outcomes", "no-document-named", "people", "realised", "1", "exact", "1", "0", "0", "0", "0"),
        ("outcomes", "no-document-named", "no-area", "under-way", "1", "exact", "1", "0", "0", "0", "0"),
    ]


def test_json_holds_what_the_csv_holds(client, record):
    results = json_of(client)["results"]

    texts = [{name: "" if value is None else str(value) for name, value in row.items()} for row in results]
    assert texts == csv_of(client)


def test_table_holds_what_the_csv_holds(client, record):
    apart = "Outcomes that no source links to a document"

    assert cells_of(body_of(client, PAGE)) == [
        ("Visit", "4. Energy", "realised", 1),
        ("Visit", "several areas", "under way", 1),
        ("Visit", "no area stated", "stopped", 1),
        ("Visit", "not listed here", "not known", 6),
        ("Forum", "4. Energy", "nothing recorded here", 1),
        ("Outside the listed occasions", "8. People", "nothing recorded here", 1),
        (apart, "8. People", "realised", 1),
        (apart, "no area stated", "under way", 1),
    ]


def test_sums_of_an_occasion_lead_to_lists_of_that_length(client, record):
    body = body_of(client, f"{PAGE}?as_of=2018")

    links = re.findall(r'<a href="(/memoranda/\?[^"]+)">(\d+)</a>', body)
    found = {
        href: json.loads(client.get(unescape(href).replace("/?", ".json?")).content)["count"]
        for href, _number in links
    }
    assert found == {href: int(number) for href, number in links}
    assert len(found) == 4
    assert [href for href in found if not href.endswith("&amp;as_of=2018")] == []


@pytest.mark.parametrize(
    "address", [PAGE, f"{PAGE}?area=energy", "/areas/energy/", "/areas/energy/?as_of=2018"]
)
def test_every_number_that_leads_to_a_list_is_its_length(client, record, address):
    visit, energy = Occasion.objects.get(slug="visit"), Area.objects.get(slug="energy")
    factories.reported_total(occasion=visit, area=energy, measure="business-documents", value=20)
    for given in ({"level": "government"}, {"level": "mixed"}, {"level": "business"}):
        factories.area_assignment(memorandum=factories.memorandum(occasion=visit, **given), area=energy)
    before = leads(client, address)
    # the total does not count it, the list of the occasion does: no number leads there any more
    factories.area_assignment(memorandum=factories.memorandum(occasion=visit, counted="no"), area=energy)

    after = leads(client, address)

    assert before == {href: (number, number) for href, (number, _found) in before.items()}
    assert after == {href: (number, number) for href, (number, _found) in after.items()}
    assert len([href for href in before if "visit" in href]) == 4
    assert [href for href in after if "visit" in href] == []


def leads(client, address) -> dict:
    """The numbers of a page that lead to lists of documents, with the length of each list."""
    links = re.findall(r'<a href="(/memoranda/\?occasion[^"]+)">(\d+)</a>', body_of(client, address))
    return {
        href: (int(number), json.loads(client.get(unescape(href).replace("/?", ".json?")).content)["count"])
        for href, number in links
    }


def test_as_of_shows_the_flow_of_that_day_everywhere(client, record):
    query = "?as_of=2017-08"

    rows, text, document = csv_of(client, query), text_of(client, PAGE + query), json_of(client, query)

    assert "Shown: as of the end of August 2017" in text
    assert document["filters"] == {"as_of": ["2017-08"]}
    assert [str(row["count"]) for row in document["results"]] == [row["count"] for row in rows]
    # the outcome by itself has its only step in September 2017
    assert [(row["origin"], row["count"]) for row in rows] == [
        ("visit", "1"), ("visit", "1"), ("visit", "1"), ("visit", "6"), ("no-occasion", "1"),
        ("no-document-named", "1"),
    ]  # fmt: skip
    assert "Forum" not in text


def test_area_narrows_the_flow(client, record):
    rows = csv_of(client, "?area=energy")

    assert [(row["origin"], row["area"], row["state"], row["count"]) for row in rows] == [
        ("visit", "energy", "realised", "1"),
        ("visit", "several-areas", "under-way", "1"),
        ("forum", "energy", "nothing-recorded", "1"),
    ]
    assert "Shown: in 4. Energy" in text_of(client, f"{PAGE}?area=energy")


def test_page_of_an_area_shows_its_own_flow(client, record):
    assert cells_of(body_of(client, "/areas/energy/")) == [
        ("Visit", "4. Energy", "realised", 1),
        ("Visit", "several areas", "under way", 1),
        ("Forum", "4. Energy", "nothing recorded here", 1),
    ]


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("as_of=nonsense", "as_of"),
        ("as_of=2017&as_of=2018", "as_of"),
        ("area=nonsense", "area"),
        ("area=energy&area=people", "area"),
        ("aera=energy", "aera"),
        ("q=word", "q"),
        ("page=2", "page"),
    ],
)
def test_what_cannot_be_answered_is_an_error(client, record, query, parameter):
    body = body_of(client, f"{PAGE}?{query}")

    for address in (CSV, JSON):
        response = client.get(f"{address}?{query}")
        assert (response.status_code, list(json.loads(response.content)["errors"])) == (400, [parameter])
    assert "Nothing is listed because the request contains an error." in body
    assert '<svg class="flow-drawing"' not in body
    assert cells_of(body) == []


def test_area_of_a_draft_is_as_unknown_as_nonsense(client):
    factories.area(slug="drafted", published_at=None)

    answers = [client.get(f"{CSV}?area={slug}") for slug in ("drafted", "nonsense")]

    assert answers[0].content == answers[1].content
    assert answers[0].status_code == 400


def test_empty_record_has_no_flow(client):
    text = text_of(client, PAGE)

    assert "Nothing recorded here" in text
    assert csv_of(client) == []
    assert json_of(client)["count"] == 0
