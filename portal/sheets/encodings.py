"""The encoding of a text file: known for certain, or the file is refused; it is never guessed."""

import codecs
import re
from collections.abc import Iterator
from contextlib import suppress

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
LABELS = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8 (BOM)",
    "utf-16": "UTF-16",
    "cp932": "Shift_JIS (cp932)",
    "cp1251": "Windows-1251 (cp1251)",
}
CYRILLIC_LETTER = re.compile(r"[А-Яа-яЁё]")
CYRILLIC_WORD = re.compile(r"[А-Яа-яЁё]{3}")
MIXED_SCRIPTS = re.compile(r"[A-Za-z][А-Яа-яЁё]|[А-Яа-яЁё][A-Za-z]")
PLAUSIBLE_SHARE = 0.8  # of the characters beyond ASCII


def decode(content: bytes) -> tuple[str, str]:
    """The text of a file, and the name of its encoding for display.

    Almost any bytes are some text in an old code page. One is believed only if it gives a text that people
    write, and the other one does not. Raises ValidationError if the encoding is not certain.
    """
    marked = next((codec for mark, codec in BYTE_ORDER_MARKS if content.startswith(mark)), "")
    codec = marked or "utf-8"
    with suppress(UnicodeDecodeError):
        return content.decode(codec), LABELS[codec]
    candidates = [] if marked else list(_plausible_texts(content))
    if len(candidates) != 1:
        raise ValidationError(
            _(
                "The encoding of the file cannot be determined reliably, so characters could be "
                "misread. Save it in the spreadsheet program as “CSV UTF-8” or as an Excel workbook "
                "(.xlsx)."
            )
        )
    return candidates[0]


def _plausible_texts(content: bytes) -> Iterator[tuple[str, str]]:
    for codec, is_plausible in (("cp932", _is_plausible_japanese), ("cp1251", _is_plausible_russian)):
        with suppress(UnicodeDecodeError):
            text = content.decode(codec)
            if is_plausible(text):
                yield text, LABELS[codec]


def _beyond_ascii(text: str) -> list[str]:
    return [character for character in text if character > "\x7f"]


def _is_plausible_japanese(text: str) -> bool:
    """Kana and everyday kanji: other bytes give rare kanji, half-width kana and private characters."""
    beyond = _beyond_ascii(text)
    everyday = [character for character in beyond if 0x81 <= character.encode("cp932")[0] <= 0x98]
    private = any("\ue000" <= character <= "\uf8ff" for character in beyond)
    return not private and len(everyday) >= PLAUSIBLE_SHARE * len(beyond)


def _is_plausible_russian(text: str) -> bool:
    """Words in small Cyrillic letters, none of which is half Latin: “Sociйtй” was another code page."""
    beyond = _beyond_ascii(text)
    letters = [character for character in beyond if CYRILLIC_LETTER.match(character)]
    small = [letter for letter in letters if letter.islower()]
    return (
        len(letters) >= PLAUSIBLE_SHARE * len(beyond)
        and len(small) * 2 >= len(letters)
        and CYRILLIC_WORD.search(text) is not None
        and MIXED_SCRIPTS.search(text) is None
    )
