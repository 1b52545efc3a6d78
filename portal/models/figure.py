from decimal import Decimal
from typing import ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import formats
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from portal.choices import Qualifier, Standing
from portal.fields import T
from portal.fields.dates import partial_date, precision_constraint
from portal.models.constraints import is_choice, not_empty
from portal.models.records import Record

QUALIFIED_NUMBER = {
    Qualifier.EXACT: "%(number)s",
    Qualifier.ABOUT: _("about %(number)s"),
    Qualifier.OVER: _("over %(number)s"),
    Qualifier.AT_LEAST: _("at least %(number)s"),
    Qualifier.UP_TO: _("up to %(number)s"),
}

# The same with a unit: a language may put it inside (600社超).
QUALIFIED_QUANTITY = {
    Qualifier.EXACT: _("%(number)s %(unit)s"),
    Qualifier.ABOUT: _("about %(number)s %(unit)s"),
    Qualifier.OVER: _("over %(number)s %(unit)s"),
    Qualifier.AT_LEAST: _("at least %(number)s %(unit)s"),
    Qualifier.UP_TO: _("up to %(number)s %(unit)s"),
}

QUALIFIER_OF_TOTAL = {Qualifier.OVER: Qualifier.AT_LEAST}

IN_WORDS_FROM = 10**8  # from here on a round number is written with words: USD 200 million
SCALES = {
    "en": ((10**9, "\N{NO-BREAK SPACE}billion"), (10**6, "\N{NO-BREAK SPACE}million")),
    "ja": ((10**8, "億"),),
    "ru": ((10**9, "\N{NO-BREAK SPACE}млрд"), (10**6, "\N{NO-BREAK SPACE}млн")),
}


def format_number(value: Decimal) -> str:
    """A number in the visitor's language: grouped, without empty decimals, large round ones in words."""
    scales = SCALES[(get_language() or "en")[:2]] if value >= IN_WORDS_FROM else ()
    round_in = (one for one in scales if value >= one[0] and value % (one[0] // 10) == 0)
    scale, word = next(round_in, (1, ""))
    value /= scale
    places = 0 if value == value.to_integral_value() else 1 if word else 2
    return formats.number_format(value, decimal_pos=places, use_l10n=True, force_grouping=True) + word


# A sum as a language writes it; of any other currency its code is given.
AMOUNT_FORMATS = {
    "JPY": _("JPY %(number)s"),
    "RUB": _("RUB %(number)s"),
    "USD": _("USD %(number)s"),
}


def format_amount(value: Decimal, qualifier: str, currency: str = "") -> str:
    """A number, or an amount of money, with its qualifier: “over 600”."""
    number = format_number(value)
    if currency:
        number = str(AMOUNT_FORMATS.get(currency, f"{currency} %(number)s")) % {"number": number}
        number = number.replace(" ", "\N{NO-BREAK SPACE}")
    return str(QUALIFIED_NUMBER[Qualifier(qualifier)]) % {"number": number}


class Figure(Record):
    """A number that somebody reported, with all that it needs to be understood and checked.

    It keeps its qualifier ("over"), its unit in words ("exhibiting companies"), its basis ("visitor
    badges issued"), who reported it, as of when, and its source. Rival figures for the same subject
    and measure stand beside each other; one of them may be the headline.
    A subclass adds the subject, a `measure` from its own closed list, and the headline constraint.
    `SUBJECT` names the columns that rival figures share.
    """

    has_page = False
    SUBJECT: ClassVar[tuple[str, ...]]

    value = models.DecimalField(
        pgettext_lazy("quantity", "number"),
        max_digits=20,
        decimal_places=2,
        validators=[MinValueValidator(0)],
    )
    qualifier = models.CharField(
        _("qualifier"),
        max_length=10,
        choices=Qualifier,
        default=Qualifier.EXACT,
        help_text=_("As the source puts it: “over 600” is not 600."),
    )
    unit = T(
        models.CharField(
            _("unit"), max_length=120, help_text=_("What the number counts: exhibiting companies, documents.")
        )
    )
    basis = T(
        models.CharField(
            _("basis"),
            max_length=250,
            help_text=_(
                "What was counted and how, if the source says so: for example, visitor badges issued."
            ),
        ),
        required=False,
    )
    reported_by = T(
        models.CharField(_("reported by"), max_length=200, help_text=_("Who states the number.")),
        required=False,
    )
    as_of_on, as_of_precision, as_of_ends, as_of = partial_date(
        "as_of", _("as of"), help_text=_("The date that the number refers to.")
    )
    headline = models.BooleanField(
        _("headline"), default=False, help_text=_("Shown first among competing figures for the same measure.")
    )

    standing = models.CharField(
        _("confirmation"),
        max_length=20,
        choices=Standing,
        default=Standing.CONFIRMED,
        help_text=_("How well it is confirmed. An unconfirmed figure cannot be the headline."),
    )

    recorded: int | None = None  # how many of what it counts are recorded here, where a page says so

    class Meta(Record.Meta):
        abstract = True
        constraints = [
            *Record.Meta.constraints,
            *not_empty("unit_en"),
            is_choice("qualifier", Qualifier),
            is_choice("standing", Standing),
            precision_constraint("as_of"),
            models.CheckConstraint(
                condition=Q(value__gte=0),
                name="%(app_label)s_%(class)s_value_is_not_negative",
                violation_error_message=_("A reported number cannot be negative."),
            ),
            models.CheckConstraint(
                condition=Q(headline=False) | Q(standing=Standing.CONFIRMED),
                name="%(app_label)s_%(class)s_headline_is_confirmed",
                violation_error_message=_(
                    "A figure from a single press source, or one reported in advance, cannot be the headline."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.with_unit(self.unit)

    def with_unit(self, unit: str) -> str:
        """The number with its qualifier and `unit`, which may be markup.

        What a Japanese unit says of itself in brackets follows the hedge: 600社超（出展企業）.
        """
        unit, bracket, remark = unit.partition("（")
        stated = str(QUALIFIED_QUANTITY[Qualifier(self.qualifier)]) % {
            "number": format_number(self.value),
            "unit": unit,
        }
        return f"{stated}{bracket}{remark}"

    @property
    def quantity(self) -> str:
        return format_amount(self.value, self.qualifier)

    @property
    def as_total(self) -> str:
        """The number as a total that recorded rows are compared with: “over 600” becomes “at least 600”."""
        return format_amount(self.value, QUALIFIER_OF_TOTAL.get(Qualifier(self.qualifier), self.qualifier))

    @property
    def reporter(self):
        """Who states the number; the publisher of the source where it names nobody."""
        return self.reported_by or (self.source.publisher if self.source else "")
