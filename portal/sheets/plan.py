"""What importing a sheet would do: each row compared with the record, and every problem of any of them.

Nothing is written here and nothing is locked: others save meanwhile.
"""

import hashlib
import json
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, FieldDoesNotExist, ValidationError
from django.db import models
from django.utils.translation import gettext as _

from portal.models import Keyed
from portal.sheets.columns import CellChange, SheetRow
from portal.sheets.grouping import LineGrouping
from portal.sheets.headers import header_problems, other_file
from portal.sheets.lookups import SlugLookup, chunks
from portal.sheets.reading import ParsedSheet, SheetLine, SheetProblem, normalize
from portal.sheets.references import LinkColumn
from portal.sheets.resources import PartResource, RecordResource, SheetResource
from portal.sheets.uniqueness import UniqueInSheet
from portal.text.csv import escape_formula, unescape_formula
from portal.text.punctuation import comma_list

MAX_CHECKED_ROWS = 500  # of a sheet with problems, one by one
LineGroups = list[tuple[str, list[SheetLine]]]  # the lines of each record, by its slug


class ImportPlan:
    """A sheet beside the record. `compare()` fills the plan."""

    def __init__(
        self,
        resource: RecordResource,
        sheet: ParsedSheet,
        now: datetime,
        defaults: dict[str, str] | None = None,
    ):
        self.resource, self.sheet, self.now = resource, sheet, now
        self.rows: list[SheetRow] = []
        self.parts: list[SheetRow] = []
        self._lookup = SlugLookup()
        self._unique = UniqueInSheet()
        self._grouping = LineGrouping(resource, sheet, self._lookup, defaults or {})
        # a dict as an ordered set
        problems = [
            *sheet.problems,
            *header_problems(sheet, resource, needs_key=not self._grouping.makes_slugs),
        ]
        if other := other_file(sheet, resource, self._grouping.makes_slugs):
            problems = [other]
        self.problems: dict[SheetProblem, None] = dict.fromkeys(problems)
        self.newest_versions: dict[type[Keyed], int] = {}  # of the stored rows, when they were compared

    # Results

    @property
    def all_rows(self) -> list[SheetRow]:
        return [*self.rows, *self.parts]

    @property
    def new(self) -> list[SheetRow]:
        return [row for row in self.all_rows if row.is_new]

    @property
    def changed(self) -> list[SheetRow]:
        return [row for row in self.all_rows if row.changes and not row.is_new]

    @property
    def unchanged(self) -> list[SheetRow]:
        return [row for row in self.all_rows if not row.changes and not row.is_new]

    @property
    def to_write(self) -> list[SheetRow]:
        return [*self.new, *self.changed]

    @property
    def valid_rows(self) -> list[SheetRow]:
        """The rows to write of which no problem is known so far."""
        lines = {problem.line for problem in self.problems}
        if None in lines:
            return []
        return [
            row
            for row in self.to_write
            if row.line not in lines and not (row.owner and row.owner.line in lines)
        ]

    @property
    def invalid_rows(self) -> list[SheetRow]:
        valid = set(self.valid_rows)
        return [row for row in self.to_write if row not in valid]

    @property
    def sorted_problems(self) -> list[SheetProblem]:
        """Those of the whole sheet first, then line by line."""
        return sorted(self.problems, key=lambda problem: problem.line or 0)

    @property
    def omitted_columns(self) -> str:
        """Columns that the sheet does not have: their fields stay as they are."""
        headers = [column.header for column in self.resource.all_columns]
        return comma_list(*(header for header in headers if header not in self.sheet.headers))

    @property
    def digest(self) -> str:
        """A hash of all changes: plans with the same digest write the same values over the same values."""
        changes = [
            (
                row.instance._meta.label,
                row.key,
                row.is_new,
                [(change.header, change.old, change.new) for change in row.changes],
            )
            for row in self.all_rows
            if row.changes
        ]
        return hashlib.sha256(json.dumps(changes).encode()).hexdigest()

    def add_problem(self, line: int | None, header: str, message: object) -> None:
        self.problems[SheetProblem(line, header, " ".join(str(message).split()))] = None

    # Rows

    def compare(self) -> None:
        # under a wrong header the cells have no meaning
        if any(problem.line is None for problem in self.problems):
            return
        self._grouping.complete()
        for groups in chunks(self._grouped_lines()):
            self._compare_records(groups)
        self._report_missing_columns()

    def _grouped_lines(self) -> LineGroups:
        """The lines of each record, wherever they stand."""
        groups: dict[str, list[SheetLine]] = {}
        header = self.resource.key.header
        for line in self.sheet.lines:
            slug = unescape_formula(line.cells.get(header, ""))
            if slug:
                groups.setdefault(slug, []).append(line)
            else:
                self.add_problem(line.number, header, _("The short name is required."))
        return list(groups.items())

    def _compare_records(self, groups: LineGroups) -> None:
        self._fetch_related([line for _slug, lines in groups for line in lines])
        resource, slugs = self.resource, [slug for slug, _lines in groups]
        stored = resource.queryset().in_bulk(slugs, field_name="slug")
        self._lookup.fetch_merged(resource.model, {*slugs} - stored.keys())
        rows = [self._row(resource, lines[0], stored.get(slug)) for slug, lines in groups]
        self._load_stored(resource, rows)
        for row, (slug, lines) in zip(rows, groups, strict=True):
            self._read_cells(row, self._joined_cells(lines))
            self._validate(row)
            if message := self._lookup.merged_message(resource.model, slug):
                self.add_problem(row.line, resource.key.header, message)
        self.rows += rows
        if resource.part:
            self._compare_parts(resource.part, rows, groups)

    def _fetch_related(self, lines: list[SheetLine]) -> None:
        for column in self.resource.all_columns:
            if column.related_model:
                cells = {unescape_formula(line.cells.get(column.header, "")) for line in lines}
                self._lookup.fetch(
                    column.related_model, {slug for cell in cells for slug in column.slugs(cell)}
                )

    def _row(
        self, resource: SheetResource, line: SheetLine, stored, owner: SheetRow | None = None
    ) -> SheetRow:
        instance = resource.model() if stored is None else stored
        return SheetRow(resource.columns, instance, self.now, line.number, owner, is_new=stored is None)

    def _load_stored(self, resource: SheetResource, rows: list[SheetRow]) -> None:
        resource.load_related(rows)
        newest = newest_version(resource.model, [row.instance.pk for row in rows if not row.is_new])
        self.newest_versions[resource.model] = max(self.newest_versions.get(resource.model, 0), newest)

    def _joined_cells(self, lines: list[SheetLine]) -> dict[str, str]:
        """The cells of a record that has several lines: each is filled in one of them, or alike in all."""
        first, *others = lines
        cells = dict(first.cells)
        own = set(self.resource.headers)
        for line in others:
            if not self._states_part(line):
                message = _("Line %(line)s already has this row.") % {"line": first.number}
                self.add_problem(line.number, self.resource.key.header, message)
            for header, cell in line.cells.items():
                if header in own and cell and cells.get(header) and cells[header] != cell:
                    message = _("Line %(line)s has a different value for the same row.") % {
                        "line": first.number
                    }
                    self.add_problem(line.number, header, message)
                elif header in own and cell:
                    cells[header] = cell
        return cells

    def _states_part(self, line: SheetLine) -> bool:
        part = self.resource.part
        return part is not None and any(line.cells.get(header) for header in part.headers)

    def _read_cells(self, row: SheetRow, cells: dict[str, str]) -> None:
        """Set the fields of the row to what its cells say, and note what that changes."""
        for column in row.columns:
            if column.header not in cells:
                continue
            cell, old = cells[column.header], normalize(column.text(row))
            if cell == normalize(escape_formula(old)) and not row.is_new:
                continue
            try:
                column.read(row, unescape_formula(cell), self._lookup.find)
            except ValidationError as error:
                row.unreadable.add(column.header)
                for message in error.messages:
                    self.add_problem(row.line, column.header, message)
                continue
            new = normalize(column.text(row))
            if new != old:
                row.changes.append(CellChange(column.header, "" if row.is_new else old, new))

    # Parts

    def _compare_parts(self, part: PartResource, owners: list[SheetRow], groups: LineGroups) -> None:
        stored = self._stored_parts(part, owners)
        rows: list[tuple[SheetRow, SheetLine]] = []
        seen: dict[tuple, int] = {}
        for owner, (_slug, lines) in zip(owners, groups, strict=True):
            for line in filter(self._states_part, lines):
                key = unescape_formula(line.cells.get(part.key.header, ""))
                if not key:
                    self.add_problem(line.number, part.key.header, _("The short name is required."))
                elif (owner, key) in seen:
                    message = _("Line %(line)s already has this row.") % {"line": seen[owner, key]}
                    self.add_problem(line.number, part.key.header, message)
                else:
                    seen[owner, key] = line.number
                    rows.append((self._row(part, line, stored.get((owner, key)), owner), line))
        self._load_stored(part, [row for row, _line in rows])
        for row, line in rows:
            setattr(row.instance, part.owner, row.owner.instance)  # type: ignore[union-attr]
            self._read_cells(row, line.cells)
            self._validate(row)
        self.parts += [row for row, _line in rows]

    @staticmethod
    def _stored_parts(part: PartResource, owners: list[SheetRow]) -> dict[tuple[SheetRow, str], Any]:
        """The parts that these rows have, by the row and the part's key."""
        by_pk = {owner.instance.pk: owner for owner in owners if not owner.is_new}
        if not by_pk:
            return {}
        return {
            (by_pk[getattr(instance, f"{part.owner}_id")], SheetRow(part.columns, instance).key): instance
            for instance in part.queryset().filter(**{f"{part.owner}__in": list(by_pk)})
        }

    # Rules

    def _validate(self, row: SheetRow) -> None:
        """Check the rules of the row itself. Its constraints are left to the database, asked once for all."""
        if not row.changes and not row.is_new:
            return
        verified = {column.name for column in row.columns if column.is_verified(row)}
        exclude = verified | self._owner_field(row) | row.fields_of(row.unreadable)
        self._collect_errors(row, row.instance.clean_fields, exclude=exclude)
        if not any(column.related_model for column in row.columns if column.header in row.unreadable):
            self._collect_errors(row, row.instance.clean)
        for message in self._unique.violations(row):
            self.add_problem(row.line, "", message)
        self._report_repeated_links(row)

    def _owner_field(self, row: SheetRow) -> set[str]:
        return {self.resource.part.owner} if row.owner and self.resource.part else set()

    def _collect_errors(self, row: SheetRow, rule: Callable, **options) -> None:
        try:
            rule(**options)
        except ValidationError as error:
            errors = (
                error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
            )
            for name, messages in errors.items():
                header = "" if name == NON_FIELD_ERRORS else row.header_of(name)
                label = "" if header or name == NON_FIELD_ERRORS else self._label(row, name)
                for message in messages:
                    self.add_problem(row.line, header, f"{label}{message}")

    @staticmethod
    def _label(row: SheetRow, name: str) -> str:
        try:
            return f"{row.instance._meta.get_field(name).verbose_name}: "
        except FieldDoesNotExist:
            return ""

    def _report_repeated_links(self, row: SheetRow) -> None:
        """Two columns may not name the same link: that of a document is stated by a source, or it is not."""
        seen: dict[tuple, str] = {}
        for column in row.columns:
            if not isinstance(column, LinkColumn):
                continue
            for record in row.related[column.header]:
                other = seen.setdefault((column.link_model, record.pk), column.header)
                # out of a column that the sheet does not have, the link moves by itself
                if other != column.header and {other, column.header} <= {*self.sheet.headers}:
                    message = _("“%(slug)s” also appears under “%(other)s”.")
                    self.add_problem(row.line, column.header, message % {"slug": record.slug, "other": other})

    def _report_missing_columns(self) -> None:
        """Name columns that every new row needs once, instead of in each line."""
        for resource, rows in ((self.resource, self.rows), (self.resource.part, self.parts)):
            lines = {row.line for row in rows if row.is_new}
            if not (resource and lines):
                continue
            for column in resource.columns:
                if not column.required or column.header in self.sheet.headers:
                    continue
                for problem in list(self.problems):
                    if problem.field == column.header and problem.line in lines:
                        del self.problems[problem]
                self.add_problem(
                    None, column.header, _("This column is missing: it is required for new rows.")
                )

    def check_rules(self, rows: list[SheetRow]) -> None:
        """Check rows one by one against every rule that the database holds.

        This takes long: once a problem is known, the first `MAX_CHECKED_ROWS` are enough for a correction.
        """
        reported = {(problem.line, problem.field) for problem in self.problems}
        for checked, row in enumerate(rows):
            if checked >= MAX_CHECKED_ROWS and self.problems:
                break
            headers = {column.header for column in row.columns}
            faulty = {header for header in headers if {(row.line, header), (None, header)} & reported}
            exclude = row.fields_of(row.unreadable | faulty)
            if row.is_new:
                row.instance.pk, row.instance._state.adding = None, True  # a trial may have saved it
            if row.owner and row.owner.is_new:
                exclude |= self._owner_field(row)
            self._collect_errors(row, row.instance.validate_unique, exclude=exclude)
            self._collect_errors(row, row.instance.validate_constraints, exclude=exclude)


def newest_version(model: type[Keyed], pks: Iterable[int]) -> int:
    """The number of the newest version of any of these rows: it grows with every change of one."""
    history: Any = model.history
    newest = 0
    for chunk in chunks(list(pks)):
        newest = max(newest, history.filter(id__in=chunk).aggregate(n=models.Max("history_id"))["n"] or 0)
    return newest
