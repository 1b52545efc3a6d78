"""A loaded row says what its fixtures say, and its history that they were loaded."""

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.models import Organization, Source
from tests import factories
from tests.portal.loaddata.conftest import fixture, load, organization, source

# What is written


@pytest.mark.django_db
def test_loaded_row_says_what_the_fixture_says(here):
    load(
        fixture(
            here,
            source(),
            organization(
                name_ja="合成工業", country="JP", source=["synthetic"], more_sources=[["synthetic"]],
                published_at="2017-07-10T00:00:00Z",
            ),
        )
    )  # fmt: skip

    row = Organization.objects.published().get()
    assert (row.name_en, row.name_ja, row.country.code) == ("Synthetic Works", "合成工業", "JP")
    assert (row.source.slug, [source.slug for source in row.more_sources.all()]) == (
        "synthetic",
        ["synthetic"],
    )


@pytest.mark.django_db
def test_loaded_row_is_found_by_search_after_every_load(here):
    file = fixture(here, organization(name_ja="極東の会社"))

    load(file)
    load(file)

    assert [row.slug for row in Organization.objects.search("極東")] == ["works"]


@pytest.mark.django_db
def test_changed_fixture_changes_its_row_and_history_says_so(here):
    load(fixture(here, organization()))

    said, _ = load(fixture(here, organization(name_en="Synthetic Works Ltd")))

    row = Organization.objects.get()
    assert said == "1 objects: 0 added, 1 changed, 0 unchanged, 0 kept.\n"
    assert row.name_en == "Synthetic Works Ltd"
    assert [(past.history_type, past.history_change_reason) for past in row.history.all()] == [
        ("~", "loaddata"),
        ("+", "loaddata"),
    ]


@pytest.mark.django_db
def test_changed_further_sources_change_the_row(here):
    load(fixture(here, source("one"), source("two"), organization(more_sources=[["one"]])))

    load(fixture(here, organization(more_sources=[["two"]])))

    row = Organization.objects.get()
    assert [source.slug for source in row.more_sources.all()] == ["two"]
    assert {past.history_change_reason for past in row.history.all()} == {"loaddata"}


@pytest.mark.django_db
def test_field_left_out_of_the_fixture_keeps_its_stored_value(here):
    load(fixture(here, source(), organization(city_en="Synthetic City", more_sources=[["synthetic"]])))

    load(fixture(here, organization(name_en="Synthetic Works Ltd")))

    row = Organization.objects.get()
    assert (row.name_en, row.city_en) == ("Synthetic Works Ltd", "Synthetic City")
    assert [source.slug for source in row.more_sources.all()] == ["synthetic"]


@pytest.mark.django_db
def test_published_row_stays_public_when_the_fixture_does_not_say_since_when(here):
    row = factories.organization(slug="works")
    Organization.history.update(history_change_reason="loaddata")

    load(fixture(here, organization()))

    assert [shown.pk for shown in Organization.objects.published()] == [row.pk]


@pytest.mark.django_db
def test_quiet_load_says_nothing(here):
    assert load(fixture(here, source()), verbosity=0) == ("", "")


@pytest.mark.django_db
def test_unknown_field_is_ignored_if_asked(here):
    load(fixture(here, source(colour="grey")), ignore=True)

    assert [row.slug for row in Source.objects.all()] == ["synthetic"]


@pytest.mark.django_db
def test_comparing_asks_the_same_of_the_database_for_any_number_of_rows(here):
    """Parts and relations too: whatever is stored as stated is found with one query for each kind."""
    factories.memorandum(slug="memo")
    counts = []
    for number in (2, 20):
        slugs = [f"works-{each}" for each in range(number)]
        parts = [
            {
                "model": "cooperation.signatory",
                "fields": {"memorandum": ["memo"], "organization": [slug], "side": "JP"},
            }
            for slug in slugs
        ]
        organizations = [organization(slug, source=["synthetic"], more_sources=[["other"]]) for slug in slugs]
        file = fixture(here, source(), source("other"), *organizations, *parts)
        load(file)
        with CaptureQueriesContext(connection) as queries:
            load(file)
        counts.append(len(queries))

    assert counts[0] == counts[1]


# A row stated by two files

ADDITION = {"model": "portal.organization", "fields": {"slug": "works", "city_en": "Synthetic City"}}


@pytest.mark.django_db
def test_another_file_adds_to_a_row(here):
    first, second = fixture(here, organization(), name="first.json"), fixture(here, ADDITION)

    load(first, second)
    again = load(first, second)

    row = Organization.objects.get()
    assert (row.name_en, row.city_en) == ("Synthetic Works", "Synthetic City")
    assert again == ("2 objects: 0 added, 0 changed, 2 unchanged, 0 kept.\n", "")


@pytest.mark.django_db
def test_another_file_adds_to_a_row_that_waits_for_its_source(here):
    first = fixture(here, organization(source=["synthetic"]), name="first.json")
    second = fixture(here, ADDITION, source())

    load(first, second)

    row = Organization.objects.get()
    assert (row.name_en, row.city_en, row.source.slug) == ("Synthetic Works", "Synthetic City", "synthetic")


@pytest.mark.django_db
def test_group_is_loaded_as_django_does(here):
    group = {"model": "auth.group", "fields": {"name": " Synthetic guests", "permissions": []}}

    out, _ = load(fixture(here, group, {**group, "fields": {**group["fields"], "name": "Others"}}))

    assert out == "2 objects: 2 added, 0 changed, 0 unchanged, 0 kept.\n"
    assert {" Synthetic guests", "Others"} <= {group.name for group in Group.objects.all()}


# What it costs


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("more_sources", "expected"),
    [pytest.param([], 4, id="without relations"), pytest.param([["synthetic"]], 9, id="with a relation")],
)
def test_each_further_row_costs_the_same_queries(here, more_sources, expected):
    def queries(number):
        Organization.objects.all().delete()
        rows = [organization(f"row-{n}", more_sources=more_sources) for n in range(number)]
        with CaptureQueriesContext(connection) as captured:
            load(fixture(here, source(), *rows))
        return len([query for query in captured if "portal_change" not in query["sql"]])  # swept now and then

    queries(1)

    assert queries(8) - queries(3) == 5 * expected


@pytest.mark.django_db
def test_reference_to_a_row_of_the_same_load_costs_no_query(here):
    def queries(number):
        names = [f"of-{number}-{n}" for n in range(number)]
        rows = [row for name in names for row in (source(name), organization(name, source=[name]))]
        with CaptureQueriesContext(connection) as captured:
            load(fixture(here, *rows))
        return len([query for query in captured if "portal_change" not in query["sql"]])

    queries(1)

    assert queries(8) - queries(3) == 5 * (4 + 4)
