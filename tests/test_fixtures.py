"""The record that comes with the portal says what the report says, each statement with its source."""

import json
import re
from datetime import date

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db.models import Count
from django.utils import timezone

from cooperation.choices import LADDERS, FlowGroup
from cooperation.flow.origins import FlowCounts
from cooperation.models import Area, Memorandum, Occasion, Outcome, Plan, ReportedTotal, Step
from events.models import Appearance, Edition, EditionFigure, Exhibitor, Forum, Pavilion
from portal.duplicates.proposals import likely_pairs
from portal.fields.dates import PartialDate
from portal.models import Keyed, Organization, Person, Source, record_models
from portal.models.records import Owned

KEYED = [model for model in apps.get_models() if issubclass(model, Keyed)]
FIXTURES = {
    name: json.loads((settings.BASE_DIR / "fixtures" / f"{name}.json").read_text(encoding="utf-8"))
    for name in ("report", "record")
}
AREAS = ["health", "cities", "smes", "energy", "industry", "far-east", "technology", "people"]


pytestmark = [pytest.mark.usefixtures("record"), pytest.mark.django_db]


# Every row


@pytest.mark.slow
def test_audit_finds_nothing(capsys):
    call_command("audit")

    assert capsys.readouterr().out == "No problems found.\n"


@pytest.mark.parametrize("model", [Organization, Person])
def test_nobody_seems_to_be_recorded_twice(model):
    assert likely_pairs(model) == []


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


def test_editions_are_those_of_2010_to_2021_and_one_was_cancelled():
    editions = Edition.objects.order_by("year")

    assert [(edition.year, edition.ordinal) for edition in editions] == [
        (2010, 1), (2011, 2), (2012, 3), (2013, 4), (2014, 5), (2015, 6), (2016, 7), (2017, 8), (2018, 9),
        (2019, 10), (2020, None), (2021, 11),
    ]  # fmt: skip
    assert [edition.year for edition in editions if edition.state != "held"] == [2020]
    partners = {edition.year: edition.partner_country.code for edition in editions}
    assert {year: country for year, country in partners.items() if country} == {
        2015: "CN", 2016: "IN", 2017: "JP", 2019: "TR", 2020: "IT", 2021: "IT",
    }  # fmt: skip


def test_dates_of_editions_are_as_exact_as_their_sources():
    starts = {edition.year: edition.starts.isoformat() for edition in Edition.objects.all()}

    assert starts == {
        2010: "2010-07", 2011: "2011-07-14", 2012: "2012-07", 2013: "2013-07-11", 2014: "2014-07-09",
        2015: "2015-07-08", 2016: "2016-07-11", 2017: "2017-07-10", 2018: "2018-07", 2019: "2019-07-08",
        2020: "2020-07-07", 2021: "2021-07-05",
    }  # fmt: skip


def test_headline_figures_of_2017_are_those_of_the_report():
    figures = EditionFigure.objects.filter(
        headline=True, edition__year=2017, source__slug="we-are-tomodachi-2017"
    )

    assert {
        (figure.measure, figure.pavilion and figure.pavilion.slug): figure.quantity for figure in figures
    } == {
        ("exhibitors", None): "over 600",
        ("countries", None): "20",
        ("participants", "innoprom-2017-japan-pavilion"): "about 170",
        ("visitors", None): "50,194",
    }


def test_visitors_are_counted_by_badges_as_the_organiser_reported():
    figure = EditionFigure.objects.get(measure="visitors", edition__year=2017)

    assert (figure.unit_en, figure.basis_en, figure.reported_by_en) == (
        "visitor badges issued",
        "counted over the four days",
        "the organiser of INNOPROM",
    )


@pytest.mark.parametrize(
    ("measure", "pavilion", "rivals"),
    [
        ("exhibitors", False, ["over 600", "about 640"]),
        ("countries", False, ["20", "17", "over 20"]),
        ("participants", True, ["about 170", "170", "over 100", "168"]),
    ],
)
def test_rival_figures_of_2017_stand_beside_the_headline(measure, pavilion, rivals):
    figures = EditionFigure.objects.filter(edition__year=2017, measure=measure, pavilion__isnull=not pavilion)

    found = [figure.quantity for figure in figures]

    assert (found[0], sorted(found)) == (rivals[0], sorted(rivals))
    assert [figure.headline for figure in figures] == [True] + [False] * (len(rivals) - 1)


