"""Audit checks: what is wrong with the record though the database accepts each row.

Each app's `checks` module adds what it can tell; `manage.py audit` asks all of them. A check yields the rows
that it is not content with, each with the field and what is wrong, in a sentence that an editor understands.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, cast

from django.apps import apps
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext as _

from portal.choices import SourceKind, Standing
from portal.fields import LANGUAGES, texts_of
from portal.fields.pictures import orphaned_files
from portal.models import Figure, Keyed, Organization, Person
from portal.text.punctuation import with_label
from portal.text.words import LETTERS_OF_LANGUAGE

KANJI = re.compile("[\u4e00-\u9fff]")
ENGLISH_SENTENCE = re.compile(r"[A-Za-z]+([,;:]?\s+[A-Za-z]+){3}")  # names stay in Latin letters


@dataclass(frozen=True)
class Finding:
    row: Keyed
    field: str
    message: str

    def __str__(self) -> str:
        key = " ".join(str(part) for part in self.row.natural_key())
        place = f" {self.field}" if self.field and self.field != NON_FIELD_ERRORS else ""
        return f"{self.row._meta.label_lower} {key}{place}: {self.message}"


@dataclass(frozen=True)
class OrphanedFile:
    name: str

    def __str__(self) -> str:
        return with_label(self.name, _("No record uses this picture: delete the file."))


Check = Callable[[], Iterator[Finding | OrphanedFile]]
CHECKS: list[Check] = []


def audit_check(check: Check) -> Check:
    """Register a check of `manage.py audit`."""
    CHECKS.append(check)
    return check


def findings() -> Iterator[Finding | OrphanedFile]:
    """What the checks of all apps find, in drafts too: they are corrected before they are public."""
    autodiscover_modules("checks")
    for check in CHECKS:
        yield from check()


def keyed_models() -> list[type[Keyed]]:
    return [model for model in apps.get_models() if issubclass(model, Keyed)]


@audit_check
def rows_against_their_own_rules() -> Iterator[Finding]:
    """Rows that a form would refuse: an invalid address, a step off its ladder, another edition's pavilion.

    The database holds to constraints alone; `update()` and `bulk_create()` ask for nothing more.
    """
    for model in keyed_models():
        for row in model._default_manager.all():
            try:
                row.full_clean(validate_unique=False, validate_constraints=False)  # which the database holds
            except ValidationError as error:
                for field, messages in error.message_dict.items():
                    yield from (Finding(row, field, message) for message in messages)


@audit_check
def rivals_under_the_wrong_headline() -> Iterator[Finding]:
    """Rival figures of which none, or a less official one, is the headline."""
    for model in keyed_models():
        if not issubclass(model, Figure):
            continue
        rivals: dict[tuple, list[Figure]] = {}
        for figure in model._default_manager.filter(standing=Standing.CONFIRMED).select_related("source"):
            rivals.setdefault(tuple(getattr(figure, name) for name in model.SUBJECT), []).append(figure)
        for figures in rivals.values():
            headline = next((figure for figure in figures if figure.headline), None)
            if headline is None and len(figures) > 1:
                yield Finding(
                    figures[0], "headline", _("None of the confirmed figures is marked as the headline.")
                )
            elif (
                headline
                and not is_official(headline)
                and (better := next(filter(is_official, figures), None))
            ):
                message = _("An official figure takes precedence over a press figure: %(slug)s.")
                yield Finding(headline, "headline", message % {"slug": better.slug})


def is_official(figure: Figure) -> bool:
    return figure.source is not None and figure.source.kind in (SourceKind.OFFICIAL, SourceKind.PARTY)


@audit_check
def texts_in_the_wrong_language() -> Iterator[Finding]:
    """Texts in the letters of another language, and English sentences in Japanese and Russian columns."""
    for model in keyed_models():
        names = texts_of(model)
        for row in model._default_manager.all() if names else ():
            for field in (f"{name}_{language}" for name in names for language in LANGUAGES):
                if message := language_problem(getattr(row, field), field[-2:]):
                    yield Finding(row, field, message)


@audit_check
def japanese_names_without_a_reading() -> Iterator[Finding]:
    """Names in kanji without a sort key: Japanese lists are sorted by kana."""
    for model in (Organization, Person):
        for row in model._default_manager.filter(sort_key=""):
            if KANJI.search(cast(Any, row).name_ja):
                message = _("A name in kanji is sorted by its reading: enter it in kana.")
                yield Finding(row, "sort_key", message)


@audit_check
def pictures_that_no_row_names() -> Iterator[OrphanedFile]:
    """Picture files that no row names: served to nobody, but they may show what was withdrawn."""
    yield from map(OrphanedFile, orphaned_files())


def language_problem(text: str, language: str) -> str:
    """What is wrong with a text in the column of a language; empty if nothing."""
    for other, letters in LETTERS_OF_LANGUAGE.items():
        if other != language and letters.search(text):
            return _("Characters of another language: %(text)s") % {"text": text[:60]}
    own = LETTERS_OF_LANGUAGE.get(language)
    if own and ENGLISH_SENTENCE.search(text) and not own.search(text):
        return _("Text in another language: %(text)s") % {"text": text[:60]}
    return ""
