"""What a list of the plan finds, where a parameter is more than a column."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.utils import timezone

from cooperation.choices import TookPart
from tests import factories
from tests.lists.conftest import COUNT, csv_rows, json_of
from tests.markup import tight

pytestmark = pytest.mark.django_db


@pytest.fixture
def organizations():
    """One of each, and the ways to be taken for another."""
    tomorrow = timezone.now() + timedelta(days=1)
    made = {
        name: factories.organization(slug=name, name_en=f"Works {name}")
        for name in ("both", "exhibited", "signed", "neither", "buyer", "drafts", "scheduled")
    }
    edition = factories.edition()
    for name, role in [
        ("both", "exhibitor"), ("both", "partner"), ("exhibited", "exhibitor"), ("buyer", "buyer"),
        ("buyer", "organiser"), ("buyer", "partner"), ("signed", "buyer"),
    ]:  # fmt: skip
        factories.exhibitor(organization=made[name], edition=edition, role=role)
    for name in ("both", "both", "signed"):
        factories.signatory(organization=made[name])
    # an exhibit and a signature that are not public, by themselves or by what they are part of
    for name, published_at in [("drafts", None), ("scheduled", tomorrow)]:
        factories.exhibitor(organization=made[name], edition=edition, published_at=published_at)
        factories.signatory(
            organization=made[name], memorandum=factories.memorandum(published_at=published_at)
        )
        hidden = factories.edition(published_at=published_at)
        factories.exhibitor(organization=made[name], edition=hidden)
        factories.exhibitor(
            organization=made[name], edition=factories.edition(fair=factories.fair(published_at=published_at))
        )
        factories.signatory(
            organization=made["exhibited"], memorandum=factories.memorandum(published_at=None)
        )
    factories.exhibitor(organization=made["signed"], edition=edition, published_at=None)
    factories.exhibitor(
        organization=factories.organization(slug="hidden", published_at=None), edition=edition
    )
    return made


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("signed_before=2016-12", ["month", "last", "first", "before"]),
        ("signed_before=2016-11", ["before"]),
        ("signed_before=2016", ["month", "last", "first", "before"]),
        ("signed_before=2016-12-30", ["first", "before"]),
        ("signed_before=2016-12-31", ["month", "last", "first", "before"]),
        ("signed_after=2016-12", ["after", "last", "first", "month"]),
        ("signed_after=2016-12-02", ["after", "last"]),
        ("signed_after=2017", ["after"]),
    ],
)
def test_date_bound_is_a_whole_day_month_or_year(client, query, found):
    for slug, day, precision in [
        ("before", date(2016, 11, 30), "day"), ("first", date(2016, 12, 1), "day"),
        ("month", date(2016, 12, 1), "month"), ("last", date(2016, 12, 31), "day"),
        ("after", date(2017, 1, 1), "day"),
    ]:  # fmt: skip
        factories.memorandum(slug=slug, signed_on=day, signed_precision=precision)
    factories.memorandum(slug="undated", signed_on=None, signed_precision="")

    results = json_of(client, "memoranda", query)["results"]

    assert {row["id"] for row in results} == set(found)


EXPECTED = {
    "both": "exhibited-and-signed", "buyer": "neither", "drafts": "neither", "exhibited": "exhibited",
    "neither": "neither", "scheduled": "neither", "signed": "signed",
}  # fmt: skip


def test_each_organization_has_one_value_in_every_format(client, organizations):
    page = tight(client.get("/organizations/").content.decode())

    rows = re.findall(r'<tr data-id="([^"]+)">(?:(?!</tr>).)*<td>([^<]*)</td></tr>', page)
    assert rows == [(name, TookPart(value).label) for name, value in EXPECTED.items()]
    assert {row["id"]: row["took_part"] for row in csv_rows(client, "organizations")} == EXPECTED
    results = json_of(client, "organizations")["results"]
    assert {row["id"]: row["took_part"] for row in results} == EXPECTED


@pytest.mark.parametrize("value", TookPart.values)
def test_each_value_finds_its_organizations(client, organizations, value):
    found = [row["id"] for row in json_of(client, "organizations", f"took_part={value}")["results"]]

    assert found == [name for name, has in EXPECTED.items() if has == value]


def test_counts_add_up_to_the_list(client, organizations):
    body = tight(client.get("/organizations/").content.decode())

    counts = {unescape(href): int(number) for href, number in COUNT.findall(body)}
    assert {href: n for href, n in counts.items() if "took_part" in href} == {
        "/organizations/?took_part=exhibited-and-signed": 1,
        "/organizations/?took_part=exhibited": 1,
        "/organizations/?took_part=signed": 1,
        "/organizations/?took_part=neither": 4,
    }
    assert counts["/organizations/?country=JP"] == 7


def test_publishing_moves_an_organization_at_once(client, organizations):
    assert json_of(client, "organizations", "took_part=exhibited-and-signed")["count"] == 1

    for exhibitor in organizations["signed"].exhibitors.drafts():
        exhibitor.publish()

    found = json_of(client, "organizations", "took_part=exhibited-and-signed")["results"]
    assert [row["id"] for row in found] == ["both", "signed"]
    assert json_of(client, "organizations", "took_part=signed")["count"] == 0


def test_what_was_asked_is_said_in_words(client, organizations):
    body = tight(client.get("/organizations/?took_part=exhibited&took_part=neither").content.decode())

    title = " ".join(re.search("<title>(.*?)</title>", body, re.DOTALL)[1].split())
    assert title.startswith(
        "Organisations with participation: exhibitor only or no exhibit or signature listed ·"
    )
    assert "<strong>5 organisations</strong>" in body
