"""A record and its parts are made again what they were: under the rules that hold for every other change."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from simple_history.models import DeletedObject

from portal.history.comparison import Values, columns, values_of
from portal.history.conflicts import State
from portal.history.reasons import RESTORED, with_typed
from portal.history.versions import Chronicle
from portal.history.wording import told
from portal.models.validation import labelled_messages
from portal.text.punctuation import comma_list, with_label

# Whether something is public is decided today: no version brings that back.
OF_TODAY = ("published_at", "submitted_at")


class Restoration:
    """What stands in one state of a chronicle, written again: all of it or nothing.

    A history keeps no files: a row that is there keeps the one it has, one that comes back does without.
    `left` tells what could not be had again.
    """

    def __init__(self, chronicle: Chronicle, state: State, user: Any, why: str):
        moment = timezone.localtime(chronicle.save_of(state).when)
        self.chronicle, self.user = chronicle, user
        self.why = with_typed(RESTORED % f"{moment:%Y-%m-%d %H:%M}", why)
        self.rows = chronicle.at(state)
        self.obstacles: list[str] = []
        self.left: list[str] = []

    def carry_out(self) -> Any:
        """The record. To be called in a transaction, with its row held.

        Raises ValidationError with all that stands against it; what was written by then is to be taken back.
        """
        self._parts_that_were_not_there()
        for place, versions in enumerate(self.rows):
            for version in versions.values():
                self._restore(place, version)
        if self.obstacles:
            raise ValidationError(self.obstacles)
        model = self.chronicle.models[0]
        return model._default_manager.get(pk=next(iter(self.rows[0])))

    def _parts_that_were_not_there(self) -> None:
        (record,) = self.rows[0]
        of_each = zip(self.chronicle.models, self.chronicle.owners, self.rows, strict=True)
        for model, owner, versions in list(of_each)[1:]:
            for part in model._default_manager.filter(**{owner: record}).exclude(pk__in=versions):
                self._sign(part).delete()

    def _restore(self, place: int, version: Any) -> None:
        model = self.chronicle.models[place]
        row = model._default_manager.filter(pk=version.id).first()
        before = row and values_of(model, row)
        row = row or model(pk=version.id)
        values = self._possible(place, version, row)
        if values is None or values == before:
            return
        for column in columns(model):
            if not column.many_to_many:
                setattr(row, column.attname, values[column.name])
        try:
            row.full_clean()
        except ValidationError as error:
            name = self.chronicle.name(place, version)
            self.obstacles += [with_label(name, text) for text in labelled_messages(row, error)]
            return
        self._sign(row).save()
        for column in columns(model):
            if column.many_to_many and values[column.name] != (before or {}).get(column.name, []):
                getattr(row, column.name).set(values[column.name])

    def _possible(self, place: int, version: Any, row: Any) -> Values | None:
        """What the row can be made again; None if it cannot be without something that is gone."""
        values = dict(self.chronicle.values(place, version))
        name = self.chronicle.name(place, version)
        for column in columns(type(row)):
            value, label = values[column.name], with_label(name, capfirst(str(column.verbose_name)))
            if column.name in OF_TODAY:
                values[column.name] = getattr(row, column.name)
            elif isinstance(column, models.FileField):
                if not row._state.adding:
                    values[column.name] = column.value_from_object(row)
                elif value and not column.storage.exists(value):
                    self.left.append(_("%(field)s: the file is gone. Add it again.") % {"field": label})
                    if not column.blank:
                        return None
                    values[column.name] = ""
            elif column.is_relation and column.name != self.chronicle.owners[place]:
                there = self.chronicle.named[column.related_model]
                gone = [
                    DeletedObject(column.related_model, key)
                    for key in (value if column.many_to_many else [value])
                    if key is not None and key not in there
                ]
                if not gone:
                    continue
                text = with_label(label, comma_list(*map(told, gone)))
                if not (column.many_to_many or column.null):
                    self.obstacles.append(text)
                    return None
                self.left.append(text)
                values[column.name] = [key for key in value if key in there] if column.many_to_many else None
        return values

    def _sign(self, row: Any) -> Any:
        row._history_user, row._change_reason = self.user, self.why
        return row
