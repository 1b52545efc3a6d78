"""What a column of a sheet holds: how it is written, read back, and explained to those who fill it in."""

import datetime
import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from portal.fields import columns_of
from portal.fields.dates import PartialDate
from portal.models import Keyed
from portal.sheets.bounds import DIGITS
from portal.text.punctuation import with_label, with_remark

if TYPE_CHECKING:
    from portal.sheets.resources import Row

Find = Callable[[type[Keyed], str], Keyed]  # a row by its slug; raises ValidationError if there is none
SEPARATOR = ";"
SLASHED = re.compile(r"(\d{4})/(\d{1,2})(?:/(\d{1,2}))?")
DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")


def iso(text: str) -> str:
    """A date as Excel writes it in Japanese (2016/12/6) or Russian (06.12.2016), as everybody writes it."""
    if match := SLASHED.fullmatch(text):
        return "-".join([match[1], *(part.zfill(2) for part in match.groups()[1:] if part)])
    if match := DOTTED.fullmatch(text):
        return f"{match[3]}-{match[2].zfill(2)}-{match[1].zfill(2)}"
    return text


class Column:
    """A text, or a value of a closed list, in one field of the row. `head` is what the sheet calls it."""

    def __init__(self, name: str, head: str = ""):
        self.name, self.head = name, head or name

    def bind(self, model: type[models.Model]) -> None:
        self.field: Any = model._meta.get_field(self.name)

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields of the row that it fills; what is wrong with them is wrong with it."""
        return (self.name,)

    @property
    def required(self) -> bool:
        return not self.field.blank and not self.field.has_default()

    @property
    def related(self) -> type[Keyed] | None:
        """Of which kind the rows are whose slugs it holds."""
        return None

    def slugs(self, cell: str) -> list[str]:
        return [cell] if cell else []

    def text(self, row: "Row") -> str:
        """The cell of a row as it is."""
        value = getattr(row.instance, self.name)
        return "" if value is None else str(value)

    def value(self, row: "Row") -> str | int | float:
        """The same for a workbook, in which a number is one."""
        return self.text(row)

    def read(self, row: "Row", cell: str, find: Find) -> None:
        """Have the row hold what the cell says. Raises ValidationError."""
        if self.field.choices and cell and cell not in dict(self.field.flatchoices):
            raise ValidationError(_("“%s” is none of the values allowed here.") % cell[:60])
        if not cell and not self.field.blank and self.field.has_default():
            cell = self.field.get_default()
        setattr(row.instance, self.name, cell)

    def proven(self, row: "Row") -> bool:
        """Whether what the row holds was looked up, so that the field need not look it up again."""
        return False

    def explanation(self) -> str:
        """One line on what it holds."""
        label = capfirst(str(self.field.verbose_name))
        help_text = str(getattr(self.field, "help_text", ""))
        return with_label(label, help_text) if help_text else label

    @property
    def told(self) -> str:
        """Its explanation, and that no new row can do without it, if so."""
        return with_remark(self.explanation(), _("needed")) if self.required else self.explanation()

    def values(self) -> list[str]:
        """All values there are, if they are few."""
        return [value for value, _label in self.field.flatchoices if value] if self.field.choices else []

    def allowed(self) -> str:
        """One line on how it is filled in."""
        if values := self.values():
            return "; ".join(values)
        if isinstance(self.field, models.URLField):
            return "https://…"
        if self.field.max_length:
            return _("text, at most %s letters") % self.field.max_length
        return _("text")


def words(name: str, head: str = "") -> list[Column]:
    """A translated text: a column for each language."""
    return [
        Column(column, label)
        for column, label in zip(columns_of(name), columns_of(head or name), strict=True)
    ]


class Country(Column):
    """A country by its two letters."""

    def text(self, row):
        return getattr(row.instance, self.name).code or ""

    def read(self, row, cell, find):
        if cell and cell.upper() not in self.field.countries:
            raise ValidationError(_("“%s” is not the two-letter code of a country.") % cell[:60])
        setattr(row.instance, self.name, cell.upper())

    def proven(self, row):
        return bool(getattr(row.instance, self.name))

    def values(self):
        return []

    def allowed(self):
        return _("two letters: JP, RU")


class YesNo(Column):
    ANSWERS = {"yes": True, "no": False}

    def text(self, row):
        return "yes" if getattr(row.instance, self.name) else "no"

    def read(self, row, cell, find):
        answer = self.ANSWERS.get(cell.lower(), self.field.default if not cell else None)
        if answer is None:
            raise ValidationError(_("“%s” is neither yes nor no.") % cell[:60])
        setattr(row.instance, self.name, answer)

    def values(self):
        return list(self.ANSWERS)


class Number(Column):
    def text(self, row):
        value = getattr(row.instance, self.name)
        return "" if value is None else f"{value.normalize():f}"

    def value(self, row):
        text = self.text(row)
        if sum(map(str.isdigit, text)) > DIGITS:
            return text
        return text and (float(text) if "." in text else int(text))

    def read(self, row, cell, find):
        number = None
        if cell:
            try:
                number = Decimal(cell.replace("\N{NO-BREAK SPACE}", "").replace(" ", ""))
            except InvalidOperation:
                number = Decimal("NaN")
            # 1e999999999 would be written out
            if not number.is_finite() or abs(number.adjusted()) > self.field.max_digits:
                raise ValidationError(_("“%s” is not a number: write 1234.5.") % cell[:60])
            if number == (rounded := round(number, self.field.decimal_places)):
                number = rounded  # 600.10 is what a spreadsheet may write as 600.1
        setattr(row.instance, self.name, number)

    def allowed(self):
        return _("a number without separators: 1234.5")


class Day(Column):
    """A date no longer than it is known, in one column."""

    def bind(self, model):
        self.field = model._meta.get_field(f"{self.name}_on")

    @property
    def fields(self):
        return (f"{self.name}_on", f"{self.name}_precision")

    def text(self, row):
        known = getattr(row.instance, self.name)
        return known.isoformat() if known else ""

    def read(self, row, cell, find):
        try:
            setattr(row.instance, self.name, PartialDate.fromisoformat(iso(cell)) if cell else None)
        except ValueError as error:
            raise ValidationError(
                _("“%s” is not a day (2016-12-16), a month (2016-12) or a year (2016).") % cell[:60]
            ) from error

    def explanation(self):
        return capfirst(str(self.field.verbose_name))

    def allowed(self):
        return _("2016-12-16, or 2016-12, or 2016: as exactly as it is known")


class WholeDay(Column):
    def text(self, row):
        day = getattr(row.instance, self.name)
        return day.isoformat() if day else ""

    def read(self, row, cell, find):
        try:
            setattr(row.instance, self.name, datetime.date.fromisoformat(iso(cell)) if cell else None)
        except ValueError as error:
            raise ValidationError(_("“%s” is not a day: write 2016-12-16.") % cell[:60]) from error

    def allowed(self):
        return "2016-12-16"


class Reference(Column):
    """Another record, by its short name."""

    @property
    def required(self):
        return not self.field.null

    @property
    def related(self):
        return self.field.related_model

    def text(self, row):
        other = getattr(row.instance, self.name, None)
        return other.slug if other else ""

    def read(self, row, cell, find):
        setattr(row.instance, self.name, find(self.related, cell) if cell else None)

    def proven(self, row):
        return getattr(row.instance, self.name, None) is not None

    def allowed(self):
        return _("the short name of one recorded already: %s") % self.related._meta.verbose_name


class References(Column):
    """Other records, by their short names; the cell names all of them."""

    @property
    def related(self):
        return self.field.related_model

    @property
    def required(self):
        return False

    def slugs(self, cell):
        return [slug for part in cell.replace("\n", SEPARATOR).split(SEPARATOR) if (slug := part.strip())]

    def text(self, row):
        return f"{SEPARATOR} ".join(sorted(other.slug for other in row.related[self.head]))

    def read(self, row, cell, find):
        row.related[self.head] = [find(self.related, slug) for slug in dict.fromkeys(self.slugs(cell))]

    def load(self, rows: "list[Row]") -> None:
        """Fetch what the rows name now, for all of them at once."""
        through, owner, other = self.field.remote_field.through, self.field.m2m_field_name(), self.other
        self._attach(rows, through.objects.select_related(other), owner, other)

    @property
    def other(self) -> str:
        return self.field.m2m_reverse_field_name()

    def _attach(self, rows, links, owner, other):
        named: dict[int, list] = {}
        stored = [row.instance.pk for row in rows if not row.is_new]
        if stored:
            for link in links.filter(**{f"{owner}__in": stored}):
                named.setdefault(getattr(link, f"{owner}_id"), []).append(getattr(link, other))
        for row in rows:
            row.related[self.head] = named.get(row.instance.pk, [])

    def allowed(self):
        kind = self.related._meta.verbose_name_plural
        return _("short names of those recorded already, with “;” between them: %s") % kind


class Links(References):
    """Other records by way of a part that says more of the link: the same for all that the cell names."""

    def __init__(self, name: str, head: str, other: str, explained, **said):
        super().__init__(name, head)
        self._other, self.explained, self.said = other, explained, said

    def bind(self, model):
        relation = model._meta.get_field(self.name)
        self.part: Any = relation.related_model
        self.owner = relation.field.name
        self.field = self.part._meta.get_field(self._other)

    @property
    def other(self):
        return self._other

    def load(self, rows):
        links = self.part.objects.filter(**self.said).select_related(self.other)
        self._attach(rows, links, self.owner, self.other)

    def says(self, part: Keyed) -> bool:
        """Whether a part is one of those that the column tells of."""
        return all(getattr(part, name) == value for name, value in self.said.items())

    def explanation(self):
        return str(self.explained)


class Publication(Column):
    """Since when a record is public. An empty cell leaves it as it is: nothing is withdrawn by oversight."""

    def text(self, row):
        moment = row.instance.published_at
        return moment.astimezone(datetime.UTC).isoformat().replace("+00:00", "Z") if moment else "no"

    @property
    def fields(self):
        return (self.name, "submitted_at")

    def read(self, row, cell, find):
        if cell.lower() == "no":
            if row.instance.published_at:
                row.instance.published_at = row.instance.submitted_at = None  # as `unpublish()` has it
        elif cell.lower() == "yes":
            if row.instance.is_draft:
                row.instance.published_at = row.now
        elif cell:
            try:
                moment = datetime.datetime.fromisoformat(cell)
                moment = timezone.make_aware(moment) if timezone.is_naive(moment) else moment
                row.instance.published_at = moment.astimezone(datetime.UTC)
            except (ValueError, OverflowError) as error:
                text = _("“%s” is neither yes nor no nor a moment (2017-01-31T09:00Z).")
                raise ValidationError(text % cell[:60]) from error

    def explanation(self):
        label = capfirst(str(self.field.verbose_name))
        new = _("A new row is a draft unless this says otherwise.")
        return with_label(label, new)

    def allowed(self):
        return _("yes; no; a moment: 2017-01-31T09:00Z; empty: as it is")
