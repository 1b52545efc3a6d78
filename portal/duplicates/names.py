"""Compare names of organisations and people: without legal forms, and by sound across scripts."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache, cached_property, lru_cache
from itertools import product

from anyascii import anyascii
from rapidfuzz import fuzz
from rapidfuzz.distance import OSA, Prefix

from portal.duplicates.legal_forms import COMMON_WORDS, CONJUNCTIONS, LEGAL_FORMS, LEGAL_PHRASES, RUSSIAN_AND
from portal.text.folding import fold

ABBREVIATION_DOT = re.compile(r"(?<=\b\w)\.(?=\w\b)")  # S.p.A., J.S.C.
APOSTROPHES = re.compile("['’`ʼ]")
WORD = re.compile(r"[^\W_]+")
PATRONYMIC = re.compile(
    r".{2,}(?:ovi[ct]h?|evi[ct]h?|ovna|evna|ович|евич|овна|евна|ична|инична)|.{2,}ьич"
    r"|(?:кузьм|фом|лук|никит|савв|фок)ич|(?:il'?y?|kuzm|fom|luk|nikit|savv|fok)ich"
)
# Саид оглы: the son, or the daughter, of Said
FATHER_NAMED = {
    *("оглы", "оглу", "кызы", "гызы", "улы"),
    *("ogly", "oglu", "ogli", "oghlu", "kyzy", "kizi", "gizi", "qizi", "gyzy", "uly"),
}

SCRIPTS = {
    "kanji": re.compile("[一-鿿㐀-䶿々〆]"),
    "kana": re.compile("[ァ-ヺ]"),
    "cyrillic": re.compile("[а-я]"),
}

MAX_ACRONYM_LENGTH = 4  # letters
MIN_SOUND_LENGTH = 4  # sounds that a name needs to be compared by sound
MIN_CONSONANTS = 5  # that a name needs to be compared by its consonants alone
MIN_SIMILARITY = 70  # per cent of the sounds, of names whose consonants are the same
MIN_SIMILARITY_IN_ONE_SCRIPT = 85  # where a transcription has not added or dropped vowels
MIN_TYPO_NAME_LENGTH = 8  # letters
MIN_TYPO_WORD_LENGTH = 6

# One letter for all sounds that English, Russian or Japanese does not tell apart, by how they are romanised.
SOUNDS = {
    "c": "k", "h": "k", "j": "s", "l": "r", "q": "k", "v": "b", "w": "b", "x": "ks", "y": "i", "z": "s",
    "shch": "s", "sch": "s", "tch": "t", "sh": "s", "ch": "t", "zh": "s", "dz": "s", "dzh": "s", "kh": "k",
    "ts": "t", "tz": "t", "ph": "f", "ck": "k", "th": "t", "ce": "se", "ci": "si", "cy": "si",
    "'": "",  # a soft or hard sign
}  # fmt: skip
SOUND = re.compile("|".join(sorted(SOUNDS, key=len, reverse=True)))
KANA_SOUNDS = str.maketrans({"ッ": "", "ヴ": "v", "ヂ": "ジ", "ヅ": "ズ", "ヲ": "オ", "ヰ": "イ", "ヱ": "エ"})
# Other ways to write the same sounds in Latin letters: Fyodor and Fedor, Dmitrij and Dmitry, Mueller, Müller.
OTHER_SPELLINGS = {"yo": "e", "jo": "e", "io": "e", "j": "y", "ae": "a", "oe": "o", "ue": "u"}
OTHER_SPELLING = re.compile("|".join(OTHER_SPELLINGS))
LONG_VOWEL = re.compile("o[ou]")
REPEATED_LETTER = re.compile(r"([a-z])\1+")
VOWELS = re.compile("[aeiou]")
LETTERS = [chr(letter) for first, last in ("az", "ая", "ァヺ") for letter in range(ord(first), ord(last) + 1)]


@lru_cache(maxsize=2**16)
def phonetic_code(word: str, respelled: bool = False) -> str:
    """How a folded word sounds, written alike for all scripts; empty for kanji, whose reading is unknown.

    Libraries romanise ロスネフチ as *rosunefuchi*: that it is Rosneft only the consonants of the code say.
    `respelled` takes the Latin spelling for another one of the same name.
    """
    if SCRIPTS["kanji"].search(word):
        return ""
    latin = word if word.isascii() else anyascii(word.translate(KANA_SOUNDS))
    if respelled:
        latin = OTHER_SPELLING.sub(lambda spelling: OTHER_SPELLINGS[spelling[0]], latin)
    code = SOUND.sub(lambda spelling: SOUNDS[spelling[0]], latin)
    code = LONG_VOWEL.sub("o", code).replace("mb", "nb").replace("mp", "np")
    return REPEATED_LETTER.sub(r"\1", code)


def joined_in_any_order(words: tuple[str, ...]) -> set[str]:
    """Words written together, as they stand and sorted: a family name comes last or first."""
    return {"".join(words), "".join(sorted(words))} if words else set()


@dataclass(frozen=True)
class Name:
    """One name of a record, with the keys by which it is compared: names that share a key match."""

    text: str
    is_reading: bool = False  # the kana beside a name in kanji: only its sound counts

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The folded words that distinguish the name; all of them if too little would be left.

        Legal forms, conjunctions, patronymics and the initials of middle names distinguish none.
        """
        folded = fold(RUSSIAN_AND.sub(" ", self.text))
        folded = APOSTROPHES.sub("", ABBREVIATION_DOT.sub("", folded))
        every = tuple(WORD.findall(folded))
        words = [word for word in WORD.findall(LEGAL_PHRASES.sub(" ", folded)) if word not in LEGAL_FORMS]
        words = [word for word in words if word not in CONJUNCTIONS]
        if len(shorter := without_patronymics(words)) > 1:
            words = shorter
        if len(shorter := [word for word in words if not is_initial(word)]) > 1:
            words = shorter
        return tuple(words) if any(word not in COMMON_WORDS for word in words) else every

    @cached_property
    def joined(self) -> str:
        return "".join(self.words)

    @cached_property
    def script(self) -> str:
        return next((script for script, letters in SCRIPTS.items() if letters.search(self.joined)), "latin")

    @cached_property
    def codes(self) -> tuple[str, ...]:
        return tuple(map(phonetic_code, self.words)) if self.script != "kanji" else ()

    @cached_property
    def other_codes(self) -> tuple[str, ...]:
        """The codes of another spelling in Latin letters, if they differ."""
        if self.script == "kanji":
            return ()
        codes = tuple(phonetic_code(word, True) for word in self.words)
        return codes if codes != self.codes else ()

    @property
    def spelling_keys(self) -> set[str]:
        return set() if self.is_reading else joined_in_any_order(self.words)

    @property
    def sound_keys(self) -> set[str]:
        keys = joined_in_any_order(self.codes)
        if self.other_codes:
            keys |= joined_in_any_order(self.other_codes)
        return {key for key in keys if len(key) >= MIN_SOUND_LENGTH}

    @property
    def consonant_keys(self) -> set[str]:
        """Names that share one of these may sound the same: ロスネフチ has more vowels than Rosneft."""
        keys = (VOWELS.sub("", code) for code in joined_in_any_order(self.codes))
        return {key for key in keys if len(key) >= MIN_CONSONANTS}

    @property
    def has_initials(self) -> bool:
        """Whether this is a surname with initials: С. П. Иванов."""
        return sum(map(is_initial, self.words)) == len(self.words) - 1 > 0

    @cached_property
    def initial_keys(self) -> set[str]:
        """How a surname sounds, with the initials of the other names: with a patronymic and without."""
        if self.is_reading or self.script == "kanji" or len(self.words) > 3:
            return set()
        folded = APOSTROPHES.sub("", fold(self.text))
        every = tuple(word for word in WORD.findall(folded) if word not in CONJUNCTIONS)
        keys = set()
        for words in {self.words, every} if len(every) <= 3 else {self.words}:
            for place in (0, len(words) - 1):
                others = [words[other] for other in range(len(words)) if other != place]
                surname = phonetic_code(words[place])
                if others and len(surname) >= MIN_SOUND_LENGTH and words[place] not in COMMON_WORDS:
                    keys.add(" ".join([surname, *sorted(phonetic_code(word)[:1] for word in others)]))
        return keys


