"""A line for each object that would be added, changed or kept; a count of the others."""

import gzip
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.fixtures.preview import MAX_SHOWN_CHARACTERS as MAX_SHOWN
from portal.fixtures.preview import shortened
from portal.models import Organization, Source
from tests import factories
from tests.portal.fixturediff.conftest import diff, loaded
from tests.portal.loaddata.conftest import fixture, load, organization, source

SAME = "No public total changes."
FULL = "An account of what was agreed, long enough to be cut. " * 6
CUT = '"…reed, long enough to be cut. %s firms signed. An account of w…"'
OUTCOME = {"slug": "outcome", "title_en": "Synthetic outcome", "kind": "treaty"}
APPEARANCE = {"forum": ["forum"], "person": ["person"], "role": "speaker"}


def outcome(**fields):
    return {"model": "cooperation.outcome", "fields": {**OUTCOME, **fields}}


def appearance(**fields):
    return {"model": "events.appearance", "fields": {**APPEARANCE, **fields}}


@pytest.mark.django_db
def test_objects_that_would_be_added(here):
    file = fixture(
        here, organization(source=["synthetic"]), source()
    )  # one refers to the next: installed later

    assert diff(file) == (
        1,
        [
            "synthetic.json: portal.organization works: added",
            "synthetic.json: portal.source synthetic: added",
            "2 objects: 2 added, 0 changed, 0 unchanged, 0 kept.",
            "Public totals:",
            "    Sources: 0 -> 1",
        ],
        ["2 to load."],
    )


@pytest.mark.django_db
def test_objects_that_are_stored_as_stated_are_counted_only(here):
    file = loaded(fixture(here, source(), organization()))

    assert diff(file) == (0, ["2 objects: 0 added, 0 changed, 2 unchanged, 0 kept.", SAME], [])


CHANGES = {
    "text": (organization(), organization(name_en="Synthetic Works Ltd"), [
        'name_en: "Synthetic Works" -> "Synthetic Works Ltd"',
    ]),
    "text in another script": (organization(name_ja="合成工業"), organization(name_ja="合成重工業"), [
        'name_ja: "合成工業" -> "合成重工業"',
    ]),
    "text of several lines": (organization(aliases="A\nB"), organization(aliases="A B"), [
        'aliases: "A\\nB" -> "A B"',
    ]),
    "text that is emptied": (organization(city_en="Synthetic City"), organization(city_en=""), [
        'city_en: "Synthetic City" -> ""',
    ]),
    "start of a long text": (
        organization(summary_en=f"One. {FULL}"), organization(summary_en=f"Two. {FULL}"), [
        'summary_en: "One. An account of what was agree…" -> "Two. An account of what was agree…"',
    ]),
    "end of a long text": (
        organization(summary_en=FULL.strip()), organization(summary_en=FULL + "So they say."), [
        'summary_en: "…agreed, long enough to be cut." -> "…agreed, long enough to be cut. So they say."',
    ]),
    "word in a long text": (
        organization(summary_en=f"{FULL}Ten firms signed. {FULL}"),
        organization(summary_en=f"{FULL}Two firms signed. {FULL}"),
        [f"summary_en: {CUT % 'Ten'} -> {CUT % 'Two'}"],
    ),
    "value of a closed list": (source(), source(kind="official"), ['kind: "press" -> "official"']),
    "country": (organization(country="JP"), organization(country="RU"), ['country: "JP" -> "RU"']),
    "day": (
        source(), source(published_on="2017-07-10", published_precision="day"),
        ['published_on: null -> "2017-07-10"', 'published_precision: "" -> "day"'],
    ),
    "moment": (
        organization(source=["one"], published_at="2017-07-10T00:00:00Z"), organization(published_at=None),
        ['published_at: "2017-07-10T00:00:00Z" -> null'],
    ),
    "amount": (
        outcome(amount="10.00", amount_currency="JPY", amount_qualifier="about"), outcome(amount="12.50"),
        ['amount: "10.00" -> "12.50"'],
    ),
    "yes or no": (outcome(), outcome(named_as_example=True), ["named_as_example: false -> true"]),
    "relation that is stated": (organization(), organization(source=["one"]), ['source: null -> ["one"]']),
    "relation to another": (organization(source=["one"]), organization(source=["two"]), [
        'source: ["one"] -> ["two"]',
    ]),
    "relation that ends": (organization(source=["one"]), organization(source=None), [
        'source: ["one"] -> null',
    ]),
    "relations": (
        organization(more_sources=[["three"], ["one"]]),
        organization(more_sources=[["four"], ["two"], ["one"]]),
        ['more_sources: - ["three"], + ["four"], + ["two"]'],
    ),
    "relations in another order": (
        organization(more_sources=[["one"], ["two"]], city_en="A"),
        organization(more_sources=[["two"], ["one"]], city_en="B"),
        ['city_en: "A" -> "B"'],
    ),
    "part named by its owners": (appearance(), appearance(office_en="Chair", organization=["stored"]), [
        'office_en: "" -> "Chair"', 'organization: null -> ["stored"]',
    ]),
}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("change", CHANGES)
def test_fields_that_would_change(here, change):
    old, new, lines = CHANGES[change]
    for slug in ("one", "two", "three", "four"):
        factories.source(slug=slug)
    factories.forum(slug="forum")
    factories.person(slug="person")
    factories.organization(slug="stored")
    load(fixture(here, old))

    code, out, refused = diff(fixture(here, new))

    name = new["fields"].get("slug", '["forum"] ["person"] speaker')
    summary = out.index("1 objects: 0 added, 1 changed, 0 unchanged, 0 kept.")
    assert (code, refused) == (1, ["1 to load."])
    assert out[:summary] == [
        f"synthetic.json: {new['model']} {name}: changed", *(f"    {line}" for line in lines),
    ]  # fmt: skip


