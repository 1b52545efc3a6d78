"""Dates as exact as their source: in words, in ISO 8601, and to the end of their period."""

import calendar
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import translation
from hypothesis import example, given
from hypothesis import strategies as st

from events.models import Forum
from portal.choices import Precision
from portal.fields.dates import PartialDate
from portal.models import Source
from tests import factories

DAY, MONTH, YEAR = Precision.DAY, Precision.MONTH, Precision.YEAR

NOT_AS_STATED = "Choose how precise each date is; enter a month as its first day, a year as 1 January."

PERIODS = [
    (date(2016, 12, 16), DAY, date(2016, 12, 16)),
    (date(2016, 2, 29), DAY, date(2016, 2, 29)),
    (date(2016, 2, 1), MONTH, date(2016, 2, 29)),
    (date(2017, 2, 1), MONTH, date(2017, 2, 28)),
    (date(1900, 2, 1), MONTH, date(1900, 2, 28)),
    (date(2000, 2, 1), MONTH, date(2000, 2, 29)),
    (date(2017, 4, 1), MONTH, date(2017, 4, 30)),
    (date(2016, 12, 1), MONTH, date(2016, 12, 31)),
    (date(2016, 1, 1), YEAR, date(2016, 12, 31)),
    (date(2017, 1, 1), YEAR, date(2017, 12, 31)),
]


@pytest.mark.parametrize(("first", "precision", "last"), PERIODS)
def test_last_is_the_last_day_of_the_period(first, precision, last):
    assert PartialDate(first, precision).last == last


@given(st.dates())
def test_last_of_a_day_is_the_day(day):
    assert PartialDate(day).last == day


@given(st.dates())
@example(date(9999, 12, 31))
def test_last_of_a_month_or_year_is_what_the_calendar_says(day):
    month = PartialDate(day.replace(day=1), MONTH)
    year = PartialDate(date(day.year, 1, 1), YEAR)

    assert month.last == day.replace(day=calendar.monthrange(day.year, day.month)[1])
    assert year.last == date(day.year, 12, 31)


@pytest.mark.parametrize(
    ("precision", "text"), [(DAY, "2016-12-01"), (MONTH, "2016-12"), (YEAR, "2016"), ("month", "2016-12")]
)
def test_isoformat_is_no_longer_than_what_is_known(precision, text):
    assert PartialDate(date(2016, 12, 1), precision).isoformat() == text


@given(st.dates(), st.sampled_from(Precision))
def test_fromisoformat_reads_what_isoformat_writes(day, precision):
    first = {DAY: day, MONTH: day.replace(day=1), YEAR: day.replace(month=1, day=1)}[precision]
    stated = PartialDate(first, precision)

    assert PartialDate.fromisoformat(stated.isoformat()) == stated


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("2016年12月16日", "2016-12-16"), ("2016年1月", "2016-01"), ("２０１６年", "2016"),
        ("2016/12/6", "2016-12-06"), ("2016/12", "2016-12"), ("6.1.2016", "2016-01-06"),
        ("12.2016", "2016-12"), ("2016-12-16", "2016-12-16"),
    ],
)  # fmt: skip
def test_parse_reads_what_people_write(text, read):
    assert PartialDate.parse(text).isoformat() == read


@pytest.mark.parametrize(
    "text",
    [
        "",
        "201",
        "2016-1",
        "2016-13",
        "2016-02-30",
        "2016-12-16T00",
        "x2016",
        "2016年13月",
        "32.1.2016",
    ],
)
def test_what_is_no_date_is_refused(text):
    with pytest.raises(ValueError, match=r"."):
        PartialDate.parse(text)


@pytest.mark.parametrize(
    ("language", "precision", "text"),
    [
        ("en", DAY, "1 December 2016"),
        ("en", MONTH, "December 2016"),
        ("en", YEAR, "2016"),
        ("ja", DAY, "2016年12月1日"),
        ("ja", MONTH, "2016年12月"),
        ("ru", DAY, "1\N{NO-BREAK SPACE}декабря\N{NO-BREAK SPACE}2016\N{NO-BREAK SPACE}г."),
        ("ru", MONTH, "декабрь\N{NO-BREAK SPACE}2016\N{NO-BREAK SPACE}г."),
    ],
)
def test_partial_date_in_words_follows_the_language(language, precision, text):
    with translation.override(language):
        assert str(PartialDate(date(2016, 12, 1), precision)) == text


def test_dated_reads_date_and_precision_together():
    source = Source(published_on=date(2016, 12, 1), published_precision=MONTH)

    assert source.published == PartialDate(date(2016, 12, 1), MONTH)


def test_dated_is_none_without_a_date():
    assert Source().published is None


def test_dated_writes_both_columns_and_clears_both():
    source = Source()

    source.published = PartialDate(date(2016, 1, 1), YEAR)
    written = (source.published_on, source.published_precision)
    source.published = None

    assert written == (date(2016, 1, 1), YEAR)
    assert (source.published_on, source.published_precision) == (None, "")


@pytest.mark.django_db
@pytest.mark.parametrize(("first", "precision", "last"), PERIODS)
def test_end_of_period_is_filled_on_create(first, precision, last):
    source = factories.source(published_on=first, published_precision=precision)

    source.refresh_from_db()

    assert source.published_ends == last


