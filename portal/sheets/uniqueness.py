"""Unique constraints, checked between the lines of a sheet before the database is asked."""

from collections.abc import Iterator
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from portal.sheets.columns import SheetRow


class UniqueInSheet:
    """Finds lines that break a unique constraint together: the database could name only one of them."""

    def __init__(self):
        self.lines: dict[tuple, int] = {}

    def violations(self, row: SheetRow) -> Iterator[str]:
        """The messages of constraints that the row breaks with an earlier line."""
        for constraint in unique_constraints(row.instance):
            if constraint.condition is not None and not holds(constraint.condition, row.instance):
                continue
            names = constraint.fields or tuple(field_names(constraint.expressions))
            key = (constraint.name, *(comparable(row.instance, name) for name in names))
            if (line := self.lines.setdefault(key, row.line)) != row.line:
                where = _("See line %(line)s of the sheet.") % {"line": line}
                yield f"{constraint.get_violation_error_message()} {where}"


def holds_exclusive_flag(instance: models.Model) -> bool:
    """Whether the row is what only one of several rows may be, such as the headline figure of a measure."""
    return any(
        constraint.condition is not None and holds(constraint.condition, instance)
        for constraint in unique_constraints(instance)
    )


def unique_constraints(instance: models.Model) -> list[Any]:
    return [each for each in instance._meta.constraints if isinstance(each, models.UniqueConstraint)]


def comparable(instance: models.Model, name: str):
    """The value of a field; of a relation the related row's number, or its identity while it has none."""
    if not instance._meta.get_field(name).is_relation:
        return getattr(instance, name)
    related = getattr(instance, name, None)
    return related.pk or id(related) if related else None


def field_names(expressions) -> Iterator[str]:
    """The fields that expressions refer to."""
    for expression in expressions:
        if isinstance(expression, models.F):
            yield expression.name  # type: ignore[attr-defined]
        elif isinstance(expression, models.Expression):
            yield from field_names(expression.get_source_expressions())


def holds(condition: models.Q, instance: models.Model) -> bool:
    return all(getattr(instance, name) == value for name, value in condition.children)
