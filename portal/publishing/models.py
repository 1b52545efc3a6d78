"""Redirects for renamed records, notes for withdrawn ones."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, cast

from django.apps import apps
from django.core.validators import slug_re
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.fields import T
from portal.models.history import History
from portal.models.keyed import Slugged, related_model
from portal.models.records import Record
from portal.models.row_reference import RowReference

Addresses = dict[tuple[str, int], set[str]]  # by kind and number of a row


def address_paths(model: type[Slugged]) -> tuple[str, ...]:
    """The lookups of what stands in the address of a row's page, if that is more than its slug."""
    own_page = getattr(model, "has_page", True) and model.page_paths != ("slug",)
    return model.page_paths if own_page else ()


@cache
def models_addressed_through(model: type[Slugged]) -> list[tuple[type[Slugged], str]]:
    """The models in the addresses of which a row of `model` is named, each with its relation to it."""
    found: list[tuple[type[Slugged], str]] = []
    kinds = [cast(type[Slugged], other) for other in apps.get_models() if issubclass(other, Slugged)]
    for other in kinds:
        for path in address_paths(other):
            relation, _separator, _field = path.rpartition("__")
            if relation and related_model(other, relation) is model:
                found.append((other, relation))
    return found


def public_addresses(model: type[Slugged], pks: Collection[int]) -> Addresses:
    """The public addresses of stored rows now, and of the rows whose addresses name them."""
    addresses: Addresses = {}
    kinds: list[tuple[type[Slugged], str]] = [(model, "pk"), *models_addressed_through(model)]
    for kind, relation in kinds:
        paths = address_paths(kind)
        rows: Any = kind.objects.published().order_by().filter(**{f"{relation}__in": pks})
        for pk, slug, *parts in rows.values_list("pk", "slug", *paths):
            own_page = {"/".join(map(str, parts))} if paths else set()
            addresses[kind._meta.label_lower, pk] = {slug, *own_page}
    return addresses


class FormerAddress(RowReference):
    """An address at which a row was public before it was renamed or withdrawn.

    It is a slug, as parameters of lists give it, or what stands in the address of a page: `fair/2016`. It
    names a number, so that a chain of changes is one step, and is of one database: no fixture states it.
    """

    address = models.CharField(_("address"), max_length=200)

    class Meta(RowReference.Meta):
        verbose_name = _("former address")
        verbose_name_plural = _("former addresses")
        constraints = [models.UniqueConstraint(fields=["kind", "address"], name="portal_former_address_once")]
        indexes = [models.Index(fields=["kind", "row"], name="portal_former_of_row")]

    @classmethod
    def at(cls, model: type[Slugged], *addresses: str) -> models.QuerySet[Any]:
        return cls.objects.filter(kind=model._meta.label_lower, address__in=addresses)

    @classmethod
    def row_at(cls, model: type[Slugged], address: str) -> Any:
        """The public row that had this address; None if there is none."""
        rows = model.objects.published().with_owners()
        return rows.filter(pk__in=cls.at(model, address).values("row")).first()

    @classmethod
    def slugs_now(cls, model: type[Slugged], slugs: Collection[str]) -> dict[str, str]:
        """The present slugs of public rows, by those of `slugs` that they had before."""
        asked = [slug for slug in slugs if slug_re.match(slug)]
        rows = dict(cls.at(model, *asked).values_list("address", "row"))
        public: Any = model.objects.published().order_by() if rows else model.objects.none()
        now = dict(public.filter(pk__in=rows.values()).values_list("pk", "slug"))
        taken = set(public.filter(slug__in=rows).values_list("slug", flat=True))
        return {slug: now[row] for slug, row in rows.items() if row in now and slug not in taken}


class Withdrawal(RowReference):
    """The public note at the address of a withdrawn record: why it was withdrawn."""

    note = T(models.TextField(_("reason for withdrawal")), required=False)

    history = History()

    class Meta(RowReference.Meta):
        verbose_name = _("withdrawal")
        verbose_name_plural = _("withdrawals")
        constraints = [models.UniqueConstraint(fields=["kind", "row"], name="portal_withdrawal_once")]

    def __str__(self) -> str:
        return str(self.note)

    @classmethod
    def at(cls, model: type[Slugged], address: str) -> Any:
        rows = FormerAddress.at(model, address).values("row")
        return cls.objects.filter(kind=model._meta.label_lower, row__in=rows).first()


def was_withdrawn(record: Record) -> bool:
    """Whether a record was public and is a draft now."""
    return record.is_withheld and FormerAddress.of(record).exists()


# Kept at every write that sends a signal, and at those by the hundred that say so


def remember_public_addresses(sender, instance, **kwargs):
    """Before a row is written, note its public addresses."""
    if issubclass(sender, Slugged) and instance.pk is not None:
        instance._public_addresses = public_addresses(sender, [instance.pk])


def save_former_addresses(sender, instance, created, **kwargs):
    """After a row was written, save the addresses that it lost."""
    before = cast(Addresses, instance.__dict__.pop("_public_addresses", {}))
    if before:
        save_former(before, public_addresses(sender, [instance.pk]))
    elif not created and isinstance(instance, Record) and instance.published_at:
        Withdrawal.of(instance).delete()  # public again: should it be withdrawn anew, that is another story


@contextmanager
def keeping_former_addresses(model: type[Slugged], pks: Collection[int]) -> Iterator[None]:
    """Save the addresses that rows lose in a write that sends no signals (`update()`, `bulk_update()`)."""
    before = public_addresses(model, pks)
    yield
    save_former(before, public_addresses(model, pks) if before else {})
    if issubclass(model, Record):
        kind = model._meta.label_lower
        hidden = model.objects.filter(pk__in=[pk for pk in pks if (kind, pk) not in before])
        published = hidden.filter(published_at__isnull=False)
        Withdrawal.objects.filter(kind=kind, row__in=published.values("pk")).delete()


def save_former(before: Addresses, after: Addresses) -> None:
    """Save the addresses that rows lost; one that two rows had in turn leads to the later."""
    left = [
        FormerAddress(kind=kind, row=row, address=address)
        for (kind, row), addresses in before.items()
        for address in addresses - after.get((kind, row), set())
    ]
    FormerAddress.objects.bulk_create(
        left, update_conflicts=True, unique_fields=["kind", "address"], update_fields=["row"]
    )


def delete_former_addresses(sender, instance, **kwargs):
    """After a row was deleted, delete what led to it."""
    if issubclass(sender, Slugged):
        FormerAddress.of(instance).delete()
        Withdrawal.of(instance).delete()
