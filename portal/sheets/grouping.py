"""The lines of a sheet as records: cells that the form states, short names that are made, lines joined."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from portal.models import Slugged
from portal.sheets.lookups import SlugLookup
from portal.sheets.reading import ParsedSheet, SheetLine
from portal.sheets.references import ReferenceColumn
from portal.sheets.resources import RecordResource
from portal.sheets.values import parse_choice
from portal.text.csv import unescape_formula
from portal.text.punctuation import comma_list

SEPARATOR = "; "


class LineGrouping:
    """Completes the lines of a sheet. `defaults` are cells, by header, that the form states for all lines."""

    def __init__(
        self, resource: RecordResource, sheet: ParsedSheet, lookup: SlugLookup, defaults: dict[str, str]
    ):
        self.resource, self.sheet, self.lookup, self.defaults = resource, sheet, lookup, defaults
        self.key = resource.key.header

    @property
    def makes_slugs(self) -> bool:
        """Whether a line needs no short name: what it is about says which row it is.

        Figures have none: a competing figure about the same stands beside the other.
        """
        model = self.resource.model
        return bool(self.resource.identity) and issubclass(model, Slugged) and bool(model.NAMED_AFTER)

    def complete(self) -> None:
        for header, cell in self.defaults.items():
            self._add_column(header)
            for line in self.sheet.lines:
                line.cells[header] = line.cells.get(header) or cell
        if self.resource.identity:
            self._fetch_references()
            if self.makes_slugs:
                self._add_column(self.key)
                self._make_slugs([line for line in self.sheet.lines if not line.cells.get(self.key)])
            self._join_lines()

    def _add_column(self, header: str) -> None:
        if header not in self.sheet.headers:
            self.sheet.headers.append(header)

    def _fetch_references(self) -> None:
        for column in self.resource.columns:
            if isinstance(column, ReferenceColumn) and column.related_model:
                cells = {self._cell(line, column.header) for line in self.sheet.lines} - {""}
                self.lookup.fetch(column.related_model, cells)

    @staticmethod
    def _cell(line: SheetLine, header: str) -> str:
        return unescape_formula(line.cells.get(header, ""))

    def _value(self, line: SheetLine, name: str):
        """What a line says of a field: a record, or a text. Raises ValidationError if there is none."""
        column = next(column for column in self.resource.columns if column.name == name)
        cell = self._cell(line, column.header)
        if isinstance(column, ReferenceColumn) and column.related_model:
            return self.lookup.find(column.related_model, cell) if cell else None
        if cell and column.field.choices:
            return parse_choice(column.field, cell) or cell
        return cell or (column.field.get_default() if column.field.has_default() else "")

    def _make_slugs(self, lines: list[SheetLine]) -> None:
        """Give each line the short name of the row that it is about or, as the form does, a new one."""
        model: Any = self.resource.model
        slugs = self._slugs_by_identity(lines)
        made = {line.number: self._made_slug(line) for line in lines}
        taken = set(model._default_manager.filter(slug__in=made.values()).values_list("slug", flat=True))
        for line in lines:
            identity = self._identity(line)
            if identity not in slugs:
                slug, number = made[line.number], 1
                while slug in taken:
                    number += 1
                    slug = f"{made[line.number]}-{number}"
                    if slug not in taken and model._default_manager.filter(slug=slug).exists():
                        taken.add(slug)
                taken.add(slug)
                slugs[identity or (line.number,)] = slug
            line.cells[self.key] = slugs[identity or (line.number,)]

    def _slugs_by_identity(self, lines: list[SheetLine]) -> dict[tuple | None, str]:
        """The short names of stored rows by what they are about."""
        identities = [identity for line in lines if (identity := self._identity(line))]
        same: Any = {
            f"{name}__in": {identity[place] for identity in identities}
            for place, name in enumerate(self.resource.identity)
        }
        rows: Any = self.resource.model._default_manager
        found = rows.filter(**same).values_list(*self.resource.identity, "slug") if identities else []
        return {tuple(identity): slug for *identity, slug in found}

    def _made_slug(self, line: SheetLine) -> str:
        model: Any = self.resource.model
        values = {}
        for name in model.NAMED_AFTER:
            try:
                values[name] = self._value(line, name)
            except ValidationError:  # reported where the cell is read
                values[name] = f"line-{line.number}"
        return model.made_slug(values) or f"line-{line.number}"

    # Lines that are one row: an exhibitor with two stands

    def _join_lines(self) -> None:
        first: dict[tuple, SheetLine] = {}
        lines, joined = [], []
        for line in self.sheet.lines:
            identity = self._identity(line)
            other = first.setdefault(identity, line) if identity else line
            if other is not line and self._agree(other, line):
                self._collect(other, line)
                joined.append(line)
            else:
                lines.append(line)
        stored = self._stored_slugs(joined)
        if any(self._cell(line, self.key) in stored for line in joined):
            return  # rows of their own: the database says what is wrong with them
        self.sheet.lines = lines
        if joined:
            numbers = comma_list(*(line.number for line in joined))
            message = _("Lines that belong to the row of an earlier line, and were added to it: %(lines)s.")
            self.sheet.notes.append(message % {"lines": numbers})

    def _identity(self, line: SheetLine) -> tuple | None:
        try:
            values = [self._value(line, name) for name in self.resource.identity]
        except ValidationError:
            return None
        return tuple(getattr(value, "pk", value) for value in values) if all(values) else None

    def _agree(self, one: SheetLine, other: SheetLine) -> bool:
        """Whether two lines differ only in what is collected, and do differ there."""
        free = {self.key, *self.resource.collected, *self.resource.identity}
        same = all(
            not cell or not one.cells.get(header) or one.cells[header] == cell
            for header, cell in other.cells.items()
            if header not in free
        )
        return same and any(
            cell not in one.cells.get(header, "").split(SEPARATOR)
            for header in self.resource.collected
            if (cell := other.cells.get(header, ""))
        )

    def _collect(self, one: SheetLine, other: SheetLine) -> None:
        for header, cell in other.cells.items():
            if header in self.resource.collected:
                parts = dict.fromkeys(filter(None, [*one.cells.get(header, "").split(SEPARATOR), cell]))
                one.cells[header] = SEPARATOR.join(parts)
            else:
                one.cells[header] = one.cells.get(header) or cell

    def _stored_slugs(self, lines: list[SheetLine]) -> set[str]:
        slugs = [self._cell(line, self.key) for line in lines]
        rows: models.QuerySet = self.resource.model._default_manager.filter(slug__in=slugs)
        return set(rows.values_list("slug", flat=True)) if slugs else set()
