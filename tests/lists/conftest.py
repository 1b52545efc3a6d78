"""What the tests of lists share: the lists, a visibly synthetic record to ask, and the answers read."""

import csv
import io
import json
import re
from html import unescape

import pytest

from cooperation import views as cooperation
from events import views as events
from portal.lists.views import RecordList
from portal.pages.sources import SourceList
from tests import factories
from tests.bench.synthetic import fill
from tests.databases import undone
from tests.markup import tight

VIEWS: dict[str, type[RecordList]] = {
    "areas": cooperation.AreaList,
    "exhibitors": events.ExhibitorList,
    "fairs": events.FairList,
    "forums": events.ForumList,
    "memoranda": cooperation.MemorandumList,
    "occasions": cooperation.OccasionList,
    "organizations": cooperation.OrganizationList,
    "outcomes": cooperation.OutcomeList,
    "sources": SourceList,
}
LISTS = list(VIEWS)
ROW = re.compile(r'<(?:tr|section)\b[^>]* data-id="([^"]+)"')
ANOTHER_PAGE = re.compile(r'<a rel="next" href="([^"]+)"')
COUNT = re.compile(r'<a class="count" href="([^"]+)"><span class="unseen">[^<]*</span>([\d,]+)</a>')


@pytest.fixture(scope="module")
def synthetic(django_db_setup, django_db_blocker):
    """Some 1,200 rows of all kinds, drafts and scheduled ones among them."""
    with undone(django_db_blocker):
        fill(0.003)
        yield


@pytest.fixture(scope="module")
def one_of_each(django_db_setup, django_db_blocker):
    """A row of every kind."""
    with undone(django_db_blocker):
        for make in factories.FACTORIES.values():
            make()
        yield


def asked(client, name: str, kind: str, query: str):
    response = client.get(f"/{name}{kind}" + (f"?{query}" if query else ""))
    assert response.status_code == 200, (name, kind, query)
    text = b"".join(response).decode()
    return tight(text) if kind == "/" else text


def errors_of(client, name: str, query: str, kind: str = ".json") -> dict:
    response = client.get(f"/{name}{kind}?{query}")
    assert response.status_code == 400, (name, query, response.status_code)
    assert response.headers["Content-Type"] == "application/json"
    return json.loads(response.content)["errors"]


def csv_rows(client, name: str, query: str = "") -> list[dict[str, str]]:
    text = asked(client, name, ".csv", query)
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def json_of(client, name: str, query: str = "") -> dict:
    return json.loads(asked(client, name, ".json", query))


def json_rows(client, name: str, query: str = "") -> tuple[int, list[dict]]:
    """How many rows are said to be there, and those found by following `next` to the end."""
    page = json_of(client, name, query)
    count, rows = page["count"], page["results"]
    while page["next"]:
        page = json.loads(client.get(page["next"].removeprefix("http://localhost:8000")).content)
        assert page["count"] == count
        rows += page["results"]
    return count, rows


def page_rows(client, name: str, query: str = "") -> list[str]:
    """The ids of the rows on all pages, in order."""
    found, address = [], f"/{name}/" + (f"?{query}" if query else "")
    while address:
        response = client.get(address)
        assert response.status_code == 200, address
        body = response.content.decode()
        found += ROW.findall(body)
        address = "".join(unescape(link) for link in ANOTHER_PAGE.findall(body))
    return found
