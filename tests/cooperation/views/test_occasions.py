"""The page of an occasion: what was reported beside what is recorded."""

import re
from datetime import date

import pytest

from tests import factories
from tests.markup import body_of, text_of

pytestmark = pytest.mark.django_db


def test_occasion_shows_what_was_reported_beside_what_is_recorded(client):
    occasion = factories.occasion(slug="synthetic")
    factories.reported_total(occasion=occasion, value=80, unit_en="documents")
    for counted in ("yes", "unknown", "unknown", "no"):
        factories.memorandum(occasion=occasion, counted=counted)
    factories.memorandum(occasion=occasion, published_at=None, counted="yes")

    text = text_of(client, "/occasions/synthetic/")

    assert "80 reported; we list 3 (1 known to be included) How we count" in text


def test_occasion_draws_a_bar_for_exact_documents_only(client):
    for slug, given in {
        "exact": {},
        "over": {"qualifier": "over"},
        "projects": {"measure": "projects"},
        "none": {"value": 0},
    }.items():
        occasion = factories.occasion(slug=slug)
        factories.reported_total(occasion=occasion, **{"value": 8, **given})
        factories.memorandum(occasion=occasion)

    widths = {
        slug: re.findall(r'<rect width="([\d.]+)"', body_of(client, f"/occasions/{slug}/"))
        for slug in ("exact", "over", "projects", "none")
    }

    assert widths == {"exact": ["12.50", "0.00"], "over": [], "projects": [], "none": []}


def test_occasion_never_draws_more_than_the_whole(client):
    occasion = factories.occasion(slug="synthetic")
    factories.reported_total(occasion=occasion, value=1)
    for _ in range(2):
        factories.memorandum(occasion=occasion)

    body = body_of(client, "/occasions/synthetic/")

    assert re.findall(r'<rect width="([\d.]+)"', body) == ["100.00", "0.00"]


def test_occasion_without_a_total_says_so(client):
    occasion = factories.occasion(slug="synthetic")
    factories.memorandum(occasion=occasion)

    text = text_of(client, "/occasions/synthetic/")

    assert "No confirmed total of documents is recorded here. We list 1 document How we count" in text
    assert "reported; " not in text


def test_occasion_shows_rival_totals_under_the_headline(client):
    occasion = factories.occasion(slug="synthetic")
    factories.reported_total(slug="rival", occasion=occasion, value=68, headline=False)
    factories.reported_total(slug="headline", occasion=occasion, value=80)

    body = body_of(client, "/occasions/synthetic/")

    assert re.findall(r'<p class="figure( rival)?" id="([^"]+)"', body) == [
        ("", "headline"),
        (" rival", "rival"),
    ]


@pytest.mark.parametrize(("values", "said"), [((80,), False), ((80, 68), True)])
def test_rivals_alone_are_said_to_differ(client, values, said):
    occasion = factories.occasion(slug="synthetic")
    factories.reported_total(occasion=occasion, measure="value", value=3)
    for value in values:
        factories.reported_total(occasion=occasion, value=value, headline=value == 80)

    text = text_of(client, "/occasions/synthetic/")

    assert ("These figures differ in who counted what and when" in text) is said


def test_more_recorded_than_reported_is_said(client):
    for slug, qualifier in (("exact", "exact"), ("about", "about"), ("over", "over")):
        occasion = factories.occasion(slug=slug)
        factories.reported_total(occasion=occasion, value=1, qualifier=qualifier)
        for _ in range(2):
            factories.memorandum(occasion=occasion)

    said = {
        slug: "We list more than was reported" in text_of(client, f"/occasions/{slug}/")
        for slug in ("exact", "about", "over")
    }

    assert said == {"exact": True, "about": True, "over": False}


def test_draft_is_not_counted_in_its_preview(admin_client):
    occasion = factories.occasion(slug="synthetic", published_at=None)
    factories.reported_total(occasion=occasion, value=7)
    factories.memorandum(occasion=occasion)

    text = text_of(admin_client, "/occasions/synthetic/")

    assert "Documents listed here" in text.partition("Reported and listed here")[2]
    assert "7 reported;" not in text
    assert "The number that we list will be shown beside it once this is public." in text


def test_block_over_the_list_of_documents_keeps_to_the_day_asked_for(client):
    occasion = factories.occasion(
        slug="synthetic", title_en="Visit", starts_on=date(2016, 12, 15), starts_precision="day"
    )
    factories.reported_total(occasion=occasion, value=9)
    for day in (15, 16):
        factories.memorandum(occasion=occasion, signed_on=date(2016, 12, day))

    texts = [
        text_of(client, f"/memoranda/?occasion=synthetic{query}")
        for query in ("&as_of=2016-12-14", "&as_of=2016-12-15", "")
    ]

    assert [re.findall(r"9 reported; we list \d", text) for text in texts] == [
        [], ["9 reported; we list 1"], ["9 reported; we list 2"],
    ]  # fmt: skip
