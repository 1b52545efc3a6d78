"""The cells of a workbook as an editor sees them: dates as they are shown, texts without escapes."""

import datetime
import re

from openpyxl.styles.numbers import BUILTIN_FORMATS
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel, from_ISO8601

from portal.sheets.limits import MAX_NUMBER_DIGITS

# Formats that spreadsheets know by number alone; these mean Japanese dates, which openpyxl does not know.
NUMBERED_FORMATS = {
    **BUILTIN_FORMATS,
    **dict.fromkeys((27, 28, 29, 30, 31, 35, 36, 50, 51, 53, 54, 56, 57, 58), "yyyy-mm-dd"),
    **dict.fromkeys((34, 52, 55), "yyyy-mm"),
}
FORMAT_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\[[^\]]*\]|general|am/pm|a/p')
TIME = re.compile(r"h+[^a-z]*(?:m+)?|m+[^a-z]*s+|s+")
ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
WHOLE_NUMBER = re.compile(r"-?[0-9]+")


def unescape(text: str) -> str:
    """A text as it was typed: `_x000D_` stands for a character that XML cannot hold."""
    return ESCAPE.sub(lambda escape: chr(int(escape[1], 16)), text) if "_x" in text else text


def escape_underscores(text: str) -> str:
    """A text that no spreadsheet takes for an escape."""
    return ESCAPE.sub(r"_x005F_x\1_", text)


def number_text(text: str, number_format: str, *, is_mac: bool) -> str:
    """A number as it is seen: a date if its format shows one, a whole number without a point."""
    date_parts = parts_shown(number_format)
    if date_parts:
        calendar = CALENDAR_MAC_1904 if is_mac else CALENDAR_WINDOWS_1900
        try:
            moment = from_excel(float(text), calendar)
        except (ValueError, OverflowError):
            moment = None
        if isinstance(moment, datetime.datetime):
            return _moment_text(moment, date_parts)
        if isinstance(moment, datetime.time):
            return moment.isoformat()
    if WHOLE_NUMBER.fullmatch(text):
        return text
    number = float(text)
    return str(int(number)) if number.is_integer() else f"{number:.{MAX_NUMBER_DIGITS}g}"


def date_text(text: str, number_format: str) -> str:
    """A cell that holds a date in ISO 8601, as it is seen."""
    moment = from_ISO8601(text)
    if isinstance(moment, datetime.date) and not isinstance(moment, datetime.datetime):
        moment = datetime.datetime.combine(moment, datetime.time())
    if isinstance(moment, datetime.datetime):
        return _moment_text(moment, parts_shown(number_format) or "dt")
    return text


def parts_shown(number_format: str) -> str:
    """Which parts of a date a format shows: day, month, year, time, as “dmyt”; empty if it is for numbers."""
    code = FORMAT_LITERAL.sub("", number_format.lower().partition(";")[0])
    without_time = TIME.sub("", code)
    letters = set(without_time.replace("aaa", "d").replace("e+", "").replace("e-", ""))
    shown = "".join(part for part in "dm" if part in letters)
    shown += "y" if letters & {"y", "e", "g"} else ""
    return shown + ("t" if without_time != code else "")


def _moment_text(moment: datetime.datetime, parts: str) -> str:
    """A day, or only the month where the cell shows no day: Excel makes a date of “2016-12” by itself."""
    if "t" in parts and moment.time() != datetime.time():
        return moment.isoformat()
    if parts in {"m", "my", "mt", "myt"}:
        return f"{moment:%Y-%m}"
    return f"{moment.year:04}" if parts == "y" else f"{moment:%Y-%m-%d}"
