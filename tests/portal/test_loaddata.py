"""Fixtures are checked, compared, remembered; staff's work is kept; all or nothing is written."""

import gzip
import json
from io import StringIO

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command
from django.core.management.color import no_style
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cooperation.models import Memorandum, Signatory
from events.models import Edition, Exhibitor
from portal.models import Keyed, Organization, Source
from tests import factories
from tests.conftest import APPS

MODELS = [model for model in apps.get_models() if model._meta.app_label in APPS]
KEYED = [model for model in MODELS if issubclass(model, Keyed)]
NOTHING = "Nothing was written."
NOT_AS_STATED = (
    "Say how exactly each date is known; a month is entered as its first day, a year as 1 January."
)


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    """Fixture files of a test stand in the working directory, so that messages name them shortly."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def fixture(here, *objects, name="synthetic.json"):
    (here / name).write_text(json.dumps(objects, ensure_ascii=False), encoding="utf-8")
    return str(here / name)


def load(*labels, **options):
    """Load fixtures; what was said on stdout and on stderr."""
    out, err = StringIO(), StringIO()
    call_command("loaddata", *labels, stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


def refused(*labels, **options):
    """Load fixtures that must not load; the lines of the error."""
    with pytest.raises(CommandError) as caught:
        load(*labels, **options)
    return str(caught.value).splitlines()


def dump():
    out = StringIO()
    call_command("dumpdata", *APPS, stdout=out)
    return out.getvalue()


def rows():
    """How many rows each table of the record and of its history has."""
    return {model._meta.label: model._base_manager.count() for model in MODELS}


def empty():
    """Empty the tables of the record and of its history."""
    connection.check_constraints()  # PostgreSQL truncates nothing while checks are still to be made
    tables = [
        name
        for name in connection.introspection.django_table_names(only_existing=True)
        if name.split("_")[0] in APPS
    ]
    connection.ops.execute_sql_flush(connection.ops.sql_flush(no_style(), tables))


def stated_in(*names):
    """How many objects the fixtures of these names state."""
    files = [settings.BASE_DIR / "fixtures" / f"{name}.json" for name in names]
    return sum(len(json.loads(file.read_text(encoding="utf-8"))) for file in files)


def writes(queries):
    return [query["sql"] for query in queries if query["sql"].split()[0] in {"INSERT", "UPDATE", "DELETE"}]


def source(slug="synthetic", **fields):
    stated = {"slug": slug, "title": "Synthetic source", "publisher": "Synthetic Press", "kind": "press"}
    return {"model": "portal.source", "fields": {**stated, **fields}}


def organization(slug="works", **fields):
    stated = {"slug": slug, "name_en": "Synthetic Works", "kind": "company"}
    return {"model": "portal.organization", "fields": {**stated, **fields}}


def without(obj, *names):
    return {**obj, "fields": {name: value for name, value in obj["fields"].items() if name not in names}}


# The record


@pytest.mark.django_db
def test_record_loaded_twice_writes_nothing_the_second_time():
    first, _ = load("report", "record")
    before = rows()
    stated, stored = stated_in("report", "record"), sum(before[model._meta.label] for model in KEYED)

    with CaptureQueriesContext(connection) as queries:
        second = load("report", "record")

    assert writes(queries) == []
    assert rows() == before
    assert first == f"{stated} objects: {stored} added, {stated - stored} changed, 0 unchanged, 0 kept.\n"
    assert second == (f"{stated} objects: 0 added, 0 changed, {stated} unchanged, 0 kept.\n", "")


@pytest.mark.django_db
def test_record_dumped_and_loaded_into_an_empty_database_dumps_the_same(here):
    load("report", "record")
    first = dump()
    (here / "dumped.json").write_text(first, encoding="utf-8")
    empty()
    emptied = set(rows().values())

    load("dumped.json")

    assert emptied == {0}
    assert dump() == first


@pytest.mark.django_db
def test_record_is_remembered_as_loaded():
    load("report")

    reasons = {
        reason for model in KEYED for reason in model.history.values_list("history_change_reason", flat=True)
    }

    assert reasons == {"loaddata"}


# What is written


@pytest.mark.django_db
def test_loaded_row_says_what_the_fixture_says(here):
    load(
        fixture(
            here,
            source(),
            organization(
                name_ja="合成工業", country="JP", source=["synthetic"], more_sources=[["synthetic"]],
                published_at="2017-07-10T00:00:00Z",
            ),
        )
    )  # fmt: skip

    row = Organization.objects.published().get()
    assert (row.name_en, row.name_ja, row.country.code) == ("Synthetic Works", "合成工業", "JP")
    assert (row.source.slug, [source.slug for source in row.more_sources.all()]) == (
        "synthetic",
        ["synthetic"],
    )


@pytest.mark.django_db
def test_loaded_row_is_found_by_search_after_every_load(here):
    file = fixture(here, organization(name_ja="極東の会社"))

    load(file)
    load(file)

    assert [row.slug for row in Organization.objects.search("極東")] == ["works"]


@pytest.mark.django_db
def test_changed_fixture_changes_its_row_and_history_says_so(here):
    load(fixture(here, organization()))

    said, _ = load(fixture(here, organization(name_en="Synthetic Works Ltd")))

    row = Organization.objects.get()
    assert said == "1 objects: 0 added, 1 changed, 0 unchanged, 0 kept.\n"
    assert row.name_en == "Synthetic Works Ltd"
    assert [(past.history_type, past.history_change_reason) for past in row.history.all()] == [
        ("~", "loaddata"),
        ("+", "loaddata"),
    ]


@pytest.mark.django_db
def test_changed_further_sources_change_the_row(here):
    load(fixture(here, source("one"), source("two"), organization(more_sources=[["one"]])))

    load(fixture(here, organization(more_sources=[["two"]])))

    row = Organization.objects.get()
    assert [source.slug for source in row.more_sources.all()] == ["two"]
    assert {past.history_change_reason for past in row.history.all()} == {"loaddata"}


@pytest.mark.django_db
def test_field_left_out_of_the_fixture_keeps_its_stored_value(here):
    load(fixture(here, source(), organization(city="Synthetic City", more_sources=[["synthetic"]])))

    load(fixture(here, organization(name_en="Synthetic Works Ltd")))

    row = Organization.objects.get()
    assert (row.name_en, row.city) == ("Synthetic Works Ltd", "Synthetic City")
    assert [source.slug for source in row.more_sources.all()] == ["synthetic"]


@pytest.mark.django_db
def test_published_row_stays_public_when_the_fixture_does_not_say_since_when(here):
    row = factories.organization(slug="works")
    Organization.history.update(history_change_reason="loaddata")

    load(fixture(here, organization()))

    assert [shown.pk for shown in Organization.objects.published()] == [row.pk]


@pytest.mark.django_db
def test_quiet_load_says_nothing(here):
    assert load(fixture(here, source()), verbosity=0) == ("", "")


@pytest.mark.django_db
def test_compressed_fixture_loads(here):
    (here / "synthetic.json.gz").write_bytes(gzip.compress(json.dumps([source()]).encode()))

    load("synthetic.json.gz")

    assert [row.slug for row in Source.objects.all()] == ["synthetic"]


@pytest.mark.django_db
def test_unknown_field_is_passed_over_when_told_so(here):
    load(fixture(here, source(colour="grey")), ignore=True)

    assert [row.slug for row in Source.objects.all()] == ["synthetic"]


# A row stated by two files

ADDITION = {"model": "portal.organization", "fields": {"slug": "works", "city": "Synthetic City"}}


@pytest.mark.django_db
def test_another_file_adds_to_a_row(here):
    first, second = fixture(here, organization(), name="first.json"), fixture(here, ADDITION)

    load(first, second)
    again = load(first, second)

    row = Organization.objects.get()
    assert (row.name_en, row.city) == ("Synthetic Works", "Synthetic City")
    assert again == ("2 objects: 0 added, 0 changed, 2 unchanged, 0 kept.\n", "")


@pytest.mark.django_db
def test_another_file_adds_to_a_row_that_waits_for_its_source(here):
    first = fixture(here, organization(source=["synthetic"]), name="first.json")
    second = fixture(here, ADDITION, source())

    load(first, second)

    row = Organization.objects.get()
    assert (row.name_en, row.city, row.source.slug) == ("Synthetic Works", "Synthetic City", "synthetic")


# Forward references


@pytest.mark.django_db
def test_children_load_before_their_parents(here):
    load(
        fixture(
            here,
            {
                "model": "events.exhibitor",
                "fields": {"slug": "stand", "edition": ["fair-2017"], "organization": ["works"]},
            },
            organization(source=["synthetic"], more_sources=[["other"]]),
            {
                "model": "events.edition",
                "fields": {"slug": "fair-2017", "fair": ["fair"], "year": 2017, "state": "held"},
            },
            {"model": "events.fair", "fields": {"slug": "fair", "name_en": "Synthetic Fair"}},
            source(),
            source("other"),
        )
    )

    exhibitor = Exhibitor.objects.get()
    assert exhibitor.natural_key() == ("stand",)
    assert exhibitor.edition == Edition.objects.get(fair__slug="fair")
    assert exhibitor.organization.source.slug == "synthetic"
    assert [row.slug for row in exhibitor.organization.more_sources.all()] == ["other"]


@pytest.mark.django_db
def test_part_named_by_its_owners_loads_before_them(here):
    load(
        fixture(
            here,
            {
                "model": "cooperation.signatory",
                "fields": {"memorandum": ["memo"], "organization": ["works"], "side": "JP"},
            },
            {
                "model": "cooperation.memorandum",
                "fields": {
                    "slug": "memo", "title_en": "Synthetic memorandum", "kind": "memorandum",
                    "level": "business", "standing": "confirmed",
                },
            },
            organization(),
        )
    )  # fmt: skip

    assert [row.natural_key() for row in Signatory.objects.all()] == [("memo", "works")]


@pytest.mark.django_db
def test_reference_to_a_later_file_loads(here):
    first = fixture(here, organization(source=["synthetic"]), name="first.json")
    second = fixture(here, source(), name="second.json")

    load(first, second)

    assert Organization.objects.get().source.slug == "synthetic"


@pytest.mark.django_db
def test_session_loads_before_its_forum(here):
    forum = {"model": "events.forum", "fields": {"slug": "forum", "kind": "forum", "title_en": "Synthetic"}}
    panel = {
        "model": "events.forum",
        "fields": {"slug": "panel", "kind": "panel", "title_en": "Synthetic", "parent": ["forum"]},
    }

    said, _ = load(fixture(here, panel, forum))

    assert said == "2 objects: 2 added, 0 changed, 0 unchanged, 0 kept.\n"


# What staff changed


def corrected(here, user=None):
    """A loaded organisation that staff corrected since, and the fixture it was loaded from."""
    file = fixture(here, organization())
    load(file)
    row = Organization.objects.get()
    row.name_en, row.city = "Synthetic Works, corrected", "Synthetic City"
    row._history_user = user
    row.save()
    return row, file


def test_row_that_staff_changed_is_kept_and_reported(here, editor):
    row, file = corrected(here, editor)
    day = row.history.first().history_date

    out, err = load(file)

    row.refresh_from_db()
    assert out == "1 objects: 0 added, 0 changed, 0 unchanged, 1 kept.\n"
    assert err == (
        f"synthetic.json: portal.organization works: name_en: kept as editor left it on {day:%Y-%m-%d}; "
        "--overwrite loads it\n"
    )
    assert (row.name_en, row.history.count()) == ("Synthetic Works, corrected", 2)


@pytest.mark.django_db
def test_row_that_staff_made_under_the_same_slug_is_kept(here):
    row = factories.organization(slug="works", name_en="Synthetic Works of the staff")

    _, err = load(fixture(here, organization()))

    row.refresh_from_db()
    assert row.name_en == "Synthetic Works of the staff"
    assert err.startswith("synthetic.json: portal.organization works: name_en: kept as somebody left it on ")


@pytest.mark.django_db
def test_row_whose_further_sources_staff_changed_is_kept(here):
    file = fixture(here, source("one"), source("two"), organization(more_sources=[["one"]]))
    load(file)
    row = Organization.objects.get()
    row.more_sources.add(Source.objects.get(slug="two"))

    out, err = load(file)

    assert out == "3 objects: 0 added, 0 changed, 2 unchanged, 1 kept.\n"
    assert err.startswith("synthetic.json: portal.organization works: more_sources: kept as somebody left")
    assert {source.slug for source in row.more_sources.all()} == {"one", "two"}


@pytest.mark.django_db
def test_row_that_staff_changed_to_what_the_fixture_says_is_unchanged(here):
    _, _file = corrected(here)

    out, err = load(fixture(here, organization(name_en="Synthetic Works, corrected")))

    assert (out, err) == ("1 objects: 0 added, 0 changed, 1 unchanged, 0 kept.\n", "")


@pytest.mark.django_db
def test_overwrite_loads_what_the_fixture_states_and_leaves_the_rest(here):
    row, file = corrected(here)

    out, err = load(file, overwrite=True)

    row.refresh_from_db()
    assert (out, err) == ("1 objects: 0 added, 1 changed, 0 unchanged, 0 kept.\n", "")
    assert (row.name_en, row.city) == ("Synthetic Works", "Synthetic City")
    assert [past.history_change_reason for past in row.history.all()] == ["loaddata", None, "loaddata"]


@pytest.mark.django_db
def test_row_loaded_again_after_an_overwrite_follows_its_fixture(here):
    row, file = corrected(here)
    load(file, overwrite=True)

    load(fixture(here, organization(name_en="Synthetic Works Ltd")))

    row.refresh_from_db()
    assert row.name_en == "Synthetic Works Ltd"


# Defects of an object: one line names file, object and field

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
    "text too long": (source(publisher="S" * 201), "portal.source synthetic", "publisher"),
    "required text left out": (without(source(), "title"), "portal.source synthetic", "title"),
    "required text empty": (source(title=""), "portal.source synthetic", "title"),
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
        "portal.organization works: A record without a source cannot be published: name its source.",
    ),
    "date without its precision": (
        [source(published_on="2017-07-10")],
        f"portal.source synthetic: {NOT_AS_STATED}",
    ),
    "stage of another ladder": (
        [OUTCOME, step(stage="paid-out")],
        "cooperation.step step: stage: “paid out” is not on the ladder of this kind of outcome (treaty).",
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
    second = fixture(here, without(source(url="https://synthetic.example/"), "publisher"), name="second.json")

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
        "synthetic.json: events.edition again: This fair has an edition of that year already.",
        NOTHING,
    ]
    assert list(Edition.objects.all()) == [edition]


# Defects of a file: one line names it


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "start"),
    [
        pytest.param(b'[{"model": "portal.source", "fie', "line 1, column ", id="truncated"),
        pytest.param(b"", "line 1, column 1: ", id="empty"),
        pytest.param("[]\n\u00bb".encode(), "line 2, column 1: ", id="more than a list"),
        pytest.param('["Ёлка"]'.encode("cp1251"), "byte 2: not UTF-8", id="in another encoding"),
        pytest.param('["合成"]'.encode("shift-jis"), "byte ", id="in a Japanese encoding"),
        pytest.param(b'{"model": "portal.source"}', "a fixture is a list of objects", id="not a list"),
    ],
)
def test_file_that_cannot_be_read_is_named_in_one_line(here, content, start):
    good = fixture(here, source(), name="good.json")
    (here / "broken.json").write_bytes(content)

    lines = refused(good, str(here / "broken.json"))

    assert [line[: len(f"broken.json: {start}")] for line in lines] == [f"broken.json: {start}"]
    assert not Source.objects.exists()


@pytest.mark.django_db
def test_file_of_another_format_is_refused(here):
    (here / "synthetic.xml").write_text("<django-objects/>")

    lines = refused(str(here / "synthetic.xml"))

    assert [line.split(": ")[1] for line in lines] == ["fixtures are JSON; this is xml."]


@pytest.mark.django_db
def test_file_that_does_not_exist_is_named():
    assert refused("synthetic") == ["No fixture named 'synthetic' found."]


@pytest.mark.django_db
def test_broken_compressed_file_is_named_in_one_line(here):
    (here / "synthetic.json.gz").write_bytes(b"[]")

    lines = refused(str(here / "synthetic.json.gz"))

    assert [line.split(": ")[0] for line in lines] == ["synthetic.json.gz"]


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
