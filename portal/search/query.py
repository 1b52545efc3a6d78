"""Search over every kind of record: what holds the words asked for, the best first, and why.

Rows are found by `search()` of their model, the same on both databases; how good a find is and where it
was made is worked out here, from the texts of the rows.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cached_property
from typing import Any, cast

from django.db.models import Case, IntegerField, Model, Q, Value, When
from django.utils import translation
from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.choices import Language
from portal.fields import LANGUAGES, FoldedField, Text
from portal.models import Keyed, Slugged, Source, record_models, related_model
from portal.text.words import contains_word, fold, stem, words

MOST = 500  # finds of one kind that are ranked; of more only those that begin with the words are sure to lead
NAMES = ("name", "title", "heading")  # what a kind of record is called by, the first it has
ALIASES = ("official_title", "aliases", "sort_key")


def folded_columns(model: type[Keyed]) -> Sequence[str]:
    """The columns in which rows of a model are found, names first; none if it is not searched."""
    column = next((one for one in model._meta.fields if isinstance(one, FoldedField)), None)
    return column.columns if column else ()


def searched_models() -> list[type[Slugged]]:
    """Every kind of record that a search finds: those with a folded column and an address of their own.

    A kind that another one is found by and that has no page (the steps of an outcome) is no find itself.
    """
    kinds: list[type[Slugged]] = [*record_models(), Source]
    through = {related_model(kind, path) for kind in kinds for path in kind.FOUND_BY}
    return [
        kind
        for kind in kinds
        if folded_columns(kind) and not (kind in through and not getattr(kind, "has_page", True))
    ]


@dataclass
class Place:
    """A text of a find: 0 its name, 1 another name of it, 2 any other text, 3 one of a relation.

    `itself` is what the find is called on the page.
    """

    label: Any
    text: Text
    level: int
    itself: bool = False

    @cached_property
    def folded(self) -> str:
        return fold(self.text)


@dataclass
class Find:
    """A row that was found. `reasons` are the places where, each word once, the best first."""

    row: Any
    called: Text
    rank: tuple
    reasons: list[Place] = field(default_factory=list)


@dataclass
class Group:
    """The finds of one kind; `more` says that there are more than `count`."""

    model: type[Slugged]
    finds: list[Find]
    count: int
    more: bool

    @property
    def best(self) -> tuple:
        return self.finds[0].rank

    @property
    def kind(self) -> str:
        return str(self.model._meta.model_name)


def called(row: Any) -> Text:
    """What a row is called in the visitor's language, or in the first there is."""
    name = next((getattr(row, one) for one in NAMES if isinstance(getattr(row, one, None), Text)), None)
    return name or Text(str(row), get_language() or LANGUAGES[0])


class Question:
    """What was asked: the words, each looked for without its ending, and the whole as one phrase."""

    def __init__(self, text: str):
        self.text = text
        self.words = words(text)
        self.stems = [stem(word) for word in self.words]
        self.phrase = " ".join(fold(text).replace("\0", " ").split())

    # Which rows

    def groups(self, shown: int) -> list[Group]:
        """The finds of each kind, `shown` of each; the kind with the best find first."""
        groups = [group for kind in searched_models() if (group := self.group(kind, 0, shown))]
        # a record goes before the sources that tell of it
        return sorted(groups, key=lambda group: (group.best[0], group.model is Source, group.best))

    def group(self, kind: type[Slugged], start: int, stop: int) -> Group | None:
        """The finds of a kind from `start` to before `stop`; None if there is none at all."""
        public = kind.objects.published().with_owners()
        found = public.search(self.text).order_by("pk").values("pk")[: MOST + 1]
        rows = list(public.filter(pk__in=found))
        if not rows:
            return None
        if more := len(rows) > MOST:
            leading = Q(folded__startswith=self.phrase) | Q(folded__contains=f"\n{self.phrase}")
            rows = list(dict.fromkeys([*public.search(self.text).filter(leading)[:MOST], *rows[:MOST]]))
        finds = sorted(map(self.find, rows), key=lambda find: find.rank)  # equals stay in their own order
        for find in finds[start:stop]:
            find.reasons = list(self.reasons(find))
        return Group(kind, finds[start:stop], min(len(rows), MOST), more)

    # How good they are

    def find(self, row) -> Find:
        name, places = called(row), [*names_of(row), *own_places(row)]
        return Find(row, name, (self.goodness(places), len(name)))

    def goodness(self, places: list[Place]) -> int:
        """0 is best: the whole name; then the beginning of a name, its words, other texts, and relations.

        Of each two the even one is about a name, the odd one about another name of it.
        """
        best = 20
        names = [place for place in places if place.level < 2]
        for place in names:
            lines = place.folded.split("\n")
            if self.phrase in lines:
                best = min(best, place.level)
            elif any(line.startswith(self.phrase) for line in lines):
                best = min(best, 2 + place.level)
            elif any(f" {line}".find(f" {self.phrase}") >= 0 for line in lines):
                best = min(best, 4 + place.level)
            elif all(contains_word(word, place.folded) for word in self.words):
                best = min(best, 6 + place.level)
            elif all(contains_word(one, place.folded) for one in self.stems):
                best = min(best, 8 + place.level)
        if best < 20:
            return best
        if all(any(contains_word(one, place.folded) for place in names) for one in self.stems):
            return 10
        if any(self.phrase in place.folded for place in places):
            return 12
        missing = sum(not any(one in place.folded for place in places) for one in self.stems)
        return 14 + min(missing, 5)

    # Why

    def reasons(self, find: Find) -> Iterator[Place]:
        """The places that hold the words: the best first, and further ones only for words not yet seen."""
        left = list(dict.fromkeys(self.stems))
        for place in [*names_of(find.row), *own_places(find.row), *related_places(find.row, left)]:
            if not left:
                return
            if any(one in place.folded for one in left):
                yield place
                left = [one for one in left if one not in place.folded]

    # What else

    def nearest(self, most: int = 8) -> list[Find]:
        """The names that look most like what was asked."""
        finds = []
        for kind in searched_models():
            if any(column.startswith(("name_", "title_")) for column in folded_columns(kind)):
                finds += [find for row in self.alike(kind) if (find := self.likeness(row))]
        return sorted(finds, key=lambda find: find.rank)[:most]

    def alike(self, kind: type[Slugged]) -> list:
        """The rows that share most pieces of a word with it: three letters, or two of Japanese."""
        pieces = list(dict.fromkeys(piece for word in self.words for piece in pieces_of(word)))[:24]
        if not pieces:
            return []
        has = [Case(When(folded__contains=piece, then=1), default=0) for piece in pieces]
        shared = sum(has, start=Value(0, output_field=IntegerField()))
        some = Q()
        for piece in pieces:
            some |= Q(folded__contains=piece)
        return list(kind.objects.published().with_owners().filter(some).order_by(-shared, "pk")[:30])

    def likeness(self, row) -> Find | None:
        names = [place.folded for place in own_places(row) if place.level < 2]
        parts = [part for name in names for part in (*name.split("\n"), *name.split())]
        best = max((SequenceMatcher(None, self.phrase, part).ratio() for part in parts), default=0)
        return Find(row, called(row), (-best, fold(called(row)))) if best >= 0.6 else None

    def fewer(self) -> list[tuple[str, int, bool]]:
        """Each of several words by itself, with how much it finds and whether that is not all."""
        alone = []
        for word in self.words[:4] if len(self.words) > 1 else ():
            rows = [
                kind.objects.published().search(word).order_by().values("pk")[: MOST + 1].count()
                for kind in searched_models()
            ]
            if sum(rows):
                alone.append((word, sum(min(count, MOST) for count in rows), max(rows) > MOST))
        return alone


