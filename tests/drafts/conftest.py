"""What is not public shows nowhere: not in pages, lists, searches, counts or media.

A word that nothing else contains stands in every text of one draft and one scheduled record of every
kind, and in the parts of drafts. They hang on public neighbours wherever a relation allows it.
"""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import models
from django.test import Client
from django.utils import timezone

from cooperation.models import Memorandum, Occasion, ReportedTotal, Statement, Step
from events.models import Edition, EditionFigure, Exhibitor, Forum, Pavilion
from portal.models import record_models
from tests import factories

CANARY = "kanarienvogel"
LANGUAGES = ("en", "ja", "ru")
LISTS = [
    "cooperation:area-list",
    "cooperation:memorandum-list",
    "cooperation:occasion-list",
    "cooperation:organization-list",
    "cooperation:outcome-list",
    "events:exhibitor-list",
    "events:fair-list",
    "events:forum-list",
    "portal:source-list",
]
WITH_PAGE = [model for model in record_models() if model.has_page]


def texts_of(model, mark: str) -> dict:
    """The canary for every free text of a model; its address too, which is part of every link to it."""
    texts = {}
    for field in model._meta.fields:
        free = isinstance(field, models.CharField | models.TextField) and not field.choices
        if not free or field.generated or (field.max_length or 1000) < 40:
            continue
        if isinstance(field, models.URLField):
            texts[field.name] = f"https://{CANARY}.example/"
        elif isinstance(field, models.SlugField):
            texts[field.name] = f"{CANARY}-{model._meta.model_name}-{mark}"
        else:
            texts[field.name] = f"{CANARY} {field.name}"
    if "official_title" in texts:
        texts["official_title_language"] = "ja"
    return texts


def tomorrow():
    return timezone.now() + timedelta(days=1)


class Neighbours:
    """One public record of every kind, joined to each other."""

    def __init__(self):
        self.source = factories.source(slug="shared-source")
        common = {"source": self.source}
        self.fair = factories.fair(slug="public-fair", **common)
        self.edition = factories.edition(slug="public-edition", fair=self.fair, **common)
        self.pavilion = factories.pavilion(edition=self.edition, **common)
        self.organization = factories.organization(slug="public-organization", **common)
        self.exhibitor = factories.exhibitor(
            edition=self.edition, organization=self.organization, pavilion=self.pavilion, **common
        )
        self.edition_figure = factories.edition_figure(edition=self.edition, headline=True, **common)
        self.forum = factories.forum(slug="public-forum", edition=self.edition, **common)
        self.person = factories.person(slug="public-person", **common)
        self.appearance = factories.appearance(
            forum=self.forum, person=self.person, organization=self.organization
        )
        self.area = factories.area(slug="public-area", **common)
        self.occasion = factories.occasion(slug="public-occasion", edition=self.edition, **common)
        self.reported_total = factories.reported_total(occasion=self.occasion, **common)
        self.memorandum = factories.memorandum(slug="public-memorandum", occasion=self.occasion, **common)
        factories.signatory(memorandum=self.memorandum, organization=self.organization, person=self.person)
        factories.area_assignment(memorandum=self.memorandum, area=self.area)
        self.outcome = factories.outcome(slug="public-outcome", **common)
        self.outcome.areas.add(self.area)
        factories.outcome_link(outcome=self.outcome, memorandum=self.memorandum)
        self.step = factories.step(outcome=self.outcome, **common)
        self.statement = factories.statement(speaker=self.person, **common)
        self.plan = factories.plan(slug="public-plan", **common)


