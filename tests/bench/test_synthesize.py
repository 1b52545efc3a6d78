"""The synthetic record is the same each time, keeps every rule, and is never mixed with a real one."""

import pytest
from django.apps import apps
from django.db import transaction
from django.utils import timezone

from cooperation.models import Area, Memorandum, Outcome, OutcomeLink, Signatory, Step
from events.models import Appearance, Edition, Exhibitor, Fair, Forum, Photo, Sector
from portal.models import Keyed, Organization, Person, Source, record_models
from portal.models.keyed import Slugged
from tests import factories
from tests.bench.synthesize import main
from tests.bench.synthetic import RealRowError, fill

pytestmark = pytest.mark.django_db

KEYED = [model for model in apps.get_models() if issubclass(model, Keyed)]
SLUGGED = [model for model in KEYED if issubclass(model, Slugged)]


def slugs():
    return {model._meta.label: sorted(model.objects.values_list("slug", flat=True)) for model in SLUGGED}


def test_scale_decides_how_much():
    lines = []

    fill(0.001, lines.append)

    counts = {
        model: model.objects.count()
        for model in (Source, Organization, Person, Sector, Fair, Edition, Exhibitor, Forum)
    }
    assert counts == {
        Source: 10,
        Organization: 100,
        Person: 10,
        Sector: 16,
        Fair: 1,
        Edition: 10,
        Exhibitor: 300,
        Forum: 10,
    }
    counts = {model: model.objects.count() for model in (Area, Memorandum, Signatory, Outcome)}
    assert counts == {Area: 8, Memorandum: 10, Signatory: 30, Outcome: 20}
    assert "      300 exhibitors" in lines


def test_every_kind_of_row_is_there_but_pictures():
    fill(0.001)

    assert [model for model in KEYED if not model.objects.exists()] == [Photo]
    assert [model for model in KEYED if model.history.exists()] == []


@pytest.mark.parametrize("scale", ["0", "0.0009", "10.1", "nan", "much"])
def test_scale_out_of_range_is_refused(scale, capsys):
    with pytest.raises(SystemExit):
        main([f"--scale={scale}"])

    assert capsys.readouterr().err.endswith(f"{scale} is not a number from 0.001 to 10\n")
    assert not Source.objects.exists()


def test_published_rows_have_sources_and_some_are_drafts_or_scheduled():
    fill(0.001)

    unsourced = [
        model for model in record_models() if model.objects.published().filter(source__isnull=True).exists()
    ]
    of_exhibitors = Exhibitor.objects.all()
    assert unsourced == []
    assert of_exhibitors.drafts().count() == 3
    assert of_exhibitors.filter(published_at__gt=timezone.now()).count() == 1


def test_rows_keep_the_rules_of_forms():
    fill(0.001)

    for model in KEYED:
        for row in model.objects.all()[:3]:
            row.full_clean()
    for step in Step.objects.select_related("outcome"):
        step.clean()


def test_exhibitors_are_named_by_edition_organization_and_role():
    fill(0.001)

    expected = {
        f"{row.edition.slug}-{row.organization.slug}{'' if row.role == 'exhibitor' else f'-{row.role}'}"
        for row in Exhibitor.objects.select_related("edition", "organization")
    }
    assert set(Exhibitor.objects.values_list("slug", flat=True)) == expected
    assert {row.pavilion.edition_id - row.edition_id for row in Exhibitor.objects.exclude(pavilion=None)} == {
        0
    }


def test_documents_have_parties_on_both_sides_and_areas():
    fill(0.001)

    for memorandum in Memorandum.objects.all():
        assert {"JP", "RU"} <= set(memorandum.signatories.values_list("side", flat=True))
        assert memorandum.assignments.count() in {1, 2}
    assert 0 < OutcomeLink.objects.values("memorandum").distinct().count() < Memorandum.objects.count()


def test_everything_is_visibly_synthetic():
    fill(0.001)

    unmarked = [
        (model._meta.label, row.slug)
        for model in SLUGGED
        for row in model.objects.all()
        if not row.slug.startswith("synthetic-") and not (model is Area and "Synthetic" in row.official_title)
    ]
    marks = {"en": "synthetic", "ja": "合成", "ru": "синтет"}
    unsaid = [
        (model._meta.label, field.name, value)
        for model in KEYED
        for field in model._meta.fields
        for word in ("name", "title", "theme", "office", "shown", "note", "text", "place")
        for language, mark in marks.items()
        if field.name == f"{word}_{language}"
        for value in model.objects.exclude(**{field.name: ""}).values_list(field.name, flat=True)
        if mark not in value.lower()
    ]
    assert unmarked == []
    assert unsaid == []
    assert Appearance.objects.exclude(office_ja="").exists()


def test_the_rows_are_the_same_each_time():
    made = []
    for _time in range(2):
        with transaction.atomic():
            fill(0.001)
            made.append((slugs(), list(Organization.objects.values("name_ja", "country", "published_at"))))
            transaction.set_rollback(True)
    with transaction.atomic():
        fill(0.002)
        larger = slugs()

    assert made[0] == made[1]
    assert larger != made[0][0]


def test_a_second_run_says_that_it_is_there_already():
    fill(0.001)
    before = slugs()

    lines = []
    fill(0.002, lines.append)

    assert lines == ["Synthetic data is there already; for another scale take an empty database."]
    assert slugs() == before


@pytest.mark.parametrize("make", [factories.source, factories.organization, factories.area])
def test_beside_a_real_row_it_is_refused(make):
    real = make()
    before = slugs()

    with pytest.raises(RealRowError) as refused:
        fill(0.001)

    assert "\n" not in str(refused.value)
    assert str(refused.value).startswith("The database holds a real row (")
    assert str(refused.value).endswith("): name an empty, migrated database in DATABASE_URL.")
    assert slugs() == before
    assert before[type(real)._meta.label] == [real.slug]


def test_beside_a_real_row_the_second_run_is_refused_too():
    fill(0.001)
    factories.organization(slug="real", source=None, published_at=None)

    with pytest.raises(RealRowError, match=r"portal\.organization real"):
        fill(0.001)


def test_an_area_without_a_source_is_real():
    factories.area(slug="health", source=None, published_at=None)

    with pytest.raises(RealRowError, match=r"cooperation\.area health"):
        fill(0.001)


def test_command_says_what_it_makes_unless_it_is_quiet(capsys):
    with transaction.atomic():
        main(["--scale=0.001"])
        loud = capsys.readouterr().out
        transaction.set_rollback(True)
    main(["--scale=0.001", "--quiet"])

    assert "      300 exhibitors\n" in loud
    assert capsys.readouterr() == ("", "")
    assert Exhibitor.objects.count() == 300


def test_command_ends_with_an_error_beside_a_real_row():
    factories.organization(slug="real")

    with pytest.raises(SystemExit, match=r"^The database holds a real row "):
        main(["--scale=0.001"])
