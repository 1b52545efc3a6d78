from secrets import randbits
from typing import ClassVar

from django.db import models
from django.db.models import Count, Sum
from django.utils.translation import gettext_lazy as _


class Change(models.Model):
    """A mark that something of the record was written, made in the transaction of the write.

    Whatever a process derives from the record and keeps (the index of a list) is good for as long as the
    marks are the same: they appear, and vanish at a rollback, exactly with what they stand for, in every
    process at once. A mark is a random number, so that no two sets of marks add up to the same by plan.
    """

    MAX_MARKS: ClassVar[int] = 100  # older ones are deleted: the sum of the newest tells enough

    stamp = models.PositiveIntegerField(_("stamp"))

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)

    @classmethod
    def mark(cls) -> None:
        """Mark that the record changed. `bulk_create()` and `update()` send no signal: call it after them."""
        mark = cls.objects.create(stamp=randbits(31))
        if mark.pk % cls.MAX_MARKS == 0:
            # another transaction may be sweeping too: what it holds is left to it
            old = cls.objects.filter(pk__lt=mark.pk - cls.MAX_MARKS).select_for_update(skip_locked=True)
            cls.objects.filter(pk__in=list(old.values_list("pk", flat=True))).delete()

    @classmethod
    def state(cls) -> tuple[int, int]:
        """Equal to an earlier answer only if nothing was written in between."""
        marks = cls.objects.aggregate(n=Count("pk"), sum=Sum("stamp"))
        return marks["n"], marks["sum"] or 0
