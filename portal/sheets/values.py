"""What people type for a value of a closed list, a country, yes or no, and an amount, in three languages."""

import re
import unicodedata
from decimal import Decimal
from functools import cache
from typing import Any

from django.utils import translation
from django_countries import countries

from portal.fields import LANGUAGES

ANSWERS = {
    **dict.fromkeys(("yes", "y", "true", "1", "да", "истина", "はい", "真", "○", "◯", "✓", "✔"), True),
    **dict.fromkeys(("no", "n", "false", "0", "нет", "ложь", "いいえ", "偽", "×", "✕"), False),
}
# Names beside those that the library knows.
COUNTRY_NAMES = {
    "GB": ("uk", "great britain", "britain", "великобритания", "соединенное королевство", "英国"),
    "RU": ("russian federation", "рф", "российская федерация", "ロシア連邦", "露"),
    "US": ("usa", "united states", "u.s.", "u.s.a.", "сша", "アメリカ", "米国"),
    "KR": ("republic of korea", "республика корея", "大韓民国"),
    "CN": ("prc", "people's republic of china", "кнр", "中華人民共和国"),
    "JP": ("日本国",),
    "CZ": ("czech republic", "чешская республика", "чехия", "チェコ共和国"),
    "AE": ("uae", "оаэ"),
    "VN": ("viet nam", "социалистическая республика вьетнам", "ベトナム社会主義共和国"),
    "BY": ("республика беларусь", "белоруссия"),
    "KZ": ("республика казахстан",),
    "UZ": ("республика узбекистан",),
}
MULTIPLIERS = {
    **dict.fromkeys(("万",), 10**4),
    **dict.fromkeys(("億",), 10**8),
    **dict.fromkeys(("兆", "trillion", "трлн", "триллион", "триллиона", "триллионов"), 10**12),
    **dict.fromkeys(("thousand", "тыс", "тысяча", "тысячи", "тысяч"), 10**3),
    **dict.fromkeys(("million", "mln", "mn", "млн", "миллион", "миллиона", "миллионов"), 10**6),
    **dict.fromkeys(("billion", "bln", "bn", "млрд", "миллиард", "миллиарда", "миллиардов"), 10**9),
}
NUMBER = re.compile(r"([+-]?[0-9][0-9., ']*?(?:e[+-]?[0-9]{1,4})?) ?([^\W\d]+)?\.?")
# Thousands in groups of three: with spaces or apostrophes, or with what cannot be a decimal separator.
GROUPED = re.compile(
    r"[+-]?[0-9]{1,3}(?:(?:[ '][0-9]{3})+(?:[.,][0-9]+)?"
    r"|(?:,[0-9]{3}){2,}(?:\.[0-9]+)?|(?:,[0-9]{3})+\.[0-9]+"
    r"|(?:\.[0-9]{3}){2,}(?:,[0-9]+)?|(?:\.[0-9]{3})+,[0-9]+)"
)
DECIMAL_COMMA = re.compile(r"[+-]?[0-9]+,(?:[0-9]{1,2}|[0-9]{4,})")
ONE_OR_A_THOUSAND = re.compile(r"[+-]?[1-9][0-9]{0,2}\.[0-9]{3}")
PLAIN = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?(?:e[+-]?[0-9]{1,4})?")


def typed(text: str) -> str:
    """A text as typed values are compared: one width and case, single blanks."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().replace("ё", "е").split())


def parse_answer(cell: str) -> bool | None:
    """Yes or no; None for anything else."""
    return ANSWERS.get(typed(cell))


def parse_choice(field: Any, cell: str) -> str | None:
    """The value of a closed list that a cell names, by its code or its label in any language."""
    return _by_label(field).get(typed(cell))


@cache
def _by_label(field: Any) -> dict[str, str]:
    labels: dict[str, set[str]] = {}
    for value, label in field.flatchoices:
        for name in (value, *in_all_languages(label)):
            labels.setdefault(typed(name), set()).add(value)
    return {label: values.pop() for label, values in labels.items() if label and len(values) == 1}


def in_all_languages(text: Any) -> list[str]:
    """A text of the interface in each of the languages."""
    names = []
    for language in LANGUAGES:
        with translation.override(language):
            names.append(str(text))
    return names


def parse_country(cell: str) -> str | None:
    """The code of two letters of a country that a cell names, by a code or a name in any language."""
    return _countries_by_name().get(typed(cell))


@cache
def _countries_by_name() -> dict[str, str]:
    names: dict[str, str] = {}
    for code, _name in countries:
        names |= {typed(name): code for name in COUNTRY_NAMES.get(code, ())}
    for language in LANGUAGES:
        with translation.override(language):
            names |= {typed(name): code for code, name in countries}
    names |= {typed(countries.alpha3(code)): code for code, _name in countries}
    return names | {typed(code): code for code, _name in countries}


def parse_number(cell: str, decimal_places: int = 2) -> Decimal | None:
    """A number with any separators, perhaps with a word such as “million”; None if it may mean another."""
    match = NUMBER.fullmatch(typed(cell).replace("−", "-"))
    is_raised = any(unicodedata.category(character) == "No" for character in cell)  # 10², ①
    if not match or is_raised:
        return None
    digits, word = match[1].strip(), match[2]
    if word and word not in MULTIPLIERS:
        return None
    if ONE_OR_A_THOUSAND.fullmatch(digits) and decimal_places < 3:
        return None
    if GROUPED.fullmatch(digits):
        decimal = max(digits.rfind(","), digits.rfind("."))
        if decimal >= 0 and digits.count(digits[decimal]) > 1:  # a separator of thousands too
            decimal = -1
        whole, part = (digits[:decimal], digits[decimal + 1 :]) if decimal >= 0 else (digits, "0")
        digits = f"{re.sub('[., ]', '', whole).replace(chr(39), '')}.{part}"
    elif DECIMAL_COMMA.fullmatch(digits):
        digits = digits.replace(",", ".")
    elif not PLAIN.fullmatch(digits):
        return None
    return Decimal(digits) * MULTIPLIERS.get(word, 1)
