"""Find organisations and people that are likely recorded twice, by all their names in any script.

Only records that share a key of a name, or stand close to each other in the alphabet, are compared. All
records are one query, however many.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import combinations, pairwise
from typing import Any

from django.db.models import Case, Count, Q, QuerySet, When
from django.utils.translation import get_language

from portal.duplicates.models import Distinction
from portal.duplicates.names import (
    MIN_SOUND_LENGTH,
    MIN_TYPO_NAME_LENGTH,
    MIN_TYPO_WORD_LENGTH,
    MatchKind,
    Name,
    NameMatch,
    all_names,
    best_match,
    differ_by_typo,
    letters_pattern,
    sound_pattern,
)
from portal.duplicates.relations import relations_to
from portal.fields import Text, columns_of, in_language
from portal.models import Change, Record

MAX_GROUP_SIZE = 10  # records that share a key and are all compared; in larger groups only the adjacent ones
ALPHABETICAL_NEIGHBOURS = 3  # with which a name is compared, in each direction of reading
MAX_COMPARED_RECORDS = 300  # with which one record is compared


@dataclass(frozen=True)
class Candidate:
    """What is compared of a record. Of people neither kind nor country is recorded."""

    pk: int
    texts: tuple[str, ...]  # the name in each language
    aliases: str
    reading: str
    kind: str = ""
    country: str = ""

    @property
    def name(self) -> Text:
        return in_language(get_language(), self.texts)

    @cached_property
    def names(self) -> list[Name]:
        return all_names(self.texts, self.aliases, self.reading)


@dataclass(frozen=True)
class DuplicatePair:
    """The numbers of two records that are likely one, with their names that match."""

    one: int
    other: int
    match: NameMatch


def compared_columns(model: type[Record]) -> list[str]:
    optional = [name for name in ("kind", "country") if hasattr(model, name)]
    return ["pk", *columns_of("name"), "aliases", "sort_key", *optional]


def candidate(pk: int, english: str, japanese: str, russian: str, *others: str) -> Candidate:
    """A candidate from the values of `compared_columns()`."""
    return Candidate(pk, (english, japanese, russian), *others)


def load_candidates(rows: QuerySet) -> list[Candidate]:
    return [candidate(*values) for values in rows.values_list(*compared_columns(rows.model))]


def likely_pairs(model: type[Record]) -> list[DuplicatePair]:
    """The likely duplicates of a kind that staff have not told apart, the likeliest first."""
    told_apart = set(Distinction.between(model).values_list("one", "other"))
    pairs = pairs_of_state(model, Change.state())
    return [pair for pair in pairs if (pair.one, pair.other) not in told_apart]


@lru_cache(maxsize=2)  # one state of the record, for organisations and for people
def pairs_of_state(model: type[Record], state: tuple[int, int]) -> list[DuplicatePair]:
    """All pairs of a kind, found once in each process until the record changes."""
    return find_pairs(load_candidates(model._default_manager.order_by()))


def find_pairs(candidates: list[Candidate]) -> list[DuplicatePair]:
    by_pk = {candidate.pk: candidate for candidate in candidates}
    pairs = [
        DuplicatePair(one, other, match)
        for one, other in pairs_to_compare(candidates)
        if (match := match_candidates(by_pk[one], by_pk[other]))
    ]
    return sorted(pairs, key=lambda pair: (*pair.match.rank, pair.one, pair.other))


def match_candidates(one: Candidate, other: Candidate) -> NameMatch | None:
    """The best match of two candidates' names, unless their country, or an acronym's kind, rules it out."""
    match = best_match(one.names, other.names)
    abroad = one.country and other.country and one.country != other.country
    if match and match.is_acronym:
        return None if abroad or one.kind != other.kind else match
    return None if match and abroad and match.kind != MatchKind.SAME else match


def pairs_to_compare(candidates: list[Candidate]) -> set[tuple[int, int]]:
    names = [(name, candidate.pk) for candidate in candidates for name in candidate.names]
    pairs: set[tuple[int, int]] = set()
    for kind in ("spelling_keys", "sound_keys", "consonant_keys", "initial_keys"):
        for group in groups_by_key((key, pk) for name, pk in names for key in getattr(name, kind)):
            pairs.update(combinations(group, 2) if len(group) <= MAX_GROUP_SIZE else pairwise(group))
    spelled = [(name.joined, name, pk) for name, pk in names if not name.is_reading]
    for reading_direction in (1, -1):
        ordered = sorted(spelled, key=lambda entry: entry[0][::reading_direction])
        for step in range(1, ALPHABETICAL_NEIGHBOURS + 1):
            for (word, one, pk), (other_word, other, other_pk) in zip(ordered, ordered[step:], strict=False):
                if abs(len(word) - len(other_word)) <= 1 and pk != other_pk and differ_by_typo(one, other):
                    pairs.add((min(pk, other_pk), max(pk, other_pk)))
    return pairs


def groups_by_key(keyed: Iterable[tuple[str, int]]) -> Iterator[list[int]]:
    """The numbers that stand with the same key, each once and in order."""
    groups: dict[str, list[int]] = defaultdict(list)
    for key, pk in keyed:
        groups[key].append(pk)
    return (sorted({*group}) for group in groups.values() if len(group) > 1)


def count_related_rows(model: type[Record], pks: Iterable[int]) -> dict[int, dict[str, int]]:
    """For each record the number of rows that refer to it, by kind: one query for each relation."""
    counts: dict[int, dict[str, int]] = {pk: {} for pk in pks}
    for relation in relations_to(model):
        name, kind = relation.field.name, str(relation.related_model._meta.verbose_name_plural)
        rows = relation.related_model._base_manager.order_by().filter(**{f"{name}__in": list(counts)})
        for pk, number in rows.values_list(name).annotate(n=Count("pk")):
            counts[pk][kind] = counts[pk].get(kind, 0) + number
    return counts


def similar_records(record: Any) -> list[Candidate]:
    """Other records of its kind with a name that matches one of this record's: one query."""
    model = type(record)
    own = candidate(*(getattr(record, column) for column in compared_columns(model)))
    spelled = [name for name in own.names if name.words and not name.is_reading]
    same = Q(pk__in=[])
    for name in spelled:
        same |= holds_all(name.words)
    patterns = dict.fromkeys(filter(None, map(sound_pattern, own.names)))
    near = same | holds_typo(spelled) | holds_with_initials(spelled)
    if patterns:
        near |= Q(folded__regex="|".join(patterns))
    surest_first = Case(When(same, then=0), default=1)
    rows = model._default_manager.filter(near).exclude(pk=record.pk).order_by(surest_first, "pk")
    return [other for other in load_candidates(rows[:MAX_COMPARED_RECORDS]) if match_candidates(own, other)]


