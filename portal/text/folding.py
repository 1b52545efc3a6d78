"""Folding: one spelling for all the ways in which the same name is typed, to search, compare and sort by.

`fold()` is computed on SQLite by this module and on PostgreSQL by `portal.fields.generated.Fold`, which is
made of the same tables and patterns; a test compares the two. What it makes is stored in generated columns:
whoever changes it raises FOLD_VERSION, and `makemigrations` then writes the migrations that fill them again.
"""

import re
import unicodedata

from anyascii import anyascii
from joyokanji import convert

from portal.text.invisible import INVISIBLE_RANGES

FOLD_VERSION = 2

VARIATION_SELECTORS = r"\u180b-\u180d\ufe00-\ufe0f\U000e0100-\U000e01ef"  # which of its glyphs a kanji has
MARKS = r"\u0300-\u036f"

# The patterns are read alike by Python and PostgreSQL.
NOT_ASCII = r"[^\u0001-\u007f]"
CJK = r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U0001f200-\U0001f2ff\U00020000-\U0003ffff]"
UNSEEN = f"[{INVISIBLE_RANGES}{VARIATION_SELECTORS}]"
REPEATED = (  # iteration marks: 佐々木 is 佐佐木, いすゞ is いすず (the voiced mark joins its letter below)
    (r"([㐀-鿿])々", r"\1\1"),
    (r"([ぁ-ゖァ-ヺ])[ゝヽ]", r"\1\1"),
    (r"([ぁ-ゖァ-ヺ])[ゞヾ]", "\\1\\1\u3099"),
)
LATIN_MARKS = f"([a-z])[{MARKS}]+"  # é, ö, š; й is a letter of its own
OTHER_MARKS = f"[{MARKS}]"  # those that compose no letter: stress in Russian
DASH_AFTER_KANA = r"(?<=[ぁ-ゖァ-ヺー])-(?![a-z0-9])"  # グロ－バル: a dash for the mark of a long vowel

DASHES, APOSTROPHES, QUOTATION_MARKS = "‐‑‒–—―⁃−─━", "‘’‚‛ʹʼʻʽˈ′", "“”„‟«»"
# Letters that no Unicode decomposition makes Latin: ø, đ, ł and their like.
STROKED = {
    letter: ascii_letter
    for letter in map(chr, range(0xDF, 0x250))
    if not unicodedata.decomposition(letter)
    and unicodedata.name(letter).startswith("LATIN SMALL LETTER")
    and len(ascii_letter := anyascii(letter)) == 1
    and ascii_letter.isalpha()
}
EQUIVALENT_LETTERS = {
    **STROKED,
    **dict.fromkeys(DASHES, "-"),
    **dict.fromkeys(APOSTROPHES, "'"),
    **dict.fromkeys(QUOTATION_MARKS, '"'),
    "ё": "е",
    "ѐ": "е",
    "ѝ": "и",
    "・": " ",
    "·": " ",
    "〜": "~",
}
SPELLED_OUT = {"`": "'", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", " & ": " and ", "&": " and "}

# Forms of kanji that the library of official simplifications leaves out, because only names have them.
NAME_KANJI = dict(zip("濵邉嶋嶌栁桒槗冨峯舘", "浜辺島島柳桑橋富峰館", strict=True))
ALL_KANJI = "".join(map(chr, [*range(0x3400, 0xA000), 0x20BB7]))
KANJI = {
    old: new for old, new in zip(ALL_KANJI, convert(ALL_KANJI, variants=True), strict=True) if old != new
} | NAME_KANJI
HIRAGANA = {chr(kana): chr(kana + 0x60) for kana in range(ord("ぁ"), ord("ゖ") + 1)}
SMALL_KE = {"ヵ": "カ", "ヶ": "ケ"}  # 茅ヶ崎 is 茅ケ崎
KANA = {letter: SMALL_KE.get(katakana, katakana) for letter, katakana in HIRAGANA.items()} | SMALL_KE

EQUIVALENT_TABLE, KANJI_TABLE = str.maketrans(EQUIVALENT_LETTERS), str.maketrans(KANJI)
KANA_TABLE = str.maketrans(KANA)


def fold(text: str) -> str:
    """Fold `text`: lower case, and one spelling for whatever readers take as the same letters."""
    return unify(text).translate(KANA_TABLE)


def unify(text: str) -> str:
    """Fold `text`, but leave hiragana, which tells the particles of Japanese from its words."""
    if not text.isascii():
        text = re.sub(UNSEEN, "", text).replace("´", "'")
        text = unicodedata.normalize("NFKC", text).lower()
        for pattern, replacement in REPEATED:
            text = re.sub(pattern, replacement, text)
        text = re.sub(LATIN_MARKS, r"\1", unicodedata.normalize("NFD", text))
        text = re.sub(OTHER_MARKS, "", unicodedata.normalize("NFC", text))
        text = text.translate(EQUIVALENT_TABLE).translate(KANJI_TABLE)
    text = text.lower()
    for letters, spelled in SPELLED_OUT.items():
        text = text.replace(letters, spelled)
    return text if text.isascii() else re.sub(DASH_AFTER_KANA, "ー", text)