def names_of(row: Any) -> Iterator[Place]:
    """What a row is called here and, where its name is made of those of others, in the other languages."""
    yield Place(_("name"), called(row), 0, itself=True)
    if not any(level_of(type(row), column) == 0 for column in folded_columns(type(row))):
        for language in LANGUAGES:
            if language != (get_language() or "")[:2]:
                with translation.override(language):
                    name = called(row)
                yield Place(in_language(_("name"), language), Text(name, language), 1)


def in_language(label: Any, language: str) -> Any:
    return format_lazy(_("{field}, {language}"), field=label, language=Language(language).label)


def own_places(row: Keyed) -> Iterator[Place]:
    """The texts of a row in which it is found: names first, those in the visitor's language before others."""
    active = (get_language() or LANGUAGES[0])[:2]
    columns = [column for column in folded_columns(type(row)) if column != "slug"]
    for column in sorted(columns, key=lambda one: (level_of(type(row), one), not one.endswith(f"_{active}"))):
        if text := getattr(row, column):
            label = cast(Any, row._meta.get_field(column)).verbose_name
            language = column[-2:] if column[-3:-2] == "_" and column[-2:] in LANGUAGES else ""
            if language and language != active:
                label = in_language(label, language)
            level = level_of(type(row), column)
            if column in ALIASES:
                for line in text.split("\n"):
                    yield Place(label, Text(line.strip(), language or active), level)
            else:
                yield Place(label, Text(text, language or active), level)


def level_of(model: type[Model], column: str) -> int:
    if column.startswith(("name_", "title_")):
        return 0
    return 1 if column in ALIASES else 2


def related_places(row: Any, wanted: list[str]) -> Iterator[Place]:
    """The relations of a row by which it is found."""
    for path in row.FOUND_BY:
        kind = related_model(row._meta.model, path)
        first, *_rest = path.split("__")
        if row._meta.get_field(first).many_to_one:
            related = [owner for owner in row.owners() if isinstance(owner, kind)]
        else:
            among = kind.objects.published()
            keys = type(row)._default_manager.filter(pk=row.pk).values(path)
            some = Q()
            for one in wanted:
                some |= Q(folded__contains=one)
            related = list(among.filter(some, pk__in=keys).with_owners()[:3])
        for one in related:
            for place in own_places(one):
                yield Place(f"{kind._meta.verbose_name}: {called(one)}", place.text, 3)
    yield Place(row._meta.get_field("slug").verbose_name, Text(row.slug, get_language() or LANGUAGES[0]), 3)


def pieces_of(word: str) -> list[str]:
    length = 2 if ord(word[0]) > 0x3000 else 3
    return [word[place : place + length] for place in range(len(word) - length + 1)]
