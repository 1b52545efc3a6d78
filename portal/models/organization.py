from django.db import models
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from portal.choices import OrganizationKind
from portal.fields import FoldedField, T, WordsIndex, columns_of, order_columns
from portal.fields.pictures import PictureField
from portal.models.constraints import is_choice, not_empty
from portal.models.records import Record, other_names


class Organization(Record):
    """A company, ministry or other body that exhibits or signs: one record for all fairs and documents."""

    # the dossier joins fairs and documents, so the top layer serves it
    page = "cooperation:organization-detail"

    name = T(models.CharField(_("name"), max_length=200))
    aliases = models.TextField(
        _("other names"),
        blank=True,
        help_text=_("One per line: short forms, former names, other spellings."),
    )
    sort_key = models.CharField(
        _("Japanese sort key"), max_length=200, blank=True, help_text=_("The name in kana, for sorting.")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=OrganizationKind)
    country = CountryField(_("country"), blank=True, help_text=_("Empty: not recorded."))
    city = T(models.CharField(_("city"), max_length=100), required=False)
    website = models.URLField(_("website"), blank=True)
    logo = PictureField(_("logo"), upload_to="logos", blank=True)
    summary = T(
        models.TextField(_("summary"), help_text=_("In our own words, what the other fields do not say.")),
        required=False,
    )
    folded = FoldedField(*columns_of("name"), "aliases", "sort_key", *columns_of("city", "summary"), "slug")
    order_en, order_ja, order_ru = order_columns("name", reading="sort_key")

    class Meta(Record.Meta):
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["order_en", "slug"]
        constraints = [*Record.Meta.constraints, *not_empty("name_en"), is_choice("kind", OrganizationKind)]
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["order_en", "slug"], name="portal_org_order"),
            models.Index(fields=["country", "order_en", "slug"], name="portal_org_country"),
            models.Index(fields=["kind", "order_en", "slug"], name="portal_org_kind"),
            models.Index(fields=["logo"], name="portal_org_logo"),  # whose it is, at each request
            WordsIndex(name="portal_org_words"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def other_names(self):
        return other_names(self)
