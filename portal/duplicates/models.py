"""Decisions of staff on likely duplicates: merged, or found to be different."""

from collections.abc import Collection, Iterable
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.models.keyed import Slugged
from portal.models.row_reference import RowReference


class Merger(RowReference):
    """Into which row a deleted duplicate was merged, and which short name the duplicate had.

    Fixtures that still name it are led to the merge target, sheets are refused. Later mergers of the target
    are followed: `row` is always the row that is there now.
    """

    slug = models.SlugField(_("short name in addresses"), max_length=80, db_index=False)
    gone = models.BigIntegerField(_("merged record"))
    merged_at = models.DateTimeField(_("merged at"), default=timezone.now)

    class Meta(RowReference.Meta):
        verbose_name = _("merger")
        verbose_name_plural = _("mergers")
        constraints = [models.UniqueConstraint(fields=["kind", "gone"], name="portal_merger_once")]
        indexes = [
            models.Index(fields=["kind", "row"], name="portal_merger_of_row"),
            models.Index(fields=["kind", "slug"], name="portal_merger_slug"),
        ]

    @classmethod
    def target_pks(cls, using: str | None = None) -> dict[tuple[str, str], int]:
        """The number of the merge target by kind and slug of the duplicate; of several mergers the last."""
        mergers = cls._default_manager.using(using).order_by("pk")
        return {(kind, slug): row for kind, slug, row in mergers.values_list("kind", "slug", "row")}

    @classmethod
    def target_slugs(cls, model: type[Slugged], slugs: Collection[str]) -> dict[str, str]:
        """The slugs of merge targets by those of their duplicates, as far as some slugs are of duplicates."""
        mergers = cls._default_manager.filter(kind=model._meta.label_lower, slug__in=slugs).order_by("pk")
        rows = dict(mergers.values_list("slug", "row"))
        current = dict(model._default_manager.filter(pk__in=rows.values()).values_list("pk", "slug"))
        return {slug: current[row] for slug, row in rows.items() if row in current}

    @classmethod
    def note(cls, target: Slugged, duplicate: Slugged) -> None:
        """Note a merger before the duplicate is deleted; what was merged into it before has a new target."""
        cls.of(duplicate).update(row=target.pk)
        values = {"row": target.pk, "slug": duplicate.slug, "merged_at": timezone.now()}
        cls._default_manager.update_or_create(
            kind=duplicate._meta.label_lower, gone=duplicate.pk, defaults=values
        )


class Distinction(models.Model):
    """Two rows that staff found to be different although their names match: by whom, and when."""

    kind = models.CharField(_("kind"), max_length=100)
    one = models.BigIntegerField(_("one record"))
    other = models.BigIntegerField(_("other record"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name=_("user"), null=True, related_name="+"
    )
    found_at = models.DateTimeField(_("decided at"), default=timezone.now)

    class Meta:
        verbose_name = _("pair marked as different")
        verbose_name_plural = _("pairs marked as different")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["kind", "one", "other"], name="portal_distinction_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="portal_distinction_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.one} {self.other}"

    @classmethod
    def between(cls, model: type[models.Model], pks: Iterable[int] | None = None) -> models.QuerySet[Self]:
        """All distinctions of a kind, or the one between two rows of it."""
        found: Any = cls._default_manager.filter(kind=model._meta.label_lower)
        if pks is None:
            return found
        one, other = sorted(pks)
        return found.filter(one=one, other=other)

    @classmethod
    def of(cls, row: models.Model) -> models.QuerySet[Self]:
        return cls.between(type(row)).filter(Q(one=row.pk) | Q(other=row.pk))

    @classmethod
    def note(cls, model: type[models.Model], pks: Iterable[int], user, **values) -> None:
        one, other = sorted(pks)
        cls._default_manager.get_or_create(
            kind=model._meta.label_lower, one=one, other=other, defaults={"user": user, **values}
        )

    @classmethod
    def transfer(cls, duplicate: models.Model, target: models.Model) -> None:
        """Distinguish a merge target from all rows that its duplicate was distinguished from."""
        for found in cls.of(duplicate).select_related("user"):
            third = found.other if found.one == duplicate.pk else found.one
            if third != target.pk:
                cls.note(type(target), (third, target.pk), found.user, found_at=found.found_at)


def delete_decisions(sender, instance, **kwargs):
    """After a row is deleted: delete what was decided on it."""
    if issubclass(sender, Slugged):
        Merger.of(instance).delete()
        Distinction.of(instance).delete()
