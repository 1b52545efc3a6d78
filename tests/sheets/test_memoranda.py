"""Documents by sheet, each with its parties in lines of their own."""

import csv
import html
import io

import pytest

from cooperation.models import AreaAssignment, Memorandum, Signatory
from tests import factories
from tests.admin.conftest import admin_url
from tests.sheets.conftest import confirm, counts, csv_of, imported, preview, problems, xlsx_of

pytestmark = pytest.mark.django_db

HEADER = [
    "slug", "title_en", "kind", "level", "standing", "occasion", "signed", "areas", "source", "published",
    "party", "party_side", "party_person",
]  # fmt: skip


@pytest.fixture
def tokyo():
    """80 documents reported, one recorded; what the rows of a sheet refer to."""
    occasion = factories.occasion(slug="tokyo", title_en="Tokyo, December 2016")
    factories.reported_total(occasion=occasion, value=80)
    factories.memorandum(occasion=occasion)
    factories.area(slug="energy")
    factories.area(slug="health")
    factories.source(slug="source")
    for side in ("jp", "ru"):
        factories.organization(slug=f"works-{side}")
    factories.person(slug="person")


def document(slug, **given):
    stated = {
        "slug": slug, "title_en": f"Synthetic {slug}", "kind": "memorandum", "level": "business",
        "standing": "confirmed", "occasion": "tokyo", "signed": "2016-12-16", "areas": "energy; health",
        "source": "source", "published": "yes", "party": "works-jp", "party_side": "JP",
    } | given  # fmt: skip
    return [stated.get(head, "") for head in HEADER]


def further(slug, **given):
    return [{"slug": slug, **given}.get(head, "") for head in HEADER]


def other_party(slug):
    return further(slug, party="works-ru", party_side="RU", party_person="person")


@pytest.mark.parametrize("file", [csv_of, xlsx_of])
def test_108_documents_with_their_parties_in_one_go(file, tokyo, publisher_client, publisher):
    lines = [HEADER]
    for number in range(108):
        lines += [document(f"document-{number}"), other_party(f"document-{number}")]

    page = html.unescape(preview(publisher_client, Memorandum, file(*lines)))
    done = confirm(publisher_client, Memorandum, page)

    assert counts(page) == counts(done) == (324, 0, 0)
    assert "Documents listed for Tokyo, December 2016: 1 -> 109 of 80 reported" in page
    assert (Memorandum.objects.count(), Signatory.objects.count(), AreaAssignment.objects.count()) == (
        109,
        216,
        216,
    )
    document_7 = Memorandum.objects.get(slug="document-7")
    assert document_7.signed.isoformat() == "2016-12-16"
    parties = document_7.signatories.values_list("organization__slug", "side", "person__slug")
    assert sorted(parties) == [("works-jp", "JP", None), ("works-ru", "RU", "person")]
    for model in (Memorandum, Signatory, AreaAssignment):
        versions = model.history.filter(history_change_reason="import of sheet.csv")
        assert {(each.history_type, each.history_user) for each in versions} == {("+", publisher)}


def test_dates_are_as_exact_as_they_are_written(tokyo, publisher_client):
    written = {
        "day": "2016-12-16",
        "month": "2016-12",
        "year": "2016",
        "japanese": "2016/12/6",
        "russian": "06.12.2016",
    }
    lines = [document(slug, signed=date) for slug, date in written.items()]

    imported(publisher_client, Memorandum, csv_of(HEADER, *lines))

    stored = Memorandum.objects.filter(slug__in=written)
    assert {each.slug: each.signed.isoformat() for each in stored} == {
        "day": "2016-12-16", "month": "2016-12", "year": "2016",
        "japanese": "2016-12-06", "russian": "2016-12-06",
    }  # fmt: skip


