"""What is not public shows nowhere: not in pages, lists, searches, counts or media.

A word that nothing else contains stands in every text of one draft and one scheduled record of every
kind, and in the parts of drafts. They hang on public neighbours wherever a relation allows it.
"""

from datetime import timedelta
from io import BytesIO

import pytest
from django.contrib.auth.models import User
from django.core.files.storage import default_storage
from django.db import models
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from PIL import Image

from cooperation.models import Memorandum, Occasion, ReportedTotal, Statement, Step
from events.models import Edition, EditionFigure, Exhibitor, Forum, Pavilion
from portal.models import Organization, Source, record_models
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

pytestmark = pytest.mark.django_db


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


def name_drafts_on_public_rows(near: Neighbours, drafts: Drafts):
    """The other direction: public rows that name what is not public."""
    factories.signatory(memorandum=near.memorandum, organization=drafts.organization, side="RU")
    factories.signatory(
        memorandum=near.memorandum,
        organization=factories.organization(slug=f"party-{drafts.mark}"),
        person=drafts.person,
        side="RU",
    )
    factories.appearance(forum=near.forum, person=factories.person(), organization=drafts.organization)
    factories.appearance(
        forum=near.forum, person=near.person, organization=drafts.organization, role=f"{drafts.role}"
    )
    factories.exhibitor(edition=near.edition, organization=factories.organization(), pavilion=drafts.pavilion)
    factories.memorandum(occasion=drafts.occasion, counted="yes")
    factories.forum(parent=drafts.forum)
    factories.occasion(edition=drafts.edition)
    factories.step(outcome=near.outcome, memorandum=drafts.memorandum)
    near.outcome.areas.add(drafts.area)


def public_addresses() -> list[str]:
    lists = [reverse(name) for name in LISTS]
    searched = [f"{address}?q={CANARY.upper()}" for address in lists]
    records = [record.get_absolute_url() for model in WITH_PAGE for record in model.objects.published()]
    sources = [source.get_absolute_url() for source in Source.objects.all()]
    return [reverse("portal:home"), reverse("portal:about"), *lists, *searched, *records, *sources]


def public_pages(client, language="en", addresses=None) -> dict[str, str]:
    """Every public page as a visitor reads it. (Searched in capitals: the form repeats what was typed.)"""
    with translation.override(language):
        addresses = addresses or public_addresses()
    pages = {}
    for address in addresses:
        response = client.get(address)
        assert response.status_code == 200, address
        pages[address] = response.content.decode()
    return pages


def own_address(row) -> str:
    """The page on which a row stands, its own or its owner's."""
    return row.get_absolute_url().split("#")[0]


@pytest.fixture(autouse=True)
def english():
    """A request leaves its language behind in the thread."""
    with translation.override("en"):
        yield


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


def png() -> bytes:
    content = BytesIO()
    Image.new("RGB", (2, 2), "red").save(content, "PNG")
    return content.getvalue()


@pytest.fixture
def stored():
    """Store a tiny picture under a name; forget it after the test."""
    names = []

    def store(name):
        names.append(default_storage.save(name, BytesIO(png())))
        return names[-1]

    yield store
    for name in names:
        default_storage.delete(name)


def test_the_canary_stands_in_every_kind_of_record(near):
    drafts = Drafts(near)

    assert {type(row) for row in drafts.rows()} == set(record_models())
    assert [row for row in drafts.rows() if not row.is_draft] == []
    assert [row for row in drafts.rows() if CANARY not in row.slug] == []
    for model in WITH_PAGE:
        texts = texts_of(model, "draft")
        assert {name for name in texts if name.endswith(("_en", "_ja", "_ru"))} or "title" in texts, model


def test_no_public_page_shows_what_is_not_public(client, near):
    for mark, published_at, role in [("draft", None, "guide"), ("scheduled", tomorrow(), "host")]:
        drafts = Drafts(near, mark, published_at)
        drafts.role = role
        name_drafts_on_public_rows(near, drafts)

    pages = {}
    for language in LANGUAGES:
        pages |= public_pages(client, language)

    assert [address for address, body in pages.items() if CANARY in body] == []
    assert len(pages) > 3 * 40


def test_adding_drafts_changes_no_byte_of_any_public_page(client, near):
    before = public_pages(client)

    Drafts(near)
    Drafts(near, "scheduled", tomorrow())

    after = public_pages(client)
    assert set(after) == set(before)
    assert [address for address in before if after[address] != before[address]] == []


def test_naming_drafts_on_public_rows_changes_no_list_but_the_parties(client, near):
    """That a document has one more party is public; who it is, is not."""
    drafts = Drafts(near)
    drafts.role = "guide"
    before = public_pages(client, addresses=[reverse(name) for name in LISTS])

    near.outcome.areas.add(drafts.area)
    near.exhibitor.pavilion = drafts.pavilion
    near.exhibitor.save()
    factories.signatory(memorandum=near.memorandum, organization=drafts.organization, side="RU")

    after = public_pages(client, addresses=list(before))
    changed = {address for address in before if after[address] != before[address]}
    assert changed == {reverse("cooperation:memorandum-list"), reverse("events:exhibitor-list")}
    assert "a party not published here yet" in after[reverse("cooperation:memorandum-list")]
    assert near.pavilion.name not in after[reverse("events:exhibitor-list")]


