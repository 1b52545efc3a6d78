"""The relations by which rows refer to a record, read from the models so that none is forgotten."""

from collections.abc import Collection, Iterator
from functools import cache
from typing import Any

from django.db import models

from portal.models.records import Owned


def relations_to(model: Any) -> list[Any]:
    """Every relation to rows of a kind, those without a reverse name too.

    Left out are histories, which keep the number that they state, and the tables of plain many-to-many
    relations, which are changed through the relation.
    """
    return [
        relation
        for relation in model._meta.get_fields(include_hidden=True)
        if isinstance(relation, models.ForeignObjectRel) and moves_rows(relation)
    ]


def moves_rows(relation: Any) -> bool:
    if relation.many_to_many:
        return bool(relation.through._meta.auto_created)  # else its rows are found by their own relation
    return not relation.related_model._meta.auto_created and relation.field.db_constraint


def related_rows(relation: Any, pks: Collection[int], *, lock: bool = False) -> list[Any]:
    """The rows that refer to some others by a relation, with what their `str()` needs; in order."""
    model, name = relation.related_model, relation.field.name
    paths = [field.name for field in model._meta.fields if field.is_relation]
    for path in [*paths]:
        related = model._meta.get_field(path).related_model
        paths += related.owner_paths(f"{path}__") if issubclass(related, Owned) else []
    rows = model._base_manager.filter(**{f"{name}__in": pks}).select_related(*paths).order_by("pk")
    return [*(rows.select_for_update(of=("self",)) if lock else rows)]


def unique_keys(row: models.Model, relation: models.Field) -> Iterator[tuple]:
    """The values of a row that, by a unique constraint, no other row of the same record can have."""
    for number, names in enumerate(unique_with(type(row), relation)):
        yield (number, *(stored_value(row, row._meta.get_field(name)) for name in names))


@cache
def unique_with(model: type[models.Model], relation: models.Field) -> list[list[str]]:
    """The lists of fields that are unique together with a relation."""
    constraints = [one for one in model._meta.constraints if isinstance(one, models.UniqueConstraint)]
    together = [*(one.fields for one in constraints if one.condition is None), *model._meta.unique_together]
    alone = [(relation.name,)] if relation.unique else []
    return [
        [name for name in names if name != relation.name]
        for names in (*together, *alone)
        if relation.name in names
    ]


def stored_value(row: Any, field: Any) -> Any:
    """A row's value in the database, to compare; of relations the numbers of the rows."""
    if field.many_to_many:
        return tuple(sorted(other.pk for other in getattr(row, field.name).all()))
    return field.get_prep_value(getattr(row, field.attname))