@pytest.mark.django_db
def test_long_text_is_whole_when_asked_for(here):
    load(fixture(here, organization(summary_en=FULL.strip())))

    _, out, _ = diff(fixture(here, organization(summary_en=FULL + "So they say.")), verbosity=2)

    (line,) = (line for line in out if "summary_en" in line)
    assert line == f'    summary_en: "{FULL.strip()}" -> "{FULL}So they say."'


@pytest.mark.django_db
def test_lines_stand_in_the_order_of_the_files(here):
    first = fixture(here, organization("b", source=["two"]), organization("a"), name="first.json")
    second = fixture(here, source("two"), source("one"), name="second.json")

    _, out, _ = diff(second, first)

    assert out[:4] == [
        "second.json: portal.source two: added",
        "second.json: portal.source one: added",
        "first.json: portal.organization b: added",
        "first.json: portal.organization a: added",
    ]


@pytest.mark.django_db
def test_file_that_adds_to_a_row_of_another_changes_it(here):
    addition = {"model": "portal.organization", "fields": {"slug": "works", "city_en": "Synthetic City"}}
    first, second = fixture(here, organization(), name="first.json"), fixture(here, addition)

    assert diff(first, second)[1] == [
        "first.json: portal.organization works: added",
        "synthetic.json: portal.organization works: changed",
        '    city_en: "" -> "Synthetic City"',
        "2 objects: 1 added, 1 changed, 0 unchanged, 0 kept.",
        SAME,
    ]


@pytest.mark.django_db
def test_rows_of_the_same_kinds_that_no_file_states_are_counted(here):
    file = loaded(fixture(here, source()))
    factories.source(slug="another")
    factories.sector()

    assert diff(file)[1] == [
        "1 objects: 0 added, 0 changed, 1 unchanged, 0 kept.",
        "1 more of these kinds are in none of the files: left alone.",
        SAME,
    ]


