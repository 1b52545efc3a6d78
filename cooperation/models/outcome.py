from datetime import date
from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cooperation.choices import LADDERS, PROGRESS_RANK, SETBACKS, STAGES_OF, OutcomeKind, Stage, State
from cooperation.models.area import Area
from cooperation.models.memorandum import Memorandum
from portal.choices import Qualifier, Standing
from portal.fields import FoldedField, T, WordsIndex, columns_of, order_columns
from portal.fields.dates import partial_date, precision_constraint
from portal.models import Part, Record, RecordQuerySet, choice_rank, format_amount, is_choice, not_empty
from portal.text.punctuation import comma_list, with_label


def state_of_stage(values) -> Case:
    """The state that the stage of a step means, as the value that `values` gives for it."""
    return Case(*(When(stage__in=STAGES_OF[state], then=Value(values[state])) for state in STAGES_OF))


class OutcomeQuerySet(RecordQuerySet):
    def as_of(self, day: date | None) -> Self:
        """Outcomes that have a step by the end of `day`, or no step at all."""
        if day is None:
            return self
        steps = Step.objects.published().filter(outcome=OuterRef("pk"))
        return self.filter(Exists(steps.happened_by(day)) | ~Exists(steps))

    def with_progress(self, as_of: date | None = None) -> Self:
        """Annotate `last_stage`, the `State` that it means as `progress`, and the rank of that state.

        A step counts once its whole day, month or year is over by the end of the day `as_of` (today).
        The last step is the last by the end of its period, then by the rank of its stage. The lowest
        `progress_rank` wins where several outcomes came of one document.
        """
        last = (
            Step.objects.published()
            .happened_by(as_of or timezone.localdate())
            .filter(outcome=OuterRef("pk"))
            .order_by("-happened_ends", choice_rank("stage", Stage).desc(), "slug")
        )

        def read(expression, otherwise):
            return Coalesce(Subquery(last.annotate(read=expression).values("read")[:1]), Value(otherwise))

        nothing = State.NOTHING_RECORDED
        return self.annotate(
            last_stage=Subquery(last.values("stage")[:1]),
            progress=read(state_of_stage({state: state.value for state in State}), nothing.value),
            progress_rank=read(state_of_stage(PROGRESS_RANK), PROGRESS_RANK[nothing]),
        )


class Outcome(Record):
    """What came of the cooperation: a contract, a loan, a lifted ban, a treaty in force.

    Its progress is never stored: it follows from its steps. `named_as_example` marks one that a
    source names in an open list ("such as"), which may have left out others.
    """

    page = "cooperation:outcome-detail"
    FOUND_BY = ("steps",)

    title = T(models.CharField(_("title"), max_length=250))
    kind = models.CharField(
        _("kind"),
        max_length=10,
        choices=OutcomeKind,
        help_text=_("Determines which stages its steps may have."),
    )
    areas = models.ManyToManyField(Area, verbose_name=_("areas"), blank=True, related_name="outcomes")
    memoranda = models.ManyToManyField(
        Memorandum,
        verbose_name=_("memoranda"),
        through="cooperation.OutcomeLink",
        related_name="outcomes",
    )
    amount = models.DecimalField(
        _("amount"), max_digits=20, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    amount_currency = models.CharField(
        _("currency"),
        max_length=3,
        blank=True,
        validators=[RegexValidator(r"^[A-Z]{3}$", _("Three-letter code: JPY, RUB, USD."))],
        help_text=_("Three-letter code: JPY, RUB, USD."),
    )
    amount_qualifier = models.CharField(
        _("qualifier of the amount"),
        max_length=10,
        choices=Qualifier,
        blank=True,
        help_text=_("As the source puts it: “over 600” is not 600."),
    )
    named_as_example = models.BooleanField(
        _("named as an example"), default=False, help_text=_("The source introduces it with “such as”.")
    )
    summary = T(
        models.TextField(_("summary"), help_text=_("In our own words, what the other fields do not say.")),
        required=False,
    )
    folded = FoldedField(*columns_of("title", "summary"), "slug")
    order_en, order_ja, order_ru = order_columns("title")

    objects = OutcomeQuerySet.as_manager()
    _history_m2m_fields = (*Record._history_m2m_fields, "areas")

    class Meta(Record.Meta):
        verbose_name = _("outcome")
        verbose_name_plural = _("outcomes")
        ordering = ["order_en", "slug"]
        constraints = [
            *Record.Meta.constraints,
            *not_empty("title_en"),
            is_choice("kind", OutcomeKind),
            is_choice("amount_qualifier", Qualifier, blank=True),
            models.CheckConstraint(
                condition=Q(amount__isnull=True, amount_currency="", amount_qualifier="")
                | (Q(amount__isnull=False, amount__gte=0) & ~Q(amount_currency="") & ~Q(amount_qualifier="")),
                name="%(app_label)s_%(class)s_amount_with_currency_and_qualifier",
                violation_error_message=_(
                    "Give the amount, its currency and its qualifier together, or leave all three empty."
                ),
            ),
        ]
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["order_en", "slug"], name="coop_outcome_order"),
            models.Index(fields=["kind", "order_en", "slug"], name="coop_outcome_kind"),
            WordsIndex(name="coop_outcome_words"),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self):
        super().clean()
        if not self.pk or self.kind not in LADDERS:
            return
        off = self.steps.exclude(stage__in=LADDERS[OutcomeKind(self.kind)])
        if off:
            stages = comma_list(*(Stage(step.stage).label for step in off))
            raise ValidationError(
                {"kind": _("This kind of outcome does not have the stages of these steps: %s.") % stages}
            )

    @property
    def quantity(self) -> str:
        """The amount with its qualifier and currency, or nothing: “about USD 200,000,000”."""
        if self.amount is None:
            return ""
        return format_amount(self.amount, self.amount_qualifier, self.amount_currency)