def holds_all(words: Iterable[str]) -> Q:
    return Q(*(Q(folded__contains=word) for word in words))


def holds_typo(names: Iterable[Name]) -> Q:
    """The condition for a name that may differ by one slip: it has half of one word, and all the others."""
    found = Q(pk__in=[])
    for name in names:
        for place, word in enumerate(name.words):
            if len(word) >= MIN_TYPO_WORD_LENGTH and len(name.joined) >= MIN_TYPO_NAME_LENGTH - 1:
                middle = len(word) // 2
                swapped = f"{word[: middle - 1]}{word[middle]}{word[middle - 1]}{word[middle + 1 :]}"
                others = holds_all(name.words[:place] + name.words[place + 1 :])
                for part in (word[:middle], word[middle:], swapped):
                    found |= others & Q(folded__contains=part)
    return found


def holds_with_initials(names: Iterable[Name]) -> Q:
    """The condition for a surname of one of these names that is recorded with initials."""
    found, initial = Q(pk__in=[]), Q(folded__regex=r"(^|[\n .])[a-zа-я]([\n .]|$)")
    for name in names:
        for code in name.codes[:1] + name.codes[-1:] if name.initial_keys else ():
            if len(code) >= MIN_SOUND_LENGTH:
                found |= initial & Q(folded__regex=letters_pattern([code]))
    return found
