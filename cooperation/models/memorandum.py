from datetime import date
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from cooperation.choices import Counted, Level, MemorandumKind, RelationKind, State
from cooperation.models.area import Area
from cooperation.models.occasion import Occasion
from portal.choices import Language, Standing
from portal.fields import FoldedField, T, WordsIndex, columns_of, order_columns
from portal.fields.dates import FirstKnownDateField, is_future, partial_date, precision_constraint
from portal.models import Organization, Part, Person, Record, RecordQuerySet, Source, is_choice, not_empty
from portal.models.keyed import related_model
from portal.text.punctuation import with_label


class MemorandumQuerySet(RecordQuerySet):
    def in_area(self, area: Area) -> Self:
        """Documents of an area. A document of several areas is in each of them, once."""
        return self.filter(Exists(AreaAssignment.objects.filter(memorandum=OuterRef("pk"), area=area)))

    def signed_by(self, organization: Organization) -> Self:
        return self.filter(
            Exists(Signatory.objects.filter(memorandum=OuterRef("pk"), organization=organization))
        )

    def as_of(self, day: date | None) -> Self:
        """Documents that are dated `day` or earlier, or not at all: those may be earlier.

        A date known to the month or year counts once that is over.
        """
        if day is None:
            return self
        ends = Coalesce("signed_ends", "exchanged_ends", "announced_ends")
        return self.alias(placed_ends=ends).filter(Q(placed_ends__isnull=True) | Q(placed_ends__lte=day))

    def with_progress(self, as_of: date | None = None) -> Self:
        """Annotate `progress`, a `State`: realised if any outcome is, else under way, else stopped;
        and `progress_stated`: whether a source states any of the links to those outcomes.

        Counted as of the end of the day `as_of` (today), over public outcomes and steps only.
        """
        outcomes = related_model(self.model, "outcomes").objects.published().with_progress(as_of)
        outcomes = outcomes.filter(links__memorandum=OuterRef("pk"))
        best = Subquery(outcomes.order_by("progress_rank").values("progress")[:1])
        links = related_model(self.model, "links").objects.published()
        stated = links.filter(memorandum=OuterRef("pk"), stated=True)
        return self.annotate(
            progress=Coalesce(best, Value(State.NOTHING_RECORDED.value)), progress_stated=Exists(stated)
        )


class Memorandum(Record):
    """A document that the parties or the press list as signed, whatever its legal kind.

    Its parties are its signatories, on two sides or more. It may belong to several areas of the plan
    or to none. `counted` says whether the reported total of its occasion counts it, or that it is not known.
    """

    page = "cooperation:memorandum-detail"
    FOUND_BY = ("signatories__organization",)

    official_title = models.TextField(
        _("official title"), blank=True, help_text=_("As worded on the document. Empty: not known.")
    )
    official_title_language = models.CharField(
        _("language of the official title"),
        max_length=2,
        choices=Language,
        blank=True,
        help_text=_("The language of the official title, not of ours."),
    )
    title = T(models.CharField(_("title in our words"), max_length=300))
    kind = models.CharField(
        _("kind"),
        max_length=30,
        choices=MemorandumKind,
        help_text=_("The legal kind, as the source names it."),
    )
    level = models.CharField(
        _("level"),
        max_length=10,
        choices=Level,
        help_text=_("Who signed: authorities, businesses and institutions, or both."),
    )
    areas = models.ManyToManyField(
        Area, verbose_name=_("areas"), through="cooperation.AreaAssignment", related_name="memoranda"
    )
    occasion = models.ForeignKey(
        Occasion,
        models.PROTECT,
        verbose_name=_("occasion"),
        null=True,
        blank=True,
        related_name="memoranda",
        help_text=_("Where it was signed or announced. Empty: none, or not known."),
    )
    signed_on, signed_precision, signed_ends, signed = partial_date("signed", _("signed on"))
    exchanged_on, exchanged_precision, exchanged_ends, exchanged = partial_date(
        "exchanged", _("exchanged on"), help_text=_("This may be later than the signing.")
    )
    announced_on, announced_precision, announced_ends, announced = partial_date(
        "announced",
        _("announced on"),
        help_text=_("Used to date the document when the other two dates are empty."),
    )
    placed_on = FirstKnownDateField("signed_on", "exchanged_on", "announced_on")
    place = T(models.CharField(_("place"), max_length=200), required=False)
    counted = models.CharField(
        _("included in the occasion's total"),
        max_length=10,
        choices=Counted,
        default=Counted.UNKNOWN,
        help_text=_("“Yes” only if a source names it as part of that total."),
    )
    standing = models.CharField(
        _("confirmation"),
        max_length=20,
        choices=Standing,
        help_text=_("Confirmed: stated by an official body, a party or two publishers."),
    )
    summary = T(
        models.TextField(_("summary"), help_text=_("In our own words, what the other fields do not say.")),
        required=False,
    )
    folded = FoldedField(*columns_of("title"), "official_title", *columns_of("place", "summary"), "slug")
    order_en, order_ja, order_ru = order_columns("title")

    objects = MemorandumQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("memorandum")
        verbose_name_plural = _("memoranda")
        ordering = ["-placed_on", "order_en", "slug"]
        constraints = [
            *Record.Meta.constraints,
            *not_empty("title_en"),
            is_choice("official_title_language", Language, blank=True),
            is_choice("kind", MemorandumKind),
            is_choice("level", Level),
            is_choice("counted", Counted),
            is_choice("standing", Standing),
            precision_constraint("signed"),
            precision_constraint("exchanged"),
            precision_constraint("announced"),
            models.CheckConstraint(
                condition=Q(official_title="", official_title_language="")
                | (~Q(official_title="") & ~Q(official_title_language="")),
                name="%(app_label)s_%(class)s_official_title_in_a_language",
                violation_error_message=_("An official title and its language must be given together."),
            ),
            models.CheckConstraint(
                condition=Q(occasion__isnull=False) | ~Q(counted=Counted.YES),
                name="%(app_label)s_%(class)s_counted_at_an_occasion",
                violation_error_message=_(
                    "A document that is counted in a total needs the occasion of that total."
                ),
            ),
        ]
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["-placed_on", "order_en", "slug"], name="coop_memo_order"),
            models.Index(fields=["occasion", "placed_on", "order_en", "slug"], name="coop_memo_occasion"),
            models.Index(fields=["kind", "-placed_on"], name="coop_memo_kind"),
            models.Index(fields=["level", "-placed_on"], name="coop_memo_level"),
            models.Index(fields=["standing", "-placed_on"], name="coop_memo_standing"),
            WordsIndex(name="coop_memo_words"),
        ]

    def __str__(self) -> str:
        return self.title

    def implausible_fields(self):
        problems = super().implausible_fields()
        for name in ("signed_on", "exchanged_on"):
            day = getattr(self, name)
            if name not in problems and self.standing == Standing.CONFIRMED and day and is_future(day):
                problems[name] = str(
                    _("What lies in the future is not confirmed: correct the date or the confirmation.")
                )
        return problems

    @property
    def dated(self):
        """The date of the document: signed, else exchanged, else announced."""
        return self.signed or self.exchanged or self.announced