def is_initial(word: str) -> bool:
    return len(word) == 1 and word.isalpha()


def without_patronymics(words: list[str]) -> list[str]:
    """The words of a name of more than two without the name of the father."""
    if len(words) < 3:
        return words
    fathers = {place for place, word in enumerate(words) if word in FATHER_NAMED}
    fathers |= {place - 1 for place in fathers}
    fathers |= {place for place, word in enumerate(words) if PATRONYMIC.fullmatch(word)}
    return [word for place, word in enumerate(words) if place not in fathers]


def all_names(texts: Iterable[str], aliases: str, reading: str) -> list[Name]:
    """All names of a record, each once. Aliases stand one per line; the reading is in kana."""
    texts = dict.fromkeys([*texts, *map(str.strip, aliases.splitlines())])
    return [*(Name(text) for text in texts if text), *([Name(reading, is_reading=True)] if reading else [])]


class MatchKind(IntEnum):
    """How two names match, the surest first."""

    SAME = 1
    SOUND = 2
    INITIALS = 3
    TYPO = 4


@dataclass(frozen=True)
class NameMatch:
    """Two matching names of different records."""

    kind: MatchKind
    one: str
    other: str

    @property
    def rank(self) -> tuple[int, int]:
        """To sort by, the likeliest duplicates first."""
        return self.kind, -len(self.one)

    @property
    def is_acronym(self) -> bool:
        """Whether a name is so short, and in letters, that unrelated organisations may share it."""
        one, other = Name(self.one), Name(self.other)
        return one.script != "kanji" and min(len(one.joined), len(other.joined)) <= MAX_ACRONYM_LENGTH


