from datetime import date
from typing import Self

from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cooperation.choices import SIGNING_KINDS, Counted, OccasionKind, TotalMeasure
from portal.fields import FoldedField, T, Text, WordsIndex, columns_of, order_columns
from portal.fields.dates import FirstKnownDateField, order_constraint, partial_date, precision_constraint
from portal.models import Figure, Person, Record, RecordQuerySet, choice_rank, is_choice, not_empty
from portal.models.keyed import related_model
from portal.text.punctuation import comma_list, with_label


class OccasionQuerySet(RecordQuerySet):
    def with_recorded(self) -> Self:
        """Annotate how many public documents are `recorded` here, and how many `certain` to be in the total.

        A document that the occasion's total is known not to count is left out of both.
        """
        documents = related_model(self.model, "memoranda").objects.published()
        documents = documents.filter(occasion=OuterRef("pk")).order_by().values("occasion")

        def counted(**filters):
            return Coalesce(Subquery(documents.filter(**filters).annotate(n=Count("pk")).values("n")), 0)

        return self.annotate(
            recorded=counted(counted__in=[Counted.YES, Counted.UNKNOWN]), certain=counted(counted=Counted.YES)
        )


class Occasion(Record):
    """A summit, visit, forum, meeting or decision at which documents were signed or the plan changed."""

    page = "cooperation:occasion-detail"

    title = T(models.CharField(_("title"), max_length=250))
    kind = models.CharField(
        _("kind"),
        max_length=10,
        choices=OccasionKind,
        help_text=_("No documents are expected from a meeting or a decision."),
    )
    starts_on, starts_precision, starts_ends, starts = partial_date("starts", _("starts on"))
    ends_on, ends_precision, ends_ends, ends = partial_date("ends", _("ends on"))
    placed_on = FirstKnownDateField("starts_on")
    place = T(models.CharField(_("place"), max_length=200), required=False)
    edition = models.ForeignKey(
        "events.Edition",
        models.PROTECT,
        verbose_name=_("edition"),
        null=True,
        blank=True,
        related_name="occasions",
        help_text=_("The trade fair where it took place, if any."),
    )
    summary = T(
        models.TextField(_("summary"), help_text=_("In our own words, what the other fields do not say.")),
        required=False,
    )
    folded = FoldedField(*columns_of("title", "place", "summary"), "slug")
    order_en, order_ja, order_ru = order_columns("title")

    objects = OccasionQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("occasion")
        verbose_name_plural = _("occasions")
        ordering = ["placed_on", "slug"]
        constraints = [
            *Record.Meta.constraints,
            *not_empty("title_en"),
            is_choice("kind", OccasionKind),
            precision_constraint("starts"),
            precision_constraint("ends"),
            order_constraint("starts", "ends"),
        ]
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["placed_on", "slug"], name="coop_occasion_order"),
            WordsIndex(name="coop_occasion_words"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_signing(self) -> bool:
        """Whether documents are signed at occasions of its kind."""
        return self.kind in SIGNING_KINDS


class ReportedTotalQuerySet(RecordQuerySet):
    def as_of(self, day: date | None) -> Self:
        """Totals reported by the end of `day`. One without a date is taken to be as old as its occasion."""
        if day is None:
            return self
        reported = Coalesce("as_of_ends", "occasion__ends_ends", "occasion__starts_ends")
        return self.alias(reported=reported).filter(Q(reported__isnull=True) | Q(reported__lte=day))


class ReportedTotal(Figure):
    """A total that somebody reported for an occasion or for the whole plan, perhaps for one area only.

    Pages show it beside the number of recorded documents, which never replaces it.
    """

    NAMED_AFTER = ("occasion", "measure", "area")
    part_of = ("occasion", "area")
    SUBJECT = ("occasion_id", "area_id", "measure")

    occasion = models.ForeignKey(
        Occasion,
        models.PROTECT,
        verbose_name=_("occasion"),
        null=True,
        blank=True,
        related_name="totals",
        help_text=_("Empty: the total covers the whole plan."),
    )
    area = models.ForeignKey(
        "cooperation.Area",
        models.PROTECT,
        verbose_name=_("area"),
        null=True,
        blank=True,
        related_name="totals",
        help_text=_("Empty: all areas together."),
    )
    measure = models.CharField(
        _("measure"),
        max_length=30,
        choices=TotalMeasure,
        help_text=_("What is counted. Documents and projects are different things."),
    )

    objects = ReportedTotalQuerySet.as_manager()

    class Meta(Figure.Meta):
        verbose_name = _("reported total")
        verbose_name_plural = _("reported totals")
        ordering = [
            "occasion",
            "area",
            choice_rank("measure", TotalMeasure),
            "-headline",
            F("as_of_on").asc(nulls_last=True),
            "slug",
        ]
        constraints = [
            *Figure.Meta.constraints,
            is_choice("measure", TotalMeasure),
            # NULLs are distinct in a plain constraint: any number of headlines would pass
            models.UniqueConstraint(
                Coalesce("occasion", 0),
                Coalesce("area", 0),
                "measure",
                condition=Q(headline=True),
                name="%(app_label)s_%(class)s_one_headline",
                violation_error_message=_("There is already a headline figure for this subject and measure."),
            ),
        ]

    def __str__(self) -> str:
        return with_label(self.subject, super().__str__())

    @property
    def subject(self) -> str:
        return comma_list(self.area, self.occasion) or str(_("the whole plan"))

    def get_absolute_url(self) -> str:
        about = self.occasion or self.area
        page = about.get_absolute_url() if about else reverse("cooperation:area-list")
        return f"{page}#{self.slug}"


class Statement(Record):
    """What a person said or wrote, summarised in our own words, with the office held then."""

    NAMED_AFTER = ("speaker", "made_on")
    part_of = ("speaker",)
    has_page = False
    PAST_DATES = (*Record.PAST_DATES, "made_on")

    speaker = models.ForeignKey(Person, models.PROTECT, verbose_name=_("speaker"), related_name="statements")
    office = T(
        models.CharField(
            _("office held at the time"),
            max_length=250,
            help_text=_("The office held at that time, not a later one."),
        ),
        required=False,
    )
    made_on, made_precision, made_ends, made = partial_date("made", _("made on"))
    text = T(models.TextField(_("in our own words"), help_text=_("Do not copy sentences from the source.")))
    folded = FoldedField(*columns_of("text", "office"), "slug")

    class Meta(Record.Meta):
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        ordering = [F("made_on").asc(nulls_last=True), "slug"]
        constraints = [*Record.Meta.constraints, *not_empty("text_en"), precision_constraint("made")]
        indexes = [*Record.Meta.indexes, WordsIndex(name="coop_statement_words")]

    def __str__(self) -> str:
        when = self.made or _("undated")
        return Text(comma_list(self.speaker, when), self.speaker.name.lang)

    def get_absolute_url(self) -> str:
        return f"{self.speaker.get_absolute_url()}#{self.slug}"
