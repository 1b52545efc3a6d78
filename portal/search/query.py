"""A search over every kind of record: the rows that hold all words, the best first, and what matched.

Rows are found by `search()` of their model, the same on both databases; how well a row matches, and where, is
worked out here from its texts.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import Q

from portal.fields import Text
from portal.models import Slugged, Source
from portal.search.similar import similar_names
from portal.search.texts import (
    SearchedText,
    TextLevel,
    display_name,
    name_texts,
    own_texts,
    related_texts,
    searched_models,
)
from portal.text.folding import fold
from portal.text.words import AROUND_WORDS, contains_word, stem, words

# Hits of one kind; beyond, only those that begin with the phrase are sure to be among them.
MAX_RANKED_HITS = 500
MAX_SINGLE_WORDS = 4


@dataclass
class Hit:
    """A row that was found, with its name on the page. The lowest `rank` is the best."""

    row: Slugged
    name: Text
    rank: tuple
    matches: list[SearchedText] = field(default_factory=list)


@dataclass
class HitGroup:
    """The hits of one kind of record; `more` says that there are more than `count`."""

    model: type[Slugged]
    hits: list[Hit]
    count: int
    more: bool

    @property
    def best_rank(self) -> tuple:
        return self.hits[0].rank

    @property
    def kind(self) -> str:
        return str(self.model._meta.model_name)


class SearchQuery:
    """What is searched for: its words, the stem of each, and all of it as one phrase."""

    def __init__(self, text: str):
        self.text = text
        self.words = words(text)
        self.stems = [stem(word) for word in self.words]
        phrase = " ".join(fold(text).replace("\0", " ").split())
        self.phrase = phrase.strip(AROUND_WORDS) or phrase

    # Which rows

    def groups(self, size: int) -> list[HitGroup]:
        """The best hits of each kind, `size` of each; the kind with the best hit first."""
        groups = [group for model in searched_models() if (group := self.group(model, 0, size))]
        # a record goes before the sources that tell of it
        return sorted(groups, key=lambda group: (group.best_rank[0], group.model is Source, group.best_rank))

    def group(self, model: type[Slugged], start: int, stop: int) -> HitGroup | None:
        """The hits of a kind from `start` to before `stop`; None if there is none at all."""
        public = model.objects.published().with_owners()
        found = public.search(self.text).order_by("pk").values("pk")[: MAX_RANKED_HITS + 1]
        rows = list(public.filter(pk__in=found))
        if not rows:
            return None
        if more := len(rows) > MAX_RANKED_HITS:
            begins = Q(folded__startswith=self.phrase) | Q(folded__contains=f"\n{self.phrase}")
            leading = public.search(self.text).filter(begins)[:MAX_RANKED_HITS]
            rows = list(dict.fromkeys([*leading, *rows[:MAX_RANKED_HITS]]))
        hits = sorted(map(self.hit, rows), key=lambda hit: hit.rank)  # equals stay in their own order
        for hit in hits[start:stop]:
            hit.matches = list(self.matches(hit.row))
        return HitGroup(model, hits[start:stop], min(len(rows), MAX_RANKED_HITS), more)

    # How well they match

    def hit(self, row) -> Hit:
        name = display_name(row)
        return Hit(row, name, (self.score([*name_texts(row), *own_texts(row)]), len(name)))

    def score(self, texts: list[SearchedText]) -> int:
        """How well texts match; 0 is best.

        0 to 9: a name (even) or another name (odd) matches by itself, in one of five steps. 10: the names
        together hold the words. 12: another text holds the phrase. 14: the words stand in several texts.
        15 to 19: one, two and up to five or more of them stand in relations only.
        """
        names = [text for text in texts if text.level <= TextLevel.OTHER_NAME]
        steps = ((self.name_step(name.folded), name.level) for name in names)
        if scores := [2 * step + level for step, level in steps if step is not None]:
            return min(scores)
        if all(any(contains_word(one, name.folded) for name in names) for one in self.stems):
            return 10
        if any(self.phrase in text.folded for text in texts):
            return 12
        missing = sum(not any(one in text.folded for text in texts) for one in self.stems)
        return 14 + min(missing, 5)

    def name_step(self, name: str) -> int | None:
        """How a folded name matches: 0 it is the phrase, 1 begins with it, 2 holds it, 3 words, 4 stems."""
        lines = name.split("\n")
        if self.phrase in lines:
            return 0
        if any(line.startswith(self.phrase) for line in lines):
            return 1
        if any(f" {self.phrase}" in f" {line}" for line in lines):
            return 2
        if all(contains_word(word, name) for word in self.words):
            return 3
        return 4 if all(contains_word(one, name) for one in self.stems) else None

    def matches(self, row) -> Iterator[SearchedText]:
        """The texts that hold the words: the best first, and further ones only for words not yet seen."""
        missing = list(dict.fromkeys(self.stems))
        for text in [*name_texts(row), *own_texts(row), *related_texts(row, missing)]:
            if not missing:
                return
            if any(one in text.folded for one in missing):
                yield text
                missing = [one for one in missing if one not in text.folded]

    # What else could be searched for, when nothing was found

    def similar(self, limit: int = 8) -> list[Hit]:
        """The records whose names look most like the query."""
        hits = [
            Hit(row, display_name(row), (-ratio, fold(display_name(row))))
            for model in searched_models()
            for row, ratio in similar_names(model, self.phrase, self.words)
        ]
        return sorted(hits, key=lambda hit: hit.rank)[:limit]

    def single_words(self) -> list[tuple[str, int, bool]]:
        """Each of several words alone: the number of its hits, and whether there are more than that."""
        found = []
        for word in self.words[:MAX_SINGLE_WORDS] if len(self.words) > 1 else ():
            counts = [
                model.objects.published().search(word).order_by().values("pk")[: MAX_RANKED_HITS + 1].count()
                for model in searched_models()
            ]
            if sum(counts):
                capped = sum(min(count, MAX_RANKED_HITS) for count in counts)
                found.append((word, capped, max(counts) > MAX_RANKED_HITS))
        return found
