"""Exhibitors and reported numbers by sheet."""

import html
from decimal import Decimal

import pytest

from cooperation.models import ReportedTotal
from cooperation.resources import ReportedTotalResource
from events.models import EditionFigure, Exhibitor
from portal.sheets.columns import SheetRow
from tests import factories
from tests.admin.conftest import admin_url, history_of
from tests.sheets.conftest import confirm, counts, csv_of, imported, preview, problems

pytestmark = pytest.mark.django_db

HEADER = ["slug", "edition", "organization", "role", "pavilion", "sectors", "source", "published"]


@pytest.fixture
def edition():
    edition = factories.edition(slug="fair-2017", fair=factories.fair(name_en="Synthetic Fair"))
    factories.edition_figure(edition=edition, qualifier="over", value=600, headline=True)
    for slug in ("works", "other"):
        factories.organization(slug=slug)
    factories.sector(slug="energy")
    factories.source(slug="source")
    return edition


def test_exhibitors_change_the_total_of_their_edition(edition, publisher_client):
    sheet = csv_of(
        HEADER,
        ["works-2017", "fair-2017", "works", "", "", "energy", "source", "yes"],
        ["other-2017", "fair-2017", "other", "buyer", "", "", "source", "yes"],
    )

    page = html.unescape(preview(publisher_client, Exhibitor, sheet))
    confirm(publisher_client, Exhibitor, page)

    assert "Exhibitors listed for Synthetic Fair 2017: 0 -> 1 of over 600 reported" in page
    row = Exhibitor.objects.get(slug="works-2017")
    assert (row.role, [sector.slug for sector in row.sectors.all()]) == ("exhibitor", ["energy"])
    assert len(history_of(row)) == 1
    assert [sector.sector.slug for sector in row.history.get().sectors.all()] == ["energy"]


def test_same_exhibitor_twice_is_found_before_anything_is_written(edition, publisher_client):
    there = factories.exhibitor(
        edition=edition, slug="there", organization=factories.organization(slug="third")
    )
    pavilion = factories.pavilion(slug="elsewhere")
    sheet = csv_of(
        HEADER,
        ["a", "fair-2017", "works"],
        ["b", "fair-2017", "works"],
        ["c", "fair-2017", there.organization.slug],
        ["d", "fair-2017", "other", "", pavilion.slug],
    )

    page = html.unescape(preview(publisher_client, Exhibitor, sheet))

    recorded = "This organisation is already recorded in that role at this edition."
    assert problems(page) == [
        ("3", "", f"{recorded} See line 2 of the sheet."),
        ("4", "", recorded),
        ("5", "pavilion", "The pavilion belongs to another edition."),
    ]


def test_row_that_only_the_database_refuses_is_reported_by_line(edition, publisher_client):
    """Nothing but a constraint is broken: it shows when the import is tried out."""
    factories.exhibitor(edition=edition, slug="there", organization=factories.organization(slug="third"))

    page = preview(publisher_client, Exhibitor, csv_of(HEADER, ["c", "fair-2017", "third"]))

    assert [(line, column) for line, column, _message in problems(page)] == [("2", "")]
    assert Exhibitor.objects.count() == 1


def test_removed_related_rows_are_in_the_history(edition, publisher_client, publisher):
    row = factories.exhibitor(slug="there")
    row.sectors.add(factories.sector(slug="gone"))

    page = preview(publisher_client, Exhibitor, csv_of(["slug", "sectors"], ["there", "energy"]))
    confirm(publisher_client, Exhibitor, page)

    assert "<code>sectors</code>: gone → energy" in page
    version = row.history.latest()
    assert (version.history_type, version.history_user) == ("~", publisher)
    assert [each.sector.slug for each in version.sectors.all()] == ["energy"]


FIGURES = ["slug", "measure", "value", "qualifier", "unit_en", "as_of", "headline"]


