"""Organisations and people that are likely recorded twice, by all that they are called in any script.

Rows are brought together by keys that like names share, and by standing beside each other in the alphabet,
read forwards and backwards; only what meets there is compared. All rows are one query, however many.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations, pairwise
from operator import itemgetter
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet
from django.utils.translation import get_language

from portal.fields import Text, columns_of, in_language
from portal.models import Change, Record
from portal.models.merger import Distinction
from portal.names import Likeness, Name, likeness, names_of, one_slip, sound_pattern
from portal.relations import relations_to

CALLED = (*columns_of("name"), "aliases", "sort_key")
ACRONYM = 4  # letters; two bodies of one kind in one country seldom share one, others may
CROWD = 10  # rows with one name; of more than these each is compared with the next alone
NEIGHBOURS = 3  # in the alphabet
CANDIDATES = 50  # rows that a new one is compared with


class Called(NamedTuple):
    """A row as far as its likeness to others goes."""

    pk: int
    texts: tuple[str, ...]
    aliases: str
    reading: str
    kind: str
    country: str

    @property
    def name(self) -> Text:
        return in_language(get_language(), self.texts)

    def names(self) -> list[Name]:
        return names_of(self.texts, self.aliases, self.reading)


@dataclass(frozen=True)
class Pair:
    """Two rows, by their numbers, that are likely one."""

    one: int
    other: int
    like: Likeness


def called(rows: QuerySet) -> list[Called]:
    """What rows are called; of what kind and where they are, if that is recorded of their kind."""
    where = [name for name in ("kind", "country") if hasattr(rows.model, name)]
    return [
        Called(pk, (english, japanese, russian), aliases, reading, *(where_it_is or ("", "")))
        for pk, english, japanese, russian, aliases, reading, *where_it_is in rows.values_list(
            "pk", *CALLED, *where
        )
    ]


# All rows of a kind

# What a process found, and in which state of the record; it says the same until that changes.
KEPT: dict[type[Record], tuple[Any, list[Pair]]] = {}


def likely_pairs(model: type[Record]) -> list[Pair]:
    """The pairs that nobody has told apart yet, the likeliest first."""
    state = Change.state()
    if model not in KEPT or KEPT[model][0] != state:
        KEPT[model] = state, find(called(model._default_manager.order_by()))
    told_apart = set(Distinction.between(model).values_list("one", "other"))
    return [pair for pair in KEPT[model][1] if (pair.one, pair.other) not in told_apart]


def find(rows: list[Called]) -> list[Pair]:
    """The pairs among some rows, the likeliest first."""
    by_pk = {row.pk: row for row in rows}
    pairs = [
        Pair(one, other, like) for one, other in candidates(rows) if (like := alike(by_pk[one], by_pk[other]))
    ]
    return sorted(pairs, key=lambda pair: (pair.like.rank, -len(pair.like.one), pair.one, pair.other))


def alike(one: Called, other: Called) -> Likeness | None:
    """Why two rows may be the same, unless where they are, or for an acronym what, tells them apart."""
    like = likeness(one.names(), other.names())
    if like is None:
        return None
    abroad = bool(one.country and other.country and one.country != other.country)
    if min(len(Name(like.one).joined), len(Name(like.other).joined)) <= ACRONYM and like.spelled:
        return None if abroad or one.kind != other.kind else like
    return None if abroad and like.how != Likeness.SAME else like


def candidates(rows: list[Called]) -> set[tuple[int, int]]:
    """The pairs of rows that are worth a comparison."""
    names = [(name, row.pk) for row in rows for name in row.names()]
    found: set[tuple[int, int]] = set()
    for keys_of in (Name.written_keys, Name.heard_keys, Name.consonant_keys):
        for group in groups((key, pk) for name, pk in names for key in keys_of(name)):
            found.update(combinations(group, 2) if len(group) <= CROWD else pairwise(group))
    written = [(name.joined, pk, name) for name, pk in names if not name.is_reading]
    backwards = [(joined[::-1], pk, name) for joined, pk, name in written]
    for ordered in (sorted(written, key=itemgetter(0)), sorted(backwards, key=itemgetter(0))):
        for step in range(1, NEIGHBOURS + 1):
            for (one, pk, name), (two, other_pk, other) in zip(ordered, ordered[step:], strict=False):
                if abs(len(one) - len(two)) <= 1 and pk != other_pk and one_slip(name, other):
                    found.add((min(pk, other_pk), max(pk, other_pk)))
    return found


def groups(keyed: Iterable[tuple[str, int]]) -> Iterator[list[int]]:
    """The rows that share a key with another, in order."""
    first: dict[str, int] = {}
    shared: dict[str, set[int]] = {}
    for key, pk in keyed:
        if (one := first.setdefault(key, pk)) != pk:
            shared.setdefault(key, {one}).add(pk)
    return map(sorted, shared.values())


def weights(model: type[Record], pks: Iterable[int]) -> dict[int, dict[str, int]]:
    """How much hangs on each of some rows: by the kinds of what does; a query for each kind."""
    found: dict[int, dict[str, int]] = {pk: {} for pk in pks}
    for relation in relations_to(model):
        name = relation.field.name
        rows = relation.related_model._base_manager.order_by().filter(**{f"{name}__in": list(found)})
        for pk, number in rows.values_list(name).annotate(n=Count("pk")):
            kind = str(relation.related_model._meta.verbose_name_plural)
            found[pk][kind] = found[pk].get(kind, 0) + number
    return found


# One row beside all others


def called_like(record: Any) -> list[Called]:
    """Other rows of its kind whose names are like those of a record; one query."""
    (own,) = [Called(
        record.pk,
        tuple(getattr(record, column) for column in columns_of("name")),
        record.aliases,
        record.sort_key,
        getattr(record, "kind", ""),
        str(getattr(record, "country", "")),
    )]  # fmt: skip
    near = Q(pk__in=[])
    for name in own.names():
        if name.words and not name.is_reading:
            near |= Q(*(Q(folded__contains=word) for word in name.words))
    if patterns := [pattern for name in own.names() if (pattern := sound_pattern(name))]:
        near |= Q(folded__regex="|".join(dict.fromkeys(patterns)))
    rows = type(record)._default_manager.filter(near).exclude(pk=record.pk).order_by("pk")
    return [other for other in called(rows)[:CANDIDATES] if alike(own, other)]
