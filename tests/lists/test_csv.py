"""A list as CSV: byte for byte, safe in a spreadsheet, and streamed."""

import csv
import io
import re
import tracemalloc
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from cooperation.flow.views import COLUMNS
from portal.lists import formats as exports
from portal.lists.csv_headers import translated_headers
from portal.lists.formats import Table
from portal.models import Change, Organization, Source
from portal.text.csv import escape_formula, unescape_formula
from tests import factories
from tests.lists.conftest import LISTS, VIEWS, asked, csv_rows

pytestmark = pytest.mark.django_db

TABLES = {
    name: [header for column in view.columns for header in column.headers] for name, view in VIEWS.items()
}
TABLES["follow-through"] = list(COLUMNS)
HEADS = (
    "id,url,official_title,official_title_language,title_en,title_ja,title_ru,kind,level,areas,occasion,"
    "signed,signed_precision,exchanged,exchanged_precision,announced,announced_precision,"
    "place_en,place_ja,place_ru,counted,standing,parties,party_names,party_names_ja,party_names_ru,outcomes,progress,progress_stated,"
    "summary_en,summary_ja,summary_ru,sources"
)
SECOND = (
    '"second","http://localhost:8000/memoranda/second/","","","\'=HYPERLINK(1)","","","memorandum",'
    '"business","","","","","","","","","","","","unknown","confirmed","JP:","","","","",'
    '"nothing-recorded","no","Two lines,\n""quoted""","","","plain"'
)
FIRST = (
    '"first","http://localhost:8000/memoranda/first/","Меморандум","ru","First","第一","","treaty",'
    '"mixed","energy; health","tokyo","2016-12","month","","","2017-01-05","day","Tokyo","東京","","yes",'
    '"one-press-source","JP:makers; RU:","Makers Inc.; ","メーカー; ","; ","built","realised","yes","","",'
    '"","plain; further"'
)


def two_documents():
    plain, further = factories.source(slug="plain"), factories.source(slug="further")
    energy = factories.area(slug="energy", number=1)
    health = factories.area(slug="health", number=2)
    first = factories.memorandum(
        slug="first", source=plain, official_title="Меморандум", official_title_language="ru",
        title_en="First", title_ja="第一", kind="treaty", level="mixed", counted="yes",
        occasion=factories.occasion(slug="tokyo"), signed_on=date(2016, 12, 1), signed_precision="month",
        announced_on=date(2017, 1, 5), announced_precision="day", place_en="Tokyo", place_ja="東京",
        standing="one-press-source",
    )  # fmt: skip
    first.more_sources.set([further, plain])
    for area in (health, energy):
        factories.area_assignment(memorandum=first, area=area)
    makers = factories.organization(slug="makers", name_en="Makers Inc.", name_ja="メーカー")
    factories.signatory(memorandum=first, organization=makers, side="JP")
    draft = factories.organization(slug="draft", published_at=None)
    factories.signatory(memorandum=first, organization=draft, side="RU")
    factories.area_assignment(memorandum=first, area=factories.area(slug="draft", published_at=None))
    built = factories.outcome(slug="built")
    factories.step(outcome=built, stage="in-force")
    factories.outcome_link(outcome=built, memorandum=first)
    factories.outcome_link(outcome=factories.outcome(slug="draft", published_at=None), memorandum=first)
    second = factories.memorandum(
        slug="second", source=plain, title_en="=HYPERLINK(1)", summary_en='Two lines,\n"quoted"',
        signed_on=None, signed_precision="",
    )  # fmt: skip
    factories.signatory(memorandum=second, organization=draft, side="JP")


def test_whole_csv_of_documents(client):
    two_documents()

    response = client.get("/memoranda.csv?ordering=date")

    body = b"".join(response)
    assert body == f"\ufeff{HEADS}\r\n{SECOND}\r\n{FIRST}\r\n".encode()
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"] == 'attachment; filename="memoranda.csv"'
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "Set-Cookie" not in response.headers


def test_csv_says_the_same_in_every_language_but_for_its_heads_and_addresses(client):
    two_documents()

    heads, rows = b"".join(client.get("/ja/memoranda.csv?ordering=date")).decode().split("\r\n", 1)

    _names, english = asked(client, "memoranda", ".csv", "ordering=date").split("\r\n", 1)
    assert rows.replace("/ja/memoranda/", "/memoranda/") == english
    assert "/ja/memoranda/first/" in rows
    assert heads.startswith(
        "\ufeff識別名,このサイトでのアドレス,正式名称,正式名称の言語,題名（英語）,題名（日本語）,題名（ロシア語）,種類,"
    )
    assert ",署名日,署名日（精度）," in heads


