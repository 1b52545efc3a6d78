from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.choices import Language
from portal.fields import FoldedField, T, WordsIndex, columns_of, order_columns
from portal.models import Record, is_choice, not_empty


class Area(Record):
    """One of the plan's numbered areas of cooperation, with its official title in its own language."""

    page = "cooperation:area-detail"

    number = models.PositiveSmallIntegerField(
        _("number"),
        unique=True,
        error_messages={"unique": _("Another area of the plan already has this number.")},
    )
    official_title = models.CharField(
        _("official title"), max_length=250, help_text=_("As worded in the plan, in the original language.")
    )
    official_title_language = models.CharField(
        _("language of the official title"),
        max_length=2,
        choices=Language,
        help_text=_("The language of the official title, not of ours."),
    )
    title = T(models.CharField(_("title"), max_length=250))
    working_translation = models.CharField(
        _("working translation"),
        max_length=2,
        choices=Language,
        blank=True,
        help_text=_(
            "The language in which the title is our own translation because no official title is known."
        ),
    )
    aliases = models.TextField(
        _("other names"), blank=True, help_text=_("One per line: other titles it is known by.")
    )
    aim = T(models.TextField(_("aim")), required=False)
    covers = T(models.TextField(_("what it covers")), required=False)
    folded = FoldedField(
        *columns_of("title"), "official_title", "aliases", *columns_of("aim", "covers"), "slug"
    )
    order_en, order_ja, order_ru = order_columns("title")

    class Meta(Record.Meta):
        verbose_name = _("area")
        verbose_name_plural = _("areas")
        ordering = ["number"]
        constraints = [
            *Record.Meta.constraints,
            *not_empty("title_en", "official_title"),
            is_choice("official_title_language", Language),
            is_choice("working_translation", Language, blank=True),
            models.CheckConstraint(
                condition=Q(number__gte=1),
                name="%(app_label)s_%(class)s_number_from_one",
                violation_error_message=_("Areas are numbered from 1."),
            ),
        ]
        indexes = [*Record.Meta.indexes, WordsIndex(name="coop_area_words")]

    def __str__(self) -> str:
        return self.title
