"""Restore a record and its parts to an earlier version, with today's validation."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from simple_history.models import DeletedObject

from portal.history.display import display_name
from portal.history.reasons import RESTORED, with_comment
from portal.history.states import RecordState
from portal.history.values import FormValues, editable_fields, form_values
from portal.history.versions import VersionHistory
from portal.models.row_reference import RowReference
from portal.models.validation import labelled_messages
from portal.text.punctuation import comma_list, with_label

# A version is a text, not the permission to publish it.
PUBLICATION_FIELDS = ("published_at", "submitted_at")


class Restoration:
    """Writes the rows of an earlier state again: all of them, or none.

    A history keeps no files: a row that exists keeps the one it has, one that comes back does without.
    `warnings` say what could not be restored.
    """

    def __init__(self, history: VersionHistory, state: RecordState, user: Any, comment: str):
        moment = timezone.localtime(history.revision_at(state).date)
        self.history, self.user = history, user
        self.reason = with_comment(RESTORED % f"{moment:%Y-%m-%d %H:%M}", comment)
        self.rows = history.rows_at(state)
        # what is said of a withdrawal goes with the step, as publication does
        self.tables = [n for n, model in enumerate(history.models) if not issubclass(model, RowReference)]
        self.obstacles: list[str] = []
        self.warnings: list[str] = []

    def carry_out(self) -> Any:
        """The restored record. To be called in a transaction, with its row locked.

        Raises ValidationError with all obstacles; the transaction is then to be rolled back.
        """
        self._delete_newer_parts()
        for table in self.tables:
            for version in self.rows[table].values():
                self._restore(table, version)
        if self.obstacles:
            raise ValidationError(self.obstacles)
        return self.history.models[0]._default_manager.get(pk=next(iter(self.rows[0])))

    def _delete_newer_parts(self) -> None:
        (record,) = self.rows[0]
        for table in self.tables[1:]:
            model, owner = self.history.models[table], self.history.owners[table]
            for part in model._default_manager.filter(**{owner: record}).exclude(pk__in=self.rows[table]):
                self._sign(part).delete()

    def _restore(self, table: int, version: Any) -> None:
        model = self.history.models[table]
        row = model._default_manager.filter(pk=version.id).first()
        before = row and form_values(model, row)
        row = row or model(pk=version.id)
        values = self._restorable_values(table, version, row)
        if values is None or values == before:
            return
        for field in editable_fields(model):
            if not field.many_to_many:
                setattr(row, field.attname, values[field.name])
        try:
            row.full_clean()
        except ValidationError as error:
            name = self.history.name(table, version)
            self.obstacles += [with_label(name, text) for text in labelled_messages(row, error)]
            return
        self._sign(row).save()
        for field in editable_fields(model):
            if field.many_to_many and values[field.name] != (before or {}).get(field.name, []):
                getattr(row, field.name).set(values[field.name])

    def _restorable_values(self, table: int, version: Any, row: Any) -> FormValues | None:
        """The values that the row can have again; None if it cannot do without something that is gone."""
        values = dict(self.history.values(table, version))
        name = self.history.name(table, version)
        for field in editable_fields(type(row)):
            value, label = values[field.name], with_label(name, capfirst(str(field.verbose_name)))
            if field.name in PUBLICATION_FIELDS:
                values[field.name] = getattr(row, field.name)
            elif isinstance(field, models.FileField):
                if not row._state.adding:
                    values[field.name] = field.value_from_object(row)
                elif value and not field.storage.exists(value):
                    self.warnings.append(
                        _("%(field)s: the file no longer exists. Add it again.") % {"field": label}
                    )
                    if not field.blank:
                        return None
                    values[field.name] = ""
            elif field.is_relation and field.name != self.history.owners[table]:
                existing = self.history.related[field.related_model]
                gone = [
                    DeletedObject(field.related_model, key)
                    for key in (value if field.many_to_many else [value])
                    if key is not None and key not in existing
                ]
                if not gone:
                    continue
                text = with_label(label, comma_list(*map(display_name, gone)))
                if not (field.many_to_many or field.null):
                    self.obstacles.append(text)
                    return None
                self.warnings.append(text)
                values[field.name] = [key for key in value if key in existing] if field.many_to_many else None
        return values

    def _sign(self, row: Any) -> Any:
        row._history_user, row._change_reason = self.user, self.reason
        return row
