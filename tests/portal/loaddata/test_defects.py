"""A defect of an object: one line names file, object and field, and nothing is written."""

import pytest

from cooperation.models import Memorandum
from events.models import Edition
from portal.models import Organization, Source
from tests import factories
from tests.portal.loaddata.conftest import (
    NOTHING,
    fixture,
    load,
    organization,
    refused,
    rows,
    source,
    without,
)

NOT_AS_STATED = "Choose how precise each date is; enter a month as its first day, a year as 1 January."
OUTCOME = {
    "model": "cooperation.outcome",
    "fields": {"slug": "outcome", "title_en": "Synthetic outcome", "kind": "treaty"},
}
STEP = {
    "model": "cooperation.step",
    "fields": {
        "slug": "step", "outcome": ["outcome"], "stage": "signed", "happened_on": "2017-09-07",
        "happened_precision": "day",
    },
}  # fmt: skip


def step(**fields):
    return {**STEP, "fields": {**STEP["fields"], **fields}}


def signatory(**fields):
    """A part; it belongs to a memorandum and an organisation that are stored."""
    stated = {"memorandum": ["memo"], "organization": ["stored"], "side": "JP"}
    return {"model": "cooperation.signatory", "fields": {**stated, **fields}}


PART = 'cooperation.signatory ["memo"] ["stored"]'
DEFECTS = {
    "unknown field": (source(colour="grey"), "portal.source synthetic", "colour"),
    "unknown model": ({"model": "portal.nonsense", "fields": {}}, "object 4", "model"),
    "model without its app": ({"model": "source", "fields": {}}, "object 4", "model"),
    "broken key": (organization(source=["missing"]), "portal.organization works", "source"),
    "broken key among further sources": (
        organization(more_sources=[["good"], ["missing"]]), "portal.organization works", "more_sources",
    ),
    "key that is a text": (organization(source="good"), "portal.organization works", "source"),
    "key that is a number": (organization(source=10**9), "portal.organization works", "source"),
    "key that is empty": (organization(source=[]), "portal.organization works", "source"),
    "key that is too long": (organization(source=["good", "good"]), "portal.organization works", "source"),
    "further sources that are no list": (
        organization(more_sources="good"), "portal.organization works", "more_sources",
    ),
    "further sources as one key": (
        organization(more_sources=["good"]), "portal.organization works", "more_sources",
    ),
    "bad choice": (source(kind="gossip"), "portal.source synthetic", "kind"),
    "bad date": (source(accessed_on="2017-13-45"), "portal.source synthetic", "accessed_on"),
    "bad moment": (organization(published_at="soon"), "portal.organization works", "published_at"),
    "bad address": (source(url="nowhere"), "portal.source synthetic", "url"),
    "text too long": (source(publisher_en="S" * 201), "portal.source synthetic", "publisher_en"),
    "required text left out": (without(source(), "publisher_en"), "portal.source synthetic", "publisher_en"),
    "required text empty": (source(publisher_en=""), "portal.source synthetic", "publisher_en"),
    "required key left out": (without(step(), "outcome"), "cooperation.step step", "outcome"),
    "number where a row is named by its slug": (
        {**source(), "pk": 1}, "portal.source synthetic", "pk",
    ),
    "number among the fields": (source(id=1), "portal.source synthetic", "id"),
    "column that the database derives": (source(folded="x"), "portal.source synthetic", "folded"),
    "relation that belongs to the other side": (
        organization(signatures=[]), "portal.organization works", "signatures",
    ),
    "slug left out": (without(source(), "slug"), "portal.source null", "slug"),
    "slug empty": (source(""), "portal.source ", "slug"),
    "broken key of a part": (signatory(person=["missing"]), PART, "person"),
    "malformed key of a part": (signatory(person="missing"), PART, "person"),
    "owner of a part left out": (
        without(signatory(), "organization"), 'cooperation.signatory ["memo"] null', "organization",
    ),
    "owner of a part missing": (
        signatory(organization=["missing"]), 'cooperation.signatory ["memo"] ["missing"]', "organization",
    ),
    "text that is null": (source(archive_url=None), "portal.source synthetic", "archive_url"),
    "text with NUL": (source(title="a\0b"), "portal.source synthetic", "title"),
    "moment without a time zone": (
        organization(published_at="2026-01-01T00:00:00"), "portal.organization works", "published_at",
    ),
    "key with NUL": (organization(source=["a\0b"]), "portal.organization works", "source"),
}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("defect", DEFECTS)
def test_defect_is_named_in_one_line_and_nothing_is_written(here, defect):
    obj, name, field = DEFECTS[defect]
    factories.memorandum(slug="memo")
    factories.organization(slug="stored")
    before = rows()

    line, *rest = refused(fixture(here, source("good"), organization("good"), OUTCOME, obj))

    assert line.split(": ")[:3] == ["synthetic.json", name, field]
    assert line.split(": ", 3)[3] != ""
    assert rest == [NOTHING]
    assert rows() == before