def test_figures_of_editions_and_reported_totals(edition, publisher_client):
    factories.occasion(slug="tokyo")
    visitors = ["visitors", "visitors", "50194", "about", "visitors", "2017-07", "yes"]
    documents = ["documents", "documents", "80", "", "documents", "", ""]

    imported(publisher_client, EditionFigure, csv_of([*FIGURES, "edition"], [*visitors, "fair-2017"]))
    imported(publisher_client, ReportedTotal, csv_of([*FIGURES, "occasion"], [*documents, "tokyo"]))

    figure = EditionFigure.objects.get(slug="visitors")
    assert (figure.value, figure.qualifier, figure.as_of.isoformat(), figure.headline) == (
        50194, "about", "2017-07", True,
    )  # fmt: skip
    total = ReportedTotal.objects.get()
    assert (total.value, total.qualifier, total.as_of, total.occasion.slug) == (80, "exact", None, "tokyo")


def test_second_headline_is_refused(edition, publisher_client):
    rows = [
        ["a", "visitors", "1", "", "visitors", "", "yes"],
        ["b", "visitors", "2", "", "visitors", "", "yes"],
    ]
    rows.append(["c", "exhibitors", "3", "", "companies", "", "yes"])
    sheet = csv_of([*FIGURES, "edition"], *([*row, "fair-2017"] for row in rows))

    page = html.unescape(preview(publisher_client, EditionFigure, sheet))

    already = "There is already a headline figure for this subject and measure."
    assert problems(page) == [("3", "", f"{already} See line 2 of the sheet."), ("4", "", already)]


@pytest.mark.parametrize("model", [EditionFigure, Exhibitor, ReportedTotal])
@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_round_trip_changes_nothing(format, model, publisher_client):
    row = factories.FACTORIES[model]()
    row.more_sources.add(factories.source())
    versions = model.history.count()

    content = b"".join(publisher_client.get(admin_url(model, f"export_{format}")).streaming_content)
    page = preview(publisher_client, model, content)

    assert counts(page) == (0, 0, 1)
    assert model.history.count() == versions


@pytest.mark.parametrize(
    ("value", "written"),
    [("80.50", 80.5), ("123456789012345", 123456789012345), ("1234567890123456", "1234567890123456")],
)
def test_number_that_a_workbook_would_cut_off_is_a_text_there(value, written):
    """SQLite keeps as many digits as a workbook, PostgreSQL all."""
    resource = ReportedTotalResource()
    row = SheetRow(resource.columns, ReportedTotal(value=Decimal(value)))

    (column,) = (column for column in resource.columns if column.header == "value")

    assert column.value(row) == written


def test_rules_of_the_database_are_reported_beside_other_errors(edition, publisher_client):
    factories.exhibitor(edition=edition, slug="there", organization=factories.organization(slug="third"))
    sheet = csv_of(
        HEADER, ["a", "fair-2017", "nobody"], ["b", "fair-2017", "third"], ["c", "fair-2017", "works"]
    )

    page = html.unescape(preview(publisher_client, Exhibitor, sheet))

    assert [(line, column) for line, column, _message in problems(page)] == [("2", "organization"), ("3", "")]


def test_several_rules_broken_in_one_line_are_all_reported(edition, publisher_client):
    """Rules of the row, of its fields and of the database; beside a sound line."""
    row = ["a", "visitors", "-5", "almost", "visitors", "July", "yes", "fair-2017", "yes", "advance"]
    sound = ["b", "area", "5", "", "m2", "", "", "fair-2017", "", ""]
    sheet = csv_of([*FIGURES, "edition", "published", "standing"], row, sound)

    page = html.unescape(preview(publisher_client, EditionFigure, sheet))

    assert [(line, column) for line, column, _message in problems(page)] == [
        ("2", "qualifier"), ("2", "as_of"), ("2", "standing"), ("2", "value"), ("2", ""),
    ]  # fmt: skip
    assert "A record cannot be published without a source" in page


def test_headline_moves_from_one_figure_to_another(publisher_client):
    edition = factories.edition()
    for slug, headline in (("b-was", True), ("a-will", False)):
        factories.edition_figure(slug=slug, edition=edition, headline=headline)

    imported(
        publisher_client, EditionFigure, csv_of(["slug", "headline"], ["a-will", "yes"], ["b-was", "no"])
    )

    assert list(EditionFigure.objects.filter(headline=True).values_list("slug", flat=True)) == ["a-will"]
