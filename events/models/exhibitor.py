from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_countries.fields import CountryField

from events.choices import ExhibitorRole
from portal.fields import FoldedField, T, WordsIndex, columns_of, order_columns
from portal.models import Organization, Record, Slugged, is_choice, not_empty
from portal.text.punctuation import comma_list, with_remark


class Sector(Slugged):
    """A subject of a fair (machinery, energy). A word to sort by, not a statement: always public."""

    name = T(models.CharField(_("name"), max_length=100))
    folded = FoldedField(*columns_of("name"), "slug")
    order_en, order_ja, order_ru = order_columns("name")

    class Meta(Slugged.Meta):
        default_permissions = Record.Meta.default_permissions
        verbose_name = _("sector")
        verbose_name_plural = _("sectors")
        ordering = ["order_en", "slug"]
        constraints = [*Slugged.Meta.constraints, *not_empty("name_en")]
        indexes = [WordsIndex(name="events_sector_words")]

    def __str__(self) -> str:
        return self.name

    @property
    def in_public_use(self) -> bool:
        """Whether a public row shows its name."""
        return (
            Exhibitor.objects.published().filter(sectors=self).exists()
            or self.editions.model.objects.published().filter(sectors=self).exists()
        )


class Pavilion(Record):
    """A shared stand at an edition, usually a country's."""

    part_of = ("edition",)
    FOUND_BY = ("edition", "edition__fair")
    page = "events:edition-detail"
    page_paths = ("edition__fair__slug", "edition__year")
    has_page = False

    edition = models.ForeignKey(
        "events.Edition", models.PROTECT, verbose_name=_("edition"), related_name="pavilions"
    )
    name = T(models.CharField(_("name"), max_length=200))
    country = CountryField(_("country"), blank=True, help_text=_("Empty: not a national pavilion."))
    standing = T(
        models.CharField(
            pgettext_lazy("rank", "rank"),
            max_length=300,
            help_text=_("A rank given by the source, and what it ranks."),
        ),
        required=False,
    )
    folded = FoldedField(*columns_of("name", "standing"), "slug")
    order_en, order_ja, order_ru = order_columns("name")

    class Meta(Record.Meta):
        verbose_name = _("pavilion")
        verbose_name_plural = _("pavilions")
        ordering = ["edition", "order_en", "slug"]
        constraints = [*Record.Meta.constraints, *not_empty("name_en")]
        indexes = [*Record.Meta.indexes, WordsIndex(name="events_pavilion_words")]

    def __str__(self) -> str:
        return comma_list(self.name, self.edition)

    def get_absolute_url(self) -> str:
        return f"{self.edition.get_absolute_url()}#{self.slug}"

    def clean(self):
        super().clean()
        if self.pk and (
            self.exhibitors.exclude(edition=self.edition_id) or self.figures.exclude(edition=self.edition_id)
        ):
            raise ValidationError(
                {"edition": _("Its exhibitors and figures belong to its previous edition.")}
            )


class Exhibitor(Record):
    """An organisation at an edition, in one role. Counts of exhibitors count the role "exhibitor" only."""

    NAMED_AFTER = ("edition", "organization")
    part_of = ("edition", "organization")
    FOUND_BY = ("organization", "edition", "edition__fair")
    page = "events:edition-detail"
    page_paths = ("edition__fair__slug", "edition__year")
    has_page = False

    edition = models.ForeignKey(
        "events.Edition", models.PROTECT, verbose_name=_("edition"), related_name="exhibitors"
    )
    organization = models.ForeignKey(
        Organization, models.PROTECT, verbose_name=_("organisation"), related_name="exhibitors"
    )
    role = models.CharField(
        _("role"),
        max_length=10,
        choices=ExhibitorRole,
        default=ExhibitorRole.EXHIBITOR,
        help_text=_("Other roles are not counted as exhibitors."),
    )
    pavilion = models.ForeignKey(
        Pavilion,
        models.PROTECT,
        verbose_name=_("pavilion"),
        null=True,
        blank=True,
        related_name="exhibitors",
        help_text=_("Empty: outside any pavilion, or not known."),
    )
    stand = models.CharField(_("stand"), max_length=50, blank=True, help_text=_("As written in the source."))
    shown = T(
        models.CharField(_("what it showed"), max_length=400, help_text=_("In our own words.")),
        required=False,
    )
    sectors = models.ManyToManyField(Sector, verbose_name=_("sectors"), blank=True, related_name="exhibitors")
    folded = FoldedField(*columns_of("shown"), "stand", "slug")

    _history_m2m_fields = (*Record._history_m2m_fields, "sectors")

    class Meta(Record.Meta):
        verbose_name = _("exhibitor")
        verbose_name_plural = _("exhibitors")
        ordering = ["edition", "organization", "role", "slug"]
        constraints = [
            *Record.Meta.constraints,
            is_choice("role", ExhibitorRole),
            models.UniqueConstraint(
                fields=["edition", "organization", "role"],
                name="%(app_label)s_%(class)s_once_in_a_role",
                violation_error_message=_(
                    "This organisation is already recorded in that role at this edition."
                ),
            ),
        ]
        indexes = [*Record.Meta.indexes, WordsIndex(name="events_exhibitor_words")]

    def __str__(self) -> str:
        return with_remark(comma_list(self.organization, self.edition), self.get_role_display())

    def get_absolute_url(self) -> str:
        return f"{self.edition.get_absolute_url()}#{self.slug}"

    def clean(self):
        super().clean()
        if self.pavilion and self.pavilion.edition_id != self.edition_id:
            raise ValidationError({"pavilion": _("The pavilion belongs to another edition.")})
