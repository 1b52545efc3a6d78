from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.fields import FoldedField, T, WordsIndex, columns_of, order_columns
from portal.models.constraints import not_empty
from portal.models.records import Record, other_names


class Person(Record):
    """Somebody who spoke, visited or signed. The office they held then is recorded with each event."""

    # the dossier joins fairs and documents, so the top layer serves it
    page = "cooperation:person-detail"

    name = T(models.CharField(pgettext_lazy("person", "name"), max_length=200))
    aliases = models.TextField(_("other names"), blank=True, help_text=_("One per line."))
    sort_key = models.CharField(
        _("Japanese sort key"), max_length=200, blank=True, help_text=_("The name in kana, for sorting.")
    )
    folded = FoldedField(*columns_of("name"), "aliases", "sort_key", "slug")
    order_en, order_ja, order_ru = order_columns("name", reading="sort_key")

    class Meta(Record.Meta):
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["order_en", "slug"]
        constraints = [*Record.Meta.constraints, *not_empty("name_en")]
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["order_en", "slug"], name="portal_person_order"),
            WordsIndex(name="portal_person_words"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def other_names(self):
        return other_names(self)