@pytest.mark.parametrize("language", ["ja", "ru"])
@pytest.mark.parametrize("name", TABLES)
def test_every_column_has_a_head_of_its_own_in_every_language(name, language):
    columns, model = TABLES[name], getattr(VIEWS.get(name), "model", None)
    with translation.override(language):
        heads = translated_headers(columns, model)

    assert not set(heads) & set(columns)
    assert len(set(heads)) == len(columns)


@pytest.mark.parametrize("name", LISTS)
def test_csv_of_nothing_is_its_heads(client, name):
    text = asked(client, name, ".csv", "")

    assert text.startswith("\ufeffid,url,")
    assert text.count("\r\n") == 1


def test_csv_ignores_pages(client):
    for _ in range(3):
        factories.organization()
    whole = asked(client, "organizations", ".csv", "")

    for query in ("page=2", "page=nonsense", "after=x", "before=x&page=9"):
        assert asked(client, "organizations", ".csv", query) == whole


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_no_cell_is_taken_for_a_formula(client, start):
    formula = f"{start}cmd|' /C calc'!A0"
    factories.organization(name_en=formula, aliases=f"{start}1", city_en=f"{start}2")

    (row,) = csv_rows(client, "organizations")

    assert (row["name_en"], row["aliases"], row["city_en"]) == (f"'{formula}", f"'{start}1", f"'{start}2")
    assert escape_formula(f"a{start}") == f"a{start}"


@pytest.mark.parametrize("separator", [";", "\t"])
@pytest.mark.parametrize(
    "text", ["Text;=1+1", "Text;=1+1;more", "Text\n=1+1", "Text\t@SUM(A1)", "Text;＝1+1"]
)
def test_no_part_of_a_text_is_a_formula_where_another_separator_is_in_use(client, separator, text):
    """Such a spreadsheet heeds quotation marks only at the beginning of what it takes for a cell."""
    factories.organization(name_en=text)

    content = asked(client, "organizations", ".csv", "").removeprefix("\ufeff")
    cells = [cell for row in csv.reader(io.StringIO(content), delimiter=separator) for cell in row]

    assert [cell for cell in cells if cell.startswith(tuple("=+-@＝＋－＠"))] == []
    assert unescape_formula(escape_formula(text)) == text


def test_every_text_is_in_quotes(client):
    factories.organization(name_en="Works, and more")

    _header, line = asked(client, "organizations", ".csv", "").removeprefix("\ufeff").splitlines()

    assert set(re.sub(r'"(?:[^"]|"")*"', "", line)) == {","}


def many_organizations(first: int, last: int):
    source = Source.objects.first() or factories.source()
    Organization.objects.bulk_create(
        Organization(slug=f"o-{number:06}", name_en=f"Works {number:06}", kind="company", source=source,
                     published_at=datetime(2018, 1, 1, tzinfo=UTC))
        for number in range(first, last)
    )  # fmt: skip
    Change.mark()


def test_csv_holds_a_few_rows_at_a_time(client, monkeypatch):
    """Four times the rows take the same memory (beside the index, which is made before)."""
    monkeypatch.setattr(exports, "CHUNK", 200)
    peaks = []
    for first, last in [(0, 1000), (1000, 4000)]:
        many_organizations(first, last)
        client.get("/organizations.json")
        response = client.get("/organizations.csv")
        tracemalloc.start()
        lines = sum(piece.count(b"\r\n") for piece in response)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert lines == last + 1

    assert peaks[1] < peaks[0] * 1.3


def test_csv_begins_before_it_has_read_the_rows(client):
    many_organizations(0, 10)
    client.get("/organizations.json")

    with CaptureQueriesContext(connection) as queries:
        pieces = iter(client.get("/organizations.csv"))
        head = next(pieces)

    assert head.startswith(b"\xef\xbb\xbfid,url,name_en,")
    assert len(queries) == 1  # which state the record is in
    assert b"".join(pieces).count(b"\r\n") == 10


def test_row_that_is_withdrawn_while_the_file_is_written_is_left_out(client, monkeypatch):
    monkeypatch.setattr(exports, "CHUNK", 2)
    many_organizations(0, 4)
    pieces = iter(client.get("/organizations.csv"))
    read = next(pieces) + next(pieces)
    Organization.objects.get(slug="o-000003").delete()

    whole = read + b"".join(pieces)

    named = [line.split(b",")[0] for line in whole.splitlines()[1:]]
    assert named == [b'"o-000000"', b'"o-000001"', b'"o-000002"']


def test_table_of_no_rows_reads_nothing(django_assert_num_queries):
    class Nothing:
        def __len__(self):
            return 0

    with django_assert_num_queries(0):
        assert list(Table(Organization, None, []).csv(Nothing())) == ["\ufeffid,url\r\n".encode()]
