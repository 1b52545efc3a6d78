"""Dates as people and spreadsheets write them in three languages, read where they can mean one day only."""

import re
import unicodedata

DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))  # NFKC leaves them
# The first year of each Japanese era, by its name and its letter.
ERAS = {"明治": 1868, "大正": 1912, "昭和": 1926, "平成": 1989, "令和": 2019}
ERAS |= dict(zip("mtshr", ERAS.values(), strict=True))
MONTHS = (
    ("january", "jan", "январь", "января", "янв"),
    ("february", "feb", "февраль", "февраля", "фев", "февр"),
    ("march", "mar", "март", "марта", "мар"),
    ("april", "apr", "апрель", "апреля", "апр"),
    ("may", "май", "мая"),
    ("june", "jun", "июнь", "июня", "июн"),
    ("july", "jul", "июль", "июля", "июл"),
    ("august", "aug", "август", "августа", "авг"),
    ("september", "sept", "sep", "сентябрь", "сентября", "сен", "сент"),
    ("october", "oct", "октябрь", "октября", "окт"),
    ("november", "nov", "ноябрь", "ноября", "ноя", "нояб"),
    ("december", "dec", "декабрь", "декабря", "дек"),
)
MONTH_NUMBERS = {name: str(number) for number, names in enumerate(MONTHS, 1) for name in names}
YEAR, MONTH, DAY = "(?P<year>[0-9]{4})", "(?P<month>[0-9]{1,2})", "(?P<day>[0-9]{1,2})"
NAME = rf"(?P<name>{'|'.join(sorted(MONTH_NUMBERS, key=len, reverse=True))})\.?"
RUSSIAN_YEAR = r"(?: ?г\.?| года)?"
WRITTEN_DATES = [
    re.compile(pattern)
    for pattern in (
        rf"{YEAR}年({MONTH}月({DAY}日)?)?",
        rf"(?P<era>明治|大正|昭和|平成|令和)(?P<years>[0-9]{{1,2}}|元)年({MONTH}月({DAY}日)?)?",
        rf"(?P<era>[mtshr])(?P<years>[0-9]{{1,2}})\.{MONTH}(\.{DAY})?",
        rf"{YEAR}/{MONTH}(/{DAY})?",
        rf"{YEAR}\.{MONTH}\.{DAY}",
        rf"{YEAR}-{MONTH}-{DAY}",
        rf"({DAY}\.)?{MONTH}\.{YEAR}{RUSSIAN_YEAR}",
        r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})",
        rf"({DAY}(?:st|nd|rd|th)? )?{NAME},? {YEAR}{RUSSIAN_YEAR}",
        rf"{NAME} {DAY}(?:st|nd|rd|th)?,? {YEAR}",
        # day and month, or month and day: one of the two is no month
        r"(?P<day>1[3-9]|2[0-9]|3[01])/(?P<month>[0-9]{1,2})/(?P<year>[0-9]{4})",
        r"(?P<month>[0-9]{1,2})/(?P<day>1[3-9]|2[0-9]|3[01])/(?P<year>[0-9]{4})",
    )
]
# The time of day and its zone: the day is the one that is written, wherever it was.
TIME_OF_DAY = re.compile(
    r"(?:[t ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)?"
    r"(?: ?z|[+-][0-9]{2}:?[0-9]{2})?"
)


def iso_date(text: str) -> str:
    """A date as ISO 8601 writes it, if it is written in one of the other ways; else the text as it is."""
    written = " ".join(unicodedata.normalize("NFKC", text).translate(DASHES).lower().split())
    if re.fullmatch(rf"[0-9-]{{10}}{TIME_OF_DAY.pattern}", written):
        written = written[:10]
    for pattern in WRITTEN_DATES:
        if match := pattern.fullmatch(written):
            parts = match.groupdict()
            year = parts.get("year") or _year_of_era(parts["era"], parts["years"])
            month = parts.get("month") or MONTH_NUMBERS.get(parts.get("name") or "", "")
            return "-".join(part.zfill(2) for part in (year, month, parts.get("day")) if part)
    return written if re.fullmatch("[0-9-]+", written) else text


def _year_of_era(era: str, years: str) -> str:
    return str(ERAS[era] + (1 if years == "元" else int(years)) - 1)
