"""Words as a search compares them: folded, split, without their endings."""

import re
from collections.abc import Iterable
from functools import lru_cache

import snowballstemmer

from portal.text.folding import DASHES, KANA_TABLE, MARKS, VARIATION_SELECTORS, fold, unify
from portal.text.invisible import INVISIBLE_RANGES

UNSORTED = """ !"#'()*,-.<[{‹「『【〈《〔…"""  # what names are not sorted by: «Газпром» stands under Г

# In the order of the syllables ガ stands beside カ and ッ beside ツ; only between equals do they differ.
UNVOICED_KANA = dict(
    zip(
        "ガギグゲゴザジズゼゾダヂヅデドバビブベボパピプペポヴァィゥェォッャュョヮ",
        "カキクケコサシスセソタチツテトハヒフヘホハヒフヘホウアイウエオツヤユヨワ",
        strict=True,
    )
)
UNVOICED_KANA_TABLE = str.maketrans(UNVOICED_KANA)
# The mark of a long vowel stands where the vowel does: ローヌ before ロンドン.
LONG_VOWELS = [
    (f"([{syllables}])ー+", rf"\1{syllables[0]}")
    for syllables in (
        "アカサタナハマヤラワ", "イキシチニヒミリヰ", "ウクスツヌフムユル",
        "エケセテネヘメレヱ", "オコソトノホモヨロヲ",
    )
]  # fmt: skip


def syllable_order(folded: str) -> str:
    """A folded text to sort by in Japanese. PostgreSQL does the same in `SyllableOrder`."""
    order = folded.translate(UNVOICED_KANA_TABLE)
    for pattern, replacement in LONG_VOWELS:
        order = re.sub(pattern, replacement, order)
    return f"{order}\1{folded}"


# Japanese is written without spaces: a word ends where the script changes. Particles between words are none.
RUN = re.compile(r"[一-鿿㐀-䶿々〆]+|[ァ-ヿ]+|[ぁ-ゖ]+|[^一-鿿㐀-䶿々〆ァ-ヿぁ-ゖ]+")
JAPANESE = re.compile(r"[一-鿿㐀-䶿々〆ァ-ヿぁ-ゖ]")
PARTICLES = re.compile(r"(の|を|は|が|に|へ|と|で|や|も|から|まで|より|など)+")


AROUND_WORDS = """"',;:!?()[]{}<>"""


def words(text: str) -> list[str]:
    """Split what a visitor typed into folded words; Japanese where the script changes, NUL as a space.

    Punctuation around a word is no part of it, unless nothing else was typed.
    """
    found: list[str] = []
    for part in unify(text.replace("\0", " ")).split():
        runs = RUN.findall(part) if JAPANESE.search(part) else [part]
        found += [run.translate(KANA_TABLE) for run in runs if len(runs) == 1 or not PARTICLES.fullmatch(run)]
    spoken = [word.strip(AROUND_WORDS) for word in found if any(map(str.isalnum, word))]
    return list(dict.fromkeys(spoken or found))


LETTERS_OF_LANGUAGE = {"ja": JAPANESE, "ru": re.compile(r"[Ѐ-ӿ]")}


def language_of(text: str) -> str:
    """The language of a text by its letters: "ja", "ru", or "" (Latin letters do not say)."""
    return next((code for code, letters in LETTERS_OF_LANGUAGE.items() if letters.search(text)), "")


CYRILLIC = re.compile(r"[а-я]{4,}")
LATIN = re.compile(r"[a-z']{4,}")
MIN_STEM_LENGTH = 3  # characters: a shorter stem is in too many words

_russian = snowballstemmer.stemmer("russian")
_english = snowballstemmer.stemmer("english")


@lru_cache(maxsize=10_000)
def stem(word: str) -> str:
    """The part of a folded word that its other forms begin with: выставк- gives выстав-, memoranda memorand-.

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
    return word[:shared] if shared >= MIN_STEM_LENGTH else word


# A letter with what folding joins to it: marks and what cannot be seen, signs that repeat or lengthen it.
LETTER = re.compile(
    rf"[ぁ-ゖァ-ヺー][{DASHES}－-](?![A-Za-z0-9])"
    rf"|.[々ゝゞヽヾﾞﾟ\u3099\u309a{MARKS}{INVISIBLE_RANGES}{VARIATION_SELECTORS}]*",
    re.DOTALL,
)


def match_spans(text: str, wanted: Iterable[str]) -> list[tuple[int, int]]:
    """The start and end of every place in `text` where one of the folded words `wanted` stands, in order.

    Folding changes lengths (㈱ becomes (株), ｶﾞ becomes ガ), so it is done letter by letter and kept count of.
    """
    folded, starts = [], []
    for letter in LETTER.finditer(text):
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


def contains_word(word: str, text: str) -> bool:
    """Whether a folded text has a word that begins with `word`; in Japanese, whether it contains it."""
    at = text.find(word)
    while at >= 0:
        if at == 0 or not (text[at - 1].isalnum() and word[0].isalnum()) or JAPANESE.match(word):
            return True
        at = text.find(word, at + 1)
    return False
