"""The encoding of a text file: known for certain, or chosen by the editor, or the file is refused.

Libraries that guess (charset-normalizer, chardet) take lists of a few names for another code page more often
than not: no wrong letter may be stored silently.
"""

import codecs
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
WITH_MARK = "UTF-8 (BOM)"
# What an editor may choose, by Python's names.
LABELS = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "cp932": "Shift_JIS (cp932)",
    "euc_jp": "EUC-JP",
    "cp1251": "Windows-1251 (cp1251)",
    "koi8_r": "KOI8-R",
    "cp866": "DOS (cp866)",
    "kz1048": "KZ-1048",
    "cp1252": "Windows-1252 (cp1252)",
    "cp1250": "Windows-1250 (cp1250)",
    "cp1254": "Windows-1254 (cp1254)",
    "cp850": "DOS (cp850)",
    "gb18030": "GB 18030",
    "cp949": "EUC-KR (cp949)",
}
RUSSIAN_LETTER = re.compile(r"[А-Яа-яЁё]")
RUSSIAN_WORD = re.compile(r"[А-Яа-яЁё]{3}")
MIXED_SCRIPTS = re.compile(r"[A-Za-z][А-Яа-яЁё]|[А-Яа-яЁё][A-Za-z]")
NO_RUSSIAN_WORD = re.compile(r"\b(?:[ъьыЪЬЫ]|[а-яё][А-ЯЁ])")  # begins with a sign, or as “хПЮК” does
JAPANESE_WORD = re.compile(r"[ぁ-ゖァ-ヺー一-鿿々]{2}")
KANJI_IN_LATIN_WORD = re.compile(r"[A-Za-z][^\x00-\x7f][a-z]")  # “K罵n” was Köln
HALF_WIDTH_KANA = re.compile(r"[｡-ﾟ]")
NO_TEXT = re.compile(r"[\x80-\x84\x86-\x9f\ue000-\uf8ff]")  # what no keyboard writes
PLAUSIBLE_SHARE = 0.8  # of the characters beyond ASCII


def decode(content: bytes, chosen: str = "") -> tuple[str, str]:
    """The text of a file, and the name of its encoding for display. `chosen` is one of `LABELS`, or empty.

    Almost any bytes are some text in an old code page. Unless the editor chose it, one is believed only if it
    gives a text that people write, letter by letter, and the other one does not. Raises ValidationError if
    the encoding is not certain, or is not the one that was chosen.
    """
    shown = _shown_encoding(content)
    if shown and not (shown == "utf-8" and content.isascii() and chosen not in {"", "utf-16"}):
        return _decode_shown(content, shown, chosen)
    if chosen:
        return _decode_strictly(content, chosen), LABELS[chosen]
    candidates = list(_plausible_texts(content))
    if len(candidates) == 1:
        return candidates[0]
    if line := _line_that_is_not_utf8(content):
        message = _("The file is in UTF-8, but line %(line)s is not: it was misread before, or cut off.")
        raise ValidationError(message % {"line": line})
    raise ValidationError(
        _(
            "The encoding of the file cannot be determined reliably, so characters could be misread. Choose "
            "it under “Encoding” and upload the file again, or save it in the spreadsheet program as “CSV "
            "UTF-8” or as an Excel workbook (.xlsx)."
        )
    )


def _shown_encoding(content: bytes) -> str:
    """The encoding that the bytes themselves show; empty if they show none."""
    for mark, codec in BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return codec
    # every other byte of ASCII characters is zero
    for codec, start in (("utf-16-le", 1), ("utf-16-be", 0)):
        if content[start::2].count(0) * 4 > len(content):
            return codec
    with suppress(UnicodeDecodeError):
        content.decode()
        return "utf-8"
    return ""


def _decode_shown(content: bytes, codec: str, chosen: str) -> tuple[str, str]:
    family = "utf-16" if codec.startswith("utf-16") else "utf-8"
    if chosen not in {"", family}:
        message = _("The file is in %(found)s, not in %(chosen)s.")
        raise ValidationError(message % {"found": LABELS[family], "chosen": LABELS[chosen]})
    return _decode_strictly(content, codec), WITH_MARK if codec == "utf-8-sig" else LABELS[family]


def _decode_strictly(content: bytes, codec: str) -> str:
    """Raises ValidationError if the file contains anything that is no text in this encoding."""
    try:
        text = content.decode(codec)
        misread = NO_TEXT.search(text)
        line = text.count("\n", 0, misread.start()) + 1 if misread else 0
    except UnicodeDecodeError as error:
        if codec.startswith("utf-16"):  # a line has no number of its own in the bytes
            raise ValidationError(_("The file is in UTF-16, but it is damaged or cut off.")) from error
        line = content.count(b"\n", 0, error.start) + 1
    if line:
        label = LABELS.get(codec, LABELS["utf-8"])
        message = _("Line %(line)s is not in %(encoding)s: choose another encoding, or save the file again.")
        raise ValidationError(message % {"line": line, "encoding": label})
    return text


def _line_that_is_not_utf8(content: bytes) -> int:
    """The first line that is no UTF-8 in a file that is UTF-8 otherwise; 0 if there is none."""
    text = content.decode(errors="replace")
    broken = text.count("\ufffd")
    sound = _beyond_ascii(text).total() - broken
    return text.count("\n", 0, text.index("\ufffd")) + 1 if 0 < broken <= sound else 0


def _plausible_texts(content: bytes) -> Iterator[tuple[str, str]]:
    for codec, is_plausible in (("cp932", _is_plausible_japanese), ("cp1251", _is_plausible_russian)):
        with suppress(UnicodeDecodeError):
            text = content.decode(codec)
            if not NO_TEXT.search(text) and is_plausible(text):
                yield text, LABELS[codec]


def _beyond_ascii(text: str) -> Counter[str]:
    """How often each character beyond ASCII occurs."""
    return Counter({character: count for character, count in Counter(text).items() if character > "\x7f"})


def _is_plausible_japanese(text: str) -> bool:
    """Words of kana and everyday kanji: other bytes give rare kanji, and kanji inside of Latin words.

    Half-width kana stand only beside others: alone they may be Russian capitals.
    """
    beyond = _beyond_ascii(HALF_WIDTH_KANA.sub("", text))
    everyday = sum(count for char, count in beyond.items() if 0x81 <= char.encode("cp932")[0] <= 0x98)
    return (
        everyday >= PLAUSIBLE_SHARE * beyond.total()
        and JAPANESE_WORD.search(text) is not None
        and KANJI_IN_LATIN_WORD.search(text) is None
    )


def _is_plausible_russian(text: str) -> bool:
    """Words in small Russian letters, none of which is half Latin: “Sociйtй” was another code page.

    A letter that Russian does not have may be Ukrainian, or another code page.
    """
    beyond = _beyond_ascii(text)
    letters = {character: count for character, count in beyond.items() if character.isalpha()}
    small = sum(count for letter, count in letters.items() if letter.islower())
    return (
        all(map(RUSSIAN_LETTER.match, letters))
        and sum(letters.values()) >= PLAUSIBLE_SHARE * beyond.total()
        and small * 2 >= sum(letters.values())
        and RUSSIAN_WORD.search(text) is not None
        and MIXED_SCRIPTS.search(text) is None
        and NO_RUSSIAN_WORD.search(text) is None
    )
