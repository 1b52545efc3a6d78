"""Rows found by their slugs or names, many with one query, and those into which others were merged."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.duplicates.models import Merger
from portal.duplicates.names import Name
from portal.duplicates.proposals import (
    MAX_COMPARED_RECORDS,
    Candidate,
    candidate,
    compared_columns,
    load_candidates,
    match_candidates,
)
from portal.models import Keyed, Slugged
from portal.text.punctuation import comma_list, with_remark
from portal.text.words import fold

CHUNK_SIZE = 500
MAX_PROPOSED = 3  # rows that may be meant by a name
MAX_SEARCHED_NAMES = 1000  # for which such rows are looked for: as many as a page lists
MERGED = gettext_lazy("“%(slug)s” was merged into “%(into)s”: use that one.")


class SlugLookup:
    """The rows that a sheet names. `fetch` reads them ahead, `find` gives one of them."""

    def __init__(self):
        self._rows: dict[tuple[type, str], Keyed] = {}
        self._merged: dict[tuple[type, str], str] = {}
        self._proposed: dict[tuple[type, str], list[Any]] = {}  # rows that may be meant by a name
        self._names: dict[type, NameIndex] = {}

    def fetch(self, model: type[Keyed], texts: Iterable[str]) -> None:
        """Read ahead the rows with these slugs or, if there are none, with these names."""
        wanted = [text for text in texts if not self._is_known(model, text)]
        for chunk in chunks(wanted):
            rows = model._default_manager.in_bulk(chunk, field_name="slug")
            self._rows.update({(model, slug): row for slug, row in rows.items()})
            self.fetch_merged(model, {*chunk} - rows.keys())
        missing = [text for text in wanted if text and not self._is_known(model, text)]
        if missing and has_names(model):
            self._fetch_named(model, missing)

    def _is_known(self, model: type[Keyed], text: str) -> bool:
        return any((model, text) in known for known in (self._rows, self._merged, self._proposed))

    def _fetch_named(self, model: type[Keyed], names: list[str]) -> None:
        index = self._names.get(model) or self._names.setdefault(model, NameIndex(model))
        exact = {name: index.exact(name) for name in names}
        likely = {name: pks if pks else index.likely(name) for name, pks in exact.items()}
        rows = model._default_manager.in_bulk({pk for pks in likely.values() for pk in pks})
        for name in names:
            found = [rows[pk] for pk in likely[name] if pk in rows]
            if len(exact[name]) == 1 and found:
                self._rows[model, name] = found[0]
            else:
                self._proposed[model, name] = found

    def fetch_merged(self, model: type[Keyed], slugs: set[str]) -> None:
        """Read ahead which of these missing rows were merged into others."""
        if slugs and issubclass(model, Slugged):
            targets = Merger.target_slugs(model, slugs)
            self._merged.update({(model, slug): target for slug, target in targets.items()})

    def merged_message(self, model: type[Keyed], slug: str) -> str:
        """What to say if the row was merged into another one; else an empty text."""
        target = self._merged.get((model, slug))
        return MERGED % {"slug": slug, "into": target} if target else ""

    def find(self, model: type[Keyed], text: str) -> Keyed:
        """A row that was fetched. Raises ValidationError if there is none, or several have the name."""
        if message := self.merged_message(model, text):
            raise ValidationError(message)
        row = self._rows.get((model, text))
        if row is None:
            kind = {"kind": model._meta.verbose_name, "slug": text[:80]}
            if proposed := self._proposed.get((model, text)):
                kind["others"] = comma_list(*(with_remark(other.slug, other) for other in proposed))
                message = _(
                    "There is no %(kind)s “%(slug)s”. If one of these is meant, write its short name: "
                    "%(others)s"
                )
                raise ValidationError(message % kind)
            raise ValidationError(_("There is no %(kind)s “%(slug)s”: add it first.") % kind)
        return row


class NameIndex:
    """All rows of a kind by their names in any language and their other names."""

    def __init__(self, model: type[Keyed]):
        self._candidates = {each.pk: each for each in load_candidates(model._default_manager.order_by("pk"))}
        self._exact: dict[str, list[int]] = defaultdict(list)
        for pk, each in self._candidates.items():
            for name in {fold(name.text) for name in each.names if not name.is_reading}:
                self._exact[name].append(pk)
        self._searches_left = MAX_SEARCHED_NAMES

    @cached_property
    def _by_key(self) -> dict[str, list[int]]:
        """The rows by the keys of their names; made only where a name has to be searched for."""
        by_key: dict[str, list[int]] = defaultdict(list)
        for pk, each in self._candidates.items():
            for key in self._keys(each):
                by_key[key].append(pk)
        return by_key

    @staticmethod
    def _keys(named: Candidate) -> set[str]:
        kinds = ("spelling_keys", "sound_keys", "consonant_keys")
        return {f"{kind} {key}" for name in named.names for kind in kinds for key in getattr(name, kind)}

    def exact(self, text: str) -> list[int]:
        """The numbers of the rows that are called so."""
        return self._exact.get(fold(text), [])

    def likely(self, text: str) -> list[int]:
        """The numbers of rows that may be meant, the likeliest first."""
        return self._near(Candidate(0, (text, "", ""), "", "")) if Name(text).words else []

    def namesakes(self, record: Any) -> list[int]:
        """The numbers of rows that a new record may be, the likeliest first."""
        return self._near(candidate(*(getattr(record, column) for column in compared_columns(type(record)))))

    def _near(self, own: Candidate) -> list[int]:
        self._searches_left -= 1
        if self._searches_left < 0:
            return []
        near = {pk for key in self._keys(own) for pk in self._by_key.get(key, ())}
        matches = (
            (match_candidates(own, self._candidates[pk]), pk) for pk in sorted(near)[:MAX_COMPARED_RECORDS]
        )
        ranked = sorted((match.rank, pk) for match, pk in matches if match)
        return [pk for _rank, pk in ranked[:MAX_PROPOSED]]


def has_names(model: type[Keyed]) -> bool:
    """Whether rows of a kind are known by several names."""
    try:
        return bool(model._meta.get_field("aliases") and model._meta.get_field("sort_key"))
    except FieldDoesNotExist:
        return False


def chunks(values: list) -> Iterator[list]:
    for start in range(0, len(values), CHUNK_SIZE):
        yield values[start : start + CHUNK_SIZE]
