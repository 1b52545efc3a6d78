"""What loading does to the public totals: those that change, as they are and as they would be."""

import pytest

from portal.management.commands import fixturediff
from portal.publishing.totals import Total
from tests import factories
from tests.portal.fixturediff.conftest import diff
from tests.portal.loaddata.conftest import fixture, load

PAST, FUTURE = "2020-01-01T00:00:00Z", "2999-01-01T00:00:00Z"


def document(slug, **fields):
    stated = {
        "slug": slug, "published_at": PAST, "source": ["synthetic"], "title_en": "Synthetic",
        "kind": "memorandum", "level": "business", "standing": "confirmed", "occasion": ["tokyo"],
    }  # fmt: skip
    return {"model": "cooperation.memorandum", "fields": {**stated, **fields}}


def totals(*labels, **options):
    """What is said of the totals, after the sums."""
    _, out, _ = diff(*labels, verbosity=0, **options)
    return [line for line in out[1:] if "in none of the files" not in line]


@pytest.fixture(autouse=True)
def occasion(db):
    """80 documents reported, two of them recorded, one of them counted for certain."""
    source = factories.source(slug="synthetic")
    occasion = factories.occasion(slug="tokyo", title_en="Tokyo, December 2016", source=source)
    factories.reported_total(slug="total", occasion=occasion, value=80, source=source)
    for slug, counted in (("first", "yes"), ("second", "unknown")):
        factories.memorandum(slug=slug, occasion=occasion, counted=counted, source=source)
    return occasion


def test_documents_that_become_public(here):
    file = fixture(here, document("third"), document("fourth", counted="yes", standing="one-press-source"))

    assert totals(file) == [
        "Public totals:",
        "    Memoranda: 2 -> 4",
        "    Documents listed for Tokyo, December 2016: 2 -> 4 of 80 reported",
        "    Documents known to be included in the total of Tokyo, December 2016: 1 -> 2 of 80 reported",
        "    Memoranda, nothing recorded here: 2 -> 4",
        "    Memoranda, confirmed by an official body, a party or several sources: 2 -> 3",
        "    Memoranda, one press source only: 0 -> 1",
    ]


def test_drafts_and_scheduled_documents_change_none(here):
    file = fixture(here, document("draft", published_at=None), document("scheduled", published_at=FUTURE))

    assert totals(file) == ["No public total changes."]


def test_row_that_becomes_public_with_its_owner(here):
    fair = factories.fair(name_en="Synthetic Fair")
    edition = factories.edition(slug="edition", fair=fair, year=2017, published_at=None)
    factories.exhibitor(edition=edition)
    factories.exhibitor(edition=edition, role="buyer")
    file = fixture(
        here,
        {
            "model": "events.edition",
            "fields": {"slug": "edition", "fair": [edition.fair.slug], "published_at": PAST},
        },
    )

    assert totals(file, overwrite=True) == [
        "Public totals:", "    Editions: 0 -> 1", "    Exhibitors: 0 -> 1",
        "    Exhibitors listed for Synthetic Fair 2017: 0 -> 1",
    ]  # fmt: skip


def test_row_that_staff_changed_changes_no_total(here):
    assert totals(fixture(here, document("first", published_at=None))) == ["No public total changes."]
    assert totals(fixture(here, document("first", published_at=None)), overwrite=True)[1:] == [
        "    Memoranda: 2 -> 1",
        "    Documents listed for Tokyo, December 2016: 2 -> 1 of 80 reported",
        "    Documents known to be included in the total of Tokyo, December 2016: 1 -> 0 of 80 reported",
        "    Memoranda, nothing recorded here: 2 -> 1",
        "    Memoranda, confirmed by an official body, a party or several sources: 2 -> 1",
    ]


def test_reported_total_that_changes(here):
    file = fixture(
        here,
        {
            "model": "cooperation.reportedtotal",
            "fields": {"slug": "total", "measure": "documents", "value": "108.00", "qualifier": "over"},
        },
    )

    at = "Tokyo, December 2016"
    assert totals(file, overwrite=True)[1:] == [
        f"    Documents listed for {at}: 2 of 80 reported -> 2 of over 108 reported",
        (
            f"    Documents known to be included in the total of {at}: 1 of 80 reported -> 1 of over 108"
            f" reported"
        ),
    ]


def test_record_that_becomes_public_by_the_clock_is_no_effect_of_the_load(here, monkeypatch):
    load(fixture(here, document("third")))
    counted = iter([{"a": Total("a", "Memoranda", 3)}, {"a": Total("a", "Memoranda", 4)}])
    monkeypatch.setattr(fixturediff, "public_totals", lambda: next(counted))

    assert totals(fixture(here, document("third"))) == ["No public total changes."]


def test_totals_are_what_they_were_once_the_documents_are_loaded(here):
    file = fixture(here, document("third"))
    load(file)

    assert totals(file) == ["No public total changes."]
