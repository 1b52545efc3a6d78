"""Words as a search compares them: folded, taken apart, and without their endings."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

import snowballstemmer

# One letter for those that readers do not tell apart when they look for a name: ё is е, hiragana is
# katakana, a macron is no letter of its own (Kōzuki). `Fold.as_postgresql` says the same to PostgreSQL.
ALIKE = {"ё": "е", "ā": "a", "ī": "i", "ū": "u", "ē": "e", "ō": "o"}
ALIKE |= {chr(kana): chr(kana + 0x60) for kana in range(ord("ぁ"), ord("ゖ") + 1)}
ALIKE_TABLE = str.maketrans(ALIKE)


def fold(text: str) -> str:
    """Fold `text` for search: one form for each width and ligature, no case, one letter for those ALIKE.

    PostgreSQL does the same in `Fold.as_postgresql`; a test compares the two.
    """
    return unicodedata.normalize("NFKC", text).lower().translate(ALIKE_TABLE)


# In the order of the syllables ガ stands beside カ and ッ beside ツ; only between equals do they differ.
VOICED = "ガギグゲゴザジズゼゾダヂヅデドバビブベボパピプペポヴァィゥェォッャュョヮ"
PLAIN = "カキクケコサシスセソタチツテトハヒフヘホハヒフヘホウアイウエオツヤユヨワ"
PLAIN_TABLE = str.maketrans(VOICED, PLAIN)


def by_syllables(folded: str) -> str:
    """A folded text to sort by in Japanese. PostgreSQL does the same in `BySyllables`."""
    return f"{folded.translate(PLAIN_TABLE)}\1{folded}"


# Japanese is written without spaces: a word ends where the script changes. Particles between words are none.
RUN = re.compile(r"[一-鿿㐀-䶿々〆]+|[ァ-ヿ]+|[ぁ-ゖ]+|[^一-鿿㐀-䶿々〆ァ-ヿぁ-ゖ]+")
JAPANESE = re.compile(r"[一-鿿㐀-䶿々〆ァ-ヿぁ-ゖ]")
PARTICLES = re.compile(r"(の|を|は|が|に|へ|と|で|や|も|から|まで|より|など)+")


def words(text: str) -> list[str]:
    """Take what a visitor typed apart into folded words. NUL, which no column can hold, separates too."""
    found: list[str] = []
    for part in unicodedata.normalize("NFKC", text).replace("\0", " ").split():
        runs = RUN.findall(part) if JAPANESE.search(part) else [part]
        found += [fold(run) for run in runs if len(runs) == 1 or not PARTICLES.fullmatch(run)]
    return [word for word in dict.fromkeys(found) if word.strip()]


OF_A_LANGUAGE = {"ja": JAPANESE, "ru": re.compile(r"[Ѐ-ӿ]")}


def language_of(text: str) -> str:
    """The language that only its letters can be of, among those of the record; Latin letters tell of none."""
    return next((code for code, letters in OF_A_LANGUAGE.items() if letters.search(text)), "")


CYRILLIC = re.compile(r"[а-я]{4,}")
LATIN = re.compile(r"[a-z']{4,}")
SHORTEST = 3  # letters of a stem that still says something

_russian = snowballstemmer.stemmer("russian")
_english = snowballstemmer.stemmer("english")


@lru_cache(maxsize=10_000)
def stem(word: str) -> str:
    """The beginning of a folded word that its other endings share: выставк- is выстав-, memoranda memorand-.

    Always a beginning of the word itself, so that whatever holds the word holds the stem.
    """
    if CYRILLIC.fullmatch(word):
        found = _russian.stemWord(word)
        # a vowel comes and goes before the last consonant: выставка, выставок
        found = re.sub(r"(?<=[бвгджзклмнпрстфхцчшщ])[ео]?к$", "", found)
    elif LATIN.fullmatch(word):
        found = _english.stemWord(word)
        found = re.sub(r"(?<=[a-z]{6})(um|a)$|i$", "", found)  # memorandum, memoranda; compani(es)
    else:
        return word
    shared = next((n for n, (a, b) in enumerate(zip(found, word, strict=False)) if a != b), len(found))
    return word[:shared] if shared >= SHORTEST else word


def spans(text: str, wanted: Iterable[str]) -> list[tuple[int, int]]:
    """Where in `text` the folded words `wanted` stand: from and to which character, in order and apart.

    Folding changes lengths (㈱ becomes (株), ｶﾞ becomes ガ), so it is done letter by letter and kept count of.
    """
    folded, starts = [], []
    for letter in re.finditer(r".[\u0300-\u036f\u3099\u309aﾞﾟ]*", text, re.DOTALL):
        for character in fold(letter[0]):
            folded.append(character)
            starts.append((letter.start(), letter.end()))
    whole = "".join(folded)
    marked: set[int] = set()
    for word in wanted:
        at = whole.find(word)
        while at >= 0:
            marked.update(range(at, at + len(word)))
            at = whole.find(word, at + 1)
    found: list[tuple[int, int]] = []
    for place in sorted(marked):
        start, end = starts[place]
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def held(word: str, text: str) -> bool:
    """Whether a folded text holds a word where a word begins; Japanese has no such places."""
    at = text.find(word)
    while at >= 0:
        if at == 0 or not (text[at - 1].isalnum() and word[0].isalnum()) or JAPANESE.match(word):
            return True
        at = text.find(word, at + 1)
    return False
