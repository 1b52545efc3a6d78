"""Change reasons: those that the portal notes in a history by itself, and those that people type.

They are stored in English and shown in the reader's language.
"""

from contextlib import suppress
from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext, gettext_noop

from portal.text.punctuation import with_label

LOADED = gettext_noop("loaddata")
CHECKED = gettext_noop("translations checked")
IMPORTED = gettext_noop("import of %s")  # of a file
RESTORED = gettext_noop("restored as of %s")  # of a moment
MERGED = gettext_noop("merged with %s")  # with a row, by its slug
MERGED_INTO = gettext_noop("merged into %s")
SYSTEM_REASONS = (LOADED, CHECKED, IMPORTED, RESTORED, MERGED, MERGED_INTO)
MAX_COMMENT_LENGTH = 500  # characters


def with_comment(reason: str, comment: str) -> str:
    """One of the portal's own reasons, and what somebody added to it."""
    return f"{reason}: {comment}" if comment else reason


def clean_comment(text: str) -> str:
    """What somebody typed as a reason: in quotes if it could be taken for one of the portal's own."""
    text = " ".join(text.replace("\0", " ").split())[:MAX_COMMENT_LENGTH]
    return f"“{text}”" if is_system_reason(text) else text


def is_system_reason(reason: str) -> bool:
    """Whether a reason begins like one that the portal writes, and looks for."""
    return reason.startswith(tuple(own.partition("%s")[0] for own in SYSTEM_REASONS))


def set_change_reason(row: Any, comment: str, reason: str = "") -> None:
    """Have the next versions of a row note a comment that somebody typed, and the portal's own `reason`."""
    comment = clean_comment(comment)
    row._change_reason = (with_comment(reason, comment) if reason else comment) or None


def subject(own: str, noted: str) -> str:
    """What a reason is about: a moment as people read it, anything else as it was noted."""
    text = noted.removeprefix(own.partition("%s")[0])
    if own == RESTORED:
        with suppress(ValueError):
            return date_format(datetime.fromisoformat(f"{text}+00:00"), "DATETIME_FORMAT")
    return text


def translate_reason(reason: str) -> str:
    """A reason in the active language; the names of files and what people typed stay as they are."""
    noted, _colon, comment = reason.partition(": ")
    for own in SYSTEM_REASONS:
        prefix, has_subject, _end = own.partition("%s")
        if noted.startswith(prefix):
            text = gettext(own) % subject(own, noted) if has_subject else gettext(noted)
            return with_label(text, comment) if comment else text
    return reason
