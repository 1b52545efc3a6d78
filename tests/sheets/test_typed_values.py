"""What people type for a code, a country, yes, an amount or a date, read where it can mean one thing only."""

import csv
import html
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from cooperation.models import Memorandum, Outcome
from portal.fields.written_dates import iso_date
from portal.models import Organization
from portal.sheets.values import parse_answer, parse_country, parse_number
from tests import factories
from tests.sheets.conftest import counts, csv_of, imported, preview, problems

CASES = Path(__file__).parents[1] / "cases"


def cells(name: str, header: str) -> list[str]:
    with (CASES / name).open(encoding="utf-8-sig", newline="") as file:
        return [row[header] for row in csv.DictReader(file)]


def test_dates_of_a_list_of_treaties():
    assert [iso_date(cell) for cell in cells("real-treaties.csv", "signed")] == [
        "1985-03-11", "9999-12-31", "NA", "2005", *["2016-12-16"] * 9, "2016-12", "2016-12-16", "2016-12-16",
        "0016-12-16", "1855-02-07",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("令和元年5月1日", "2019-05-01"),
        ("昭和31年", "1956"),
        ("H28.12.16", "2016-12-16"),
        ("Dec. 16, 2016", "2016-12-16"),
        ("December 2016", "2016-12"),
        ("декабрь 2016", "2016-12"),
        ("декабрь 2016 года", "2016-12"),
        ("16.12.2016 г.", "2016-12-16"),
        ("2016-1-5", "2016-01-05"),
        ("2016-12-16 09:00", "2016-12-16"),
        ("2016-12-16T09:00:00.000+09:00", "2016-12-16"),
        ("06/07/2016", "06/07/2016"),  # two days
        ("16 Dec", "16 Dec"),
        ("16 foo 2016", "16 foo 2016"),
    ],
)
def test_date_is_read_where_it_means_one_day(text, read):
    assert iso_date(text) == read


def test_amounts_with_separators_and_words():
    read = [parse_number(cell) for cell in cells("amounts.csv", "amount")]

    million, billion = 10**6, 10**9
    plain = [*[million] * 4, Decimal("12.5"), 500, 400, 400, -5, 40_000_000_000_000]
    assert read == [*plain, million, billion, 2 * billion, 0, 400]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("1,234.50", "1234.5"),
        ("1.234,50", "1234.5"),
        ("12 345,6", "12345.6"),
        ("1'000'000", "1000000"),
        ("1.5 млрд", "1500000000"),
        ("3 million", "3000000"),
        ("0.125", "0.125"),
        ("1,234", None),
        ("1.000", None),
        ("1 2", None),
        ("10²", None),
        ("about 5", None),
        ("1e99999", None),
        ("NaN", None),
    ],
)
def test_amount_is_read_where_it_means_one_number(text, read):
    assert parse_number(text) == (None if read is None else Decimal(read))


def test_yes_in_three_languages():
    assert [parse_answer(cell) for cell in cells("booleans.csv", "named_as_example")] == [True] * 8
    assert [parse_answer(cell) for cell in ("нет", "いいえ", "×", "FALSE", "0")] == [False] * 5
    assert [parse_answer(cell) for cell in ("perhaps", "", "2")] == [None] * 3


def test_countries_by_their_codes_and_names():
    assert [parse_country(cell) for cell in cells("countries.csv", "country")] == [
        "JP", "JP", "RU", "RU", "JP", "GB", "GB", None, None, None,
        "JP", "JP", "RU", "RU", "TW", "HK", None, None,
    ]  # fmt: skip


@pytest.mark.django_db
def test_labels_stand_for_codes(publisher_client):
    factories.source(slug="jiji-2016-12-16")
    content = (CASES / "labels-not-codes.csv").read_bytes()
    russian = csv_of(["slug", "name_en", "kind", "country"], ["third", "Third", "компания", "Россия"])

    done = [imported(publisher_client, Organization, sheet) for sheet in (content, russian)]

    assert [counts(page) for page in done] == [(2, 0, 0), (1, 0, 0)]
    assert set(Organization.objects.values_list("kind", flat=True)) == {"company"}


@pytest.mark.django_db
def test_amounts_are_stored_as_they_are_meant(publisher_client):
    header = ["slug", "title_en", "kind", "amount_qualifier", "amount", "amount_currency"]

    imported(publisher_client, Outcome, csv_of(header, ["a", "A", "contract", "about", "10億", "jpy"]))

    assert list(Outcome.objects.values_list("amount", "amount_currency")) == [(Decimal(10**9), "JPY")]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("prefix", "message"),
    [
        ("", "If it is not known, leave it empty."),
        ("/ja", "不明なら空欄にしてください。"),
        ("/ru", "Если она неизвестна, оставьте ячейку пустой."),
    ],
)
def test_treaties_are_read_and_what_is_no_day_says_what_to_do(prefix, message, publisher_client):
    factories.source(slug="jiji-2016-12-16")
    content = (CASES / "real-treaties.csv").read_bytes()

    page = html.unescape(preview(publisher_client, Memorandum, content, prefix=prefix))

    refused = [(line, column) for line, column, _text in problems(page)]
    # a code with brackets; the year 9999; NA; the year 16
    assert refused == [("2", "slug"), ("3", "signed"), ("4", "signed"), ("18", "signed")]
    assert message in page


@pytest.mark.django_db
def test_day_of_a_list_of_treaties_is_stored(publisher_client):
    header = ["slug", "title_en", "kind", "level", "standing", "signed"]
    row = ["a", "A", "treaty", "government", "confirmed", "16 декабря 2016 г."]

    imported(publisher_client, Memorandum, csv_of(header, row))

    assert Memorandum.objects.get().signed.first == date(2016, 12, 16)
