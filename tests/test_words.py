"""The catalogues and the fixtures use the official names and fixed terms of docs/words.md."""

import json
import re
from collections.abc import Iterator
from typing import NamedTuple

import polib
import pytest
from django.conf import settings

GLOSSARY = settings.BASE_DIR / "docs" / "words.md"
LANGUAGES = {"en": "English", "ja": "Japanese", "ru": "Russian"}
STILL_HELD = "Wrong forms that the fixtures still hold"

# Wordings that no reader should have to decode; the pattern is searched in every English text.
WORN_OUT = [
    r"\b(was|were) not read\b",
    r"\bagain what\b",
    r"\banew\b",
    r"\bdesk\b",
    r"\bforesaw\b",
    r"\bis put at\b",
    r"\bundertakes\b",
    r"\b(at most|cut .* at|no|could be|of another) (%\S+ )?letters?\b",
    r"\b(stays|goes) as\b",
    r"\bthe one that (stays|goes)\b",
    r"\b(has|have) no heads?\b",
    r"\bcolumn has no head\b",
    r"\bso already\b",
    r"\bcounted in it\b",
    r"\bfor certain at\b",
    r"\bitemised\b",
    r"\bbackwards\b",
    r"\btold (apart|in our)\b",
    r"\bstands? (against|beside|in each|with|under|there|in the)\b",
    r"\bhangs on\b",
    r"\bmeanwhile\b",
    r"\bwhoever\b",
    r"\battested\b",
    r"\bmoves nothing\b",
    r"\b(came|reported) of\b",
    r"\bnarrow (this|the) list\b",
    r"\bthis is not “",
]


class GlossaryTerm(NamedTuple):
    section: str
    forms: dict[str, str]  # the right form in each language
    wrong: dict[str, list[str]]  # the wrong ones


class LocatedText(NamedTuple):
    """A text in one language, and where it is."""

    language: str
    where: str
    text: str


def tables() -> Iterator[tuple[str, dict[str, str]]]:
    """The rows of all tables of the glossary, each with the heading above it."""
    section, heads = "", []
    for line in GLOSSARY.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            section, heads = line.removeprefix("## "), []
        elif not line.startswith("|"):
            heads = []
        elif not heads:
            heads = cells(line)
        elif not set(line) <= set("|- "):
            yield section, dict(zip(heads, cells(line), strict=True))


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def wrong_forms(cell: str) -> dict[str, list[str]]:
    """`ja: A; B; ru: C` as lists by language."""
    found: dict[str, list[str]] = {language: [] for language in LANGUAGES}
    language = ""
    for form in filter(None, (part.strip() for part in cell.split(";"))):
        prefix, colon, rest = form.partition(": ")
        if colon and prefix in LANGUAGES:
            language, form = prefix, rest
        found[language].append(form.strip())
    return found


def terms() -> list[GlossaryTerm]:
    found = []
    for section, row in tables():
        if section == STILL_HELD:
            forms, wrong = {}, {row["language"]: [row["not"]]}
        else:
            forms = {language: row[name] for language, name in LANGUAGES.items()}
            wrong = wrong_forms(row["not"])
        found.append(GlossaryTerm(section, forms, wrong))
    return found


def catalogue(language: str) -> polib.POFile:
    return polib.pofile(str(settings.BASE_DIR / "locale" / language / "LC_MESSAGES" / "django.po"))


def texts_of_the_interface() -> Iterator[LocatedText]:
    for language in ("ja", "ru"):
        for entry in catalogue(language):
            for text in (entry.msgstr, *entry.msgstr_plural.values()):
                yield LocatedText(language, f"locale/{language}, line {entry.linenum}", text)
            if language == "ja":  # the English is the same in both
                for text in (entry.msgid, entry.msgid_plural):
                    yield LocatedText("en", f"the code, as in locale/ja, line {entry.linenum}", text)


def texts_of_the_record() -> Iterator[LocatedText]:
    for path in sorted((settings.BASE_DIR / "fixtures").glob("*.json")):
        for row in json.loads(path.read_text(encoding="utf-8")):
            name = row["fields"].get("slug") or row.get("pk")
            for field, text in row["fields"].items():
                language = field.rpartition("_")[2]
                if language in LANGUAGES and isinstance(text, str):
                    yield LocatedText(language, f"{path.name}, {row['model']} {name}, {field}", text)


def misspelled(term: GlossaryTerm, places: list[LocatedText]) -> list[str]:
    return [
        f"{place.where}: “{form}” in {place.text!r}"
        for language, forms in term.wrong.items()
        for form in forms
        for place in places
        if place.language == language and form in place.text.replace(term.forms.get(language) or "\0", "")
    ]


def test_the_glossary_is_complete():
    for term in terms():
        assert term.section == STILL_HELD or all(term.forms.values()), term
        for language, form in term.forms.items():
            assert form not in term.wrong[language], term
    assert len(terms()) > 150


def test_no_text_of_the_interface_has_a_wrong_form():
    places = list(texts_of_the_interface())

    lines = [line for term in terms() for line in misspelled(term, places)]

    assert not lines, "\n".join(lines)


def test_no_text_of_the_record_has_a_wrong_form():
    places = list(texts_of_the_record())

    lines = [line for term in terms() if term.section != STILL_HELD for line in misspelled(term, places)]

    assert not lines, "\n".join(lines)


def test_wrong_forms_are_listed_as_held_only_while_the_fixtures_hold_them():
    places = list(texts_of_the_record())

    assert [term for term in terms() if term.section == STILL_HELD and not misspelled(term, places)] == []


@pytest.mark.parametrize("language", ["ja", "ru"])
def test_a_term_by_itself_is_translated_as_in_the_glossary(language):
    entries = {(entry.msgctxt, entry.msgid): entry for entry in catalogue(language)}
    differing, found = [], 0
    for term in terms():
        english = term.forms.get("en", "")
        text, _bracket, context = english.removesuffix(")").partition(" (")
        for key in ((None, english), (context, text)):
            if entry := entries.get(key):
                found += 1
                if entry.msgstr.replace("\xa0", " ") != term.forms[language]:
                    wanted = term.forms[language]
                    differing.append(
                        f"line {entry.linenum}: {entry.msgid!r} is {entry.msgstr!r}, not {wanted!r}"
                    )

    assert not differing, "\n".join(differing)
    assert found > 60


def test_a_wrong_form_is_found_outside_the_right_one_only():
    term = GlossaryTerm("", {"ja": "北極LNG2（アークティックLNG2）"}, {"ja": ["アークティックLNG2"]})
    right = LocatedText("ja", "here", "北極LNG2（アークティックLNG2）への融資")
    wrong = LocatedText("ja", "there", "アークティックLNG2への融資")

    assert misspelled(term, [right, wrong, LocatedText("en", "elsewhere", wrong.text)]) == [
        "there: “アークティックLNG2” in 'アークティックLNG2への融資'"
    ]


def test_no_text_of_the_interface_is_worded_as_before():
    texts = {text for entry in catalogue("ja") for text in (entry.msgid, entry.msgid_plural) if text}
    worn = [
        (text, pattern) for text in texts for pattern in WORN_OUT if re.search(pattern, text, re.IGNORECASE)
    ]

    assert worn == []
