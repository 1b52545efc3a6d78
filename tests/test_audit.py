"""`manage.py audit` finds each kind of defect that the database takes, and nothing in a sound record."""

from datetime import date, timedelta
from io import BytesIO, StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone
from PIL import Image

from cooperation.models import Area, Memorandum, Outcome, OutcomeLink, ReportedTotal, Step
from events.models import Edition, EditionFigure, Exhibitor
from portal.fields import pictures
from portal.fields.pictures import files_of
from portal.models import Organization, Source
from tests import factories

pytestmark = pytest.mark.django_db

BASIS = "Say what was counted and how, or that the source does not say."


def audit() -> list[str]:
    """What is found, line by line."""
    out, refused = StringIO(), ""
    try:
        call_command("audit", stdout=out)
    except CommandError as error:
        refused = str(error)
    lines = out.getvalue().splitlines()
    if not refused:
        assert lines == ["No problems found."]
        return []
    assert refused == f"{len(lines)} to look at."
    return lines


@pytest.fixture(scope="module", autouse=True)
def sound(django_db_setup, django_db_blocker):
    """A record of one row each, with which nothing is wrong."""
    with django_db_blocker.unblock(), transaction.atomic():
        source = factories.source(slug="source", kind="official")
        for number in range(1, 9):
            factories.area(slug=f"area-{number}", number=number, source=source)
        edition = factories.edition(slug="edition", source=source)
        factories.edition_figure(
            slug="visitors", edition=edition, measure="visitors", basis_en="badges", source=source
        )
        pavilion = factories.pavilion(slug="pavilion", edition=edition, source=source)
        factories.exhibitor(slug="exhibitor", edition=edition, pavilion=pavilion, source=source)
        occasion = factories.occasion(slug="occasion", source=source)
        factories.reported_total(slug="total", occasion=occasion, value=2, source=source)
        for slug in ("first", "second"):
            document = factories.memorandum(slug=slug, occasion=occasion, counted="yes", source=source)
            factories.area_assignment(memorandum=document, area=Area.objects.get(number=1))
        outcome = factories.outcome(slug="outcome", kind="treaty", source=source)
        factories.step(slug="step", outcome=outcome, stage="signed", source=source)
        factories.outcome_link(outcome=outcome, memorandum=document, stated=True)
        yield
        transaction.set_rollback(True)


def test_nothing_is_found_in_a_sound_record():
    assert audit() == []


def test_figure_without_the_basis_that_its_measure_needs():
    EditionFigure.objects.update(basis_en="")

    assert audit() == [f"events.editionfigure visitors basis_en: {BASIS}"]


def test_figure_of_another_measure_needs_no_basis():
    EditionFigure.objects.update(basis_en="", measure="exhibitors")

    assert audit() == []


def test_total_without_the_basis_that_its_measure_needs():
    ReportedTotal.objects.update(measure="projects-moving")

    assert audit() == [f"cooperation.reportedtotal total basis_en: {BASIS}"]


def test_outcome_without_a_step():
    Step.objects.update(published_at=None)

    assert audit() == [
        "cooperation.outcome outcome steps: It has no public steps: nothing says what happened or when."
    ]


def test_step_off_its_ladder():
    Step.objects.update(stage="under-construction")

    of_outcome, of_step = audit()  # told from both sides

    assert of_outcome.startswith(
        "cooperation.outcome outcome kind: This kind of outcome does not have the stages of these steps"
    )
    assert of_step.startswith(
        "cooperation.step step stage: “under construction” is not a stage of this kind of outcome"
    )


@pytest.mark.parametrize("qualifier", ["exact", "about", "up-to"])
def test_total_smaller_than_what_is_counted_for_it(qualifier):
    ReportedTotal.objects.update(value=1, qualifier=qualifier)

    (line,) = audit()

    assert line.startswith("cooperation.reportedtotal total value: 2 documents are known to be included, ")


@pytest.mark.parametrize("qualifier", ["over", "at-least"])
def test_floor_is_no_total_to_exceed(qualifier):
    ReportedTotal.objects.update(value=1, qualifier=qualifier)

    assert audit() == []


def test_total_of_one_area_is_held_against_the_documents_of_that_area():
    ReportedTotal.objects.update(value=1, area=Area.objects.get(number=2))

    assert audit() == []
    ReportedTotal.objects.update(area=Area.objects.get(number=1))
    assert len(audit()) == 1


def test_link_that_no_source_states():
    Memorandum.objects.filter(slug="second").update(source=factories.source(slug="another", kind="official"))

    message = "No source is cited for both the outcome and the document."
    assert audit() == [f"cooperation.outcomelink outcome second stated: {message}"]
    OutcomeLink.objects.update(stated=False)
    assert audit() == []


def test_link_that_the_source_of_a_step_states():
    another = factories.source(slug="another", kind="official")
    document = Memorandum.objects.get(slug="second")
    Memorandum.objects.filter(pk=document.pk).update(source=another)
    outcome = Outcome.objects.get()
    factories.step(
        outcome=outcome, stage="in-force", happened_on=date(2018, 1, 1), source=another, memorandum=document
    )

    assert audit() == []