RULES = {
    "published without a source": (
        [organization(published_at="2017-07-10T00:00:00Z")],
        "portal.organization works: A record cannot be published without a source: add one.",
    ),
    "date without its precision": (
        [source(published_on="2017-07-10")],
        f"portal.source synthetic: {NOT_AS_STATED}",
    ),
    "stage of another ladder": (
        [OUTCOME, step(stage="paid-out")],
        "cooperation.step step: stage: “paid out” is not a stage of this kind of outcome (treaty).",
    ),
    "second object of the same name": (
        [source(), source(title="Another")],
        "portal.source synthetic: natural key: object 2 repeats object 1 of synthetic.json",
    ),
    "no such field": ([source(colour="grey")], "portal.source synthetic: colour: Source has no such field"),
    "no such row": (
        [organization(source=["missing"])],
        "portal.organization works: source: there is no portal.source missing",
    ),
    "not a choice": (
        [source(kind="gossip")], "portal.source synthetic: kind: Value 'gossip' is not a valid choice.",
    ),
}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("rule", RULES)
def test_broken_rule_is_explained_in_one_line_and_nothing_is_written(here, rule):
    objects, line = RULES[rule]

    lines = refused(fixture(here, *objects))

    assert lines == [f"synthetic.json: {line}", NOTHING]
    assert set(rows().values()) == {0}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "obj",
    [
        "text", 1, None, [], {}, {"model": "portal.source"}, {"fields": {}}, {"model": 1, "fields": {}},
        {"model": "portal.source", "fields": []}, {**source(), "comment": "synthetic"},
    ],
    ids=repr,
)  # fmt: skip
def test_object_that_is_none_is_named_by_its_number(here, obj):
    lines = refused(fixture(here, source("good"), obj))

    assert lines == [
        'synthetic.json: object 2: an object is {"model": "...", "fields": {...}}',
        NOTHING,
    ]
    assert not Source.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "many"), [("source", False), ("more_sources", True)])
def test_row_named_by_its_number_is_a_defect_even_where_that_number_exists(here, name, many):
    number = factories.source().pk

    line, *rest = refused(fixture(here, organization(**{name: [number] if many else number})))

    assert line.split(": ")[:3] == ["synthetic.json", "portal.organization works", name]
    assert rest == [NOTHING]
    assert not Organization.objects.exists()


@pytest.mark.django_db
def test_relation_that_has_rows_of_its_own_is_not_stated_on_the_record(here):
    """An area assignment is an object of the fixture itself: written here, it would have no history."""
    factories.area(slug="area")
    factories.memorandum(slug="memo")
    memorandum = {"model": "cooperation.memorandum", "fields": {"slug": "memo", "areas": [["area"]]}}

    line, *rest = refused(fixture(here, memorandum))

    assert line.split(": ")[:3] == ["synthetic.json", "cooperation.memorandum memo", "areas"]
    assert rest == [NOTHING]


@pytest.mark.django_db
def test_change_that_breaks_a_rule_leaves_the_stored_row(here):
    load(fixture(here, source()))

    line, *_ = refused(fixture(here, source("new"), source(title="Changed", kind="gossip")))

    assert line.startswith("synthetic.json: portal.source synthetic: kind: ")
    assert list(Source.objects.values_list("slug", "title")) == [("synthetic", "Synthetic source")]


