"""Rows found by their slugs, many with one query, and the rows into which merged ones were merged."""

from collections.abc import Iterable, Iterator

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.duplicates.models import Merger
from portal.models import Keyed, Slugged

CHUNK_SIZE = 500
MERGED = gettext_lazy("“%(slug)s” was merged into “%(into)s”: use that one.")


class SlugLookup:
    """The rows that a sheet names. `fetch` reads them ahead, `find` gives one of them."""

    def __init__(self):
        self._rows: dict[tuple[type, str], Keyed] = {}
        self._merged: dict[tuple[type, str], str] = {}

    def fetch(self, model: type[Keyed], slugs: Iterable[str]) -> None:
        for chunk in chunks([slug for slug in slugs if (model, slug) not in self._rows]):
            rows = model._default_manager.in_bulk(chunk, field_name="slug")
            self._rows.update({(model, slug): row for slug, row in rows.items()})
            self.fetch_merged(model, {*chunk} - rows.keys())

    def fetch_merged(self, model: type[Keyed], slugs: set[str]) -> None:
        """Read ahead which of these missing rows were merged into others."""
        if slugs and issubclass(model, Slugged):
            targets = Merger.target_slugs(model, slugs)
            self._merged.update({(model, slug): target for slug, target in targets.items()})

    def merged_message(self, model: type[Keyed], slug: str) -> str:
        """What to say if the row was merged into another one; else an empty text."""
        target = self._merged.get((model, slug))
        return MERGED % {"slug": slug, "into": target} if target else ""

    def find(self, model: type[Keyed], slug: str) -> Keyed:
        """A row that was fetched. Raises ValidationError if there is none."""
        if message := self.merged_message(model, slug):
            raise ValidationError(message)
        row = self._rows.get((model, slug))
        if row is None:
            kind = {"kind": model._meta.verbose_name, "slug": slug[:80]}
            raise ValidationError(_("There is no %(kind)s “%(slug)s”: add it first.") % kind)
        return row


def chunks(values: list) -> Iterator[list]:
    for start in range(0, len(values), CHUNK_SIZE):
        yield values[start : start + CHUNK_SIZE]
