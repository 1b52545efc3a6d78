"""A reference to a row of any kind by its kind and number."""

from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.models.keyed import Slugged


class RowReference(models.Model):
    """A fact about a row of any kind, by kind and number; the row may have been deleted."""

    kind = models.CharField(_("kind"), max_length=100, editable=False)
    row = models.BigIntegerField(_("row"), editable=False)

    class Meta:
        abstract = True
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.kind} {self.row}"

    @classmethod
    def of(cls, row: Slugged) -> models.QuerySet[Any]:
        return cls._default_manager.filter(kind=row._meta.label_lower, row=row.pk)

    @classmethod
    def about(cls, row: Slugged) -> Self:
        return cls(kind=row._meta.label_lower, row=row.pk)
