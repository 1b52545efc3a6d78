"""The texts in which a search looks for a row: its names, its other texts, those of its relations."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from typing import Any, cast

from django.db.models import Q
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.fields import LANGUAGES, FoldedField, Text
from portal.models import Keyed, Slugged, Source, record_models, related_model
from portal.text.folding import fold

NAME_FIELDS = ("name", "title", "heading")  # the first of these that a kind of record has is its name
OTHER_NAME_COLUMNS = ("official_title", "aliases", "sort_key")  # several names may stand in one, a line each
MAX_RELATED_ROWS = 3  # of each relation of a hit


class TextLevel(IntEnum):
    NAME = 0
    OTHER_NAME = 1
    TEXT = 2
    RELATION = 3


@dataclass
class SearchedText:
    """A text of a row with the label of its field; `is_display_name` if the page lists the row under it."""

    label: Any
    text: Text
    level: TextLevel
    is_display_name: bool = False

    @cached_property
    def folded(self) -> str:
        return fold(self.text)


def folded_columns(model: type[Keyed]) -> Sequence[str]:
    """The columns in which rows of a model are found, names first; none if it is not searched."""
    column = next((one for one in model._meta.fields if isinstance(one, FoldedField)), None)
    return column.columns if column else ()


def searched_models() -> list[type[Slugged]]:
    """Every kind of record that a search finds: those with a folded column and an address of their own.

    A kind that another one is found by and that has no page (the steps of an outcome) is no hit itself.
    """
    kinds: list[type[Slugged]] = [*record_models(), Source]
    through = {related_model(kind, path) for kind in kinds for path in kind.FOUND_BY}
    return [
        kind
        for kind in kinds
        if folded_columns(kind) and not (kind in through and not getattr(kind, "has_page", True))
    ]


def display_name(row: Any) -> Text:
    """The name of a row in the visitor's language, or in the first there is."""
    names = (getattr(row, field, None) for field in NAME_FIELDS)
    name = next((name for name in names if isinstance(name, Text)), None)
    return name or Text(str(row), get_language() or LANGUAGES[0])


def name_texts(row: Any) -> Iterator[SearchedText]:
    """The name of a row here and, where it is made of the names of others, in the other languages."""
    yield SearchedText(_("name"), display_name(row), TextLevel.NAME, is_display_name=True)
    if not any(level_of(column) == TextLevel.NAME for column in folded_columns(type(row))):
        for language in LANGUAGES:
            if language != (get_language() or "")[:2]:
                with translation.override(language):
                    name = display_name(row)
                yield SearchedText(_("name"), Text(name, language), TextLevel.OTHER_NAME)


def own_texts(row: Keyed) -> Iterator[SearchedText]:
    """The texts of a row in which it is found: names first, those in the visitor's language before others."""
    active = (get_language() or LANGUAGES[0])[:2]
    columns = [column for column in folded_columns(type(row)) if column != "slug"]
    for column in sorted(columns, key=lambda one: (level_of(one), not one.endswith(f"_{active}"))):
        if text := getattr(row, column):
            label = cast(Any, row._meta.get_field(column)).verbose_name
            language = column[-2:] if column[-3:-2] == "_" and column[-2:] in LANGUAGES else ""
            lines = [line.strip() for line in text.split("\n")] if column in OTHER_NAME_COLUMNS else [text]
            for line in lines:
                yield SearchedText(label, Text(line, language or active), level_of(column))


def related_texts(row: Any, stems: list[str]) -> Iterator[SearchedText]:
    """The texts of the relations by which a row is found, where they hold any of these stems; its slug."""
    for path in row.FOUND_BY:
        model = related_model(row._meta.model, path)
        first, *_rest = path.split("__")
        if row._meta.get_field(first).many_to_one:
            related = [owner for owner in row.owners() if isinstance(owner, model)]
        else:
            keys = type(row)._default_manager.filter(pk=row.pk).values(path)
            holds_any = Q()
            for one in stems:
                holds_any |= Q(folded__contains=one)
            public = model.objects.published()
            related = list(public.filter(holds_any, pk__in=keys).with_owners()[:MAX_RELATED_ROWS])
        for other in related:
            for text in own_texts(other):
                label = f"{model._meta.verbose_name}: {display_name(other)}"
                yield SearchedText(label, text.text, TextLevel.RELATION)
    label = row._meta.get_field("slug").verbose_name
    yield SearchedText(label, Text(row.slug, get_language() or LANGUAGES[0]), TextLevel.RELATION)


def level_of(column: str) -> TextLevel:
    if column.startswith(("name_", "title_")):
        return TextLevel.NAME
    return TextLevel.OTHER_NAME if column in OTHER_NAME_COLUMNS else TextLevel.TEXT
