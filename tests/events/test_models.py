"""Rules of fairs and forums that no single row can hold, and who is public with whom."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from events.models import Appearance, Edition, EditionFigure, Exhibitor, Forum, Photo
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("factory", [factories.exhibitor, factories.edition_figure])
def test_pavilion_of_another_edition_is_refused(factory):
    row = factory()
    row.pavilion = factories.pavilion()

    with pytest.raises(ValidationError) as caught:
        row.full_clean()

    assert caught.value.message_dict == {"pavilion": ["The pavilion belongs to another edition."]}


@pytest.mark.parametrize("factory", [factories.exhibitor, factories.edition_figure])
def test_pavilion_of_the_same_edition_is_accepted(factory):
    row = factory()
    row.pavilion = factories.pavilion(edition=row.edition)

    row.full_clean()


def test_session_of_a_session_is_refused():
    session = factories.forum(parent=factories.forum())
    row = factories.forum()
    row.parent = session

    with pytest.raises(ValidationError) as caught:
        row.full_clean()

    assert caught.value.message_dict == {"parent": ["A session cannot have sessions of its own."]}


def test_session_of_a_forum_is_accepted():
    row = factories.forum(parent=factories.forum())

    row.full_clean()


def test_forum_with_sessions_does_not_become_a_session():
    forum = factories.forum()
    factories.forum(parent=forum)
    forum.parent = factories.forum()

    with pytest.raises(ValidationError) as caught:
        forum.full_clean()

    assert list(caught.value.message_dict) == ["parent"]


def test_forum_that_is_part_of_itself_is_shown_so():
    forum = factories.forum()
    forum.parent = forum

    with pytest.raises(ValidationError) as caught:
        forum.full_clean()

    assert caught.value.messages == ["A forum cannot be part of itself."]


def test_edition_that_starts_in_a_month_may_end_on_a_day_of_it():
    row = factories.edition(
        year=2017,
        starts_on=date(2017, 7, 1),
        starts_precision="month",
        ends_on=date(2017, 7, 13),
        ends_precision="day",
    )

    row.full_clean()

    assert (str(row.starts), str(row.ends)) == ("July 2017", "13 July 2017")


def test_edition_is_named_after_its_fair_and_year():
    row = factories.edition(fair=factories.fair(name_en="Synthetic Fair", slug="synthetic"), year=2017)

    assert str(row) == "Synthetic Fair 2017"
    assert row.get_absolute_url() == "/fairs/synthetic/2017/"


def test_figures_are_ordered_by_measure_and_headline():
    edition = factories.edition()
    for slug, measure, headline in [
        ("visitors", "visitors", True),
        ("rival", "exhibitors", False),
        ("countries", "countries", False),
        ("headline", "exhibitors", True),
    ]:
        factories.edition_figure(slug=slug, edition=edition, measure=measure, headline=headline)

    assert [row.slug for row in EditionFigure.objects.all()] == ["headline", "rival", "countries", "visitors"]


@pytest.mark.parametrize(
    ("qualifier", "said"),
    [
        ("exact", "600"),
        ("about", "about 600"),
        ("over", "over 600"),
        ("at-least", "at least 600"),
        ("up-to", "up to 600"),
    ],
)
def test_figure_keeps_its_qualifier(qualifier, said):
    figure = factories.edition_figure(value=Decimal(600), qualifier=qualifier)

    assert figure.quantity == said


def test_figure_groups_thousands_and_drops_empty_decimals():
    whole = factories.edition_figure(value=Decimal("50000.00"))
    share = factories.edition_figure(value=Decimal("12.5"))

    assert (whole.quantity, share.quantity) == ("50,000", "12.50")


def test_edition_is_public_with_its_fair():
    fair = factories.fair()
    edition = factories.edition(fair=fair)
    exhibitor = factories.exhibitor(edition=edition)
    figure = factories.edition_figure(edition=edition)
    before = [
        list(Edition.objects.published()),
        list(Exhibitor.objects.published()),
        list(EditionFigure.objects.published()),
    ]

    fair.unpublish()

    assert before == [[edition], [exhibitor], [figure]]
    assert list(Edition.objects.published()) == []
    assert list(Exhibitor.objects.published()) == []
    assert list(EditionFigure.objects.published()) == []


def test_figure_of_a_pavilion_is_public_with_it():
    pavilion = factories.pavilion()
    of_pavilion = factories.edition_figure(edition=pavilion.edition, pavilion=pavilion)
    of_edition = factories.edition_figure(edition=pavilion.edition)
    before = set(EditionFigure.objects.published())

    pavilion.unpublish()

    assert before == {of_pavilion, of_edition}
    assert list(EditionFigure.objects.published()) == [of_edition]


def test_forum_outside_any_fair_is_public_by_itself():
    alone = factories.forum()
    at_a_draft = factories.forum(edition=factories.edition(published_at=None))

    assert list(Forum.objects.published()) == [alone]
    assert at_a_draft.is_withheld is False


def test_appearance_is_public_when_forum_and_person_are():
    shown = factories.appearance()
    factories.appearance(forum=factories.forum(published_at=None))
    factories.appearance(person=factories.person(published_at=None))

    assert list(Appearance.objects.published()) == [shown]


def test_photo_is_public_with_its_owner():
    of_edition, of_forum = factories.photo(), factories.photo(forum=factories.forum())
    factories.photo(edition=factories.edition(published_at=None))
    factories.photo(forum=factories.forum(published_at=None))

    assert set(Photo.objects.published()) == {of_edition, of_forum}


def test_exhibitor_is_public_when_edition_and_organization_are():
    shown = factories.exhibitor()
    factories.exhibitor(organization=factories.organization(published_at=None))
    factories.exhibitor(edition=factories.edition(published_at=None))
    factories.exhibitor(published_at=None)

    assert list(Exhibitor.objects.published()) == [shown]


@pytest.mark.django_db
@pytest.mark.parametrize("part", [factories.exhibitor, factories.edition_figure])
def test_pavilion_does_not_leave_its_exhibitors_and_figures_behind(part):
    pavilion = factories.pavilion()
    part(pavilion=pavilion, edition=pavilion.edition)
    pavilion.edition = factories.edition()

    with pytest.raises(ValidationError) as caught:
        pavilion.full_clean()

    assert list(caught.value.message_dict) == ["edition"]
