"""What the tests of the records share: the models, and a draft."""

from datetime import UTC, datetime, timedelta

from django.apps import apps

from portal.models import Keyed
from tests import factories

NOW = datetime(2021, 7, 10, 12, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
KEYED = [model for model in apps.get_models() if issubclass(model, Keyed)]


def by_name(model):
    return model.__name__


def draft(**given):
    return factories.organization(published_at=None, **given)
