"""The record that comes with the portal says what the report says, each statement with its source."""

import json
from datetime import date

import pytest
from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection
from django.utils import timezone

from cooperation.choices import LADDERS
from cooperation.models import Area, Memorandum, Outcome, ReportedTotal, Step
from events.models import Appearance, Edition, EditionFigure, Exhibitor, Forum, Pavilion
from portal.dates import PartialDate
from portal.models import Keyed, Source, record_models
from portal.models.base import Owned
from tests.conftest import APPS

KEYED = [model for model in apps.get_models() if issubclass(model, Keyed)]
FIXTURES = {
    name: json.loads((settings.BASE_DIR / "fixtures" / f"{name}.json").read_text(encoding="utf-8"))
    for name in ("report", "record")
}
AREAS = ["health", "cities", "smes", "energy", "industry", "far-east", "technology", "people"]


@pytest.fixture(scope="module", autouse=True)
def loaded(django_db_setup, django_db_blocker):
    """The record, loaded once for all tests of this module and removed after them."""
    with django_db_blocker.unblock():
        call_command("loaddata", "report", "record", verbosity=0)
    yield
    with django_db_blocker.unblock():
        tables = connection.introspection.django_table_names(only_existing=True)
        ours = [name for name in tables if name.split("_")[0] in APPS]
        connection.ops.execute_sql_flush(connection.ops.sql_flush(no_style(), ours))


pytestmark = pytest.mark.django_db


# Every row


def test_audit_finds_nothing(capsys):
    call_command("audit")

    assert capsys.readouterr().out == "Nothing to mend.\n"


def test_every_row_of_the_record_is_sound():
    broken = {}

    for model in KEYED:
        for row in model.objects.all():
            try:
                row.full_clean()
            except ValidationError as error:
                broken[model.__name__, row.natural_key()] = error.messages

    assert broken == {}


def test_every_object_of_the_fixtures_is_a_row():
    stated = {
        (entry["model"], json.dumps([entry["fields"][name] for name in apps.get_model(entry["model"]).KEY]))
        for entries in FIXTURES.values()
        for entry in entries
    }

    assert sum(model.objects.count() for model in KEYED) == len(stated)


def test_every_record_is_published_and_has_a_source():
    kept_back = [
        (model.__name__, row.slug)
        for model in record_models()
        for row in model.objects.all()
        if row.published_at is None or row.source is None
    ]

    assert kept_back == []
    assert [model.__name__ for model in record_models() if not model.objects.exists()] == []


def test_everything_is_public_already_with_its_owners():
    hidden = [
        (model.__name__, row.natural_key())
        for model in KEYED
        if issubclass(model, Owned)
        for row in model.objects.exclude(pk__in=model.objects.published(timezone.now()))
    ]

    assert hidden == []


def test_every_source_supports_a_statement():
    used = set()

    for model in record_models():
        for row in model.objects.with_sources():
            used.update(source.slug for source in row.sources())

    assert set(Source.objects.values_list("slug", flat=True)) - used == set()


def test_every_step_is_on_the_ladder_of_its_outcome():
    astray = [step.slug for step in Step.objects.all() if step.stage not in LADDERS[step.outcome.kind]]

    assert astray == []


def test_search_finds_the_record_that_was_loaded():
    assert [row.slug for row in Area.objects.search("極東")] == ["far-east"]


# The fair


def test_edition_is_dated_and_placed_as_in_the_report():
    edition = Edition.objects.get()

    assert (edition.slug, edition.name, edition.state, edition.partner_country.code) == (
        "innoprom-2017",
        "INNOPROM 2017",
        "held",
        "JP",
    )
    assert (edition.starts, edition.ends) == (
        PartialDate(date(2017, 7, 10)),
        PartialDate(date(2017, 7, 13)),
    )


def test_headline_figures_of_the_fair_are_those_of_the_report():
    figures = EditionFigure.objects.filter(headline=True)

    assert {
        (figure.measure, figure.pavilion and figure.pavilion.slug): (figure.quantity, figure.source.slug)
        for figure in figures
    } == {
        ("exhibitors", None): ("over 600", "we-are-tomodachi-2017"),
        ("countries", None): ("20", "we-are-tomodachi-2017"),
        ("participants", "innoprom-2017-japan-pavilion"): ("about 170", "we-are-tomodachi-2017"),
        ("visitors", None): ("50,194", "we-are-tomodachi-2017"),
    }
    assert len(figures) == 4


def test_visitors_are_counted_by_badges_as_the_organiser_reported():
    figure = EditionFigure.objects.get(measure="visitors")

    assert (figure.unit_en, figure.basis_en, figure.reported_by_en) == (
        "visitor badges issued",
        "counted over the four days",
        "the organiser of INNOPROM",
    )


def test_rival_figure_stands_beside_the_headline_and_does_not_replace_it():
    figures = EditionFigure.objects.filter(measure="participants").order_by("-headline")

    assert [(figure.quantity, figure.headline) for figure in figures] == [("about 170", True), ("168", False)]


def test_japan_pavilion_was_second_in_participants():
    pavilion = Pavilion.objects.get()

    assert (pavilion.name_en, pavilion.country.code, pavilion.standing_en) == (
        "Japan Pavilion",
        "JP",
        "Second in number of participants, after the host country.",
    )


