"""What two rows may not both be, and how a sheet is held to it before the database is."""

from collections.abc import Iterator
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from portal.sheets.resources import Row


class OnceInTheSheet:
    """Finds lines that the database would not take together: it can name only one of them."""

    def __init__(self):
        self.lines: dict[tuple, int] = {}

    def broken_by(self, row: Row) -> Iterator[str]:
        for constraint in unique_constraints(row.instance):
            if constraint.condition is not None and not holds(constraint.condition, row.instance):
                continue
            names = constraint.fields or tuple(referred(constraint.expressions))
            key = (constraint.name, *(identity(row.instance, name) for name in names))
            if (line := self.lines.setdefault(key, row.line)) != row.line:
                where = _("See line %(line)s of the sheet.") % {"line": line}
                yield f"{constraint.get_violation_error_message()} {where}"


def is_the_one(instance: models.Model) -> bool:
    """Whether the row is what only one of several may be: the headline of its measure."""
    return any(
        constraint.condition is not None and holds(constraint.condition, instance)
        for constraint in unique_constraints(instance)
    )


def unique_constraints(instance: models.Model) -> list[Any]:
    return [one for one in instance._meta.constraints if isinstance(one, models.UniqueConstraint)]


def identity(instance: models.Model, name: str):
    """The value of a field, also of a relation to a row that has no number yet."""
    if not instance._meta.get_field(name).is_relation:
        return getattr(instance, name)
    other = getattr(instance, name, None)
    return other.pk or id(other) if other else None


def referred(expressions) -> Iterator[str]:
    """The fields that expressions are made of."""
    for expression in expressions:
        if isinstance(expression, models.F):
            yield expression.name  # type: ignore[attr-defined]
        elif isinstance(expression, models.Expression):
            yield from referred(expression.get_source_expressions())


def holds(condition: models.Q, instance: models.Model) -> bool:
    return all(getattr(instance, name) == value for name, value in condition.children)
