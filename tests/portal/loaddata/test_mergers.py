"""A fixture that still names a merged row is read as naming the row it was merged into."""

import pytest
from django.core.management import call_command

from cooperation.models import Signatory
from events.models import Exhibitor
from portal.duplicates.merging import MergePlan
from portal.duplicates.models import Merger
from portal.models import Organization, Source
from portal.publishing.models import FormerAddress
from tests import factories
from tests.portal.fixturediff.conftest import diff
from tests.portal.loaddata.conftest import fixture, load, organization, rows, source

pytestmark = pytest.mark.django_db
LEFT_OUT = "synthetic.json: portal.organization goes: left out as it was merged into stays"


def exhibitor(slug, organization, **fields):
    stated = {"slug": slug, "edition": ["fair-2017"], "organization": [organization]}
    return {"model": "events.exhibitor", "fields": {**stated, **fields}}


def signatory(organization, **fields):
    stated = {"memorandum": ["memo"], "organization": [organization], "side": "JP"}
    return {"model": "cooperation.signatory", "fields": {**stated, **fields}}


STATED = (
    source(),
    organization("stays"),
    organization("goes"),
    exhibitor("stays-2017", "stays"),
    exhibitor("goes-2017", "goes"),
    exhibitor("goes-partner", "goes", role="partner"),
    signatory("stays"),
    signatory("goes"),
)


@pytest.fixture
def merged(here):
    """What two organisations stated, loaded before one of them was merged into the other."""
    factories.edition(slug="fair-2017")
    factories.memorandum(slug="memo")
    load(fixture(here, *STATED))
    stays, goes = (Organization.objects.get(slug=slug) for slug in ("stays", "goes"))
    MergePlan(stays, goes).execute(None)
    return stays


def test_loading_again_writes_nothing_and_says_what_is_left_out(here, merged):
    before = rows()

    out, err = load(fixture(here, *STATED))

    assert rows() == before
    assert out.splitlines() == ["8 objects: 0 added, 0 changed, 6 unchanged, 2 kept."]
    assert err.splitlines() == [
        LEFT_OUT,
        "synthetic.json: events.exhibitor goes-2017: left out as it was merged into stays-2017",
    ]


def test_overwriting_does_not_bring_it_back(here, merged):
    load(fixture(here, *STATED), overwrite=True)

    assert [*Organization.objects.all()] == [merged]
    assert Exhibitor.objects.count() == 2


def test_new_references_follow(here, merged):
    new = [factories.memorandum(slug="later"), factories.forum(slug="forum")]
    person = factories.person(slug="person")
    appearance = {"forum": ["forum"], "person": ["person"], "role": "speaker", "organization": ["goes"]}

    load(
        fixture(
            here,
            signatory("goes", memorandum=["later"]),
            {"model": "events.appearance", "fields": appearance},
        )
    )

    assert new[0].signatories.get().organization == merged
    assert person.appearances.get().organization == merged


def test_two_objects_that_are_one_row_now_do_not_take_turns(here, merged):
    factories.memorandum(slug="later")
    both = fixture(
        here,
        signatory("stays", memorandum=["later"], office_en="Chair"),
        signatory("goes", memorandum=["later"], office_en="Minister"),
    )
    line = (
        'synthetic.json: cooperation.signatory ["later"] ["goes"]: office_en: '
        "object 1 of synthetic.json states the same row since a merger"
    )

    answers = [load(both), load(both)]

    assert [err.splitlines() for _out, err in answers] == [[line], [line]]
    assert Signatory.objects.get(memorandum__slug="later").office_en == "Chair"


def test_slug_that_was_given_to_another_row_is_that_one(here, merged):
    taker = factories.organization(slug="goes", source=None, published_at=None)
    factories.memorandum(slug="later")

    _out, err = load(fixture(here, organization("goes"), signatory("goes", memorandum=["later"])))

    assert "left out" not in err
    assert Signatory.objects.get(memorandum__slug="later").organization == taker


def test_difference_reports_the_same_and_counts_no_row_twice(here, merged):
    code, lines, refused = diff(fixture(here, *STATED))

    others = Source.objects.count() - 1  # what the factories made; every other row stands in the file
    assert (code, refused, LEFT_OUT in lines) == (0, [], True)
    assert f"{others} more of these kinds are in none of the files: left alone." in lines


def test_fixtures_say_nothing_of_mergers(here, merged):
    assert Merger.objects.exists()
    assert FormerAddress.objects.count() == 0  # drafts were found nowhere

    call_command("dumpdata", "portal", output=str(here / "dump.json"), verbosity=0)

    dumped = (here / "dump.json").read_text("utf-8")
    assert '"portal.organization"' in dumped
    assert '"portal.merger"' not in dumped
