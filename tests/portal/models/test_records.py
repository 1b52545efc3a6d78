"""What every kind of record keeps to: sources, history, names."""

import pytest
from django.utils import translation

from portal.models import Organization, Record, record_models
from tests import factories
from tests.factories import FACTORIES
from tests.portal.models.conftest import KEYED, by_name, draft

# Kinds


def test_records_are_every_kind_and_nothing_else():
    assert set(record_models()) == {model for model in FACTORIES if issubclass(model, Record)}
    assert [model._meta.app_label for model in record_models()] == sorted(
        (model._meta.app_label for model in record_models()), key=["portal", "events", "cooperation"].index
    )


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
def test_source_supports_what_cites_it_first_or_further():
    source = factories.source()
    factories.organization(slug="first", source=source)
    factories.organization(slug="further").more_sources.add(source)
    both = factories.organization(slug="both", source=source)
    both.more_sources.add(source)
    factories.organization(slug="other").more_sources.add(factories.source())

    supported = Organization.objects.supported_by(source)

    assert sorted(row.slug for row in supported) == ["both", "first", "further"]


@pytest.mark.django_db
def test_sources_cost_nothing_after_with_sources(django_assert_num_queries):
    for _ in range(3):
        factories.organization().more_sources.add(factories.source())

    with django_assert_num_queries(2):
        sources = [row.sources() for row in Organization.objects.with_sources()]

    assert [len(pair) for pair in sources] == [2, 2, 2]


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

    assert {name for name in copied if not name.startswith("history_")} == stated | {"revision"}


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


@pytest.mark.django_db
@pytest.mark.parametrize("model", KEYED, ids=by_name)
def test_each_row_has_a_name(model):
    """Forms, histories and messages print it."""
    row = FACTORIES[model]()

    assert str(model.objects.get(pk=row.pk)).strip() not in ("", "None")
