"""Writes an import plan, all or nothing, in one short transaction, with the history of every row.

SQLite lets one transaction write at a time, and the others wait for `timeout` seconds. Saved one by one,
ten thousand rows would keep everybody else out for longer than that; so rows, links and their versions are
written by the hundred, and a sheet has at most `MAX_ROWS` of them. No clock decides: a machine may be busy.
"""

from collections.abc import Callable, Iterable
from contextlib import nullcontext
from inspect import getattr_static
from typing import Any

from django.db import models, transaction

from portal.models import Change, Keyed, Slugged
from portal.models.history import current_revision
from portal.publishing.models import keeping_former_addresses
from portal.sheets.columns import SheetRow
from portal.sheets.lookups import chunks
from portal.sheets.models import FinishedImport
from portal.sheets.plan import ImportPlan, newest_version
from portal.sheets.references import LinkColumn, ReferenceListColumn, m2m_names
from portal.sheets.resources import SheetResource
from portal.sheets.uniqueness import holds_exclusive_flag

UPDATE_BATCH_SIZE = 100


class StalePlan(Exception):
    """The record changed after the plan was compared with it."""


class ImportWriter:
    def __init__(self, plan: ImportPlan, user, reason: str):
        self.plan, self.user, self.reason = plan, user, reason
        self.rows = plan.valid_rows

    def write(self, name: str) -> FinishedImport:
        """Write the rows of a file, and that they were imported.

        Raises StalePlan, and writes nothing, if a row was changed by somebody else meanwhile.
        """
        with transaction.atomic():
            self._write()
            counts = {"new": len(self.plan.new), "changed": len(self.plan.changed)}
            return FinishedImport.objects.create(
                user=self.user,
                kind=self.plan.resource.model._meta.label,
                name=name,
                unchanged=len(self.plan.unchanged),
                revision=current_revision(),
                **counts,
            )

    def try_out(self, look: Callable[[], Any]) -> Any:
        """Write everything, return what `look` answers then, and roll everything back."""
        with transaction.atomic():
            self._write()
            answer = look()
            transaction.set_rollback(True)
        return answer

    def _write(self) -> None:
        records = [row for row in self.rows if row.owner is None]
        parts = [row for row in self.rows if row.owner is not None]
        resource = self.plan.resource
        # with a part its record is locked, as by the form that saves both
        self._lock(resource.model, {*records, *(row.owner for row in parts if row.owner)})
        if resource.part:
            self._lock(resource.part.model, parts)
        self._write_rows(resource, records)
        if resource.part:
            self._write_rows(resource.part, parts)
        Change.mark()  # bulk writes send no signal

    def _lock(self, model: type[Keyed], rows: Iterable[SheetRow]) -> None:
        """Lock rows against changes, and make sure that there were none since they were compared."""
        pks = sorted(row.instance.pk for row in rows if not row.is_new)
        if not pks:
            return
        for chunk in chunks(pks):
            stored = model._default_manager.filter(pk__in=chunk).order_by("pk").select_for_update()
            if len(stored.values_list("pk", flat=True)) != len(chunk):
                raise StalePlan
        if newest_version(model, pks) > self.plan.newest_versions[model]:
            raise StalePlan

    def _write_rows(self, resource: SheetResource, rows: list[SheetRow]) -> None:
        new, changed = ([row for row in rows if row.is_new is is_new] for is_new in (True, False))
        with self._addresses_kept(resource.model, changed):
            # a headline is given up before another row takes it
            self._update(resource, [row for row in changed if not holds_exclusive_flag(row.instance)])
            for chunk in chunks(new):
                resource.model._default_manager.bulk_create([row.instance for row in chunk])
            self._update(resource, [row for row in changed if holds_exclusive_flag(row.instance)])
        for column in resource.list_columns:
            self._relate(column, [row for row in rows if row.is_new or self._changes(row, column)])
        self._write_history(resource.model, [row.instance for row in new], update=False)
        self._write_history(resource.model, [row.instance for row in changed], update=True)

    @staticmethod
    def _addresses_kept(model: type[Keyed], changed: list[SheetRow]):
        if not (changed and issubclass(model, Slugged)):
            return nullcontext()
        return keeping_former_addresses(model, [row.instance.pk for row in changed])

    def _update(self, resource: SheetResource, rows: list[SheetRow]) -> None:
        for chunk in chunks(rows):
            headers = {change.header for row in chunk for change in row.changes}
            headers -= {column.header for column in resource.list_columns}
            if names := sorted(chunk[0].fields_of(headers)):
                instances = [row.instance for row in chunk]
                resource.model._default_manager.bulk_update(instances, names, batch_size=UPDATE_BATCH_SIZE)

    @staticmethod
    def _changes(row: SheetRow, column: ReferenceListColumn) -> bool:
        return any(change.header == column.header for change in row.changes)

    # Relations to several records

    def _relate(self, column: ReferenceListColumn, rows: list[SheetRow]) -> None:
        if isinstance(column, LinkColumn):
            for chunk in chunks(rows):
                self._link(column, chunk)
            return
        through, (owner, other) = column.field.remote_field.through, m2m_names(column.field)
        for chunk in chunks(rows):
            stored = [row.instance.pk for row in chunk if not row.is_new]
            through.objects.filter(**{f"{owner}__in": stored}).delete()
            through.objects.bulk_create(
                through(**{f"{owner}_id": row.instance.pk, f"{other}_id": record.pk})
                for row in chunk
                for record in row.related[column.header]
            )

    def _link(self, column: LinkColumn, rows: list[SheetRow]) -> None:
        """Write the links of rows with their history. One that stood in another column is changed."""
        stored: dict[int, dict[int, Any]] = {row.instance.pk: {} for row in rows}
        for link in column.link_model.objects.filter(**{f"{column.owner}__in": list(stored)}):
            stored[getattr(link, f"{column.owner}_id")][getattr(link, f"{column.other}_id")] = link
        new, changed = [], []
        for row in rows:
            links = stored[row.instance.pk]
            wanted = {record.pk: record for record in row.related[column.header]}
            for pk, link in links.items():
                if pk not in wanted and column.includes(link):
                    self._with_history(link).delete()
            for pk, record in wanted.items():
                if pk not in links:
                    ends = {column.owner: row.instance, column.other: record}
                    new.append(column.link_model(**ends, **column.link_values))
                elif not column.includes(links[pk]):
                    for name, value in column.link_values.items():
                        setattr(links[pk], name, value)
                    changed.append(links[pk])
        column.link_model.objects.bulk_create(new)
        if changed:
            column.link_model.objects.bulk_update(changed, list(column.link_values))
        self._write_history(column.link_model, new, update=False)
        self._write_history(column.link_model, changed, update=True)

    def _with_history(self, link: Keyed) -> Keyed:
        """A row whose next version names the user and the import."""
        link._history_user, link._change_reason = self.user, self.reason  # type: ignore[attr-defined]
        return link

    # History

    def _write_history(self, model: type[Keyed], instances: list, *, update: bool) -> None:
        history: Any = model.history
        for chunk in chunks(instances):
            versions = history.bulk_history_create(
                chunk,
                update=update,
                default_user=self.user,
                default_change_reason=self.reason,
            )
            by_row = {version.id: version for version in versions}
            for field in history.model._history_m2m_fields:
                self._write_related_history(history.model, field, by_row)

    @staticmethod
    def _write_related_history(history, field: models.ManyToManyField, versions: dict) -> None:
        """Write what simple-history notes when rows are saved one by one: to which rows each was related."""
        through: Any = field.remote_field.through
        related_version: Any = getattr_static(history, field.name).model
        owner, _other = m2m_names(field)
        columns = [column.attname for column in through._meta.concrete_fields]
        related_version.objects.bulk_create(
            related_version(
                history=versions[getattr(link, f"{owner}_id")],
                **{name: getattr(link, name) for name in columns},
            )
            for link in through.objects.filter(**{f"{owner}__in": list(versions)})
        )
