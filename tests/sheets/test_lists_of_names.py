"""Lists as others keep them: no sheet of ours, names for short names, one exhibitor with two stands."""

import html
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from events.models import EditionFigure, Exhibitor
from portal.models import Organization
from portal.sheets.reading import parse
from tests import factories
from tests.admin.conftest import admin_url
from tests.sheets.conftest import confirm, counts, csv_of, page_of, preview, problems, token_of, upload

pytestmark = pytest.mark.django_db

CASES = Path(__file__).parents[1] / "cases"
SOURCE = "jiji-2016-12-16"


def case(name: str) -> bytes:
    return (CASES / name).read_bytes()


@pytest.fixture
def innoprom():
    factories.source(slug=SOURCE)
    return factories.edition(slug="innoprom-2017", fair=factories.fair(slug="innoprom", name_en="INNOPROM"))


@pytest.fixture
def jbic():
    return factories.organization(
        slug="jbic", name_en="Japan Bank for International Cooperation", aliases="JBIC", country="JP"
    )


# Files that are no sheet of ours


@pytest.mark.parametrize(
    ("name", "notes"),
    [
        ("sep-directive.csv", []),
        ("pipe.csv", []),
        ("title-above-heads.csv", ["Lines above the header row are not read: 1, 2."]),
    ],
)
def test_sheet_with_a_habit_of_its_program_is_read(name, notes, publisher_client):
    factories.source(slug=SOURCE)

    page = preview(publisher_client, Organization, case(name), name)

    assert (counts(page), [note in page for note in notes]) == ((1, 0, 0), [True] * len(notes))


def test_line_below_a_directive_or_a_title_has_its_own_number():
    known = {header: header for header in ("slug", "name_en", "kind", "country", "source")}

    sheets = [parse(case(name), "", known) for name in ("sep-directive.csv", "title-above-heads.csv")]

    assert [[line.number for line in sheet.lines] for sheet in sheets] == [[3], [4]]


@pytest.mark.parametrize(
    ("prefix", "sentence"),
    [
        ("", "This file was downloaded from the public pages"),
        ("/ja", "このファイルは公開ページからダウンロードしたもの"),
        ("/ru", "Этот файл скачан с открытых страниц"),
    ],
)
def test_file_of_the_public_pages_is_refused_in_one_sentence(prefix, sentence, publisher_client, client):
    factories.organization()
    content = b"".join(client.get(f"{prefix}/organizations.csv"))

    with translation.override("en"):  # the language of the request before lasts
        page = html.unescape(preview(publisher_client, Organization, content, prefix=prefix))

    assert [(line, column) for line, column, _message in problems(page)] == [("", "")]
    assert sentence in page


def test_any_other_file_is_refused_in_one_sentence(publisher_client):
    content = csv_of(["Datum", "Betrag", "Konto", "Text"], ["1.1.2016", "5", "x", "y"])

    page = html.unescape(preview(publisher_client, Organization, content))

    ((line, column, message),) = problems(page)
    assert (line, column) == ("", "")
    assert message.startswith("This file is no sheet of this kind: there are no columns “datum”, “betrag”")


@pytest.mark.parametrize("name", ["dup-heads.csv"])
def test_column_that_stands_twice_is_named(name, publisher_client):
    factories.source(slug=SOURCE)

    assert problems(preview(publisher_client, Organization, case(name))) == [
        ("", "country", "This column appears more than once.")
    ]


# Names


def upload_names(client, content: bytes, edition) -> str:
    address = admin_url(Exhibitor, "import")
    file = SimpleUploadedFile("names.csv", content)
    return html.unescape(page_of(client.post(address, {"import_file": file, "edition": edition.pk})))


def test_list_of_names_becomes_exhibitors_of_the_edition_that_was_chosen(innoprom, publisher_client):
    for name in ("Niigata Air Parts", "Ural Turbines Ltd"):
        factories.organization(name_en=name, slug=name.lower().replace(" ", "-"))
    factories.organization(name_en="Works", aliases='"PERM INSTRUMENTS"', slug="perm")

    page = upload_names(publisher_client, case("real-exhibitors-names.csv"), innoprom)
    done = confirm(publisher_client, Exhibitor, page)
    again = upload_names(publisher_client, case("real-exhibitors-names.csv"), innoprom)

    assert (counts(page), counts(done), counts(again)) == ((3, 0, 0), (3, 0, 0), (0, 0, 3))
    rows = Exhibitor.objects.values_list("slug", "edition__slug", "organization__slug", "role")
    assert sorted(rows) == [
        (f"innoprom-2017-{slug}", "innoprom-2017", slug, "exhibitor")
        for slug in ("niigata-air-parts", "perm", "ural-turbines-ltd")
    ]


@pytest.mark.parametrize(
    ("prefix", "sentence"),
    [
        ("", "If one of these is meant, write its short name: ural (Ural Turbines)"),
        ("/ja", "その識別名を書いてください：ural"),
        ("/ru", "напишите ее краткое имя: ural"),
    ],
)
def test_likely_name_is_proposed_and_not_taken(prefix, sentence, innoprom, publisher_client):
    factories.organization(name_en="Ural Turbines", slug="ural")
    names = ("URAL TURBINES LTD", "Nobody")
    content = csv_of(["edition", "organization"], *(["innoprom-2017", name] for name in names))

    page = html.unescape(preview(publisher_client, Exhibitor, content, prefix=prefix))

    assert [(line, column) for line, column, _message in problems(page)][:2] == [
        ("2", "organization"),
        ("3", "organization"),
    ]
    assert sentence in page


