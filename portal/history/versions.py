"""The versions of a record and its parts: grouped into revisions, and compared."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from operator import itemgetter, le
from typing import Any

from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from portal.history.display import EMPTY_VALUE, Pieces, RelatedRows, diff_pieces, display_form_value
from portal.history.states import RecordState
from portal.history.values import (
    FormValues,
    editable_fields,
    related_rows,
    row_of_version,
    version_name,
    version_values,
)
from portal.text.punctuation import with_label


@dataclass(frozen=True)
class Revision:
    """What one transaction wrote of a record and its parts, and the state that it left."""

    date: datetime
    user: Any
    reason: str
    state: RecordState
    previous_state: RecordState | None  # None for the first


@dataclass(frozen=True)
class FieldDifference:
    """A field of a row before and after, as text; None where the row did not exist."""

    label: str
    before: str | None
    after: str | None

    @property
    def differs(self) -> bool:
        return self.before != self.after

    @property
    def pieces(self) -> tuple[Pieces, Pieces]:
        """Both texts in pieces, each with whether it is in this one alone."""
        return diff_pieces(self.before or "", self.after or "")


@dataclass
class RowDifference:
    """A record or one of its parts, in two states."""

    name: str
    part: bool
    note: str = ""  # says so if the row exists in one of them only
    fields: list[FieldDifference] = field(default_factory=list)

    @property
    def changed(self) -> list[FieldDifference]:
        return [one for one in self.fields if one.differs]

    @property
    def same(self) -> list[FieldDifference]:
        return [one for one in self.fields if not one.differs]


class VersionHistory:
    """All versions of a record and of whatever was part of it at some time.

    `histories` are querysets of versions, the record's own first, then one for each kind of part; `owners`
    names in each the field that leads to the record. A `table` is an index into both.
    Costs a query for each of them, for each relation to many, and for each model that versions relate to.
    """

    def __init__(self, histories: list[QuerySet], owners: list[str]):
        self.owners = owners
        self.models: list[Any] = [history.model.instance_type for history in histories]
        self.versions: list[list[Any]] = [
            list(history.select_related("history_user").order_by("history_id")) for history in histories
        ]
        self.revisions = list(self._revisions())
        self._values = list(map(version_values, self.models, self.versions))
        self._related: RelatedRows | None = None

    def __bool__(self) -> bool:
        return bool(self.versions[0])

    def _revisions(self) -> Iterator[Revision]:
        """The oldest first, by the last version in each."""
        written = sorted(
            (version.history_date, table, version.history_id, version)
            for table, versions in enumerate(self.versions)
            for version in versions
        )
        groups: dict[Any, list[tuple[int, Any]]] = {}
        for _date, table, number, version in written:
            key = version.revision or (table, number)  # written before there was such a column
            groups[key] = [*groups.pop(key, []), (table, version)]  # moves to the end
        newest, counts, previous = [0] * len(self.versions), [0] * len(self.versions), None
        for group in groups.values():
            for table, version in group:
                newest[table] = max(newest[table], version.history_id)
                counts[table] += 1
            record_first = [version for _table, version in sorted(group, key=itemgetter(0))]
            revision = Revision(
                date=group[-1][1].history_date,
                user=next((version.history_user for version in record_first if version.history_user), None),
                reason=next(filter(None, (version.history_change_reason for version in record_first)), ""),
                state=RecordState(zip(newest, counts, strict=True)),
                previous_state=previous,
            )
            previous = revision.state
            yield revision

    @property
    def current_state(self) -> RecordState:
        return self.revisions[-1].state

    def rows_at(self, state: RecordState | None) -> list[dict[int, Any]]:
        """The rows that existed in a state: for each table their versions by primary key."""
        found: list[dict[int, Any]] = []
        for table, versions in enumerate(self.versions):
            rows: dict[int, Any] = {}
            for version in versions:
                if state and version.history_id <= state[table][0]:
                    rows[version.id] = version
            found.append({key: row for key, row in rows.items() if row.history_type != "-"})
        return found

    def values(self, table: int, version: Any) -> FormValues:
        return self._values[table][version.history_id]

    @property
    def related(self) -> RelatedRows:
        """The rows to which any version relates, as far as they still exist."""
        if self._related is None:
            values = [values.values() for values in self._values]
            self._related = related_rows(zip(self.models, values, strict=True))
            self._related.setdefault(self.models[0], {}).setdefault(self.versions[0][-1].id, self.last_row)
        return self._related

    @property
    def last_row(self) -> Any:
        """The record at its last version, for the pages of one that was deleted."""
        return row_of_version(self.versions[0][-1], self._related or {})

    def name(self, table: int, version: Any) -> str:
        """What a row was called; a part by its kind too."""
        name = version_name(version, self.related)
        return with_label(capfirst(str(self.models[table]._meta.verbose_name)), name) if table else name

    def revision_at(self, state: RecordState) -> Revision:
        """The last revision that had been written in a state."""
        return [revision for revision in self.revisions if all(map(le, revision.state, state))][-1]

    def compare(self, before: RecordState | None, after: RecordState | None) -> list[RowDifference]:
        """How the record and its parts differ between two states; the record first."""
        found: list[RowDifference] = []
        for table, (old, new) in enumerate(zip(self.rows_at(before), self.rows_at(after), strict=True)):
            for key in dict.fromkeys([*old, *new]):
                found.append(self._compare_row(table, old.get(key), new.get(key)))
        return found

    def _compare_row(self, table: int, old: Any, new: Any) -> RowDifference:
        old_values, new_values = (version and self.values(table, version) for version in (old, new))
        difference = RowDifference(self.name(table, new or old), part=bool(table))
        if old is None:
            difference.note = _("added")
        elif new is None:
            difference.note = _("removed") if table else _("deleted")
        for one in editable_fields(self.models[table]):
            before, after = (
                None if values is None else display_form_value(one, values[one.name], self.related)
                for values in (old_values, new_values)
            )
            if one.name != self.owners[table] and not {before, after} <= {None, EMPTY_VALUE}:
                label = capfirst(str(one.verbose_name))
                difference.fields.append(FieldDifference(label, before, after))
        return difference
