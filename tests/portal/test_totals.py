"""The public totals: what they count, and in which words a change of them is told."""

from datetime import UTC, datetime

import pytest
from django.utils import translation

from portal.models import record_models
from portal.publishing.totals import TOTAL_FUNCTIONS, Total, changed_totals, public_totals
from tests import factories

FUTURE = datetime(2999, 1, 1, tzinfo=UTC)


def as_totals(**given):
    """Totals by key, each a number, or a number and what is reported."""
    pairs = {key: value if isinstance(value, tuple) else (value, "") for key, value in given.items()}
    return {key: Total(key, f"Total {key}", *pair) for key, pair in pairs.items()}


CHANGES = {
    "no change": ({"a": 1, "b": (2, "80")}, {"a": 1, "b": (2, "80")}, []),
    "number": ({"a": 1, "b": 2}, {"a": 1, "b": 3}, ["Total b: 2 -> 3"]),
    "number beside a reported one": (
        {"a": (31, "80")}, {"a": (42, "80")}, ["Total a: 31 -> 42 of 80 reported"],
    ),
    "large number": ({"a": 999}, {"a": 1234567}, ["Total a: 999 -> 1,234,567"]),
    "reported number": (
        {"a": (31, "80")}, {"a": (31, "over 80")}, ["Total a: 31 of 80 reported -> 31 of over 80 reported"],
    ),
    "both": ({"a": (31, "80")}, {"a": (42, "81")}, ["Total a: 31 of 80 reported -> 42 of 81 reported"]),
    "number that is reported now": (
        {"a": 31}, {"a": (42, "80")}, ["Total a: 31, no reported total -> 42 of 80 reported"],
    ),
    "number that is reported no more": (
        {"a": (31, "80")}, {"a": 31}, ["Total a: 31 of 80 reported -> 31, no reported total"],
    ),
    "total that appears": ({}, {"a": 3}, ["Total a: 0 -> 3"]),
    "total that appears with nothing in it": ({}, {"a": 0}, []),
    "total that appears beside a reported one": (
        {}, {"a": (0, "80")}, ["Total a: 0, no reported total -> 0 of 80 reported"],
    ),
    "total that vanishes": (
        {"a": (3, "80"), "b": 2},
        {"b": 1},
        ["Total a: 3 of 80 reported -> 0, no reported total", "Total b: 2 -> 1"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_totals_that_change_are_shown(change):
    before, after, lines = CHANGES[change]

    assert [*changed_totals(as_totals(**before), as_totals(**after))] == lines


def test_total_is_shown_under_its_new_name():
    before, after = Total("a", "Earlier name", 1), Total("a", "Name", 2)

    assert [*changed_totals({"a": before}, {"a": after})] == ["Name: 1 -> 2"]


@pytest.mark.django_db
def test_totals_are_named_once_each():
    factories.reported_total(occasion=factories.occasion())

    totals = public_totals()

    assert len(totals) == sum(1 for counting in TOTAL_FUNCTIONS for _ in counting()) > 20
    assert len({total.label for total in totals.values()}) == len(totals)


@pytest.mark.django_db
def test_totals_are_named_alike_in_every_language():
    """So that those of before and after belong together."""
    factories.occasion(title_en="Tokyo", title_ja="東京")
    english = public_totals()

    with translation.override("ja"):
        japanese = public_totals()

    assert list(japanese) == list(english)
    assert [total.label for total in japanese.values() if "東京" in total.label] != []


@pytest.mark.django_db
def test_kinds_that_are_counted():
    assert [key for key in public_totals() if " " not in key] == [
        "portal.organization", "portal.person", "events.fair", "events.edition", "events.forum",
        "cooperation.area", "cooperation.occasion", "cooperation.memorandum", "cooperation.outcome",
        "portal.source", "events.exhibitor",
    ]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("model", [model for model in record_models() if model.has_page])
def test_records_of_a_kind_count_once_they_are_public(model):
    for at in (factories.PUBLISHED, None, FUTURE):
        factories.FACTORIES[model](published_at=at)

    total = public_totals()[model._meta.label_lower]
    assert (total.value, total.of, total.label.lower()) == (1, "", str(model._meta.verbose_name_plural))


@pytest.mark.django_db
def test_sources_are_all_public():
    for _ in range(3):
        factories.source()

    assert public_totals()["portal.source"] == Total("portal.source", "Sources", 3)