def test_name_of_two_records_is_not_taken(innoprom, publisher_client):
    for slug in ("one", "other"):
        factories.organization(name_en="Works", slug=slug)

    content = csv_of(["edition", "organization"], ["innoprom-2017", "Works"])
    page = preview(publisher_client, Exhibitor, content)

    assert "one (Works), other (Works)" in page


def test_names_and_other_names_stand_for_short_names(innoprom, jbic, publisher_client):
    page = preview(publisher_client, Exhibitor, case("real-exhibitors-orgname.csv"))
    confirm(publisher_client, Exhibitor, page)

    assert list(Exhibitor.objects.values_list("organization__slug", "stand")) == [("jbic", "3A12; 3A13")]


def test_both_stands_of_an_exhibitor_are_kept(innoprom, jbic, publisher_client):
    page = preview(publisher_client, Exhibitor, case("two-stands.csv"))
    done = confirm(publisher_client, Exhibitor, page)
    again = preview(publisher_client, Exhibitor, case("two-stands.csv"))

    assert [counts(each) for each in (page, done, again)] == [(1, 0, 0), (1, 0, 0), (0, 0, 1)]
    assert "added to it: 3." in page
    assert list(Exhibitor.objects.values_list("slug", "stand")) == [("hunt-st1", "3A12; 1B07")]


def test_line_without_a_short_name_is_about_the_row_of_its_role(innoprom, jbic, publisher_client):
    row = factories.exhibitor(slug="own-slug", edition=innoprom, organization=jbic, stand="1A")
    header = ["edition", "organization", "role", "stand"]
    lines = (["innoprom-2017", "JBIC", "exhibitor", "2B"], ["innoprom-2017", "JBIC", "organiser", "3C"])

    page = preview(publisher_client, Exhibitor, csv_of(header, *lines))
    confirm(publisher_client, Exhibitor, page)

    assert counts(page) == (1, 1, 0)
    row.refresh_from_db()
    assert (row.slug, row.role, row.stand) == ("own-slug", "exhibitor", "2B")
    assert Exhibitor.objects.get(role="organiser").slug == "innoprom-2017-jbic"


def test_figure_without_a_short_name_replaces_no_other(innoprom, publisher_client):
    content = csv_of(["edition", "measure", "value"], ["innoprom-2017", "visitors", "5"])

    page = preview(publisher_client, EditionFigure, content)

    assert ("", "slug", "This column is missing: it identifies the rows.") in problems(page)


def test_line_that_stands_twice_is_still_named(innoprom, jbic, publisher_client):
    line = ["a", "innoprom-2017", "jbic", "3A12"]

    content = csv_of(["slug", "edition", "organization", "stand"], line, line)
    page = preview(publisher_client, Exhibitor, content)

    assert problems(page) == [("3", "slug", "Line 2 already has this row.")]


# What a preview shows


def test_records_with_the_name_of_a_new_row_are_named(jbic, publisher_client):
    factories.source(slug=SOURCE)
    factories.organization(slug="gazprom", name_en="Gazprom", name_ru="Газпром", country="RU")

    page = html.unescape(preview(publisher_client, Organization, case("same-name-new-slug.csv")))

    assert counts(page) == (2, 0, 0)
    assert page.count("Already recorded under another short name?") == 2
    assert "(<code>jbic</code>)" in page
    assert "(<code>gazprom</code>)" in page


def test_every_value_of_a_new_row_is_shown(publisher_client):
    factories.source(slug=SOURCE)
    header = ["slug", "name_en", "name_ja", "kind", "country", "city_ru", "aliases", "source"]
    row = ["works", "Works", "製作所", "Company", "Japan", "Пермь", "W", SOURCE]

    page = preview(publisher_client, Organization, csv_of(header, row))

    shown = ["works", "Works", "製作所", "company", "JP", "Пермь", "W", SOURCE]
    for name, value in zip(header, shown, strict=True):
        assert f"<code>{name}</code>: {value}</li>" in page
    assert "<code>published</code>: no</li>" in page


def test_import_form_offers_editions_for_exhibitors_only(innoprom, publisher_client):
    pages = [page_of(publisher_client.get(admin_url(model, "import"))) for model in (Exhibitor, Organization)]

    assert ['name="edition"' in page for page in pages] == [True, False]


def test_another_encoding_may_be_chosen_on_the_preview(publisher_client):
    factories.source(slug=SOURCE)
    content = csv_of(
        ["slug", "name_en", "name_ru", "kind"], ["a", "A", "Завод Київ", "company"], encoding="cp1251"
    )
    file = SimpleUploadedFile("a.csv", content)
    address = admin_url(Organization, "import")
    page = page_of(publisher_client.post(address, {"import_file": file, "encoding": "koi8_r"}))

    data = {"preview": token_of(page), "reread": "Preview", "encoding": "cp1251"}
    again = page_of(publisher_client.post(admin_url(Organization, "confirm"), data))
    confirm(publisher_client, Organization, again)

    assert '<option value="koi8_r" selected>' in page
    assert '<option value="cp1251" selected>' in again
    assert Organization.objects.get().name_ru == "Завод Київ"


def test_encoding_that_was_chosen_holds_until_the_import(publisher_client):
    factories.source(slug=SOURCE)
    file = SimpleUploadedFile("a.csv", case("enc-cp1251-caps.csv"))
    address = admin_url(Organization, "import")
    page = page_of(publisher_client.post(address, {"import_file": file, "encoding": "cp1251"}))
    confirm(publisher_client, Organization, page)

    assert "read as Windows-1251 (cp1251)" in page
    names = Organization.objects.values_list("name_ru", flat=True)
    assert sorted(names) == ["ПЕРМСКИЕ МОТОРЫ", "УРАЛЬСКИЙ ЗАВОД"]
    assert upload(publisher_client, Organization, case("enc-cp1251-caps.csv")).status_code == 422
