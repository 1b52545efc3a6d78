"""Every row is found by its natural key."""

import pytest
from django.db import IntegrityError, transaction

from cooperation.models import ReportedTotal
from portal.models import Organization, Source
from tests import factories
from tests.factories import FACTORIES
from tests.portal.models.conftest import KEYED, by_name


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
