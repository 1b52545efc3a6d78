from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.choices import Language
from portal.fields import FoldedField, T, WordsIndex, columns_of
from portal.models import Record, is_choice, not_empty


class Plan(Record):
    """The plan itself: what it is called where, and who proposed it. One installation holds one."""

    page = "cooperation:area-list"
    page_paths = ()
    has_page = False

    title = T(models.CharField(_("title"), max_length=250))
    official_title = models.CharField(
        _("official title"), max_length=250, help_text=_("The full form of the title.")
    )
    official_title_language = models.CharField(
        _("language of the official title"),
        max_length=2,
        choices=Language,
        help_text=_("The language of the official title, not of ours."),
    )
    aliases = models.TextField(
        _("other names"), blank=True, help_text=_("One per line: other titles it is known by.")
    )
    summary = T(
        models.TextField(_("summary"), help_text=_("In our own words, what the other fields do not say.")),
        required=False,
    )
    folded = FoldedField(*columns_of("title"), "official_title", "aliases", *columns_of("summary"), "slug")

    class Meta(Record.Meta):
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        ordering = ["slug"]
        constraints = [
            *Record.Meta.constraints,
            *not_empty("title_en", "official_title"),
            is_choice("official_title_language", Language),
        ]
        indexes = [*Record.Meta.indexes, WordsIndex(name="coop_plan_words")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"{super().get_absolute_url()}#{self.slug}"
