"""What staff decided on rows that are called alike: they are one, or they are not."""

from collections.abc import Collection, Iterable
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.models.keyed import Slugged
from portal.models.row_reference import OfARow


class Merger(OfARow):
    """That a row was merged into another one, and is no more: which it was, and under which slug.

    Fixtures and sheets that still name it are led to the one that stayed, or told of it. It names the
    row that is there now, so that a chain of mergers is one step.
    """

    slug = models.SlugField(_("short name in addresses"), max_length=80, db_index=False)
    gone = models.BigIntegerField(_("merged row"))
    merged_at = models.DateTimeField(_("merged at"), default=timezone.now)

    class Meta(OfARow.Meta):
        verbose_name = _("merger")
        verbose_name_plural = _("mergers")
        constraints = [models.UniqueConstraint(fields=["kind", "gone"], name="portal_merger_once")]
        indexes = [
            models.Index(fields=["kind", "row"], name="portal_merger_of_row"),
            models.Index(fields=["kind", "slug"], name="portal_merger_slug"),
        ]

    @classmethod
    def rows_now(cls, using: str | None = None) -> dict[tuple[str, str], int]:
        """For every kind and slug that was merged away, the latest last, the number of the row it is now."""
        mergers = cls._default_manager.using(using).order_by("pk")
        return {(kind, slug): row for kind, slug, row in mergers.values_list("kind", "slug", "row")}

    @classmethod
    def slugs_now(cls, model: type[Slugged], slugs: Collection[str]) -> dict[str, str]:
        """The slugs of the rows that some merged ones are now, by the slugs that those had."""
        mergers = cls._default_manager.filter(kind=model._meta.label_lower, slug__in=slugs).order_by("pk")
        rows = dict(mergers.values_list("slug", "row"))
        now = dict(model._default_manager.filter(pk__in=rows.values()).values_list("pk", "slug"))
        return {slug: now[row] for slug, row in rows.items() if row in now}

    @classmethod
    def note(cls, stays: Slugged, goes: Slugged) -> None:
        """Keep that a row which is about to be deleted is another one now, as are those merged into it."""
        cls.of(goes).update(row=stays.pk)
        now = {"row": stays.pk, "slug": goes.slug, "merged_at": timezone.now()}
        cls._default_manager.update_or_create(kind=goes._meta.label_lower, gone=goes.pk, defaults=now)


class Distinction(models.Model):
    """That two rows which are called alike are not the same: who found so, and when."""

    kind = models.CharField(_("kind"), max_length=100)
    one = models.BigIntegerField(_("one row"))
    other = models.BigIntegerField(_("other row"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name=_("user"), null=True, related_name="+"
    )
    found_at = models.DateTimeField(_("found at"), default=timezone.now)

    class Meta:
        verbose_name = _("distinction")
        verbose_name_plural = _("distinctions")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["kind", "one", "other"], name="portal_distinction_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="portal_distinction_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.one} {self.other}"

    @classmethod
    def between(cls, model: type[models.Model], rows: Iterable[int] | None = None) -> models.QuerySet[Self]:
        """Those of a kind, or of two rows of it."""
        found: Any = cls._default_manager.filter(kind=model._meta.label_lower)
        if rows is None:
            return found
        one, other = sorted(rows)
        return found.filter(one=one, other=other)

    @classmethod
    def of(cls, row: models.Model) -> models.QuerySet[Self]:
        return cls.between(type(row)).filter(Q(one=row.pk) | Q(other=row.pk))

    @classmethod
    def note(cls, model: type[models.Model], rows: Iterable[int], user) -> None:
        one, other = sorted(rows)
        cls._default_manager.get_or_create(
            kind=model._meta.label_lower, one=one, other=other, defaults={"user": user}
        )

    @classmethod
    def hand_over(cls, goes: models.Model, stays: models.Model) -> None:
        """What a row was told apart from, the row that it is merged into is told apart from too."""
        for found in cls.of(goes).select_related("user"):
            third = found.other if found.one == goes.pk else found.one
            if third != stays.pk:
                one, other = sorted((third, stays.pk))
                cls._default_manager.get_or_create(
                    kind=found.kind,
                    one=one,
                    other=other,
                    defaults={"user": found.user, "found_at": found.found_at},
                )


def forget_decisions(sender, instance, **kwargs):
    """A row is deleted: what was decided on it is about nothing."""
    if issubclass(sender, Slugged):
        Merger.of(instance).delete()
        Distinction.of(instance).delete()