def hidden(near: Neighbours, model, mark="draft", published_at=None, **given):
    """A record with the canary in every text, which hangs on its public neighbours."""
    year, role = {"draft": (2031, "buyer"), "scheduled": (2032, "partner")}.get(mark, (2033, "organiser"))
    relations = {
        Edition: {"fair": near.fair, "year": year},
        EditionFigure: {"edition": near.edition},
        Exhibitor: {"edition": near.edition, "organization": near.organization, "role": role},
        Forum: {"edition": near.edition, "parent": near.forum},
        Memorandum: {"occasion": near.occasion, "counted": "yes"},
        Occasion: {"edition": near.edition},
        Pavilion: {"edition": near.edition},
        ReportedTotal: {"occasion": near.occasion, "headline": False},
        Statement: {"speaker": near.person},
        Step: {"outcome": near.outcome, "memorandum": near.memorandum, "stage": "ended"},
    }
    row = factories.FACTORIES[model](
        source=near.source,
        published_at=published_at,
        **{**texts_of(model, mark), **relations.get(model, {}), **given},
    )
    row.more_sources.add(near.source)
    return row


class Drafts:
    """A record of every kind that is not public, with the canary, hanging on public neighbours.

    Each of the relations written here stands on the row that is not public, so that no public row
    changes.
    """

    def __init__(self, near: Neighbours, mark="draft", published_at=None):
        self.mark, self.published_at, self.near = mark, published_at, near
        for model in record_models():
            setattr(self, factories.FACTORIES[model].__name__, hidden(near, model, mark, published_at))
        self.outcome.areas.add(near.area)
        self.parts_of_drafts()
        self.public_children_of_drafts()

    def parts_of_drafts(self):
        near = self.near
        office = {"office_en": f"{CANARY} office", "office_ja": f"{CANARY} 役職"}
        factories.signatory(
            memorandum=self.memorandum, organization=near.organization, person=near.person, **office
        )
        factories.appearance(forum=self.forum, person=near.person, organization=near.organization, **office)
        factories.appearance(forum=near.forum, person=self.person, organization=near.organization, **office)
        factories.area_assignment(memorandum=self.memorandum, area=near.area)
        factories.area_assignment(memorandum=near.memorandum, area=self.area)
        factories.related_document(memorandum=self.memorandum, earlier=near.memorandum)
        factories.related_document(memorandum=near.memorandum, earlier=self.memorandum)
        factories.outcome_link(outcome=self.outcome, memorandum=near.memorandum)
        factories.outcome_link(outcome=near.outcome, memorandum=self.memorandum)
        for owner in ({"edition": self.edition}, {"forum": self.forum}):
            (kind,) = owner
            factories.photo(
                slug=f"{CANARY}-{kind}-{self.mark}",
                alt_en=f"{CANARY} alt",
                caption_en=f"{CANARY} caption",
                credit=f"{CANARY} credit",
                image=f"photos/{CANARY}-{kind}-{self.mark}.png",
                **owner,
            )

    def public_children_of_drafts(self):
        """Published by their own date, under an owner that is not: kept back with it."""
        near, mark = self.near, f"{self.mark}-child"

        def child(model, name="", **owners):
            return hidden(near, model, f"{mark}{name}", factories.PUBLISHED, **owners)

        self.children = [
            child(Edition, fair=self.fair),
            child(EditionFigure, edition=self.edition, headline=True),
            child(EditionFigure, "-of-pavilion", pavilion=self.pavilion),
            child(Exhibitor, edition=self.edition),
            child(Exhibitor, "-of-organization", organization=self.organization),
            child(Forum, edition=self.edition, parent=None),
            child(ReportedTotal, occasion=self.occasion),
            child(ReportedTotal, "-of-area", area=self.area),
            child(Statement, speaker=self.person),
            child(Step, outcome=self.outcome),
        ]

    def rows(self):
        return [getattr(self, factories.FACTORIES[model].__name__) for model in record_models()]


@pytest.fixture
def near():
    return Neighbours()


@pytest.fixture
def visitor() -> Client:
    """Signed in, but not staff: sees what everybody sees."""
    client = Client()
    client.force_login(User.objects.create_user("visitor", password="for tests only"))
    return client


@pytest.fixture
def desk_without_rights() -> Client:
    client = Client()
    client.force_login(User.objects.create_user("guest", password="for tests only", is_staff=True))
    return client
