"""The columns of a sheet: how each writes a field as a cell, reads it back, and explains it to editors."""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from portal.fields import columns_of
from portal.fields.dates import PartialDate
from portal.fields.written_dates import iso_date
from portal.models import Keyed, Record
from portal.publishing.states import state_label
from portal.sheets.limits import MAX_NUMBER_DIGITS
from portal.sheets.values import in_all_languages, parse_answer, parse_choice, parse_country, parse_number
from portal.text.punctuation import with_label, with_remark

FindBySlug = Callable[[type[Keyed], str], Keyed]  # raises ValidationError if there is no such row
MAX_QUOTED_CHARACTERS = 60  # of a cell that a message quotes


@dataclass(frozen=True)
class CellChange:
    """A cell that differs from what is stored."""

    header: str
    old: str
    new: str


@dataclass(eq=False)
class SheetRow:
    """A row of the record, as it is stored or as a sheet states it: new, changed or unchanged."""

    columns: "Sequence[SheetColumn]"
    instance: Any
    now: datetime.datetime = field(default_factory=timezone.now)
    line: int = 0  # of the sheet
    owner: "SheetRow | None" = None
    is_new: bool = False
    related: dict[str, list] = field(default_factory=dict)  # the records of a column with several, by header
    changes: list[CellChange] = field(default_factory=list)
    unreadable: set[str] = field(default_factory=set)  # headers of cells that could not be read
    namesakes: list = field(default_factory=list)  # stored records that a new row may be

    @property
    def key(self) -> str:
        return self.columns[0].text(self)

    @property
    def state(self) -> str:
        """Its state once it is written, with what hides it; empty for a row that is no record of its own."""
        return state_label(self.instance) if isinstance(self.instance, Record) else ""

    @property
    def values(self) -> list[CellChange]:
        """Every cell that is not empty, of a new row: what will be stored, defaults too."""
        cells = ((column.header, column.text(self)) for column in self.columns)
        return [CellChange(header, "", text) for header, text in cells if text]

    def header_of(self, field_name: str) -> str:
        """The header over a field of the model; empty if no column fills it."""
        return next((column.header for column in self.columns if field_name in column.fields), "")

    def fields_of(self, headers: set[str]) -> set[str]:
        """The fields that the columns under these headers fill."""
        return {name for column in self.columns if column.header in headers for name in column.fields}


