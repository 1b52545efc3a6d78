from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from events.choices import EditionMeasure, EditionState
from portal.choices import Standing
from portal.fields import FoldedField, T, Text, WordsIndex, columns_of, order_columns
from portal.fields.dates import order_constraint, partial_date, precision_constraint, year_problem
from portal.models import Figure, Record, choice_rank, is_choice, not_empty
from portal.text.punctuation import with_label


class Fair(Record):
    """A trade fair as a series: INNOPROM, whichever the year."""

    page = "events:fair-detail"

    name = T(models.CharField(_("name"), max_length=200))
    aliases = models.TextField(_("other names"), blank=True, help_text=_("One per line."))
    city = T(models.CharField(_("city"), max_length=100), required=False)
    country = CountryField(_("country"), blank=True, help_text=_("The country the city is in."))
    website = models.URLField(_("website"), blank=True)
    summary = T(
        models.TextField(_("summary"), help_text=_("In our own words, what the other fields do not say.")),
        required=False,
    )
    folded = FoldedField(*columns_of("name"), "aliases", *columns_of("city", "summary"), "slug")
    order_en, order_ja, order_ru = order_columns("name")

    class Meta(Record.Meta):
        verbose_name = _("fair")
        verbose_name_plural = _("fairs")
        ordering = ["order_en", "slug"]
        constraints = [*Record.Meta.constraints, *not_empty("name_en")]
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["order_en", "slug"], name="events_fair_order"),
            WordsIndex(name="events_fair_words"),
        ]

    def __str__(self) -> str:
        return self.name


class Edition(Record):
    """One holding of a fair, identified by its year; also one that was cancelled or postponed."""

    page = "events:edition-detail"
    page_paths = ("fair__slug", "year")

    NAMED_AFTER = ("fair", "year")
    part_of = ("fair",)
    FOUND_BY = ("fair",)

    fair = models.ForeignKey(Fair, models.PROTECT, verbose_name=_("fair"), related_name="editions")
    year = models.PositiveSmallIntegerField(_("year"))
    ordinal = models.PositiveSmallIntegerField(
        _("ordinal"),
        null=True,
        blank=True,
        help_text=_("Counted from the first edition. Empty: not numbered, or not known."),
    )
    starts_on, starts_precision, starts_ends, starts = partial_date("starts", _("starts on"))
    ends_on, ends_precision, ends_ends, ends = partial_date("ends", _("ends on"))
    state = models.CharField(
        _("status"),
        max_length=10,
        choices=EditionState,
        help_text=_("“Planned” until it has been held, cancelled or postponed."),
    )
    partner_country = CountryField(
        _("partner country"), blank=True, help_text=_("Empty: none, or not known.")
    )
    theme = T(
        models.CharField(_("theme"), max_length=300, help_text=_("The theme, as stated by the organisers.")),
        required=False,
    )
    summary = T(
        models.TextField(_("summary"), help_text=_("In our own words, what the other fields do not say.")),
        required=False,
    )
    sectors = models.ManyToManyField(
        "events.Sector", verbose_name=_("topics"), blank=True, related_name="editions"
    )
    folded = FoldedField(*columns_of("theme", "summary"), "slug")

    _history_m2m_fields = (*Record._history_m2m_fields, "sectors")

    class Meta(Record.Meta):
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        ordering = ["-year", "slug"]
        constraints = [
            *Record.Meta.constraints,
            is_choice("state", EditionState),
            precision_constraint("starts"),
            precision_constraint("ends"),
            order_constraint("starts", "ends"),
            models.UniqueConstraint(
                fields=["fair", "year"],
                name="%(app_label)s_%(class)s_one_a_year",
                violation_error_message=_("This fair already has an edition for that year."),
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(starts_on__year=F("year")),
                name="%(app_label)s_%(class)s_starts_in_its_year",
                violation_error_message=_("The start date is not in the edition's year."),
            ),
        ]
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["-year", "slug"], name="events_edition_order"),
            models.Index(fields=["partner_country"], name="events_edition_partner"),
            WordsIndex(name="events_edition_words"),
        ]

    def __str__(self) -> str:
        return self.name

    def implausible_fields(self):
        problems = super().implausible_fields()
        if isinstance(self.year, int) and (message := year_problem(self.year)):
            problems["year"] = message
        return problems

    @property
    def name(self) -> str:
        name = self.fair.name
        return Text(gettext("%(fair)s %(year)s") % {"fair": name, "year": self.year}, name.lang)


class EditionFigure(Figure):
    """A reported number about an edition, or about one pavilion of it."""

    NAMED_AFTER = ("edition", "pavilion", "measure")
    part_of = ("edition", "pavilion")
    SUBJECT = ("edition_id", "pavilion_id", "measure")

    edition = models.ForeignKey(Edition, models.PROTECT, verbose_name=_("edition"), related_name="figures")
    pavilion = models.ForeignKey(
        "events.Pavilion",
        models.PROTECT,
        verbose_name=_("pavilion"),
        null=True,
        blank=True,
        related_name="figures",
        help_text=_("Empty: the figure covers the whole edition."),
    )
    measure = models.CharField(
        _("measure"),
        max_length=20,
        choices=EditionMeasure,
        help_text=_("What is counted. Competing figures share the same measure."),
    )

    class Meta(Figure.Meta):
        verbose_name = _("figure of an edition")
        verbose_name_plural = _("figures of editions")
        ordering = [
            "edition",
            choice_rank("measure", EditionMeasure),
            "-headline",
            choice_rank("standing", Standing),
            "slug",
        ]
        constraints = [
            *Figure.Meta.constraints,
            is_choice("measure", EditionMeasure),
            # NULLs are distinct in a plain constraint: any number of fair-wide headlines would pass
            models.UniqueConstraint(
                "edition",
                Coalesce("pavilion", 0),
                "measure",
                condition=Q(headline=True),
                name="%(app_label)s_%(class)s_one_headline",
                violation_error_message=_("There is already a headline figure for this subject and measure."),
            ),
        ]

    def __str__(self) -> str:
        return with_label(self.pavilion or self.edition, super().__str__())

    def clean(self):
        super().clean()
        if self.pavilion and self.pavilion.edition_id != self.edition_id:
            raise ValidationError({"pavilion": _("The pavilion belongs to another edition.")})

    def get_absolute_url(self) -> str:
        return f"{self.edition.get_absolute_url()}#{self.slug}"
