from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.choices import AppearanceRole, ForumKind
from portal.fields import FoldedField, T, WordsIndex, columns_of, order_columns
from portal.fields.dates import FirstKnownDateField, order_constraint, partial_date, precision_constraint
from portal.fields.pictures import PictureField
from portal.models import Organization, Part, Person, Record, is_choice, not_empty


class Forum(Record):
    """A meeting of people: a forum, one of its panels, a ceremony, a tour; at a fair or on its own."""

    page = "events:forum-detail"
    FOUND_BY = ("edition", "edition__fair")

    part_of = ("edition",)

    edition = models.ForeignKey(
        "events.Edition",
        models.PROTECT,
        verbose_name=_("edition"),
        null=True,
        blank=True,
        related_name="forums",
        help_text=_("Empty: not held at a fair."),
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name=_("part of"),
        null=True,
        blank=True,
        related_name="sessions",
        help_text=_("The forum that this panel or session belongs to."),
    )
    kind = models.CharField(
        _("kind"),
        max_length=10,
        choices=ForumKind,
        help_text=_("“Forum” means a whole forum; the other kinds may be parts of one."),
    )
    title = T(models.CharField(_("title"), max_length=250))
    theme = T(
        models.CharField(_("theme"), max_length=300, help_text=_("The theme, as stated by the organisers.")),
        required=False,
    )
    starts_on, starts_precision, starts_ends, starts = partial_date("starts", _("starts on"))
    ends_on, ends_precision, ends_ends, ends = partial_date("ends", _("ends on"))
    placed_on = FirstKnownDateField("starts_on")
    place = T(models.CharField(_("place"), max_length=200), required=False)
    summary = T(
        models.TextField(_("summary"), help_text=_("In our own words, what the other fields do not say.")),
        required=False,
    )
    folded = FoldedField(*columns_of("title", "theme", "place", "summary"), "slug")
    order_en, order_ja, order_ru = order_columns("title")

    class Meta(Record.Meta):
        verbose_name = _("forum")
        verbose_name_plural = _("forums")
        ordering = ["-placed_on", "order_en", "slug"]
        constraints = [
            *Record.Meta.constraints,
            *not_empty("title_en"),
            is_choice("kind", ForumKind),
            precision_constraint("starts"),
            precision_constraint("ends"),
            order_constraint("starts", "ends"),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=models.F("id")),
                name="%(app_label)s_%(class)s_not_its_own_part",
                violation_error_message=_("A forum cannot be part of itself."),
            ),
        ]
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["-placed_on", "order_en", "slug"], name="events_forum_order"),
            models.Index(fields=["kind"], name="events_forum_kind"),
            WordsIndex(name="events_forum_words"),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self):
        super().clean()
        if not self.parent or self.parent_id == self.pk:
            return  # on its own; or part of itself, which a constraint refuses
        if self.parent.parent_id or (self.pk and self.sessions.exists()):
            raise ValidationError({"parent": _("A session cannot have sessions of its own.")})


class Appearance(Part):
    """A person at a forum, in the office held then, whatever they became later."""

    KEY = ("forum", "person", "role")
    part_of = ("forum", "person")

    forum = models.ForeignKey(Forum, models.CASCADE, verbose_name=_("forum"), related_name="appearances")
    person = models.ForeignKey(Person, models.PROTECT, verbose_name=_("person"), related_name="appearances")
    role = models.CharField(_("role"), max_length=10, choices=AppearanceRole)
    office = T(
        models.CharField(
            _("office held at the time"),
            max_length=250,
            help_text=_("The office held at that time, not a later one."),
        ),
        required=False,
    )
    organization = models.ForeignKey(
        Organization,
        models.PROTECT,
        verbose_name=_("organisation"),
        null=True,
        blank=True,
        related_name="appearances",
        help_text=_("The organisation where the person held that office."),
    )

    class Meta:
        verbose_name = _("appearance")
        verbose_name_plural = _("appearances")
        ordering = ["forum", "person", "role"]
        constraints = [
            is_choice("role", AppearanceRole),
            models.UniqueConstraint(
                fields=["forum", "person", "role"],
                name="%(app_label)s_%(class)s_once_in_a_role",
                violation_error_message=_("This person is already recorded in that role at this forum."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.forum}"


class Photo(Part):
    """A picture of an edition or of a forum, with words for those who cannot see it."""

    KEY = ("slug",)
    part_of = ("edition", "forum")

    slug = models.SlugField(
        _("short name"),
        max_length=80,
        unique=True,
        help_text=_("Identifies the photo when the record is exported and loaded again."),
    )
    edition = models.ForeignKey(
        "events.Edition",
        models.CASCADE,
        verbose_name=_("edition"),
        null=True,
        blank=True,
        related_name="photos",
    )
    forum = models.ForeignKey(
        Forum, models.CASCADE, verbose_name=_("forum"), null=True, blank=True, related_name="photos"
    )
    image = PictureField(_("picture"), upload_to="photos")
    alt = T(
        models.CharField(
            _("alternative text"),
            max_length=300,
            help_text=_("Describe the picture in one sentence: screen readers read it aloud."),
        ),
        required=False,
    )
    decorative = models.BooleanField(_("decorative"), default=False, help_text=_("Adds nothing to the text."))
    caption = T(
        models.CharField(_("caption"), max_length=300, help_text=_("Shown under the picture.")),
        required=False,
    )
    credit = models.CharField(
        _("credit"), max_length=200, help_text=_("The photographer or agency to credit.")
    )

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        ordering = ["slug"]
        indexes = [models.Index(fields=["image"], name="events_photo_image")]  # whose it is, at each request
        constraints = [
            *not_empty("slug", "image", "credit"),
            models.CheckConstraint(
                condition=Q(edition__isnull=False, forum__isnull=True)
                | Q(edition__isnull=True, forum__isnull=False),
                name="%(app_label)s_%(class)s_has_one_owner",
                violation_error_message=_("A photo belongs to either one edition or one forum."),
            ),
            models.CheckConstraint(
                condition=Q(decorative=True, alt_en="") | (Q(decorative=False) & ~Q(alt_en="")),
                name="%(app_label)s_%(class)s_described_or_decorative",
                violation_error_message=_("Describe the picture, or mark it as decorative."),
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    @property
    def read_aloud(self) -> str:
        """What is read to those who cannot see it; nothing if it is decorative."""
        return "" if self.decorative else self.alt
