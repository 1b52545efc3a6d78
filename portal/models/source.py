from django.db import models
from django.db.models import Q, Value
from django.utils.translation import gettext_lazy as _

from portal.choices import Language, SourceKind
from portal.fields import FoldedField, T, Text, WordsIndex, columns_of, order_columns
from portal.fields.dates import partial_date, precision_constraint
from portal.models.constraints import is_choice, not_empty
from portal.models.keyed import Slugged, page_address
from portal.models.records import Record, owned_models
from portal.text.punctuation import with_label


class Source(Slugged):
    """A page, paper or database that states something. Always public, so that readers can check."""

    page = "portal:source-detail"
    PAST_DATES = ("published_on", "accessed_on")

    title = models.CharField(
        _("title"),
        max_length=300,
        blank=True,
        help_text=_("As given by the source, in its language. Empty: not recorded."),
    )
    description = T(
        models.CharField(
            _("description"),
            max_length=300,
            help_text=_("What it is, in our words. Shown in [brackets] where no title is recorded."),
        ),
        required=False,
    )
    publisher = T(models.CharField(_("publisher"), max_length=200))
    url = models.URLField(
        _("address"), max_length=500, blank=True, help_text=_("Empty: not online, or not recorded.")
    )
    published_on, published_precision, published_ends, published = partial_date(
        "published", _("published on")
    )
    language = models.CharField(
        _("language"),
        max_length=2,
        choices=Language,
        default=Language.EN,
        help_text=_("The language it is written in."),
    )
    kind = models.CharField(
        _("kind"),
        max_length=10,
        choices=SourceKind,
        help_text=_("Who is speaking, in relation to the deal that it reports."),
    )
    accessed_on = models.DateField(
        _("accessed on"), null=True, blank=True, help_text=_("The date on which one of us read it.")
    )
    archive_url = models.URLField(
        _("archived copy"),
        max_length=500,
        blank=True,
        help_text=_("Its address in a web archive, in case the page disappears."),
    )
    folded = FoldedField("title", *columns_of("description", "publisher"), "url", "slug")
    order_en, order_ja, order_ru = order_columns("publisher")

    class Meta(Slugged.Meta):
        default_permissions = Record.Meta.default_permissions
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["order_en", "slug"]
        constraints = [
            *Slugged.Meta.constraints,
            *not_empty("publisher_en"),
            models.CheckConstraint(
                condition=~Q(title="", description_en=""),
                name="portal_source_is_titled_or_described",
                violation_error_message=_(
                    "Give the title of the source or, if it is not known, describe it."
                ),
            ),
            is_choice("language", Language),
            is_choice("kind", SourceKind),
            precision_constraint("published"),
        ]
        indexes = [
            models.Index(fields=["order_en", "slug"], name="portal_source_order"),
            WordsIndex(name="portal_source_words"),
        ]

    def __str__(self) -> str:
        return with_label(self.publisher, self.heading)

    @property
    def heading(self) -> Text:
        """Its title in its own language or, where none is recorded, our description in [brackets]."""
        if self.title:
            return Text(self.title, self.language)
        return Text(f"[{self.description}]", self.description.lang)

    @property
    def in_public_use(self) -> bool:
        """Whether a public statement cites it."""
        kinds = [model for model in owned_models() if hasattr(model, "source")]
        return any(kind.objects.published().supported_by(self).exists() for kind in kinds)

    def citing_models(self) -> set[str]:
        """The labels of the models of which a row, public or not, cites it; found in one query."""
        kinds = [
            getattr(self, str(relation.get_accessor_name()))
            .order_by()
            .values_list(Value(relation.related_model._meta.label))
            for relation in self._meta.related_objects
        ]
        return {label for (label,) in kinds[0].union(*kinds[1:])}

    def get_absolute_url(self) -> str:
        return page_address(self.page, self.slug)