def test_lists_show_staff_what_everybody_sees(near, editor_client, client):
    Drafts(near)

    for address in (reverse(name) for name in LISTS):
        assert editor_client.get(address).content == client.get(address).content, address


@pytest.mark.parametrize("published_at", [None, tomorrow()], ids=["draft", "scheduled"])
def test_own_page_of_a_draft_is_for_staff(
    near, published_at, client, visitor, desk_without_rights, editor_client, publisher_client
):
    rows = [hidden(near, model, published_at=published_at) for model in WITH_PAGE]
    addresses = []
    for language in LANGUAGES:
        with translation.override(language):
            addresses += [row.get_absolute_url() for row in rows]

    for address in addresses:
        for outsider in (client, visitor, desk_without_rights):
            response = outsider.get(address)
            assert response.status_code == 404, address
            assert CANARY not in response.content.decode(), address
        for insider in (editor_client, publisher_client):
            response = insider.get(address)
            assert response.status_code == 200, address
            assert "no-store" in response["Cache-Control"], address
            assert CANARY in response.content.decode(), address


def test_page_of_a_public_record_under_a_draft_is_for_staff(near, client, editor_client):
    drafts = Drafts(near)

    for row in drafts.children:
        if row.has_page:
            assert client.get(row.get_absolute_url()).status_code == 404, row
            assert CANARY in editor_client.get(row.get_absolute_url()).content.decode(), row
        assert not type(row).objects.published().filter(pk=row.pk).exists(), row


def test_draft_without_a_page_shows_to_staff_on_its_owner(near, client, editor_client):
    drafts = Drafts(near)

    for row in [drafts.pavilion, drafts.exhibitor, drafts.edition_figure, drafts.reported_total,
                drafts.step, drafts.statement]:  # fmt: skip
        address = own_address(row)

        assert row.slug in editor_client.get(address).content.decode(), row
        assert row.slug not in client.get(address).content.decode(), row


@pytest.mark.parametrize("model", record_models(), ids=lambda model: model._meta.label)
def test_publishing_and_withdrawing_show_within_one_request(near, client, model):
    row = hidden(near, model)
    own, listed = own_address(row), list_of(model)

    def places() -> list[str]:
        """Where a visitor meets the row: on its page or its owner's, and on its list."""
        answers = {address: client.get(address) for address in filter(None, (own, listed))}
        return [
            address
            for address, answer in answers.items()
            if answer.status_code == 200 and CANARY in answer.content.decode()
        ]

    first = places()
    row.publish()
    published = places()
    row.unpublish()
    withdrawn = places()

    assert first == withdrawn == []
    assert published == list(filter(None, (own, listed)))


def list_of(model) -> str:
    """The list of a kind of record, if it has one in which each row links to its page."""
    name = f"{model._meta.app_label}:{model._meta.model_name}-list"
    name = name.replace("portal:organization", "cooperation:organization")
    return reverse(name) if name in LISTS else ""


def test_scheduled_record_is_public_from_its_moment_on():
    moment = tomorrow()
    row = factories.organization(published_at=moment)

    before = Organization.objects.published(moment - timedelta(seconds=1))
    after = Organization.objects.published(moment)

    assert row not in before
    assert row in after
    assert row not in Organization.objects.published()


def media(client, name):
    response = client.get(reverse("media", args=[name]))
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return response, content


@pytest.mark.parametrize("published_at", [None, tomorrow()], ids=["draft", "scheduled"])
def test_picture_of_a_draft_is_for_staff(
    stored, published_at, client, visitor, desk_without_rights, editor_client, publisher_client
):
    name = stored("photos/synthetic-draft.png")
    factories.photo(edition=factories.edition(published_at=published_at), image=name)

    for outsider in (client, visitor, desk_without_rights):
        response, content = media(outsider, name)
        assert response.status_code == 404
        assert content != png()
    for insider in (editor_client, publisher_client):
        response, content = media(insider, name)
        assert response.status_code == 200
        assert response["Content-Type"] == "image/png"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "no-store" in response["Cache-Control"]
        assert content == png()


def test_logo_of_a_draft_is_for_staff(stored, client, editor_client):
    name = stored("logos/synthetic-draft.png")
    organization = factories.organization(published_at=None, logo=name)

    hidden, _content = media(client, name)
    seen, content = media(editor_client, name)
    organization.publish()
    public, _content = media(client, name)

    assert (hidden.status_code, seen.status_code, public.status_code) == (404, 200, 200)
    assert content == png()


def test_picture_of_a_public_record_is_served_as_what_it_is(stored, client):
    name = stored("photos/synthetic-public.png")
    factories.photo(forum=factories.forum(), image=name)

    response, content = media(client, name)

    assert response.status_code == 200
    assert response["Content-Type"] == "image/png"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in response
    assert content == png()


def test_picture_goes_with_its_edition(stored, client):
    name = stored("photos/synthetic-both.png")
    edition = factories.edition()
    factories.photo(edition=edition, image=name)

    edition.unpublish()

    assert media(client, name)[0].status_code == 404


def test_file_that_no_record_names_is_not_served(stored, client, editor_client):
    name = stored("photos/synthetic-orphan.png")

    assert media(client, name)[0].status_code == 404
    assert media(editor_client, name)[0].status_code == 404


def test_picture_whose_file_is_lost_is_not_found(client):
    factories.photo(forum=factories.forum(), image="photos/synthetic-lost.png")

    assert media(client, "photos/synthetic-lost.png")[0].status_code == 404
