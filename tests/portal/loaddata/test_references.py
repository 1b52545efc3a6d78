"""An object may refer to one that is stated after it."""

import pytest

from cooperation.models import Signatory
from events.models import Edition, Exhibitor
from portal.models import Organization
from tests.portal.loaddata.conftest import fixture, load, organization, source


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
