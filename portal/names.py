"""Names as somebody compares them who looks for duplicates: without legal forms, and by ear in any script."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property, lru_cache

from portal.text.words import fold

# What a company is by law says nothing of which one it is. All of it as `fold()` leaves it.
LEGAL_FORMS = {
    *("inc", "incorporated", "ltd", "limited", "co", "company", "corp", "corporation", "llc", "llp", "plc"),
    *("gmbh", "ag", "kg", "sa", "sas", "sarl", "srl", "spa", "nv", "bv", "ab", "oy", "oyj", "as", "kk", "gk"),
    *("jsc", "pjsc", "ojsc", "cjsc", "pao", "oao", "zao", "ooo", "ao"),
    *("ооо", "оао", "зао", "пао", "ао", "нао", "нк", "нпо", "гк", "фгуп", "гуп", "фгбу", "фгбоу"),
}  # fmt: skip
LEGAL_PHRASES = re.compile(
    r"株式会社|有限会社|合同会社|合資会社|合名会社|一般社団法人|公益社団法人|一般財団法人|公益財団法人"
    r"|独立行政法人|国立研究開発法人|国立大学法人|社会医療法人|医療法人|学校法人|\((?:株|有|同|財|社|独)\)"
    r"|(?:public |open |closed )?joint[ -]stock company|limited liability company|kabushiki kaisha"
    r"|(?:публичное |открытое |закрытое )?акционерное общество|общество с ограниченной ответственностью"
)
ABBREVIATED = re.compile(r"(?<=\b\w)\.(?=\w\b)")  # S.p.A., J.S.C.
APOSTROPHES = re.compile("['’`ʼ]")
WORD = re.compile(r"[^\W_]+")
PATRONYMIC = re.compile(r".{2,}(?:ovi[ct]h?|evi[ct]h?|ovna|evna|ович|евич|овна|евна|ична|инична)|.{3,}ьич")

CYRILLIC, KANA, KANJI = re.compile("[а-я]"), re.compile("[ァ-ヺ]"), re.compile("[一-鿿㐀-䶿々〆]")


def _spread(letters: str, *sounds: str) -> dict[str, str]:
    return dict(zip(letters, sounds, strict=True))


# How letters sound to an ear that tells neither l from r, b from v, s from z, h from k nor ch from t: each of
# these is one letter in one of the three scripts and two in another.
SOUNDS: dict[str, str] = {
    **_spread("абвгдежзийклмн", *"abbgdessiikrmn"),
    **_spread("опрстуфхцчшщъыьэюя", *"oprstufkttss", "", "i", "", "e", "iu", "ia"),
    **_spread("アイウエオ", *"aiueo"),
    **_spread("ァィゥェォャュョヮヵヶッー", *"aiueo", "ia", "iu", "io", "a", "ka", "ke", "", ""),
    **{
        kana: f"{consonant}{vowel}"
        for consonant, row in {
            "k": "カキクケコ", "g": "ガギグゲゴ", "s": "サシスセソ", "t": "タチツテト", "d": "ダヂヅデド",
            "n": "ナニヌネノ", "b": "バビブベボ", "p": "パピプペポ", "m": "マミムメモ", "r": "ラリルレロ",
        }.items()
        for kana, vowel in zip(row, "aiueo", strict=True)
    },
    **_spread("ザジズゼゾハヒフヘホ", "sa", "si", "su", "se", "so", "ka", "ki", "fu", "ke", "ko"),
    **_spread("ヤユヨワヲンヴ", "ia", "iu", "io", "ba", "o", "n", "b"),
    **_spread("abcdefghijklm", *"abkdefgkiskrm"),
    **_spread("nopqrstuvwxyz", *"nopkrstubb", "ks", "i", "s"),
    "shch": "s", "sch": "s", "tch": "t", "sh": "s", "ch": "t", "zh": "s", "dz": "s", "дз": "s", "дж": "s",
    "kh": "k", "ts": "t", "tz": "t", "ph": "f", "ck": "k", "th": "t", "ce": "se", "ci": "si", "cy": "si",
}  # fmt: skip
SOUND = re.compile("|".join(sorted(SOUNDS, key=len, reverse=True)))
LONG_VOWELS = re.compile("ou|oo|oh(?=[^aeiou]|$)")
DOUBLED = re.compile(r"([a-z])\1+")
VOWELS = re.compile("[aeiou]")

HEARD = 4  # sounds that a name needs, to be told by ear
SHORTEST = 5  # consonants, to be told by them alone
NEAREST = 8  # letters, to be told in spite of a slip
ALIKE = 0.7  # how much of two names is in common, if their consonants are the same
ALIKE_IN_ONE_SCRIPT = 0.85  # in which vowels do not come and go


@lru_cache(maxsize=2**16)
def sound(word: str) -> str:
    """How a folded word sounds in any of the scripts. Kanji do not say: a word with them has no sound."""
    if KANJI.search(word):
        return ""
    heard = SOUND.sub(lambda letters: SOUNDS[letters[0]], word)
    heard = LONG_VOWELS.sub("o", heard).replace("mb", "nb").replace("mp", "np")
    return DOUBLED.sub(r"\1", heard)


@dataclass(frozen=True)
class Name:
    """A name as it is written, and what it is compared by."""

    text: str
    is_reading: bool = False  # in kana, beside the kanji: heard, and no name of its own

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Its words without legal forms and, in the name of a person, without patronymic and initials."""
        folded = APOSTROPHES.sub("", ABBREVIATED.sub("", fold(self.text)))
        every = WORD.findall(LEGAL_PHRASES.sub(" ", folded))
        if len(every) > 2:
            every = [word for word in every if not PATRONYMIC.fullmatch(word)]
        if len(every) > 2:
            every = [word for word in every if len(word) > 1 or not word.isalpha()]
        return tuple(word for word in every if word not in LEGAL_FORMS) or tuple(every)

    @cached_property
    def script(self) -> str:
        if KANJI.search(self.joined):
            return "kanji"
        return "kana" if KANA.search(self.joined) else "cyrillic" if CYRILLIC.search(self.joined) else "latin"

    @cached_property
    def joined(self) -> str:
        return "".join(self.words)

    @cached_property
    def sorted(self) -> str:
        """In whatever order family name and given name stand."""
        return "".join(sorted(self.words))

    @cached_property
    def heard(self) -> str:
        return "".join(map(sound, self.words)) if self.script != "kanji" else ""

    @cached_property
    def heard_sorted(self) -> str:
        return "".join(sorted(map(sound, self.words))) if self.script != "kanji" else ""

    def written_keys(self) -> set[str]:
        """Two names that share one of these are the same."""
        return set() if self.is_reading or not self.joined else {self.joined, self.sorted}

    def heard_keys(self) -> set[str]:
        """Two names that share one of these sound the same."""
        return {key for key in (self.heard, self.heard_sorted) if len(key) >= HEARD}

    def consonant_keys(self) -> set[str]:
        """Two names that share one of these may sound the same: ロスネフチ has more vowels than Rosneft."""
        keys = (VOWELS.sub("", heard) for heard in (self.heard, self.heard_sorted))
        return {key for key in keys if len(key) >= SHORTEST}


