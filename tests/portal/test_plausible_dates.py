"""Dates that nobody can mean are refused in forms, sheets and fixtures alike, and named by `audit`."""

import json
from datetime import date, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.utils import timezone

from cooperation.models import Memorandum, Occasion, Statement
from events.models import Edition, Forum
from portal.fields.dates import (
    EARLIEST_YEAR,
    FIRST_TIME_ZONE,
    MAX_YEARS_AHEAD,
    date_columns,
    date_problem,
    is_future,
)
from portal.models import Keyed, Source
from tests import factories
from tests.admin.conftest import admin_url, admin_url_of, errors_of, submit
from tests.sheets.conftest import preview, problems

CASES = Path(__file__).parents[1] / "cases"
DATES = [
    (model, name)
    for model in apps.get_models()
    if issubclass(model, Keyed) and model in factories.FACTORIES
    for name in date_columns(model)
]
TOO_EARLY = "Check the year: nothing before 1850 is recorded."
IN_FUTURE = "This date is in the future."
UNCONFIRMED = "What lies in the future is not confirmed: correct the date or the confirmation."


def too_late() -> str:
    return f"Check the year: nothing after {timezone.localdate().year + MAX_YEARS_AHEAD} is recorded."


def today_where_it_is_latest() -> date:
    return timezone.localdate(timezone=FIRST_TIME_ZONE)


def errors(row, **values) -> dict:
    """What `full_clean` says of fields when they get these values."""
    for name, value in values.items():
        setattr(row, name, value)
        if name.endswith("_on") and hasattr(row, precision := name.removesuffix("_on") + "_precision"):
            setattr(row, precision, "day")
    try:
        row.full_clean(validate_constraints=False)
    except ValidationError as error:
        return error.message_dict
    return {}


def test_dates_of_the_record_are_those_that_people_state():
    assert {name for _model, name in DATES} == {
        "accessed_on", "announced_on", "as_of_on", "ends_on", "exchanged_on", "happened_on", "made_on",
        "published_on", "reviewed_on", "signed_on", "starts_on",
    }  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(("model", "name"), DATES)
def test_each_date_is_held_to_the_same_years(model, name):
    row, last = factories.FACTORIES[model](), timezone.localdate().year + MAX_YEARS_AHEAD
    late = IN_FUTURE if name in model.PAST_DATES else too_late()

    said = [
        errors(row, **{name: day}).get(name)
        for day in (date(EARLIEST_YEAR - 1, 12, 31), date(EARLIEST_YEAR, 1, 1), date(last + 1, 1, 1))
    ]

    assert said == [[TOO_EARLY], None, [late]]


@pytest.mark.parametrize(("days", "answer"), [(0, False), (1, True)])
def test_day_is_in_the_future_until_it_has_begun_somewhere(days, answer):
    assert is_future(today_where_it_is_latest() + timedelta(days=days)) is answer


def test_last_year_that_may_be_planned_is_accepted():
    last = timezone.localdate().year + MAX_YEARS_AHEAD

    assert [date_problem(date(year, 12, 31)) for year in (last, last + 1)] == ["", too_late()]
    assert date_problem(None) == ""


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("make", "name"),
    [
        (factories.occasion, "starts_on"),
        (factories.forum, "ends_on"),
        (factories.step, "happened_on"),
        (factories.reported_total, "as_of_on"),
    ],
)
def test_future_day_of_what_may_be_planned_is_accepted(make, name):
    row = make(**({"measure": "documents"} if make is factories.reported_total else {}))

    assert errors(row, **{name: today_where_it_is_latest() + timedelta(days=700)}) == {}


