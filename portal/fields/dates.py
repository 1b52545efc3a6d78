"""Dates as exact as their source: a day, a month or a year.

A date is kept as the first day of its period and a precision; the last day of the period is a
generated column, which orders events ("by the end of its period") and answers "had it happened by
this day?". Ranges are inclusive.
"""

import datetime
import re
from calendar import monthrange
from dataclasses import dataclass
from functools import cache

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import formats, timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.choices import Precision
from portal.fields import GeneratedFromColumns
from portal.fields.written_dates import iso_date

EARLIEST_YEAR = 1850  # of anything that the record tells of
MAX_YEARS_AHEAD = 10  # of what is planned
FIRST_TIME_ZONE = datetime.timezone(datetime.timedelta(hours=14))  # in which each day begins first


@dataclass(frozen=True)
class PartialDate:
    """A date with its precision. `first` is the first day of the period it names."""

    first: datetime.date
    precision: str = Precision.DAY

    @classmethod
    def fromisoformat(cls, text: str) -> "PartialDate":
        """2016-12-16, 2016-12 or 2016, as `isoformat` writes them. Raises ValueError for anything else."""
        if not re.fullmatch(r"[0-9]{4}(-[0-9]{2}){0,2}", text):
            raise ValueError(f"{text!r} is not a day, a month or a year")
        precision = {4: Precision.YEAR, 7: Precision.MONTH, 10: Precision.DAY}[len(text)]
        return cls(datetime.date.fromisoformat(f"{text}-01-01"[:10]), precision)

    @classmethod
    def parse(cls, text: str) -> "PartialDate":
        """A day, a month or a year as people write it. Raises ValueError for anything else."""
        return cls.fromisoformat(iso_date(text))

    @property
    def last(self) -> datetime.date:
        """The last day of the period: only when it is over has the event surely happened."""
        if self.precision == Precision.DAY:
            return self.first
        month = 12 if self.precision == Precision.YEAR else self.first.month
        return self.first.replace(month=month, day=monthrange(self.first.year, month)[1])

    def isoformat(self) -> str:
        """ISO 8601, no longer than what is known: 2016-12-16, 2016-12 or 2016."""
        length = {Precision.DAY: 10, Precision.MONTH: 7, Precision.YEAR: 4}[Precision(self.precision)]
        return self.first.isoformat()[:length]

    def __str__(self) -> str:
        if self.precision == Precision.DAY:
            return formats.date_format(self.first, "DATE_FORMAT")
        if self.precision == Precision.MONTH:
            month = formats.date_format(self.first, "YEAR_MONTH_FORMAT")
            return month.lower() if get_language() == "ru" else month  # a month is no name in Russian
        # Translators: a year on its own, in PHP date format; 2016年 in Japanese, 2016 г. in Russian
        return formats.date_format(self.first, str(_("Y")))


class EndOfPeriod(models.Func):
    """The last day of the day, month or year that starts on a date."""

    arity = 2
    output_field = models.DateField()

    def _case(self, compiler, month: str, year: str):
        (day, day_params), (precision, precision_params) = map(compiler.compile, self.source_expressions)
        return (
            f"CASE {precision} WHEN 'month' THEN {month} WHEN 'year' THEN {year} ELSE ({{day}}) END".replace(
                "{day}", day
            ),
            (*precision_params, *day_params, *day_params, *day_params),
        )

    def as_sqlite(self, compiler, connection, **extra):
        return self._case(compiler, "date({day}, '+1 month', '-1 day')", "date({day}, '+1 year', '-1 day')")

    def as_postgresql(self, compiler, connection, **extra):
        return self._case(
            compiler,
            "(({day})::date + interval '1 month' - interval '1 day')::date",
            "(({day})::date + interval '1 year' - interval '1 day')::date",
        )


class EndOfPeriodField(GeneratedFromColumns):
    """A generated column with the last day of an event's day, month or year."""

    @staticmethod
    def expression_of(columns):
        return EndOfPeriod(*columns)

    @staticmethod
    def output():
        return models.DateField(null=True)


class FirstKnownDateField(GeneratedFromColumns):
    """The first of some dates that is known, to sort by; 1 January of the year 1 when none is.

    NULLs stand last on one database and first on the other.
    """

    @staticmethod
    def expression_of(columns):
        return Coalesce(*columns, models.Value(datetime.date(1, 1, 1), output_field=models.DateField()))

    @staticmethod
    def output():
        return models.DateField()


