"""Constraints that several models share."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


def is_choice(
    field: str, choices: type[models.TextChoices], *, blank: bool = False
) -> models.CheckConstraint:
    """A constraint to the values of a closed list: Django's `choices` bind forms alone."""
    values = [*choices.values, ""] if blank else choices.values
    return models.CheckConstraint(
        condition=Q(**{f"{field}__in": values}),
        name=f"%(app_label)s_%(class)s_{field}_is_a_choice",
        violation_error_message=_("Choose one of the listed values."),
    )


def not_empty(*fields: str) -> list[models.CheckConstraint]:
    """Constraints that these texts are not empty."""
    return [
        models.CheckConstraint(
            condition=~Q(**{field: ""}),
            name=f"%(app_label)s_%(class)s_{field}_is_filled",
            violation_error_message=_("A required text is empty."),
        )
        for field in fields
    ]


def choice_rank(field: str, choices: type[models.TextChoices]) -> models.Case:
    """An expression to sort by the position of a value in its closed list."""
    ranks = (
        models.When(**{field: value}, then=models.Value(rank)) for rank, value in enumerate(choices.values)
    )
    return models.Case(*ranks, output_field=models.SmallIntegerField())