@pytest.mark.django_db
def test_future_edition_is_accepted_and_one_of_no_time_is_not():
    edition = factories.edition(state="planned")
    last = timezone.localdate().year + MAX_YEARS_AHEAD

    said = [errors(edition, year=year).get("year") for year in (EARLIEST_YEAR - 1, last, last + 1, 20170)]

    assert said == [[TOO_EARLY], None, [too_late()], [too_late()]]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("make", "name"),
    [
        (factories.source, "published_on"),
        (factories.source, "accessed_on"),
        (factories.statement, "made_on"),
        (factories.statement, "reviewed_on"),
        (factories.outcome, "reviewed_on"),
    ],
)
def test_future_day_of_what_has_happened_is_refused(make, name):
    today = today_where_it_is_latest()

    said = [errors(make(), **{name: day}) for day in (today, today + timedelta(days=1))]

    assert said == [{}, {name: [IN_FUTURE]}]


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["signed_on", "exchanged_on"])
@pytest.mark.parametrize(
    ("standing", "days", "said"),
    [
        ("confirmed", 0, {}),
        ("confirmed", 1, [UNCONFIRMED]),
        ("reported-in-advance", 1, {}),
        ("confirmed", 9999, [too_late]),
    ],
)
def test_document_that_is_signed_in_the_future_is_not_confirmed(name, standing, days, said):
    day = today_where_it_is_latest() + timedelta(days=days)

    found = errors(factories.memorandum(standing=standing), **{name: day})

    assert found == ({name: [too_late() if text is too_late else text for text in said]} if said else {})


@pytest.mark.django_db
def test_announcement_may_be_of_the_future():
    tomorrow = today_where_it_is_latest() + timedelta(days=1)

    assert errors(factories.memorandum(), announced_on=tomorrow) == {}


# The same in each way of writing


@pytest.mark.django_db
@pytest.mark.parametrize(("value", "said"), [("9999-12-31", too_late), ("0016-12-16", lambda: TOO_EARLY)])
def test_form_asks_for_the_date(value, said, publisher_client):
    document = factories.memorandum()

    response = submit(publisher_client, admin_url_of(document), signed_on=value, change_reason="typed")

    assert errors_of(response) == [said()]
    assert Memorandum.objects.get().signed_on == date(2016, 12, 16)


@pytest.mark.django_db
def test_sheet_names_line_and_column_of_each_date(publisher_client):
    factories.source(slug="jiji-2016-12-16")

    page = preview(publisher_client, Memorandum, (CASES / "far-dates.csv").read_bytes())

    assert problems(page) == [
        ("2", "signed", too_late()),
        ("3", "signed", TOO_EARLY),
        ("4", "signed", TOO_EARLY),
        ("5", "signed", too_late()),
    ]


@pytest.mark.django_db
def test_fixture_with_such_a_date_is_refused(tmp_path):
    fields = {"slug": "far", "title_en": "Far", "kind": "visit", "starts_on": "9999-01-01"}
    file = tmp_path / "far.json"
    file.write_text(
        json.dumps([{"model": "cooperation.occasion", "fields": {**fields, "starts_precision": "year"}}])
    )

    with pytest.raises(CommandError) as caught:
        call_command("loaddata", str(file))

    assert str(caught.value).splitlines()[0].split(": ", 1)[1] == (
        f"cooperation.occasion far: starts_on: {too_late()}"
    )
    assert not Occasion.objects.exists()


@pytest.mark.django_db
def test_audit_names_rows_that_have_such_dates_already():
    source = factories.source(slug="source", kind="official")
    document = factories.memorandum(slug="document", source=source)
    Memorandum.objects.filter(pk=document.pk).update(signed_on=date(201, 6, 1))
    factories.edition(slug="edition", year=1017, state="planned", source=source)
    out = StringIO()

    with pytest.raises(CommandError):
        call_command("audit", stdout=out)

    assert [line for line in out.getvalue().splitlines() if "year" in line] == [
        f"events.edition edition year: {TOO_EARLY}",
        f"cooperation.memorandum document signed_on: {TOO_EARLY}",
    ]


# Short names in lower case: the other value that is taken and not meant


@pytest.mark.django_db
@pytest.mark.parametrize("slug", ["Works", "WORKS-2016"])
def test_short_name_in_upper_case_is_refused(slug):
    assert errors(factories.organization(), slug=slug) == {"slug": [f"Use lower case: {slug.lower()}."]}


@pytest.mark.django_db
def test_form_asks_for_a_short_name_in_lower_case(publisher_client):
    factories.forum(slug="works")

    response = submit(
        publisher_client, admin_url(Forum, "add"), slug="WORKS", title_en="Synthetic Works", kind="forum"
    )

    assert errors_of(response) == ["Use lower case: works."]
    assert Forum.objects.count() == 1


def test_dates_of_what_has_happened_are_named():
    assert (Source.PAST_DATES, Edition.PAST_DATES, Statement.PAST_DATES) == (
        ("published_on", "accessed_on"),
        ("reviewed_on",),
        ("reviewed_on", "made_on"),
    )