class SheetColumn:
    """A column over one field of the row: a text, or a value of a closed list."""

    def __init__(self, name: str, header: str = "", also: Sequence[str] = ()):
        self.name, self.header, self.also = name, header or name, also

    def bind(self, model: type[models.Model]) -> None:
        self.field: Any = model._meta.get_field(self.name)

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields of the row that it fills; an error of theirs is shown under it."""
        return (self.name,)

    @property
    def required(self) -> bool:
        return not self.field.blank and not self.field.has_default()

    @property
    def related_model(self) -> type[Keyed] | None:
        """The model whose slugs it holds, if it holds slugs."""
        return None

    def other_names(self) -> list[str]:
        """What it may be called in a sheet beside its header."""
        return [*self.also, *in_all_languages(self.field.verbose_name)]

    def slugs(self, cell: str) -> list[str]:
        return [cell] if cell else []

    def text(self, row: SheetRow) -> str:
        """The cell of a row as it is now."""
        value = getattr(row.instance, self.name)
        return "" if value is None else str(value)

    def value(self, row: SheetRow) -> str | int | float:
        """The cell for a workbook, in which a number is a number."""
        return self.text(row)

    def read(self, row: SheetRow, cell: str, find: FindBySlug) -> None:
        """Set the fields of the row to what the cell says. Raises ValidationError."""
        if self.field.choices and cell and cell not in dict(self.field.flatchoices):
            value = parse_choice(self.field, cell)
            if value is None:
                raise self.error(_("“%s” is not one of the values allowed here."), cell)
            cell = value
        if not cell and not self.field.blank and self.field.has_default():
            cell = self.field.get_default()
        setattr(row.instance, self.name, cell)

    @staticmethod
    def error(message: str, cell: str) -> ValidationError:
        return ValidationError(message % cell[:MAX_QUOTED_CHARACTERS])

    def is_verified(self, row: SheetRow) -> bool:
        """Whether the value of the row was looked up already, so that the field need not do it again."""
        return False

    def description(self) -> str:
        """One line on what it holds."""
        label = capfirst(str(self.field.verbose_name))
        help_text = str(getattr(self.field, "help_text", ""))
        return with_label(label, help_text) if help_text else label

    @property
    def full_description(self) -> str:
        """Its description, with a remark if every new row needs it."""
        return with_remark(self.description(), _("required")) if self.required else self.description()

    def choices(self) -> list[str]:
        """All values that it may hold, if it is a closed list."""
        return [value for value, _label in self.field.flatchoices if value] if self.field.choices else []

    def format_hint(self) -> str:
        """One line on how it is filled in."""
        if choices := self.choices():
            return "; ".join(choices)
        if isinstance(self.field, models.URLField):
            return "https://…"
        if self.field.max_length:
            return _("text, at most %s characters") % self.field.max_length
        return _("text")


def translated_columns(name: str, header: str = "") -> list[SheetColumn]:
    """The columns of a translated text, one for each language."""
    return [
        SheetColumn(column, label)
        for column, label in zip(columns_of(name), columns_of(header or name), strict=True)
    ]


class CountryColumn(SheetColumn):
    """A country by its ISO 3166 code of two letters; read by its names too."""

    def text(self, row):
        return getattr(row.instance, self.name).code or ""

    def read(self, row, cell, find):
        code = parse_country(cell) if cell else ""
        if code is None:
            raise self.error(_("“%s” is not a country: write its name or its two-letter code."), cell)
        setattr(row.instance, self.name, code)

    def is_verified(self, row):
        return bool(getattr(row.instance, self.name))

    def choices(self):
        return []

    def format_hint(self):
        return _("two-letter code, or the name: JP, RU")


class CurrencyColumn(SheetColumn):
    """A currency by its code of three letters."""

    def read(self, row, cell, find):
        super().read(row, cell.upper(), find)


class YesNoColumn(SheetColumn):
    def text(self, row):
        return "yes" if getattr(row.instance, self.name) else "no"

    def read(self, row, cell, find):
        answer = parse_answer(cell) if cell else self.field.default
        if answer is None:
            raise self.error(_("“%s” is neither yes nor no."), cell)
        setattr(row.instance, self.name, answer)

    def choices(self):
        return ["yes", "no"]


class NumberColumn(SheetColumn):
    def text(self, row):
        value = getattr(row.instance, self.name)
        return "" if value is None else f"{value.normalize():f}"

    def value(self, row):
        text = self.text(row)
        if sum(map(str.isdigit, text)) > MAX_NUMBER_DIGITS:
            return text
        return text and (float(text) if "." in text else int(text))

    def read(self, row, cell, find):
        number = None
        if cell:
            number = parse_number(cell, self.field.decimal_places)
            # 1e999999999 would be written out
            if number is None or abs(number.adjusted()) > self.field.max_digits:
                raise self.error(_("“%s” is not a number: write 1234.5."), cell)
            if number == (rounded := round(number, self.field.decimal_places)):
                number = rounded  # 600.10 is what a spreadsheet may write as 600.1
        setattr(row.instance, self.name, number)

    def format_hint(self):
        return _("a number: 1234.5")


class ApproximateDateColumn(SheetColumn):
    """A date and its precision in one cell: a day, a month or a year."""

    def bind(self, model):
        self.field = model._meta.get_field(f"{self.name}_on")

    @property
    def fields(self):
        return (f"{self.name}_on", f"{self.name}_precision")

    def text(self, row):
        date = getattr(row.instance, self.name)
        return date.isoformat() if date else ""

    def read(self, row, cell, find):
        try:
            setattr(row.instance, self.name, PartialDate.parse(cell) if cell else None)
        except ValueError as error:
            message = _(
                "“%s” is not a day (2016-12-16), a month (2016-12) or a year (2016). If it is not known, "
                "leave it empty."
            )
            raise self.error(message, cell) from error

    def description(self):
        return capfirst(str(self.field.verbose_name))

    def format_hint(self):
        return _("2016-12-16, 2016-12 or 2016, as exactly as it is known")


class DateColumn(SheetColumn):
    """A whole day."""

    def text(self, row):
        day = getattr(row.instance, self.name)
        return day.isoformat() if day else ""

    def read(self, row, cell, find):
        try:
            setattr(row.instance, self.name, datetime.date.fromisoformat(iso_date(cell)) if cell else None)
        except ValueError as error:
            raise self.error(_("“%s” is not a date: write 2016-12-16, or leave it empty."), cell) from error

    def format_hint(self):
        return "2016-12-16"


class PublicationColumn(SheetColumn):
    """Since when a record is public. An empty cell leaves it as it is: nothing is withdrawn by oversight."""

    def text(self, row):
        moment = row.instance.published_at
        return moment.astimezone(datetime.UTC).isoformat().replace("+00:00", "Z") if moment else "no"

    @property
    def fields(self):
        return (self.name, "submitted_at")

    def read(self, row, cell, find):
        answer = parse_answer(cell)
        if answer is False:
            if row.instance.published_at:
                row.instance.published_at = row.instance.submitted_at = None  # as `unpublish()` has it
        elif answer:
            if row.instance.is_withheld:
                row.instance.published_at = row.now
        elif cell:
            try:
                moment = datetime.datetime.fromisoformat(cell)
                moment = timezone.make_aware(moment) if timezone.is_naive(moment) else moment
                row.instance.published_at = moment.astimezone(datetime.UTC)
            except (ValueError, OverflowError) as error:
                message = _("“%s” is not yes, no or a date and time (2017-01-31T09:00Z).")
                raise self.error(message, cell) from error

    def description(self):
        label = capfirst(str(self.field.verbose_name))
        return with_label(label, _("A new row is a draft unless this says otherwise."))

    def format_hint(self):
        return _("yes; no; a date and time: 2017-01-31T09:00Z; empty: unchanged")
