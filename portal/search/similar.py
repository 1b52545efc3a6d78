"""Records whose names look like what was searched for, where nothing holds the words themselves."""

from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Any

from django.db.models import Case, IntegerField, Q, Value, When

from portal.models import Slugged
from portal.search.texts import TextLevel, folded_columns, level_of, own_texts

MAX_NGRAMS = 24
MAX_COMPARED_ROWS = 30  # of a kind
LOWEST_RATIO = 0.6


def similar_names(model: type[Slugged], phrase: str, words: list[str]) -> Iterator[tuple[Any, float]]:
    """The public rows with a name like the phrase, or with such a word in it, and their likeness (0 to 1)."""
    if not any(level_of(column) == TextLevel.NAME for column in folded_columns(model)):
        return
    for row in rows_sharing_ngrams(model, words):
        names = [text.folded for text in own_texts(row) if text.level <= TextLevel.OTHER_NAME]
        parts = [part for name in names for part in (*name.split("\n"), *name.split())]
        ratio = max((SequenceMatcher(None, phrase, part).ratio() for part in parts), default=0)
        if ratio >= LOWEST_RATIO:
            yield row, ratio


def rows_sharing_ngrams(model: type[Slugged], words: list[str]) -> list:
    """The public rows that hold most n-grams of the words."""
    pieces = list(dict.fromkeys(piece for word in words for piece in ngrams(word)))[:MAX_NGRAMS]
    if not pieces:
        return []
    holds = [Case(When(folded__contains=piece, then=1), default=0) for piece in pieces]
    shared = sum(holds, start=Value(0, output_field=IntegerField()))
    holds_any = Q()
    for piece in pieces:
        holds_any |= Q(folded__contains=piece)
    rows = model.objects.published().with_owners().filter(holds_any)
    return list(rows.order_by(-shared, "pk")[:MAX_COMPARED_ROWS])


def ngrams(word: str) -> list[str]:
    """All sequences of three letters in a word, or of two in a Japanese one."""
    length = 2 if ord(word[0]) > 0x3000 else 3
    return [word[start : start + length] for start in range(len(word) - length + 1)]