def test_japan_pavilion_was_second_in_participants():
    pavilion = Pavilion.objects.get(slug="innoprom-2017-japan-pavilion")

    assert (pavilion.name_en, pavilion.country.code, pavilion.standing_en) == (
        "Japan Pavilion",
        "JP",
        "Second in number of participants, after the host country.",
    )


def test_participants_of_2017_have_their_roles():
    rows = Exhibitor.objects.filter(edition__year=2017).order_by("organization__slug")
    by_role = {}
    for row in rows:
        by_role.setdefault(row.role, []).append(row.organization.slug)

    assert by_role == {
        "exhibitor": [
            "almaz-antey", "jgc", "kaspersky", "kawasaki-heavy-industries", "marubeni",
            "ministry-of-industry-and-trade-russia", "mitsui", "renova", "rostec", "russian-export-center",
            "shvabe", "sinara", "sverdlovsk-region", "toto", "toyota",
        ],
        "buyer": ["hitachi-construction-machinery-eurasia", "isuzu-rus"],
        "organiser": ["jetro", "rotobo"],
    }  # fmt: skip


def test_industrial_forum_has_its_theme():
    forum = Forum.objects.get(slug="japan-russia-industrial-forum-2017")

    assert (forum.kind, forum.theme_en, forum.edition.slug) == (
        "forum",
        "Japanese-Russian Cooperation for Industrial Optimization",
        "innoprom-2017",
    )


def test_tour_of_the_pavilion_had_a_visitor_and_a_guide():
    tour = Appearance.objects.filter(forum__slug="innoprom-2017-japan-pavilion-tour").order_by("role")

    assert [(row.person.slug, row.role, row.office_en) for row in tour] == [
        ("hiroshige-seko", "attendee", "Minister of Economy, Trade and Industry"),
        ("shigeru-murayama", "guide", "Chairman of Kawasaki Heavy Industries"),
        ("vladimir-putin", "visitor", "President of Russia"),
    ]


# The plan


def test_plan_has_its_names_and_its_origin():
    plan = Plan.objects.get()

    assert (plan.title_en, plan.title_ja, plan.official_title) == (
        "Eight-Point Cooperation Plan",
        "8項目の「協力プラン」",
        "ロシアの生活環境大国、産業・経済の革新のための協力プラン",
    )
    assert Occasion.objects.get(slug="sochi-may-2016").starts == PartialDate(date(2016, 5, 6))


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
    of_tokyo = ReportedTotal.objects.filter(occasion__slug="tokyo-december-2016", area=None)
    value = dict(of_tokyo.values_list("measure", "value"))

    assert value["governmental-documents"] + value["business-documents"] == value["documents"]


def test_rival_totals_of_moscow_stand_beside_the_headline():
    totals = ReportedTotal.objects.filter(occasion__slug="moscow-april-2017", area=None, measure="documents")

    assert [(total.quantity, total.unit_en, total.standing, total.headline) for total in totals] == [
        ("28", "documents", "confirmed", True),
        ("about 20", "documents", "reported-in-advance", False),
        ("28", "documents", "confirmed", False),
        ("22", "items agreed", "confirmed", False),
    ]


def test_four_results_are_named_as_examples():
    examples = Outcome.objects.filter(named_as_example=True).order_by("slug")

    assert [(outcome.slug, outcome.kind) for outcome in examples] == [
        ("heat-treated-meat", "regulation"),
        ("pharmaceutical-investment", "investment"),
        ("tax-convention", "treaty"),
        ("yamal-lng-financing", "loan"),
    ]


def test_tax_convention_climbed_from_principle_to_partial_suspension():
    steps = Step.objects.filter(outcome__slug="tax-convention")

    assert [(step.stage, step.happened.isoformat()) for step in steps] == [
        ("agreed-in-principle", "2017-04"),
        ("signed", "2017-09-07"),
        ("approved", "2018-04"),
        ("approved", "2018-05"),
        ("approved", "2018-07-24"),
        ("approved", "2018-07-28"),
        ("approved", "2018-08-03"),
        ("notes-exchanged", "2018-09-10"),
        ("in-force", "2018-10-10"),
        ("applied", "2019-01-01"),
        ("partly-suspended", "2023-08-08"),
    ]


@pytest.mark.parametrize(
    ("day", "states"),
    [
        (date(2017, 4, 30), {"heat-treated-meat": "under-way", "pharmaceutical-investment": "under-way",
                             "tax-convention": "under-way", "yamal-lng-financing": "under-way"}),
        (None, {"heat-treated-meat": "realised", "pharmaceutical-investment": "under-way",
                "tax-convention": "realised", "yamal-lng-financing": "under-way"}),
    ],
)  # fmt: skip
def test_what_became_of_the_four_results(day, states):
    outcomes = Outcome.objects.filter(named_as_example=True).with_progress(day)

    assert {outcome.slug: outcome.progress for outcome in outcomes} == states


