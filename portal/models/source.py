from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.choices import Language, SourceKind
from portal.dates import dated, exact_as_stated
from portal.fields import FoldedField
from portal.models.base import Slugged, filled, one_of, page_address


class Source(Slugged):
    """A page, paper or database that states something. Always public: it is what readers check us by."""

    page = "portal:source-detail"

    title = models.CharField(
        _("title"),
        max_length=300,
        help_text=_(
            "As it stands on the source; our own description, where we have no title, in [brackets]."
        ),
    )
    publisher = models.CharField(_("publisher"), max_length=200)
    url = models.URLField(_("address"), max_length=500, blank=True)
    published_on, published_precision, published_ends, published = dated("published", _("published on"))
    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.EN)
    kind = models.CharField(_("kind"), max_length=10, choices=SourceKind)
    accessed_on = models.DateField(_("read on"), null=True, blank=True)
    archive_url = models.URLField(_("archived copy"), max_length=500, blank=True)
    folded = FoldedField("title", "publisher", "url", "slug")

    class Meta(Slugged.Meta):
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["publisher", "slug"]
        constraints = [
            *Slugged.Meta.constraints,
            *filled("title", "publisher"),
            one_of("language", Language),
            one_of("kind", SourceKind),
            exact_as_stated("published"),
        ]
        indexes = [models.Index(fields=["publisher", "slug"], name="portal_source_order")]

    def __str__(self) -> str:
        return f"{self.publisher}: {self.title}"

    def get_absolute_url(self) -> str:
        return page_address(self.page, self.slug)
