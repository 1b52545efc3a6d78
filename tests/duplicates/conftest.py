"""What the tests of duplicates share."""

import re
from html import unescape
from pathlib import Path

import pytest

from portal.duplicates.merging import MergePlan
from portal.models import Organization, Person
from tests import factories
from tests.admin.conftest import admin_url

every_kind = pytest.mark.parametrize(
    "model", [Organization, Person], ids=lambda model: model._meta.model_name
)


def words_of(response) -> str:
    return " ".join(re.sub("<[^>]*>", " ", unescape(response.content.decode())).split())


def twins(model=Organization, **given):
    return [
        factories.FACTORIES[model](slug=slug, name_en="Synthetic Twin", **given) for slug in ("one", "other")
    ]


def address(one, other) -> str:
    return admin_url(type(one), "merge", one.pk, other.pk)


def shown(response) -> list[tuple[str, str]]:
    return [(message.level_tag, str(message)) for message in response.context["messages"]]


def merge(target, duplicate, *overwrite, user=None):
    """Merge two rows as they are stored, and return the target."""
    model = type(target)
    target, duplicate = model.objects.get(pk=target.pk), model.objects.get(pk=duplicate.pk)
    MergePlan(target, duplicate, overwrite).execute(user)
    return model.objects.get(pk=target.pk)


def reasons(row):
    return list(row.history.order_by("history_id").values_list("history_type", "history_change_reason"))


def pairs_of(name: str) -> list[tuple[str, str]]:
    """The pairs of names in a file of cases, one a line."""
    lines = (Path(__file__).parents[1] / "cases" / name).read_text(encoding="utf-8").splitlines()
    return [(one, other) for one, other in (line.split("|") for line in lines)]