# The documents

ROW = re.compile(r"\| ([GBASV]\d+) \| `([a-z0-9-]+)` \| ([a-z-]+) \| (yes|) \| [^|]*\|")
DOCUMENTED = ROW.findall((settings.BASE_DIR / "docs" / "record.md").read_text(encoding="utf-8"))


def test_record_md_lists_68_documents_of_which_45_are_full():
    counts = {"G": 9, "B": 24, "A": 14, "S": 6, "V": 15}

    assert [row[0] for row in DOCUMENTED] == [
        f"{letter}{n}" for letter, many in counts.items() for n in range(1, many + 1)
    ]
    assert [full for _row, _slug, _standing, full in DOCUMENTED].count("yes") == 45


def test_every_document_of_record_md_is_public_with_its_standing():
    standings = dict(Memorandum.objects.published().values_list("slug", "standing"))

    assert {slug: standings.get(slug) for _row, slug, _standing, _full in DOCUMENTED} == {
        slug: standing for _row, slug, standing, _full in DOCUMENTED
    }


def test_full_documents_have_parties_a_date_and_a_source():
    full = {slug for _row, slug, _standing, full in DOCUMENTED if full}
    lacking = {
        memorandum.slug
        for memorandum in Memorandum.objects.published().filter(slug__in=full).prefetch_related("signatories")
        if not (memorandum.signatories.all() and memorandum.dated and memorandum.sources())
    }

    assert lacking == set()


def test_parties_of_one_side_only_are_said_to_be_unknown():
    """A document with parties on one side, or on none, says in words that the others were not read."""
    sides = {
        memorandum.slug: sorted({signatory.side.code for signatory in memorandum.signatories.all()})
        for memorandum in Memorandum.objects.prefetch_related("signatories")
    }

    assert {slug: both for slug, both in sides.items() if both != ["JP", "RU"]} == {
        "enterprise-productivity-2016": [],
        "far-east-investment-platform-2016": ["JP"],
        "geological-exploration-2017": ["RU"],
        "heat-treated-meat-2017": [],
        "khabarovsk-terminal-2018-09": [],
        "khabarovsk-terminal-2018-12": [],
        "rehabilitation-vladivostok-2016": ["JP"],
        "sakha-greenhouses-2016": ["JP"],
        "work-plan-2016": [],
    }


def test_documents_counted_for_certain_are_those_that_a_source_names_in_the_total():
    certain = Memorandum.objects.filter(counted="yes").order_by("slug")

    assert [memorandum.slug for memorandum in certain] == [
        "ai-documents-2016", "east-siberia-exploration-2016", "enterprise-productivity-2016",
        "far-east-zones-2016", "nuclear-energy-2016", "r-pharm-memorandum-2016", "r-pharm-shares-2017",
        "sakha-greenhouses-2016", "sakhalin-2-line-2016", "subsoil-technology-2016",
    ]  # fmt: skip


def test_documents_in_several_areas_are_few():
    several = Memorandum.objects.annotate(n=Count("areas")).filter(n__gt=1).order_by("slug")

    assert {memorandum.slug: memorandum.n for memorandum in several} == {
        "gas-chemical-complex-2016": 2,
        "mazda-engine-plant-2016": 2,
        "nuclear-energy-2016": 2,
        "work-plan-revision-2017": 8,
    }


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


# What is recorded beside what was reported


def test_flow_adds_up_to_what_was_reported(rf):
    origins = FlowCounts(rf.get("/")).origins()

    assert {
        origin.slug: (origin.count.number, origin.total and origin.total.value) for origin in origins
    } == {
        "vladivostok-september-2016": (6, None),
        "tokyo-december-2016": (80, 80),
        "moscow-april-2017": (28, 28),
        "vladivostok-september-2017": (15, None),
        "no-occasion": (5, None),
        "no-document-named": (4, None),
    }


def test_flow_counts_every_document_once(rf):
    origins = FlowCounts(rf.get("/")).origins()
    itemised = [
        cell.count.number
        for origin in origins
        for cell in origin.cells
        if origin.unit == "documents" and cell.group != FlowGroup.NOT_ITEMISED
    ]

    assert sum(itemised) == Memorandum.objects.published().count() == 73