def names_of(texts: Iterable[str], aliases: str, reading: str) -> list[Name]:
    """All that a row is called, each once."""
    names = [Name(text) for text in dict.fromkeys([*texts, *map(str.strip, aliases.splitlines())]) if text]
    return [*names, Name(reading, is_reading=True)] if reading else names


@dataclass(frozen=True)
class Likeness:
    """Why two rows may be the same: the names that are alike, and how much."""

    how: str
    one: str
    other: str

    SAME, HEARD, NEAR = HOW = ("same", "heard", "near")

    @property
    def rank(self) -> int:
        return self.HOW.index(self.how)

    @property
    def spelled(self) -> bool:
        """Whether it is in letters: of those an acronym is made."""
        return Name(self.one).script != "kanji"


def likeness(ones: list[Name], others: list[Name]) -> Likeness | None:
    """The closest likeness of any name of one row to any of the other."""
    found = [
        Likeness(how, one.text, other.text)
        for one in ones
        for other in others
        if (how := how_alike(one, other))
    ]
    return min(found, key=lambda like: (like.rank, -len(like.one)), default=None)


def how_alike(one: Name, other: Name) -> str:
    if one.written_keys() & other.written_keys():
        return Likeness.SAME
    if one.is_reading and other.is_reading:  # kanji that are read alike are no less different
        return ""
    if one.heard_keys() & other.heard_keys():
        return Likeness.HEARD
    if of_man_and_woman(one, other):
        return ""
    if one.consonant_keys() & other.consonant_keys():
        enough = ALIKE_IN_ONE_SCRIPT if one.script == other.script else ALIKE
        return Likeness.HEARD if in_common(one, other) >= enough else ""
    return Likeness.NEAR if one_slip(one, other) else ""