@pytest.mark.django_db
def test_account_is_loaded_as_django_does(here):
    file = fixture(here, {"model": "auth.group", "fields": {"name": "Synthetic group"}})

    assert diff(file)[1] == [
        "synthetic.json: auth.group 1: added",
        "1 objects: 1 added, 0 changed, 0 unchanged, 0 kept.",
        SAME,
    ]


@pytest.mark.django_db
def test_quiet_difference_says_the_sums_only(here):
    load(fixture(here, organization()))
    file = fixture(here, source(), organization(city_en="Synthetic City"))

    assert diff(file, verbosity=0) == (
        1,
        [
            "2 objects: 1 added, 1 changed, 0 unchanged, 0 kept.",
            "Public totals:",
            "    Sources: 0 -> 1",
        ],
        ["2 to load."],
    )


@pytest.mark.django_db
def test_compressed_fixture_is_compared(here):
    (here / "synthetic.json.gz").write_bytes(gzip.compress(json.dumps([source()]).encode()))

    assert diff("synthetic.json.gz")[1][0] == "synthetic.json.gz: portal.source synthetic: added"


# What staff changed since


@pytest.fixture
def corrected(here, editor):
    """The fixture of an organisation that staff corrected since it was loaded, and the day they did."""
    file = loaded(fixture(here, organization()))
    row = Organization.objects.get()
    row.name_en, row._history_user = "Synthetic Works, corrected", editor
    row.save()
    return file, row.history.first().history_date


def test_row_that_staff_changed_is_kept(corrected):
    file, day = corrected
    kept = f"kept as editor left it on {day:%Y-%m-%d}"

    assert diff(file) == (
        0,
        [
            f"synthetic.json: portal.organization works: name_en: {kept}; --overwrite loads it",
            "1 objects: 0 added, 0 changed, 0 unchanged, 1 kept.",
            SAME,
        ],
        [],
    )


def test_row_that_staff_changed_is_not_named_when_quiet(corrected):
    file, _ = corrected

    assert diff(file, verbosity=0) == (0, ["1 objects: 0 added, 0 changed, 0 unchanged, 1 kept.", SAME], [])


def test_row_that_staff_changed_would_be_overwritten_if_asked(corrected):
    file, _ = corrected

    assert diff(file, overwrite=True) == (
        1,
        [
            "synthetic.json: portal.organization works: changed",
            '    name_en: "Synthetic Works, corrected" -> "Synthetic Works"',
            "1 objects: 0 added, 1 changed, 0 unchanged, 0 kept.",
            SAME,
        ],
        ["1 to load."],
    )


# The same comparison as loaddata's


@pytest.mark.django_db
def test_difference_of_the_report_predicts_its_load():
    code, predicted, _ = diff("report", verbosity=0)
    said, _ = load("report")

    stated = said.split()[0]
    assert (code, predicted[0]) == (1, said.rstrip("\n"))
    assert diff("report") == (
        0, [f"{stated} objects: 0 added, 0 changed, {stated} unchanged, 0 kept.", SAME], [],
    )  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_nothing_is_written_outside_a_transaction_either(here):
    load(fixture(here, source()))

    code, _, _ = diff(fixture(here, source(title="Changed"), organization(source=["synthetic"])))

    assert code == 1
    assert list(Source.objects.values_list("title", flat=True)) == ["Synthetic source"]
    assert list(Organization.objects.all()) == []


# Long texts


@given(
    st.text("ab", max_size=3 * MAX_SHOWN),
    st.text("ab", max_size=3 * MAX_SHOWN),
    st.text("ab", max_size=3 * MAX_SHOWN),
)
def test_shortened_texts_differ_where_the_texts_do(text, one, other):
    old, new = shortened(f"{text}{one}{text}", f"{text}{other}{text}")

    assert (old == new) == (one == other)
    assert max(len(old), len(new)) <= MAX_SHOWN + len(" … ")
