"""Nothing is public before what it is part of."""

import pytest

from events.models import Exhibitor
from portal.models import Organization, Part
from portal.models.records import Owned
from tests import factories
from tests.factories import FACTORIES
from tests.portal.models.conftest import KEYED, NOW, SECOND, by_name, draft

OWNED = [(model, name) for model in FACTORIES if issubclass(model, Owned) for name in model.part_of]


def owned_by(model, name, published_at):
    """A row of `model` whose owner `name` is public from `published_at`, all other owners being public."""
    owner = FACTORIES[model._meta.get_field(name).related_model](published_at=published_at)
    given = {name: owner}
    if name == "pavilion":
        given["edition"] = owner.edition
    return FACTORIES[model](**given)


@pytest.mark.django_db
@pytest.mark.parametrize(("model", "name"), OWNED, ids=[f"{model.__name__}-{name}" for model, name in OWNED])
def test_what_is_part_of_a_draft_is_not_public(model, name):
    owned_by(model, name, None)
    owned_by(model, name, NOW + SECOND)
    shown = owned_by(model, name, NOW)

    assert list(model.objects.published(at=NOW)) == [shown]


@pytest.mark.django_db
def test_owner_of_an_owner_withholds_too():
    edition = factories.edition(fair=factories.fair(published_at=None))
    figure = factories.edition_figure(edition=edition)
    appearance = factories.appearance(forum=factories.forum(edition=edition))

    hidden = [list(type(row).objects.published()) for row in (edition, figure, appearance)]
    edition.fair.publish()
    shown = [list(type(row).objects.published()) for row in (edition, figure, appearance)]

    assert hidden == [[], [], []]
    assert shown == [[edition], [figure], [appearance]]


@pytest.mark.django_db
def test_owners_are_fetched_with_their_rows(django_assert_num_queries):
    factories.exhibitor()
    factories.organization()

    with django_assert_num_queries(1):
        names = [str(owner) for row in Exhibitor.objects.with_owners() for owner in row.owners()]
    rows = Organization.objects.with_owners()

    assert len(names) == 3
    assert str(rows.query) == str(Organization.objects.all().query)


@pytest.mark.django_db
def test_exhibitor_needs_both_edition_and_organisation_public():
    organization = draft()
    factories.exhibitor(organization=organization)
    factories.exhibitor(edition=factories.edition(published_at=None))
    shown = factories.exhibitor()

    assert list(Exhibitor.objects.published()) == [shown]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "make",
    [
        factories.forum,
        factories.photo,
        lambda: factories.photo(forum=factories.forum()),
        factories.edition_figure,
        factories.reported_total,
    ],
    ids=["forum not at a fair", "photo of an edition", "photo of a forum", "figure without a pavilion",
         "total of the whole plan"],
)  # fmt: skip
def test_owner_that_is_not_set_withholds_nothing(make):
    row = make()

    assert list(type(row).objects.published()) == [row]


@pytest.mark.django_db
def test_owner_paths_lead_to_all_owners():
    assert Exhibitor.owner_paths() == ["edition", "edition__fair", "organization"]


@pytest.mark.parametrize("model", [model for model in KEYED if issubclass(model, Part)], ids=by_name)
def test_part_has_an_owner_and_no_publication_of_its_own(model):
    fields = {field.name for field in model._meta.get_fields()}

    assert model.part_of != ()
    assert fields & {"published_at", "submitted_at"} == set()
