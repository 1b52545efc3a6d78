"""Writes what a plan says, all or nothing, in one short transaction, with the history of every row.

SQLite lets one transaction write at a time, and the others wait for `timeout` seconds. Saved one by one,
ten thousand rows would keep everybody else out for longer than that; so they are written by the hundred, and
their versions with them. What still takes longer than `SECONDS` is taken back.
"""

from collections.abc import Callable, Iterable
from contextlib import nullcontext
from inspect import getattr_static
from time import monotonic
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from portal.models import Change as Mark
from portal.models import Keyed, Slugged
from portal.publishing.models import keeping_former_addresses
from portal.sheets.columns import Links, References
from portal.sheets.plan import Plan, chunks, newest_history
from portal.sheets.resources import Row
from portal.sheets.rules import is_the_one

SECONDS = 15  # SQLite lets others wait for 20
BATCH = 100


class Outdated(Exception):
    """The record changed after it was compared."""


class Writer:
    def __init__(self, plan: Plan, user, reason: str):
        self.plan, self.user, self.reason = plan, user, reason
        self.rows = plan.sound
        self.deadline = 0.0

    def write(self) -> None:
        """Raises Outdated, and writes nothing, if a row was changed by somebody else meanwhile."""
        with transaction.atomic():
            self._write()

    def try_out(self, look: Callable[[], Any]) -> Any:
        """What `look` sees once all is written. Then it is taken back."""
        with transaction.atomic():
            self._write()
            seen = look()
            transaction.set_rollback(True)
        return seen

    def _write(self) -> None:
        self.deadline = monotonic() + SECONDS
        records = [row for row in self.rows if row.owner is None]
        parts = [row for row in self.rows if row.owner is not None]
        # with a part its record is held, as by whoever saves the form of both
        self._hold({*records, *(row.owner for row in parts if row.owner)})
        self._hold(parts)
        for rows in (records, parts):
            if rows:
                self._write_rows(rows)
        Mark.mark()  # writes by the hundred send no signal

    def _hold(self, rows: Iterable[Row]) -> None:
        """Nobody changes them from here on, and nobody did since they were compared."""
        stored = {row.instance.pk: row.resource.model for row in rows if not row.is_new}
        if not stored:
            return
        model, pks = next(iter(stored.values())), sorted(stored)
        for chunk in chunks(pks):
            there = model._default_manager.filter(pk__in=chunk).order_by("pk").select_for_update()
            if len(there.values_list("pk", flat=True)) != len(chunk):
                raise Outdated
        if newest_history(model, pks) > self.plan.newest[model]:
            raise Outdated

    def _write_rows(self, rows: list[Row]) -> None:
        new, changed = ([row for row in rows if row.is_new is kind] for kind in (True, False))
        resource = rows[0].resource
        with self._addresses_kept(resource.model, changed):
            # a headline is given up before another row takes it
            self._change([row for row in changed if not is_the_one(row.instance)])
            for chunk in self._chunks(new):
                resource.model._default_manager.bulk_create([row.instance for row in chunk])
            self._change([row for row in changed if is_the_one(row.instance)])
        for column in resource.many:
            self._relate(column, [row for row in rows if row.is_new or self._touches(row, column)])
        self._remember(new, update=False)
        self._remember(changed, update=True)

    @staticmethod
    def _addresses_kept(model: type[Keyed], changed: list[Row]):
        if not (changed and issubclass(model, Slugged)):
            return nullcontext()
        return keeping_former_addresses(model, [row.instance.pk for row in changed])

    def _change(self, rows: list[Row]) -> None:
        for chunk in self._chunks(rows):
            if names := self._changed_fields(chunk):
                instances = [row.instance for row in chunk]
                chunk[0].resource.model._default_manager.bulk_update(instances, names, batch_size=BATCH)

    def _chunks(self, rows: list[Row]):
        for chunk in chunks(rows):
            self._in_time()
            yield chunk

    def _in_time(self) -> None:
        if monotonic() > self.deadline:
            raise ValidationError(
                _(
                    "Writing all of this at once takes longer than %(seconds)s seconds, in which nobody else "
                    "could save: split the sheet. Nothing was written."
                )
                % {"seconds": SECONDS}
            )

    @staticmethod
    def _touches(row: Row, column: References) -> bool:
        return any(change.head == column.head for change in row.changes)

    @staticmethod
    def _changed_fields(rows: list[Row]) -> list[str]:
        heads = {change.head for row in rows for change in row.changes}
        columns = [c for c in rows[0].resource.columns if c.head in heads and not isinstance(c, References)]
        return [name for column in columns for name in column.fields]

    # Relations to many

    def _relate(self, column: References, rows: list[Row]) -> None:
        if isinstance(column, Links):
            for row in rows:
                self._link(column, row)
            return
        through, owner, other = column.field.remote_field.through, *names_of(column.field)
        for chunk in self._chunks(rows):
            stored = [row.instance.pk for row in chunk if not row.is_new]
            through.objects.filter(**{f"{owner}__in": stored}).delete()
            through.objects.bulk_create(
                through(**{f"{owner}_id": row.instance.pk, f"{other}_id": named.pk})
                for row in chunk
                for named in row.related[column.head]
            )

    def _link(self, column: Links, row: Row) -> None:
        """Parts have a history of their own. One that said something else of the link says this now."""
        self._in_time()
        wanted = {named.pk: named for named in row.related[column.head]}
        stored = column.part.objects.filter(**{column.owner: row.instance})
        there = {getattr(part, f"{column.other}_id"): part for part in stored}
        for pk, part in there.items():
            if pk not in wanted and column.says(part):
                self._sign(part).delete()
        for pk, named in wanted.items():
            part = there.get(pk) or column.part(**{column.owner: row.instance, column.other: named})
            if pk not in there or not column.says(part):
                for name, value in column.said.items():
                    setattr(part, name, value)
                self._sign(part).save()

    def _sign(self, part: Keyed) -> Keyed:
        part._history_user, part._change_reason = self.user, self.reason  # type: ignore[attr-defined]
        return part

    # History

    def _remember(self, rows: list[Row], *, update: bool) -> None:
        if not rows:
            return
        model = rows[0].resource.model
        history: Any = model.history
        for chunk in self._chunks(rows):
            entries = history.bulk_history_create(
                [row.instance for row in chunk],
                update=update,
                default_user=self.user,
                default_change_reason=self.reason,
            )
            of_row = {entry.id: entry for entry in entries}
            for field in history.model._history_m2m_fields:
                self._remember_related(history.model, field, of_row)

    @staticmethod
    def _remember_related(history, field: models.ManyToManyField, entries: dict) -> None:
        """What simple-history notes of each single save: to which rows it was related then."""
        through: Any = field.remote_field.through
        noted: Any = getattr_static(history, field.name).model
        owner, _other = names_of(field)
        columns = [column.attname for column in through._meta.concrete_fields]
        noted.objects.bulk_create(
            noted(
                history=entries[getattr(link, f"{owner}_id")],
                **{name: getattr(link, name) for name in columns},
            )
            for link in through.objects.filter(**{f"{owner}__in": list(entries)})
        )


def names_of(field: Any) -> tuple[str, str]:
    """How the table between names its two sides."""
    return field.m2m_field_name(), field.m2m_reverse_field_name()
