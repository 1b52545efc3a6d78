"""What every kind of record keeps to: publication, sources, natural keys, history, hedged numbers."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser, Permission, User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from cooperation.models import ReportedTotal
from events.models import Exhibitor
from portal.choices import Qualifier
from portal.models import Keyed, Organization, Part, Record, Source, qualified, record_models
from portal.models.base import Owned
from tests import factories
from tests.factories import FACTORIES

NOW = datetime(2021, 7, 10, 12, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
NO_SOURCE = "A record without a source cannot be published: name its source."
KEYED = [model for model in apps.get_models() if issubclass(model, Keyed)]


def by_name(model):
    return model.__name__


def draft(**given):
    return factories.organization(published_at=None, **given)


# Publication


@pytest.mark.django_db
def test_publish_makes_a_draft_public_from_that_moment():
    organization = draft()

    organization.publish(at=NOW)

    assert list(Organization.objects.published(at=NOW)) == [organization]
    assert list(Organization.objects.published(at=NOW - SECOND)) == []


@pytest.mark.django_db
def test_publish_without_a_moment_means_now():
    organization = draft()
    before = timezone.now()

    organization.publish()

    organization.refresh_from_db()
    assert before <= organization.published_at <= timezone.now()
    assert not organization.is_draft


@pytest.mark.django_db
def test_publish_without_a_source_is_refused_and_writes_nothing():
    organization = draft(source=None)

    with pytest.raises(ValidationError) as caught:
        organization.publish()

    assert caught.value.message_dict == {"__all__": [NO_SOURCE]}
    assert organization.published_at is None
    organization.refresh_from_db()
    assert organization.published_at is None
    assert organization.history.count() == 1


@pytest.mark.django_db
def test_publish_of_a_scheduled_record_that_breaks_a_rule_leaves_it_scheduled():
    later = timezone.now() + timedelta(days=1)
    organization = factories.organization(published_at=later)
    organization.kind = "nonsense"

    with pytest.raises(ValidationError):
        organization.publish()

    assert organization.published_at == later
    organization.refresh_from_db()
    assert (organization.published_at, organization.kind) == (later, "company")


@pytest.mark.django_db
def test_unpublish_makes_a_draft_and_keeps_text_source_and_history():
    organization = factories.organization(name_en="Synthetic Works")
    source = organization.source

    organization.unpublish()

    organization.refresh_from_db()
    assert (organization.published_at, organization.name_en, organization.source) == (
        None,
        "Synthetic Works",
        source,
    )
    assert [row.history_type for row in organization.history.all()] == ["~", "+"]
    assert list(Organization.objects.drafts()) == [organization]


@pytest.mark.django_db
@pytest.mark.parametrize("model", record_models(), ids=by_name)
def test_database_refuses_a_published_record_without_a_source(model):
    record = FACTORIES[model]()

    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.filter(pk=record.pk).update(source=None)

    record.refresh_from_db()
    assert record.source is not None


@pytest.mark.django_db
@pytest.mark.parametrize("model", record_models(), ids=by_name)
def test_full_clean_explains_that_a_published_record_needs_a_source(model):
    record = FACTORIES[model]()
    record.source = None

    with pytest.raises(ValidationError) as caught:
        record.full_clean()

    assert caught.value.message_dict == {"__all__": [NO_SOURCE]}


@pytest.mark.django_db
def test_published_shows_past_records_and_neither_drafts_nor_scheduled_ones():
    draft()
    past = factories.organization(published_at=NOW - SECOND)
    scheduled = factories.organization(published_at=NOW + SECOND)

    assert list(Organization.objects.published(at=NOW)) == [past]
    assert set(Organization.objects.published(at=NOW + SECOND)) == {past, scheduled}


@pytest.mark.django_db
def test_drafts_are_the_records_without_a_moment():
    organization = draft()
    factories.organization(published_at=NOW)
    factories.organization(published_at=timezone.now() + timedelta(days=1))

    assert list(Organization.objects.drafts()) == [organization]


@pytest.mark.parametrize(
    ("published_at", "is_draft"),
    [(None, True), (datetime(2017, 7, 10, tzinfo=UTC), False), (datetime(9000, 1, 1, tzinfo=UTC), True)],
)
def test_is_draft_until_its_moment_has_come(published_at, is_draft):
    assert Organization(published_at=published_at).is_draft is is_draft


# Who sees what


@pytest.mark.django_db
def test_visible_to_anonymous_is_what_is_public():
    public = factories.organization()
    draft()

    assert list(Organization.objects.visible_to(AnonymousUser())) == [public]


def test_visible_to_an_editor_has_the_drafts_too(editor):
    public, hidden = factories.organization(), draft()

    assert set(Organization.objects.visible_to(editor)) == {public, hidden}


@pytest.mark.django_db
def test_visible_to_staff_without_permission_is_what_is_public():
    public = factories.organization()
    draft()
    clerk = User.objects.create_user("clerk", is_staff=True)
    clerk.user_permissions.set(Permission.objects.filter(codename="view_person"))

    assert list(Organization.objects.visible_to(clerk)) == [public]


@pytest.mark.django_db
def test_visible_to_an_account_that_is_not_staff_is_what_is_public():
    public = factories.organization()
    draft()
    member = User.objects.create_user("member")
    member.user_permissions.set(Permission.objects.filter(codename="view_organization"))

    assert list(Organization.objects.visible_to(member)) == [public]


# Owners: nothing is public before what it is part of

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
    ids=["forum outside any fair", "photo of an edition", "photo of a forum", "figure without a pavilion",
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


# Sources


@pytest.mark.django_db
def test_sources_are_the_source_then_the_further_ones_each_once():
    first, second, third = (factories.source(slug=slug) for slug in ("z-first", "a-second", "b-third"))
    organization = factories.organization(source=first)
    organization.more_sources.set([third, first, second])

    assert organization.sources() == [first, second, third]


@pytest.mark.django_db
def test_sources_of_a_draft_without_a_source_are_the_further_ones():
    further = factories.source()
    organization = draft(source=None)
    organization.more_sources.add(further)

    assert organization.sources() == [further]


@pytest.mark.django_db
def test_sources_cost_nothing_after_with_sources(django_assert_num_queries):
    for _ in range(3):
        factories.organization().more_sources.add(factories.source())

    with django_assert_num_queries(2):
        sources = [row.sources() for row in Organization.objects.with_sources()]

    assert [len(pair) for pair in sources] == [2, 2, 2]


# Natural keys


def test_every_model_of_the_record_has_a_factory():
    assert set(FACTORIES) == set(KEYED)


@pytest.mark.django_db
@pytest.mark.parametrize("model", KEYED, ids=by_name)
def test_natural_key_finds_its_row(model):
    beside = {"headline": False} if model is ReportedTotal else {}  # the plan has one headline total
    rows = [FACTORIES[model](), FACTORIES[model](**beside)]

    keys = [row.natural_key() for row in rows]

    assert [model._default_manager.get_by_natural_key(*key) for key in keys] == rows
    assert keys[0] != keys[1]
    assert [len(key) for key in keys] == [len(model.key_paths())] * 2


@pytest.mark.django_db
def test_natural_key_of_a_part_is_made_of_its_owners_keys():
    appearance = factories.appearance(
        forum=factories.forum(slug="synthetic-forum"), person=factories.person(slug="synthetic-person")
    )

    assert appearance.natural_key() == ("synthetic-forum", "synthetic-person", "speaker")


@pytest.mark.django_db
@pytest.mark.parametrize("key", [(), ("synthetic", "synthetic")], ids=["too short", "too long"])
def test_natural_key_of_another_shape_finds_nothing(key):
    factories.source(slug="synthetic")

    with pytest.raises((Source.DoesNotExist, ValueError)):
        Source.objects.get_by_natural_key(*key)


@pytest.mark.django_db
def test_database_refuses_an_empty_slug():
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.organization(slug="")

    assert not Organization.objects.exists()


# History


@pytest.mark.django_db
@pytest.mark.parametrize("model", KEYED, ids=by_name)
def test_history_is_written_on_create_and_on_every_save(model):
    row = FACTORIES[model]()

    row.save()

    assert [past.history_type for past in row.history.all()] == ["~", "+"]


@pytest.mark.django_db
def test_history_remembers_what_a_record_said():
    organization = factories.organization(name_en="Synthetic Works")

    organization.name_en = "Synthetic Works Ltd"
    organization.save()

    assert [past.name_en for past in organization.history.all()] == ["Synthetic Works Ltd", "Synthetic Works"]


@pytest.mark.django_db
def test_history_remembers_further_sources():
    further = factories.source()
    organization = factories.organization()

    organization.more_sources.add(further)

    newest, oldest = organization.history.all()
    assert [row.source for row in newest.more_sources.all()] == [further]
    assert list(oldest.more_sources.all()) == []


@pytest.mark.django_db
def test_history_of_a_deleted_part_stays():
    signatory = factories.signatory()
    history = type(signatory).history

    signatory.delete()

    assert [past.history_type for past in history.all()] == ["-", "+"]


@pytest.mark.parametrize("model", KEYED, ids=by_name)
def test_history_copies_what_is_stated_and_nothing_derived(model):
    stated = {field.name for field in model._meta.concrete_fields if not field.generated}
    copied = {field.name for field in model.history.model._meta.concrete_fields}

    assert {name for name in copied if not name.startswith("history_")} == stated


# Figures


@pytest.mark.parametrize(
    ("qualifier", "words"),
    [
        (Qualifier.EXACT, "50,194"),
        (Qualifier.ABOUT, "about 50,194"),
        (Qualifier.OVER, "over 50,194"),
        (Qualifier.AT_LEAST, "at least 50,194"),
        (Qualifier.UP_TO, "up to 50,194"),
        ("over", "over 50,194"),
    ],
)
def test_qualified_number_keeps_its_hedge(qualifier, words):
    assert qualified(Decimal("50194.00"), qualifier) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("0", "0"),
        ("20.00", "20"),
        ("1.5", "1.50"),
        ("0.01", "0.01"),
        ("1234567.89", "1,234,567.89"),
        ("999999999999999999.99", "999,999,999,999,999,999.99"),
    ],
)
def test_qualified_number_drops_empty_decimals_and_groups_thousands(value, words):
    assert qualified(Decimal(value), Qualifier.EXACT) == words


def test_qualified_amount_names_its_currency_before_the_number():
    words = qualified(Decimal("200000000"), Qualifier.ABOUT, "USD")

    assert words == "about USD\N{NO-BREAK SPACE}200,000,000"


@pytest.mark.parametrize(("language", "words"), [("ja", "50,194"), ("ru", "50\N{NO-BREAK SPACE}194")])
def test_qualified_number_is_grouped_as_the_language_does(language, words):
    with translation.override(language):
        assert qualified(Decimal("50194"), Qualifier.EXACT) == words


def test_qualified_number_without_a_known_hedge_is_refused():
    with pytest.raises(ValueError, match="roughly"):
        qualified(Decimal("600"), "roughly")


@pytest.mark.django_db
def test_figure_prints_its_qualifier_and_unit():
    figure = factories.edition_figure(value=Decimal("600"), qualifier=Qualifier.OVER)

    assert figure.quantity == "over 600"
    assert str(figure) == f"{figure.edition}: over 600 synthetic companies"


@pytest.mark.django_db
@pytest.mark.parametrize("make", [factories.edition_figure, factories.reported_total])
def test_database_refuses_a_negative_figure(make):
    with pytest.raises(IntegrityError), transaction.atomic():
        make(value=Decimal("-1"))


@pytest.mark.django_db
def test_full_clean_explains_a_negative_figure():
    figure = factories.edition_figure()
    figure.value = Decimal("-1")

    with pytest.raises(ValidationError) as caught:
        figure.full_clean()

    assert caught.value.message_dict == {"value": ["Ensure this value is greater than or equal to 0."]}


@pytest.mark.django_db
def test_constraint_explains_a_negative_figure_to_a_form_without_the_number():
    figure = factories.edition_figure()
    figure.value = Decimal("-1")

    with pytest.raises(ValidationError) as caught:
        figure.validate_constraints()

    assert caught.value.messages == ["A reported number is not negative."]


@pytest.mark.django_db
def test_database_refuses_a_figure_without_a_unit():
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.edition_figure(unit_en="")


@pytest.mark.django_db
def test_database_refuses_an_unknown_qualifier():
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.edition_figure(qualifier="roughly")


# Names


NAMES = {"name_en": "Synthetic Works", "name_ja": "合成工業", "name_ru": "Синтетика"}


@pytest.mark.parametrize("model", [factories.Organization, factories.Person], ids=by_name)
def test_other_names_are_those_of_other_languages_then_the_aliases(model):
    row = model(**NAMES, aliases="Synth\n\n  SW  \n")

    others = [(str(name), name.lang) for name in row.other_names]

    assert others == [("合成工業", "ja"), ("Синтетика", "ru"), ("Synth", ""), ("SW", "")]


def test_other_names_leave_out_the_one_shown():
    row = Organization(**NAMES, aliases="合成工業")

    with translation.override("ja"):
        others = [(str(name), name.lang) for name in row.other_names]

    assert others == [("Synthetic Works", "en"), ("Синтетика", "ru")]


def test_other_names_of_a_name_in_one_language_are_none():
    assert Organization(name_en="Synthetic Works").other_names == []


def test_records_are_every_kind_and_nothing_else():
    assert set(record_models()) == {model for model in FACTORIES if issubclass(model, Record)}
    assert [model._meta.app_label for model in record_models()] == sorted(
        (model._meta.app_label for model in record_models()), key=["portal", "events", "cooperation"].index
    )
