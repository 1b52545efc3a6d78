"""What importing a sheet would do: each row compared with the record, and all that is wrong with any of them.

Nothing is written here and nothing is locked: others save meanwhile.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, FieldDoesNotExist, ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.duplicates.models import Merger
from portal.lists.formats import defused
from portal.models import Keyed, Slugged
from portal.sheets.columns import Links
from portal.sheets.reading import Line, Problem, Sheet, fused, plain
from portal.sheets.resources import Change, Part, RecordResource, Resource, Row
from portal.sheets.rules import OnceInTheSheet
from portal.text.punctuation import comma_list

CHUNK = 500
MERGED = gettext_lazy("“%(slug)s” was merged into “%(into)s”: name that one.")
Progress = Iterator[tuple[int, int]]


class Plan:
    """A sheet beside the record. `compare()` fills it, and yields how far it is."""

    def __init__(self, resource: RecordResource, sheet: Sheet, now: datetime):
        self.resource, self.sheet, self.now = resource, sheet, now
        self.rows: list[Row] = []
        self.parts: list[Row] = []
        # each once, in order
        self.problems: dict[Problem, None] = dict.fromkeys([*sheet.problems, *self._head_problems()])
        self.newest: dict[type[Keyed], int] = {}  # of the histories of what is stored, when it was compared
        self._found: dict[tuple[type, str], Keyed] = {}
        self._merged: dict[tuple[type, str], str] = {}
        self._once = OnceInTheSheet()

    # What there is to tell

    @property
    def every(self) -> list[Row]:
        return [*self.rows, *self.parts]

    @property
    def new(self) -> list[Row]:
        return [row for row in self.every if row.is_new]

    @property
    def changed(self) -> list[Row]:
        return [row for row in self.every if row.changes and not row.is_new]

    @property
    def unchanged(self) -> list[Row]:
        return [row for row in self.every if not row.changes and not row.is_new]

    @property
    def touched(self) -> list[Row]:
        return [*self.new, *self.changed]

    @property
    def sound(self) -> list[Row]:
        """New and changed rows that nothing is known to be wrong with so far."""
        lines = {problem.line for problem in self.problems}
        if None in lines:
            return []
        return [
            row
            for row in self.touched
            if row.line not in lines and not (row.owner and row.owner.line in lines)
        ]

    @property
    def unsound(self) -> list[Row]:
        sound = set(self.sound)
        return [row for row in self.touched if row not in sound]

    @property
    def sorted_problems(self) -> list[Problem]:
        """Those of the whole sheet first, then line by line."""
        return sorted(self.problems, key=lambda problem: problem.line or 0)

    @property
    def left_out(self) -> str:
        """Columns that the sheet does not have: what they hold stays."""
        heads = [column.head for column in self.resource.all_columns]
        return comma_list(*(head for head in heads if head not in self.sheet.heads))

    @property
    def digest(self) -> str:
        """Equal only to that of a plan that would write the same over the same."""
        said = [
            (
                row.resource.model._meta.label,
                row.key,
                row.is_new,
                [(c.head, c.old, c.new) for c in row.changes],
            )
            for row in self.every
            if row.changes
        ]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()

    def problem(self, line: int | None, head: str, message: object) -> None:
        self.problems[Problem(line, head, " ".join(str(message).split()))] = None

    # Heads

    def _head_problems(self) -> Iterator[Problem]:
        heads, known = self.sheet.heads, [column.head for column in self.resource.all_columns]
        for head in dict.fromkeys(heads):
            if not head:
                yield Problem(None, "", _("A column has no head."))
            elif head not in known:
                yield Problem(None, head, _("There is no column of this name; the template has all names."))
            if head and heads.count(head) > 1:
                yield Problem(None, head, _("This column stands there more than once."))
        key = self.resource.key.head
        if key not in heads:
            yield Problem(None, key, _("This column is missing: it names the rows."))
        part = self.resource.parts
        if part and part.key.head not in heads and any(column.head in heads for column in part.columns):
            yield Problem(None, part.key.head, _("This column is missing: it names the parts of a row."))

    # Rows

    def compare(self) -> Progress:
        # what stands under such heads is not known
        if any(problem.line is None for problem in self.problems):
            return
        groups = list(self._groups().items())
        done, total = 0, len(self.sheet.lines)
        for chunk in chunks(groups):
            self._compare(chunk)
            done += sum(len(lines) for _slug, lines in chunk)
            yield done, total
        self._missing_columns()

    def _groups(self) -> dict[str, list[Line]]:
        """The lines of each record, wherever they stand."""
        groups: dict[str, list[Line]] = {}
        head = self.resource.key.head
        for line in self.sheet.lines:
            slug = fused(line.cells.get(head, ""))
            if not slug:
                self.problem(line.number, head, _("Is empty: it names the row."))
                continue
            groups.setdefault(slug, []).append(line)
        return groups

    def _compare(self, groups: list[tuple[str, list[Line]]]) -> None:
        lines = [line for _slug, group in groups for line in group]
        for column in self.resource.all_columns:
            if column.related:
                cells = {fused(line.cells.get(column.head, "")) for line in lines}
                self._look_up(column.related, {slug for cell in cells for slug in column.slugs(cell)})
        stored = self.resource.rows().in_bulk([slug for slug, _lines in groups], field_name="slug")
        self._look_up_merged(self.resource.model, {slug for slug, _lines in groups} - stored.keys())
        rows = [self._row(self.resource, group[0], stored.get(slug)) for slug, group in groups]
        self._attach(self.resource, rows)
        for row, (slug, group) in zip(rows, groups, strict=True):
            self._read(row, self._told_together(group))
            self._clean(row)
            if into := self._merged.get((self.resource.model, slug)):
                self.problem(row.line, self.resource.key.head, MERGED % {"slug": slug, "into": into})
        self.rows += rows
        if self.resource.parts:
            self._compare_parts(self.resource.parts, rows, groups)

    def _row(self, resource: Resource, line: Line, stored, owner: Row | None = None) -> Row:
        instance = resource.model() if stored is None else stored
        return Row(resource, instance, line.number, self.now, owner, is_new=stored is None)

    def _attach(self, resource: Resource, rows: list[Row]) -> None:
        resource.attach(rows)
        pks = [row.instance.pk for row in rows if not row.is_new]
        newest = newest_history(resource.model, pks)
        self.newest[resource.model] = max(self.newest.get(resource.model, 0), newest)

    def _look_up(self, model: type[Keyed], slugs: set[str]) -> None:
        wanted = [slug for slug in slugs if (model, slug) not in self._found]
        for chunk in chunks(wanted):
            rows = model._default_manager.in_bulk(chunk, field_name="slug")
            self._found.update({(model, slug): row for slug, row in rows.items()})
            self._look_up_merged(model, {*chunk} - rows.keys())

    def _look_up_merged(self, model: type[Keyed], missing: set[str]) -> None:
        if missing and issubclass(model, Slugged):
            now = Merger.target_slugs(model, missing)
            self._merged.update({(model, slug): into for slug, into in now.items()})

    def find(self, model: type[Keyed], slug: str) -> Keyed:
        found = self._found.get((model, slug))
        if into := self._merged.get((model, slug)):
            raise ValidationError(MERGED % {"slug": slug, "into": into})
        if found is None:
            kind = {"kind": model._meta.verbose_name, "slug": slug[:80]}
            raise ValidationError(_("There is no %(kind)s “%(slug)s”: record it first.") % kind)
        return found

    def _told_together(self, group: list[Line]) -> dict[str, str]:
        """The cells of a record that stands in several lines: each stated in one of them, or in all alike."""
        first, *others = group
        cells = dict(first.cells)
        own = set(self.resource.heads)
        for line in others:
            part = self.resource.parts
            if not part or not any(line.cells.get(column.head) for column in part.columns):
                text = _("Line %(line)s states this row already.") % {"line": first.number}
                self.problem(line.number, self.resource.key.head, text)
            for head, cell in line.cells.items():
                if head in own and cell and cells.get(head) and cells[head] != cell:
                    text = _("Line %(line)s says something else of the same row.") % {"line": first.number}
                    self.problem(line.number, head, text)
                elif head in own and cell:
                    cells[head] = cell
        return cells

    def _read(self, row: Row, cells: dict[str, str]) -> None:
        """Have the row say what its cells say, and note what that changes."""
        for column in row.resource.columns:
            if column.head not in cells:
                continue
            cell, old = cells[column.head], plain(column.text(row))
            if cell == plain(defused(old)) and not row.is_new:
                continue
            try:
                column.read(row, fused(cell), self.find)
            except ValidationError as error:
                row.broken.add(column.head)
                for message in error.messages:
                    self.problem(row.line, column.head, message)
                continue
            new = plain(column.text(row))
            if new != old:
                row.changes.append(Change(column.head, "" if row.is_new else old, new))

    # Parts

    def _compare_parts(self, part: Part, rows: list[Row], groups) -> None:
        owners = {row.instance.pk: row for row in rows if not row.is_new}
        stored: dict[tuple, Any] = {}
        if owners:
            found = part.rows().filter(**{f"{part.owner}__in": list(owners)})
            for instance in found:
                owner = owners[getattr(instance, f"{part.owner}_id")]
                stored[owner, part.key.text(Row(part, instance, 0, self.now))] = instance
        parts: list[tuple[Row, Line]] = []
        seen: dict[tuple, int] = {}
        for row, (_slug, lines) in zip(rows, groups, strict=True):
            for line in lines:
                if not any(line.cells.get(column.head) for column in part.columns):
                    continue
                key = fused(line.cells.get(part.key.head, ""))
                if not key:
                    self.problem(line.number, part.key.head, _("Is empty: it names the row."))
                elif (row, key) in seen:
                    text = _("Line %(line)s states this row already.") % {"line": seen[row, key]}
                    self.problem(line.number, part.key.head, text)
                else:
                    seen[row, key] = line.number
                    parts.append((self._row(part, line, stored.get((row, key)), row), line))
        self._attach(part, [row for row, _line in parts])
        for row, line in parts:
            setattr(row.instance, part.owner, row.owner.instance)  # type: ignore[union-attr]
            self._read(row, line.cells)
            self._clean(row)
        self.parts += [row for row, _line in parts]

    # Rules

    def _clean(self, row: Row) -> None:
        """The rules of the row itself. Its constraints are the database's, which is asked once for all."""
        if not row.changes and not row.is_new:
            return
        columns = row.resource.columns
        proven = {column.name for column in columns if column.proven(row)} | self._owner(row)
        self._tell(row, row.instance.clean_fields, exclude=proven | self._broken(row))
        if not any(column.related for column in columns if column.head in row.broken):
            self._tell(row, row.instance.clean)
        for message in self._once.broken_by(row):
            self.problem(row.line, "", message)
        self._linked_once(row)

    @staticmethod
    def _owner(row: Row) -> set[str]:
        return {row.resource.owner} if isinstance(row.resource, Part) else set()

    @staticmethod
    def _broken(row: Row) -> set[str]:
        return {
            name for column in row.resource.columns if column.head in row.broken for name in column.fields
        }

    def _tell(self, row: Row, rule, **options) -> None:
        try:
            rule(**options)
        except ValidationError as error:
            told = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
            for name, messages in told.items():
                head = "" if name == NON_FIELD_ERRORS else row.resource.column_of(name)
                about = "" if head or name == NON_FIELD_ERRORS else self._label(row, name)
                for message in messages:
                    self.problem(row.line, head, f"{about}{message}")

    @staticmethod
    def _label(row: Row, name: str) -> str:
        try:
            return f"{row.instance._meta.get_field(name).verbose_name}: "
        except FieldDoesNotExist:
            return ""

    def _linked_once(self, row: Row) -> None:
        """Two columns may tell of the same part: a document's link is stated by a source, or it is not."""
        seen: dict[tuple, str] = {}
        links = [column for column in row.resource.many if isinstance(column, Links)]
        for column in links:
            for named in row.related[column.head]:
                other = seen.setdefault((column.part, named.pk), column.head)
                # from a column that is left out of the sheet it moves over by itself
                if other != column.head and {other, column.head} <= {*self.sheet.heads}:
                    where = {"slug": named.slug, "other": other}
                    self.problem(row.line, column.head, _("“%(slug)s” stands under “%(other)s” too.") % where)

    def _missing_columns(self) -> None:
        """Columns without which no new row can be: they are missing once, not in each line."""
        for resource, rows in ((self.resource, self.rows), (self.resource.parts, self.parts)):
            if not (resource and any(row.is_new for row in rows)):
                continue
            missing = [
                column
                for column in resource.columns
                if column.required and column.head not in self.sheet.heads
            ]
            lines = {row.line for row in rows if row.is_new}
            for column in missing:
                for problem in list(self.problems):
                    if problem.field == column.head and problem.line in lines:
                        del self.problems[problem]
                self.problem(None, column.head, _("This column is missing: new rows need it."))

    def check_rules(self, rows: list[Row]) -> Progress:
        """Ask the rows for every rule that the database would hold against them: one by one, for long."""
        told = {(problem.line, problem.field) for problem in self.problems}
        for done, row in enumerate(rows, 1):
            exclude = self._broken(row)
            for column in row.resource.columns:
                if {(row.line, column.head), (None, column.head)} & told:
                    exclude.update(column.fields)
            if row.is_new:
                row.instance.pk, row.instance._state.adding = None, True  # it may have been tried out
            if row.owner and row.owner.is_new:
                exclude |= self._owner(row)
            self._tell(row, row.instance.validate_unique, exclude=exclude)
            self._tell(row, row.instance.validate_constraints, exclude=exclude)
            if done % CHUNK == 0:
                yield done, len(rows)


def newest_history(model: type[Keyed], pks: Iterable[int]) -> int:
    """The number of the newest version of any of these rows: it grows with every change of one."""
    history: Any = model.history
    newest = 0
    for chunk in chunks(list(pks)):
        newest = max(newest, history.filter(id__in=chunk).aggregate(n=models.Max("history_id"))["n"] or 0)
    return newest


def chunks(values: list) -> Iterator[list]:
    for start in range(0, len(values), CHUNK):
        yield values[start : start + CHUNK]