@pytest.mark.django_db
def test_several_defects_are_reported_at_once(here):
    first = fixture(
        here,
        source("one", kind="gossip", language="xx"),
        organization("two", source=["missing"]),
        source("good"),
        name="first.json",
    )
    second = fixture(here, source("three", accessed_on="never"), name="second.json")

    lines = refused(first, second)

    assert sorted(line.split(": ")[:3] for line in lines) == [
        [NOTHING],
        ["first.json", "portal.organization two", "source"],
        ["first.json", "portal.source one", "kind"],
        ["first.json", "portal.source one", "language"],
        ["second.json", "portal.source three", "accessed_on"],
    ]
    assert set(rows().values()) == {0}


@pytest.mark.django_db
def test_several_defects_of_reading_are_reported_at_once(here):
    lines = refused(
        fixture(
            here,
            {"model": "portal.nonsense", "fields": {}},
            "text",
            source(),
            source(),
        )
    )

    assert [line.split(": ")[:2] for line in lines] == [
        ["synthetic.json", "object 1"],
        ["synthetic.json", "object 2"],
        ["synthetic.json", "portal.source synthetic"],
        [NOTHING],
    ]


@pytest.mark.django_db
def test_field_stated_by_two_files_is_a_defect_that_names_both(here):
    first = fixture(here, source(), name="first.json")
    second = fixture(
        here, without(source(url="https://synthetic.example/"), "publisher_en"), name="second.json"
    )

    assert refused(first, second) == [
        "second.json: portal.source synthetic: kind: object 1 repeats object 1 of first.json",
        "second.json: portal.source synthetic: title: object 1 repeats object 1 of first.json",
        NOTHING,
    ]
    assert not Source.objects.exists()


@pytest.mark.django_db
def test_what_refers_to_a_defective_object_is_not_reported_too(here):
    lines = refused(fixture(here, organization(source=["synthetic"]), source(kind="gossip")))

    assert [line.split(": ")[:3] for line in lines] == [
        ["synthetic.json", "portal.source synthetic", "kind"],
        [NOTHING],
    ]


@pytest.mark.django_db
def test_what_refers_to_an_object_with_a_broken_key_is_not_reported_too(here):
    outcome = {**OUTCOME, "fields": {**OUTCOME["fields"], "source": ["missing"]}}

    lines = refused(fixture(here, outcome, step()))

    assert [line.split(": ")[:3] for line in lines] == [
        ["synthetic.json", "cooperation.outcome outcome", "source"],
        [NOTHING],
    ]


@pytest.mark.django_db
def test_objects_that_wait_for_each_other_are_reported(here):
    forums = [
        {
            "model": "events.forum",
            "fields": {"slug": slug, "kind": "panel", "title_en": "Synthetic", "parent": [parent]},
        }
        for slug, parent in [("one", "two"), ("two", "one")]
    ]

    lines = refused(fixture(here, source(), *forums))

    assert [line.split(": ")[:3] for line in lines] == [
        ["synthetic.json", "events.forum one", "parent"],
        ["synthetic.json", "events.forum two", "parent"],
        [NOTHING],
    ]
    assert not Source.objects.exists()


@pytest.mark.django_db
def test_rule_of_two_rows_is_checked_against_what_is_stored(here):
    edition = factories.edition(fair=factories.fair(slug="fair"), year=2017)

    lines = refused(
        fixture(
            here,
            {
                "model": "events.edition",
                "fields": {"slug": "again", "fair": ["fair"], "year": 2017, "state": "held"},
            },
        )
    )

    assert lines == [
        "synthetic.json: events.edition again: This fair already has an edition for that year.",
        NOTHING,
    ]
    assert list(Edition.objects.all()) == [edition]


@pytest.mark.django_db
def test_failed_load_of_a_memorandum_writes_no_history(here):
    good = {
        "model": "cooperation.memorandum",
        "fields": {
            "slug": "memo", "title_en": "Synthetic memorandum", "kind": "memorandum", "level": "business",
            "standing": "confirmed",
        },
    }  # fmt: skip

    refused(fixture(here, good, source(kind="gossip")))

    assert (Memorandum.objects.count(), Memorandum.history.count()) == (0, 0)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text",
    ["[" * 100_000, '[{"model": "portal.source", "fields": {"slug": "a", "title": "b", "title": "c"}}]'],
)
def test_file_that_json_lets_pass_or_chokes_on_is_named_in_one_line(here, text):
    (here / "synthetic.json").write_text(text)

    lines = refused(str(here / "synthetic.json"))

    assert [line.split(": ")[0] for line in lines] == ["synthetic.json"]