class AreaAssignment(Part):
    """That a document belongs to an area, and the source that says so: sources do not always agree."""

    KEY = ("memorandum", "area")
    part_of = ("memorandum", "area")

    memorandum = models.ForeignKey(
        Memorandum, models.CASCADE, verbose_name=_("memorandum"), related_name="assignments"
    )
    area = models.ForeignKey(Area, models.PROTECT, verbose_name=_("area"), related_name="assignments")
    source = models.ForeignKey(
        Source,
        models.PROTECT,
        verbose_name=_("source"),
        null=True,
        blank=True,
        related_name="assignments",
        help_text=_("The source that assigns it to this area. Empty: the document's own sources."),
    )

    class Meta:
        verbose_name = _("area of a memorandum")
        verbose_name_plural = _("areas of memoranda")
        ordering = ["memorandum", "area"]
        constraints = [
            models.UniqueConstraint(
                fields=["memorandum", "area"],
                name="%(app_label)s_%(class)s_once",
                violation_error_message=_("The memorandum is already in that area."),
            )
        ]

    def __str__(self) -> str:
        return with_label(self.memorandum, self.area)

    def get_absolute_url(self) -> str:
        return self.memorandum.get_absolute_url()


class Signatory(Part):
    """A party to a document, its side, and who signed for it in which office."""

    KEY = ("memorandum", "organization")
    part_of = ("memorandum",)

    memorandum = models.ForeignKey(
        Memorandum, models.CASCADE, verbose_name=_("memorandum"), related_name="signatories"
    )
    organization = models.ForeignKey(
        Organization, models.PROTECT, verbose_name=_("organisation"), related_name="signatures"
    )
    side = CountryField(
        _("side"), help_text=_("The country on whose side the party stands; it may not be the party's own.")
    )
    person = models.ForeignKey(
        Person,
        models.PROTECT,
        verbose_name=_("person"),
        null=True,
        blank=True,
        related_name="signatures",
        help_text=_("Empty: not named."),
    )
    office = T(
        models.CharField(
            _("office held at the time"),
            max_length=250,
            help_text=_("The office held at that time, not a later one."),
        ),
        required=False,
    )

    class Meta:
        verbose_name = _("signatory")
        verbose_name_plural = _("signatories")
        ordering = ["memorandum", "side", "id"]
        constraints = [
            *not_empty("side"),
            models.UniqueConstraint(
                fields=["memorandum", "organization"],
                name="%(app_label)s_%(class)s_once",
                violation_error_message=_("This organisation is already a party to the memorandum."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization}, {self.memorandum}"


class RelatedDocument(Part):
    """A link from a later document to an earlier one that it amends, replaces or follows up."""

    KEY = ("memorandum", "earlier", "kind")
    part_of = ("memorandum", "earlier")

    memorandum = models.ForeignKey(
        Memorandum, models.CASCADE, verbose_name=_("later document"), related_name="earlier_links"
    )
    earlier = models.ForeignKey(
        Memorandum, models.PROTECT, verbose_name=_("earlier document"), related_name="later_links"
    )
    kind = models.CharField(
        _("kind"),
        max_length=10,
        choices=RelationKind,
        help_text=_("What this document does to the earlier one."),
    )

    class Meta:
        verbose_name = _("related document")
        verbose_name_plural = _("related documents")
        ordering = ["memorandum", "earlier", "kind"]
        constraints = [
            is_choice("kind", RelationKind),
            models.UniqueConstraint(
                fields=["memorandum", "earlier", "kind"],
                name="%(app_label)s_%(class)s_once",
                violation_error_message=_("This link is already recorded."),
            ),
            models.CheckConstraint(
                condition=~Q(memorandum=F("earlier")),
                name="%(app_label)s_%(class)s_links_two",
                violation_error_message=_("A document cannot be related to itself."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.memorandum} {self.get_kind_display()} {self.earlier}"