def test_lines_of_a_document_may_stand_anywhere_and_repeat_it(tokyo, publisher_client):
    lines = [other_party("a"), document("b"), document("a"), other_party("b")]
    lines[3][HEADER.index("title_en")] = "Synthetic b"

    imported(publisher_client, Memorandum, csv_of(HEADER, *lines))

    assert sorted(Signatory.objects.values_list("memorandum__slug", "organization__slug")) == [
        ("a", "works-jp"), ("a", "works-ru"), ("b", "works-jp"), ("b", "works-ru"),
    ]  # fmt: skip


def test_parties_are_added_and_changed_and_none_is_lost(tokyo, publisher_client):
    row = factories.memorandum(slug="old")
    kept = factories.signatory(memorandum=row)
    changed = factories.signatory(
        memorandum=row, organization=factories.organization(slug="changed"), side="JP"
    )
    sheet = csv_of(["slug", "party", "party_side"], ["old", "changed", "RU"], ["old", "works-jp", "JP"])

    page = preview(publisher_client, Memorandum, sheet)
    confirm(publisher_client, Memorandum, page)

    assert counts(page) == (1, 1, 1)
    assert "<code>party_side</code>: JP → RU" in page
    changed.refresh_from_db()
    assert changed.side.code == "RU"
    assert kept in row.signatories.all()
    assert row.signatories.count() == 3
    assert row.history.count() == 1


def test_areas_are_those_that_the_cell_names(tokyo, publisher_client, publisher):
    row = factories.memorandum(slug="old")
    kept = factories.area_assignment(
        memorandum=row, area=factories.area(slug="kept"), source=factories.source()
    )
    factories.area_assignment(memorandum=row, area=factories.area(slug="gone"))

    page = preview(publisher_client, Memorandum, csv_of(["slug", "areas"], ["old", "kept; energy"]))
    confirm(publisher_client, Memorandum, page)

    assert "<code>areas</code>: gone; kept → energy; kept" in page
    assert sorted(row.assignments.values_list("area__slug", "source")) == [
        ("energy", None), ("kept", kept.source_id),
    ]  # fmt: skip
    versions = AreaAssignment.history.filter(history_change_reason="import of sheet.csv")
    assert sorted(versions.values_list("history_type", "history_user")) == [
        ("+", publisher.pk),
        ("-", publisher.pk),
    ]


def test_errors_in_documents_and_parties(tokyo, publisher_client):
    lines = [
        document("a", signed="16 December", areas="energy; nowhere", party="nobody"),
        further("a", party="works-ru", party_side="Ruritania"),
        further("a", party="works-ru", party_side="RU"),
        further("a", title_en="Another title", party="works-jp", party_side="JP"),
        document("b", party="", party_side="JP"),
        document("c", occasion="", published="no", party_side=""),
    ]
    header = [*HEADER, "counted"]
    lines = [[*line, "yes" if line[0] == "c" else ""] for line in lines]

    page = html.unescape(preview(publisher_client, Memorandum, csv_of(header, *lines)))

    assert [(line, column) for line, column, _message in problems(page)] == [
        ("2", "signed"), ("2", "areas"), ("2", "party"),
        ("3", "party_side"),
        ("4", "party"),
        ("5", "title_en"),
        ("6", "party"),
        ("7", "party_side"), ("7", ""),
    ]  # fmt: skip
    assert ("7", "", "A document that is counted in a total needs the occasion of that total.") in problems(
        page
    )
    assert Memorandum.objects.count() == 1


def test_round_trip_changes_nothing(tokyo, publisher_client):
    row = factories.memorandum(
        official_title="合成覚書", official_title_language="ja", signed_on=None, signed_precision=""
    )
    factories.signatory(memorandum=row, office_en="Synthetic Chair", person=factories.person())
    factories.signatory(memorandum=row)
    factories.area_assignment(memorandum=row, source=factories.source())
    versions = Memorandum.history.count(), Signatory.history.count()

    content = b"".join(publisher_client.get(admin_url(Memorandum, "export_csv")).streaming_content)
    lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert {len(line) for line in lines} == {len(lines[0])}
    page = preview(publisher_client, Memorandum, content)

    assert counts(page) == (0, 0, 4)
    assert (Memorandum.history.count(), Signatory.history.count()) == versions