class PartialDateAttribute:
    """An attribute that reads and sets a date and its precision together, as a `PartialDate` or None."""

    def __init__(self, name: str):
        self.name = name

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        first = getattr(instance, f"{self.name}_on")
        return PartialDate(first, getattr(instance, f"{self.name}_precision")) if first else None

    def __set__(self, instance, value: PartialDate | None):
        setattr(instance, f"{self.name}_on", value.first if value else None)
        setattr(instance, f"{self.name}_precision", value.precision if value else "")


def partial_date(name: str, label, *, required: bool = False, help_text=""):
    """The four attributes of a partial date, to be unpacked as
    `x_on, x_precision, x_ends, x = dated("x", ...)`; `exact_as_stated("x")` is their constraint.
    """
    return (
        models.DateField(label, null=not required, blank=not required, help_text=help_text),
        models.CharField(
            _("precision"),
            max_length=5,
            choices=Precision,
            blank=not required,
            default=Precision.DAY if required else "",
            help_text=_("If only the month or the year is known, enter its first day."),
        ),
        EndOfPeriodField(f"{name}_on", f"{name}_precision", verbose_name=_("end of the period")),
        PartialDateAttribute(name),
    )


def partial_dates_of(model: type[models.Model]) -> list[str]:
    """The names of a model's partial dates."""
    ends = "_precision"
    return [field.name.removesuffix(ends) for field in model._meta.fields if field.name.endswith(ends)]


@cache
def date_columns(model: type[models.Model]) -> list[str]:
    """The names of a model's columns that state a date: neither a moment nor what is derived from a date."""
    return [
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, models.DateField)
        and not isinstance(field, models.DateTimeField)
        and not field.generated
    ]


def date_problem(day: datetime.date | None, *, is_past: bool = False) -> str:
    """Why nobody can mean a date, in a sentence for editors; empty if somebody can.

    `is_past` says that it is the date of something that has happened.
    """
    if not isinstance(day, datetime.date):
        return ""
    if is_past and is_future(day):
        return str(_("This date is in the future."))
    return year_problem(day.year)


def year_problem(year: int) -> str:
    """Why nobody can mean a year: it is before all that is recorded, or too far ahead."""
    if year < EARLIEST_YEAR:
        return _("Check the year: nothing before %(year)s is recorded.") % {"year": EARLIEST_YEAR}
    if year > (last := timezone.localdate().year + MAX_YEARS_AHEAD):
        return _("Check the year: nothing after %(year)s is recorded.") % {"year": last}
    return ""


def is_future(day: datetime.date) -> bool:
    """Whether a day has begun nowhere on Earth yet."""
    return day > timezone.localdate(timezone=FIRST_TIME_ZONE)


def precision_constraint(name: str) -> models.CheckConstraint:
    """No date without a precision, no precision without a date, no day where only a month is known."""
    on, precision = f"{name}_on", f"{name}_precision"
    known = (
        Q(**{precision: Precision.DAY})
        | Q(**{precision: Precision.MONTH, f"{on}__day": 1})
        | Q(**{precision: Precision.YEAR, f"{on}__day": 1, f"{on}__month": 1})
    )
    return models.CheckConstraint(
        condition=Q(**{f"{on}__isnull": True, precision: ""}) | (Q(**{f"{on}__isnull": False}) & known),
        name=f"%(app_label)s_%(class)s_{name}_exact_as_stated",
        violation_error_message=_(
            "Choose how precise each date is; enter a month as its first day, a year as 1 January."
        ),
    )


def order_constraint(starts: str, ends: str) -> models.CheckConstraint:
    """Nothing ends before it starts. Compared by period, so "July" may end on 13 July."""
    return models.CheckConstraint(
        condition=Q(**{f"{starts}_on__isnull": True})
        | Q(**{f"{ends}_on__isnull": True})
        | Q(**{f"{ends}_ends__gte": models.F(f"{starts}_on")}),
        name=f"%(app_label)s_%(class)s_{ends}_after_{starts}",
        violation_error_message=_("The end date is before the start date."),
    )
