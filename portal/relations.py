"""What may lead to a row from elsewhere: found in the models, so that a new relation is not forgotten."""

from collections.abc import Collection, Iterator
from functools import cache
from typing import Any

from django.db import models

from portal.models.records import Owned


def relations_to(model: Any) -> list[Any]:
    """Every relation to rows of a kind, those without a name in reverse too.

    A history names rows by number and keeps what it says; the table between two rows goes with its relation.
    """
    return [
        relation
        for relation in model._meta.get_fields(include_hidden=True)
        if isinstance(relation, models.ForeignObjectRel) and leads_here(relation)
    ]


def leads_here(relation: Any) -> bool:
    if relation.many_to_many:
        return bool(relation.through._meta.auto_created)  # else its rows are found by their own relation
    return not relation.related_model._meta.auto_created and relation.field.db_constraint


def rows_of(relation: Any, pks: Collection[int], *, hold: bool = False) -> list[Any]:
    """The rows that lead to some others by a relation, with what their names are made of; in order."""
    model, name = relation.related_model, relation.field.name
    paths = [one.name for one in model._meta.fields if one.is_relation]
    for path in [*paths]:
        related = model._meta.get_field(path).related_model
        paths += related.owner_paths(f"{path}__") if issubclass(related, Owned) else []
    rows = model._base_manager.filter(**{f"{name}__in": pks}).select_related(*paths).order_by("pk")
    return [*(rows.select_for_update(of=("self",)) if hold else rows)]


def identities(row: models.Model, relation: models.Field) -> Iterator[tuple]:
    """What tells a row from others that lead to the same place: only one of them can have it."""
    for number, names in enumerate(unique_with(type(row), relation)):
        yield (number, *(stored(row, row._meta.get_field(name)) for name in names))


@cache
def unique_with(model: type[models.Model], relation: models.Field) -> list[list[str]]:
    """The fields that, each list together with a relation, no two rows share."""
    constraints = [one for one in model._meta.constraints if isinstance(one, models.UniqueConstraint)]
    together = [*(one.fields for one in constraints if one.condition is None), *model._meta.unique_together]
    alone = [(relation.name,)] if relation.unique else []
    return [
        [name for name in names if name != relation.name]
        for names in (*together, *alone)
        if relation.name in names
    ]


def stored(row: Any, one: Any) -> Any:
    """What a row holds in a field, as it is compared: rows by number."""
    if one.many_to_many:
        return tuple(sorted(other.pk for other in getattr(row, one.name).all()))
    return one.get_prep_value(getattr(row, one.attname))