class OutcomeLink(Part):
    """That an outcome came of a document; `stated`: a source says so, otherwise we infer it."""

    KEY = ("outcome", "memorandum")
    part_of = ("outcome", "memorandum")

    outcome = models.ForeignKey(Outcome, models.CASCADE, verbose_name=_("outcome"), related_name="links")
    memorandum = models.ForeignKey(
        Memorandum, models.PROTECT, verbose_name=_("memorandum"), related_name="links"
    )
    stated = models.BooleanField(
        _("a source states the link"),
        default=False,
        help_text=_(
            "Tick if one source speaks of both. Otherwise the link is our own and is marked as such."
        ),
    )

    class Meta:
        verbose_name = _("document of an outcome")
        verbose_name_plural = _("documents of outcomes")
        ordering = ["outcome", "memorandum"]
        constraints = [
            models.UniqueConstraint(
                fields=["outcome", "memorandum"],
                name="%(app_label)s_%(class)s_once",
                violation_error_message=_("This outcome is already linked to that memorandum."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.memorandum}: {self.outcome}"


class StepQuerySet(RecordQuerySet):
    def happened_by(self, day: date) -> Self:
        """Confirmed steps whose whole period is over by the end of `day`.

        A step of one press source, or reported in advance, is shown but does not change the progress.
        """
        return self.filter(happened_ends__lte=day, standing=Standing.CONFIRMED)


class Step(Record):
    """What happened on the way to an outcome: a dated, sourced event, never an overwritten status."""

    NAMED_AFTER = ("outcome", "stage")
    part_of = ("outcome",)
    has_page = False

    outcome = models.ForeignKey(Outcome, models.PROTECT, verbose_name=_("outcome"), related_name="steps")
    stage = models.CharField(
        _("stage"),
        max_length=20,
        choices=Stage,
        help_text=_("What happened at that time. Each kind of outcome has its own stages."),
    )
    happened_on, happened_precision, happened_ends, happened = partial_date(
        "happened",
        _("happened on"),
        required=True,
        help_text=_("A step counts only after its day, month or year has ended."),
    )
    note = T(
        models.CharField(
            _("note"),
            max_length=400,
            help_text=_("What readers should know about this step, in our own words."),
        ),
        required=False,
    )
    memorandum = models.ForeignKey(
        Memorandum,
        models.PROTECT,
        verbose_name=_("document that the step is based on"),
        null=True,
        blank=True,
        related_name="steps",
        help_text=_("Empty: no document, or not known which."),
    )
    standing = models.CharField(
        _("confirmation"),
        max_length=20,
        choices=Standing,
        default=Standing.CONFIRMED,
        help_text=_("How well it is confirmed. An unconfirmed step is shown but does not change the status."),
    )
    folded = FoldedField(*columns_of("note"), "slug")

    objects = StepQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering = ["outcome", "happened_ends", choice_rank("stage", Stage), "slug"]
        constraints = [
            *Record.Meta.constraints,
            is_choice("stage", Stage),
            is_choice("standing", Standing),
            precision_constraint("happened"),
        ]
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["outcome", "-happened_ends"], name="coop_step_order"),
            WordsIndex(name="coop_step_words"),
        ]

    def __str__(self) -> str:
        return with_label(self.outcome, comma_list(self.get_stage_display(), self.happened))

    def get_absolute_url(self) -> str:
        return f"{self.outcome.get_absolute_url()}#{self.slug}"

    @property
    def is_confirmed(self) -> bool:
        return self.standing == Standing.CONFIRMED

    @property
    def mark(self) -> str:
        """How it is drawn: filled where it was reached, barred for a setback, hatched if not confirmed."""
        if not self.is_confirmed:
            return "hatched"
        return "barred" if self.stage in SETBACKS else "filled"

    def clean(self):
        super().clean()
        outcome = getattr(self, "outcome", None)  # it may be about to be added, with its steps
        if (
            outcome
            and outcome.kind in LADDERS
            and self.stage in Stage.values
            and self.stage not in LADDERS[OutcomeKind(outcome.kind)]
        ):
            raise ValidationError(
                {
                    "stage": _("“%(stage)s” is not a stage of this kind of outcome (%(kind)s).")
                    % {"stage": self.get_stage_display(), "kind": outcome.get_kind_display()}
                }
            )
