"""In which encoding a text file is written: known for certain, or not guessed."""

import codecs
import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
NAMES = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8 (BOM)",
    "utf-16": "UTF-16",
    "cp932": "Shift_JIS (cp932)",
    "cp1251": "Windows-1251 (cp1251)",
}
RUSSIAN = re.compile(r"[А-Яа-яЁё]")
RUSSIAN_WORD = re.compile(r"[А-Яа-яЁё]{3}")
TWO_SCRIPTS = re.compile(r"[A-Za-z][А-Яа-яЁё]|[А-Яа-яЁё][A-Za-z]")
ENOUGH = 0.8  # of the letters beyond ASCII


def decoded(content: bytes) -> tuple[str, str]:
    """The text and what its encoding is called.

    Almost any bytes are some text in an old code page. One is believed only if it gives a text that people
    write, and the other one does not.
    """
    for mark, codec in MARKS:
        if content.startswith(mark):
            return _decode(content, codec), NAMES[codec]
    try:
        return content.decode("utf-8"), NAMES["utf-8"]
    except UnicodeDecodeError:
        pass
    found = [
        (text, NAMES[codec])
        for codec, plausible in (("cp932", _japanese), ("cp1251", _russian))
        if (text := _tried(content, codec)) is not None and plausible(text)
    ]
    if len(found) != 1:
        raise ValidationError(_unknown())
    return found[0]


def _unknown() -> str:
    return _(
        "The encoding of the file cannot be told for certain, so that letters could be misread. "
        "Save it in the spreadsheet as “CSV UTF-8” or as an Excel workbook (.xlsx)."
    )


def _decode(content: bytes, codec: str) -> str:
    text = _tried(content, codec)
    if text is None:
        raise ValidationError(_unknown())
    return text


def _tried(content: bytes, codec: str) -> str | None:
    try:
        return content.decode(codec)
    except UnicodeDecodeError:
        return None


def _beyond_ascii(text: str) -> list[str]:
    return [letter for letter in text if letter > "\x7f"]


def _japanese(text: str) -> bool:
    """Kana and everyday kanji: other bytes give rare kanji, half-width kana and letters of no meaning."""
    beyond = _beyond_ascii(text)
    everyday = [letter for letter in beyond if 0x81 <= letter.encode("cp932")[0] <= 0x98]
    private = any("\ue000" <= letter <= "\uf8ff" for letter in beyond)
    return not private and len(everyday) >= ENOUGH * len(beyond)


def _russian(text: str) -> bool:
    """Words in small Cyrillic letters, none of which is half Latin: “Sociйtй” was another code page."""
    beyond = _beyond_ascii(text)
    letters = [letter for letter in beyond if RUSSIAN.match(letter)]
    small = [letter for letter in letters if letter.islower()]
    return (
        len(letters) >= ENOUGH * len(beyond)
        and len(small) * 2 >= len(letters)
        and RUSSIAN_WORD.search(text) is not None
        and TWO_SCRIPTS.search(text) is None
    )