def best_match(names: Iterable[Name], other_names: Iterable[Name]) -> NameMatch | None:
    """The likeliest match of any name of one record with any of another."""
    matches = [
        NameMatch(kind, one.text, other.text)
        for one, other in product(names, other_names)
        if (kind := match_kind(one, other))
    ]
    return min(matches, key=lambda match: match.rank, default=None)


def match_kind(one: Name, other: Name) -> MatchKind | None:
    """How two names match, if they do. The order of the two makes no difference."""
    if one.spelling_keys & other.spelling_keys:
        return MatchKind.SAME
    if one.is_reading and other.is_reading:  # different kanji may be read alike
        return None
    if one.sound_keys & other.sound_keys:
        return MatchKind.SOUND
    if one.has_initials != other.has_initials and one.initial_keys & other.initial_keys:
        return MatchKind.INITIALS
    if differ_in_gender(one, other):
        return None
    if one.consonant_keys & other.consonant_keys:
        needed = MIN_SIMILARITY_IN_ONE_SCRIPT if one.script == other.script else MIN_SIMILARITY
        return MatchKind.SOUND if sound_similarity(one, other) >= needed else None
    return MatchKind.TYPO if differ_by_typo(one, other) else None


def sound_similarity(one: Name, other: Name) -> float:
    """How similar the words sound that two names do not share, in per cent."""
    codes, other_codes = set(one.codes), set(other.codes)
    return fuzz.ratio("".join(sorted(codes - other_codes)), "".join(sorted(other_codes - codes)))


def differ_in_gender(one: Name, other: Name) -> bool:
    """Whether words in the same place differ by the feminine ending of a surname: Ivanov, Ivanova."""
    pairs = [sorted(pair, key=len) for pair in zip(one.words, other.words, strict=False)]
    return any(longer in (f"{shorter}a", f"{shorter}а") for shorter, longer in pairs)


def differ_by_typo(one: Name, other: Name) -> bool:
    """Whether long names in one script differ by a slip in one long word, past its first letter."""
    if one.is_reading or other.is_reading or one.script != other.script or len(one.words) != len(other.words):
        return False
    differing = [pair for pair in zip(one.words, other.words, strict=True) if pair[0] != pair[1]]
    if len(differing) != 1 or min(len(one.joined), len(other.joined)) < MIN_TYPO_NAME_LENGTH:
        return False
    word, other_word = differing[0]
    at = Prefix.similarity(word, other_word)
    in_number = any(map(str.isdigit, word[at : at + 2] + other_word[at : at + 2]))
    is_long = min(len(word), len(other_word)) >= MIN_TYPO_WORD_LENGTH
    return is_long and at > 0 and not in_number and OSA.distance(word, other_word, score_cutoff=1) <= 1


def sound_pattern(name: Name) -> str:
    """A regular expression that finds names with the same sounds in folded text; empty if they are few.

    The words may stand in the opposite order: a family name comes last or first. Of a name with initials
    it finds the surname, of another one in Latin letters its other spelling too.
    """
    if name.has_initials:
        return "|".join(letters_pattern([code]) for code in name.codes if len(code) >= MIN_SOUND_LENGTH)
    orders = (codes[::step] for codes in (name.codes, name.other_codes) for step in (1, -1))
    patterns = (letters_pattern(codes) for codes in orders if count_consonants(codes) >= MIN_CONSONANTS)
    return "|".join(dict.fromkeys(patterns))


def count_consonants(codes: Sequence[str]) -> int:
    return len(VOWELS.sub("", "".join(codes)))


def letters_pattern(codes: Sequence[str]) -> str:
    """A regular expression for the consonants of these codes, with at most three letters between two."""
    return "[^\\n]{0,3}".join(letters_for(consonant) for consonant in VOWELS.sub("", "".join(codes)))


@cache
def letters_for(consonant: str) -> str:
    """The letters of the three scripts, as a regular expression, that may stand for a consonant of a code."""
    sounds = {"m", "n"} if consonant == "n" else {consonant}  # codes have n for m before b and p
    letters = {spelling[0] for spelling in (*SOUNDS, *LETTERS) if sounds & {*phonetic_code(spelling)}}
    return f"[{''.join(sorted(letters))}]" if letters else re.escape(consonant)