@pytest.mark.django_db
@pytest.mark.parametrize(("first", "precision", "last"), PERIODS)
def test_end_of_period_follows_update(first, precision, last):
    source = factories.source(published_on=date(2015, 5, 5), published_precision=DAY)

    Source.objects.filter(pk=source.pk).update(published_on=first, published_precision=precision)

    source.refresh_from_db()
    assert source.published_ends == last


@pytest.mark.django_db
def test_end_of_period_follows_a_change_of_precision_alone():
    source = factories.source(published_on=date(2016, 1, 1), published_precision=DAY)
    ends = []

    for precision in (MONTH, YEAR, DAY):
        Source.objects.update(published_precision=precision)
        source.refresh_from_db()
        ends.append(source.published_ends)

    assert ends == [date(2016, 1, 31), date(2016, 12, 31), date(2016, 1, 1)]


@pytest.mark.django_db
def test_end_of_period_is_filled_by_bulk_create():
    Source.objects.bulk_create(
        [
            Source(
                slug="bulk",
                title="Synthetic",
                publisher_en="Synthetic",
                kind="press",
                published_on=date(2016, 2, 1),
                published_precision=MONTH,
            )
        ]
    )

    assert Source.objects.get().published_ends == date(2016, 2, 29)


@pytest.mark.django_db
def test_end_of_period_is_null_without_a_date():
    source = factories.source()

    source.refresh_from_db()

    assert source.published_ends is None


NOT_EXACT = [
    pytest.param(date(2016, 12, 16), "", id="a date without its precision"),
    pytest.param(None, DAY, id="a precision without a date"),
    pytest.param(date(2016, 12, 16), MONTH, id="a day where the month is known"),
    pytest.param(date(2016, 1, 16), YEAR, id="a day where the year is known"),
    pytest.param(date(2016, 12, 1), YEAR, id="a month where the year is known"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("first", "precision"), [*NOT_EXACT, (date(2016, 1, 1), "week")])
def test_database_refuses_a_date_not_exact_as_stated(first, precision):
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.source(published_on=first, published_precision=precision)

    assert not Source.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(("first", "precision"), NOT_EXACT)
def test_full_clean_explains_a_date_not_exact_as_stated(first, precision):
    source = factories.source()
    source.published_on, source.published_precision = first, precision

    with pytest.raises(ValidationError) as caught:
        source.full_clean()

    assert caught.value.message_dict == {"__all__": [NOT_AS_STATED]}


@pytest.mark.django_db
def test_full_clean_refuses_an_unknown_precision_at_its_field():
    source = factories.source()
    source.published_on, source.published_precision = date(2016, 1, 1), "week"

    with pytest.raises(ValidationError) as caught:
        source.full_clean()

    assert caught.value.message_dict["published_precision"] == ["Value 'week' is not a valid choice."]


IN_ORDER = [
    pytest.param(date(2017, 7, 1), MONTH, date(2017, 7, 13), DAY, id="July to 13 July"),
    pytest.param(date(2017, 7, 10), DAY, date(2017, 7, 1), MONTH, id="10 July to July"),
    pytest.param(date(2017, 7, 10), DAY, date(2017, 1, 1), YEAR, id="10 July to that year"),
    pytest.param(date(2017, 7, 10), DAY, date(2017, 7, 10), DAY, id="one day"),
    pytest.param(date(2017, 7, 10), DAY, date(2017, 7, 13), DAY, id="four days"),
    pytest.param(date(2017, 7, 10), DAY, None, "", id="no end"),
    pytest.param(None, "", date(2017, 7, 13), DAY, id="no start"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("start", "start_known", "end", "end_known"), IN_ORDER)
def test_period_in_order_is_accepted(start, start_known, end, end_known):
    forum = factories.forum(
        starts_on=start, starts_precision=start_known, ends_on=end, ends_precision=end_known
    )

    forum.full_clean()

    assert list(Forum.objects.values_list("starts_on", "ends_on")) == [(start, end)]


OUT_OF_ORDER = [
    pytest.param(date(2017, 7, 13), DAY, date(2017, 7, 12), DAY, id="the day before"),
    pytest.param(date(2017, 7, 1), MONTH, date(2017, 6, 30), DAY, id="July to 30 June"),
    pytest.param(date(2017, 7, 1), DAY, date(2017, 6, 1), MONTH, id="1 July to June"),
    pytest.param(date(2017, 1, 1), YEAR, date(2016, 1, 1), YEAR, id="the year before"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("start", "start_known", "end", "end_known"), OUT_OF_ORDER)
def test_database_refuses_an_end_before_the_start(start, start_known, end, end_known):
    forum = factories.forum()

    with pytest.raises(IntegrityError), transaction.atomic():
        Forum.objects.update(
            starts_on=start, starts_precision=start_known, ends_on=end, ends_precision=end_known
        )

    forum.refresh_from_db()
    assert (forum.starts, forum.ends) == (None, None)


@pytest.mark.django_db
@pytest.mark.parametrize(("start", "start_known", "end", "end_known"), OUT_OF_ORDER)
def test_full_clean_explains_an_end_before_the_start(start, start_known, end, end_known):
    forum = factories.forum()
    forum.starts, forum.ends = PartialDate(start, start_known), PartialDate(end, end_known)

    with pytest.raises(ValidationError) as caught:
        forum.full_clean()

    assert caught.value.message_dict == {"__all__": ["The end date is before the start date."]}