def in_common(one: Name, other: Name) -> float:
    """How much of what two names do not share word by word sounds the same."""
    mine, theirs = ([sound(word) for word in name.words] for name in (one, other))
    my_own, their_own = "".join(sorted({*mine} - {*theirs})), "".join(sorted({*theirs} - {*mine}))
    return SequenceMatcher(a=my_own, b=their_own, autojunk=False).ratio()


def of_man_and_woman(one: Name, other: Name) -> bool:
    """Whether a word of one is that of the other with the ending of a woman: Ivanov, Ivanova."""
    pairs = [tuple(sorted(pair, key=len)) for pair in zip(one.words, other.words, strict=False)]
    return any(longer in (f"{shorter}a", f"{shorter}а") for shorter, longer in pairs)


def one_slip(one: Name, other: Name) -> bool:
    """Whether names in one script differ in one letter: of a long word, and not the first one."""
    if one.is_reading or other.is_reading or one.script != other.script or len(one.words) != len(other.words):
        return False
    differing = [pair for pair in zip(one.words, other.words, strict=True) if pair[0] != pair[1]]
    long = min(len(one.joined), len(other.joined)) >= NEAREST
    return long and len(differing) == 1 and slipped(*differing[0])


def slipped(one: str, other: str) -> bool:
    """Whether two words differ in one letter, or in the order of two."""
    shorter = min(len(one), len(other))
    if shorter < 6 or one[0] != other[0]:
        return False
    at = next((n for n in range(shorter) if one[n] != other[n]), shorter)
    swapped = one[at : at + 2] == other[at : at + 2][::-1] and one[at + 2 :] == other[at + 2 :]
    rests = {(one[at + 1 :], other[at + 1 :]), (one[at:], other[at + 1 :]), (one[at + 1 :], other[at:])}
    if not (swapped or any(a == b for a, b in rests)):
        return False
    return not any(letter.isdigit() for letter in one[at : at + 2] + other[at : at + 2])


def sound_pattern(name: Name) -> str:
    """A regular expression to which folded names with the same consonants hold; none if these are few.

    The words may stand in the other order: a family name comes last or first.
    """
    sounds = [] if name.script == "kanji" else [VOWELS.sub("", sound(word)) for word in name.words]
    orders = dict.fromkeys(("".join(sounds), "".join(reversed(sounds))))
    return "|".join(
        "[^\\n]{0,3}".join(LETTERS.get(consonant, re.escape(consonant)) for consonant in consonants)
        for consonants in orders
        if len(consonants) >= SHORTEST
    )


# For each consonant the letters that may stand in its place.
LETTERS = {
    consonant: f"[{''.join(sorted({spelled[0] for spelled, heard in SOUNDS.items() if consonant in heard}))}]"
    for consonant in "bdfgkmnprst"
} | {"n": "[mnмнナニヌネノマミムメモン]"}