def test_pavilion_of_another_edition():
    Exhibitor.objects.update(pavilion=factories.pavilion(slug="elsewhere", source=Source.objects.first()))

    assert [line.partition(":")[0] for line in audit()] == [
        "events.pavilion elsewhere edition", "events.exhibitor exhibitor pavilion",
    ]  # fmt: skip


def test_area_that_the_plan_does_not_have():
    factories.area(slug="ninth", number=9)

    assert audit() == ["cooperation.area ninth number: The plan has 8 areas."]


def test_area_of_the_plan_that_is_missing():
    Area.objects.filter(number=7).update(published_at=None)

    assert audit() == ["cooperation.area area-8 number: 7 of the plan's 8 areas are public."]


@pytest.mark.parametrize(("column", "text", "found"), [
    ("name_en", "合成工業", "Characters of another language"),
    ("name_en", "Синтетика", "Characters of another language"),
    ("name_ja", "Синтетика", "Characters of another language"),
    ("name_ja", "A bank of the whole world", "Text in another language"),
    ("name_ru", "合成工業", "Characters of another language"),
    ("name_ru", "A bank of the whole world", "Text in another language"),
    ("name_ru", "Mazda Sollers", ""),
    ("name_ja", "JBIC", ""),
    ("name_ja", "INNOPROM 2017 の日本館", ""),
    ("name_en", "Sollers & Co., Ōsaka", ""),
])  # fmt: skip
def test_text_in_the_wrong_language(column, text, found):
    Organization.objects.update(**{column: text}, sort_key="かな")
    organization = Organization.objects.get()

    lines = audit()

    expected = [f"portal.organization {organization.slug} {column}: {found}: {text}"] if found else []
    assert lines == expected


def test_address_that_is_none():
    Source.objects.filter(slug="source").update(url="not an address")

    assert audit() == ["portal.source source url: Enter a valid URL."]


def test_drafts_are_looked_at_too():
    Organization.objects.update(published_at=None, website="not an address")

    assert [line.partition(" ")[0] for line in audit()] == ["portal.organization"]


def test_document_confirmed_by_one_press_source_is_found():
    press = factories.source(kind="press", publisher_en="The Synthetic Post")
    Memorandum.objects.filter(slug="first").update(source=press)

    alone = audit()
    same = factories.source(kind="press", publisher_en="The Synthetic Post")
    Memorandum.objects.get(slug="first").more_sources.add(same)
    twice = audit()
    Memorandum.objects.get(slug="first").more_sources.add(
        factories.source(kind="press", publisher_en="Other")
    )

    message = "A single press publisher is not enough to confirm it."
    assert alone == twice == [f"cooperation.memorandum first standing: {message}"]
    assert audit() == []


def test_document_of_one_press_source_that_says_so_is_sound():
    press = factories.source(kind="press")
    Memorandum.objects.filter(slug="first").update(source=press, standing="one-press-source")

    assert audit() == []


def test_rivals_without_a_headline_are_found():
    EditionFigure.objects.update(headline=False)
    official = EditionFigure.objects.get()
    rival = factories.edition_figure(
        slug="rival", edition=official.edition, measure="visitors", basis_en="people", source=official.source
    )

    assert audit() == [
        "events.editionfigure rival headline: None of the confirmed figures is marked as the headline.",
    ]
    rival.standing = "one-press-source"
    rival.save()
    assert audit() == []


def test_figure_of_the_press_before_an_official_one_is_found():
    EditionFigure.objects.update(headline=False)
    figure = EditionFigure.objects.get()
    factories.edition_figure(
        slug="press", edition=figure.edition, measure="visitors", basis_en="people", headline=True,
        source=factories.source(kind="press"),
    )  # fmt: skip

    assert audit() == [
        (
            "events.editionfigure press headline: An official figure takes precedence over a press"
            " figure: visitors."
        ),
    ]


@pytest.mark.parametrize(("name", "reading", "found"), [
    ("合成工業", "", True), ("合成工業", "ごうせいこうぎょう", False), ("シンセティック", "", False),
    ("", "", False),
])  # fmt: skip
def test_name_in_kanji_without_its_reading(name, reading, found):
    Organization.objects.update(name_ja=name, sort_key=reading)

    assert [line.partition(" sort_key: ")[2] for line in audit()] == (
        ["A name in kanji is sorted by its reading: enter it in kana."] if found else []
    )


def test_figure_in_words_of_the_wrong_language():
    EditionFigure.objects.update(basis_ja="Синтетика")

    assert audit() == ["events.editionfigure visitors basis_ja: Characters of another language: Синтетика"]


def test_picture_whose_upload_was_taken_back(monkeypatch):
    content = BytesIO()
    Image.new("RGB", (1000, 500)).save(content, "JPEG")
    picture = SimpleUploadedFile("synthetic.jpg", content.getvalue())
    kept = factories.photo(edition=Edition.objects.get(), image=picture)
    with transaction.atomic():
        lost = factories.photo(edition=Edition.objects.get(), image=picture)
        transaction.set_rollback(True)
    of_today = audit()
    tomorrow = timezone.now() + timedelta(days=1, minutes=1)
    monkeypatch.setattr(pictures.timezone, "now", lambda: tomorrow)

    found = audit()

    shown = "No record uses this picture: delete the file."
    assert of_today == []
    assert set(found) >= {f"{file}: {shown}" for file in files_of(lost.image.name)}
    assert not [line for line in found if kept.image.name in line]
