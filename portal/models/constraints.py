"""Rules that several kinds of rows hold to, in the database."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


def one_of(field: str, choices: type[models.TextChoices], *, blank: bool = False) -> models.CheckConstraint:
    """The database accepts only the values of a closed list: `choices` alone binds forms, not data."""
    values = [*choices.values, ""] if blank else choices.values
    return models.CheckConstraint(
        condition=Q(**{f"{field}__in": values}),
        name=f"%(app_label)s_%(class)s_{field}_is_a_choice",
        violation_error_message=_("Choose one of the values listed."),
    )


def filled(*fields: str) -> list[models.CheckConstraint]:
    """These texts are never empty."""
    return [
        models.CheckConstraint(
            condition=~Q(**{field: ""}),
            name=f"%(app_label)s_%(class)s_{field}_is_filled",
            violation_error_message=_("A required text is empty."),
        )
        for field in fields
    ]


def rank_of(field: str, choices: type[models.TextChoices]) -> models.Case:
    """Order by the place of a value in its closed list, not by its spelling."""
    ranks = (
        models.When(**{field: value}, then=models.Value(rank)) for rank, value in enumerate(choices.values)
    )
    return models.Case(*ranks, output_field=models.SmallIntegerField())