def test_only_the_exhibitor_that_the_report_names_is_recorded():
    assert [(row.organization.slug, row.pavilion.slug, row.role) for row in Exhibitor.objects.all()] == [
        ("kawasaki-heavy-industries", "innoprom-2017-japan-pavilion", "exhibitor")
    ]


def test_industrial_forum_has_its_theme():
    forum = Forum.objects.get(slug="japan-russia-industrial-forum-2017")

    assert (forum.kind, forum.theme_en, forum.edition.slug) == (
        "forum",
        "Japanese-Russian Cooperation for Industrial Optimization",
        "innoprom-2017",
    )


def test_tour_of_the_pavilion_had_a_visitor_and_a_guide():
    tour = Appearance.objects.filter(forum__kind="tour").order_by("role")

    assert [(row.person.slug, row.role, row.office_en) for row in tour] == [
        ("shigeru-murayama", "guide", "Chairman of Kawasaki Heavy Industries"),
        ("vladimir-putin", "visitor", "President of Russia"),
    ]


# The plan


def test_eight_areas_have_their_numbers_and_official_titles():
    areas = Area.objects.all()

    assert [(area.number, area.slug) for area in areas] == list(enumerate(AREAS, 1))
    assert {area.official_title_language for area in areas} == {"ja"}
    assert len({area.official_title for area in areas}) == 8


def test_headline_totals_of_documents_are_those_of_the_minister():
    totals = ReportedTotal.objects.filter(measure="documents", headline=True).order_by("occasion__starts_on")

    assert [(total.occasion.slug, total.quantity, total.reported_by_en) for total in totals] == [
        (slug, number, "Hiroshige Seko, Minister for Economic Cooperation with Russia")
        for slug, number in [("tokyo-december-2016", "80"), ("moscow-april-2017", "28")]
    ]


def test_governmental_and_business_documents_make_up_the_total_of_tokyo():
    of_tokyo = ReportedTotal.objects.filter(occasion__slug="tokyo-december-2016")
    value = dict(of_tokyo.values_list("measure", "value"))

    assert value["governmental-documents"] + value["business-documents"] == value["documents"]


def test_four_results_are_named_as_examples():
    examples = Outcome.objects.filter(named_as_example=True).order_by("slug")

    assert [(outcome.slug, outcome.kind) for outcome in examples] == [
        ("heat-treated-meat", "regulation"),
        ("pharmaceutical-investment", "investment"),
        ("tax-convention", "treaty"),
        ("yamal-lng-financing", "loan"),
    ]


# The documents


def test_report_alone_holds_no_memorandum():
    models = {entry["model"] for entry in FIXTURES["report"]}

    assert (
        models
        & {
            "cooperation.memorandum",
            "cooperation.signatory",
            "cooperation.areaassignment",
            "cooperation.relateddocument",
            "cooperation.outcomelink",
        }
        == set()
    )


def test_report_alone_names_no_row_of_the_other_file():
    """Fixtures that the report needs are its own: it loads without the rest of the record."""
    own = {
        (entry["model"], entry["fields"]["slug"]) for entry in FIXTURES["report"] if "slug" in entry["fields"]
    }
    referred = {
        (field.related_model._meta.label_lower, *key)
        for entry in FIXTURES["report"]
        for name, value in entry["fields"].items()
        for field in [apps.get_model(entry["model"])._meta.get_field(name)]
        if field.is_relation and value
        for key in (value if field.many_to_many else [value])
    }

    assert referred - own == set()
    assert len(referred) > 1


def test_twelve_memoranda_stand_in_the_record():
    stated = [entry for entry in FIXTURES["record"] if entry["model"] == "cooperation.memorandum"]

    assert (len(stated), Memorandum.objects.count()) == (12, 12)


def test_every_memorandum_has_signatories_on_two_sides():
    sides = {
        memorandum.slug: sorted({signatory.side.code for signatory in memorandum.signatories.all()})
        for memorandum in Memorandum.objects.prefetch_related("signatories")
    }

    assert {slug: both for slug, both in sides.items() if both != ["JP", "RU"]} == {}


def test_memoranda_are_of_six_areas():
    assigned = Area.objects.filter(memoranda__isnull=False).distinct()

    assert [area.slug for area in assigned] == [
        "health", "smes", "energy", "industry", "far-east", "technology",
    ]  # fmt: skip


def test_memoranda_were_signed_on_four_occasions():
    by_occasion = {}
    for memorandum in Memorandum.objects.all():
        by_occasion[memorandum.occasion.slug] = by_occasion.get(memorandum.occasion.slug, 0) + 1

    assert by_occasion == {
        "vladivostok-september-2016": 2,
        "tokyo-december-2016": 6,
        "moscow-april-2017": 2,
        "vladivostok-september-2017": 2,
    }


def test_no_occasion_has_more_documents_for_certain_than_its_total():
    counted = {
        total.occasion.slug: (total.occasion.memoranda.filter(counted="yes").count(), total.value)
        for total in ReportedTotal.objects.filter(measure="documents", headline=True)
    }

    assert {slug: certain <= value for slug, (certain, value) in counted.items()} == {
        "tokyo-december-2016": True,
        "moscow-april-2017": True,
    }
