"""Why a version of a row was written: what the portal itself notes in a history, and what people type.

Kept in English, told in the reader's language.
"""

from django.utils.translation import gettext, gettext_noop

from portal.text.punctuation import with_label

LOADED = gettext_noop("loaddata")
CHECKED = gettext_noop("translations checked")
IMPORTED = gettext_noop("import of %s")  # of a file
RESTORED = gettext_noop("restored as of %s")  # of a moment
MERGED = gettext_noop("merged with %s")  # with a row, by its slug
MERGED_INTO = gettext_noop("merged into %s")
LONGEST = 500  # characters that somebody types
BARE, ABOUT = (LOADED, CHECKED), (IMPORTED, RESTORED, MERGED, MERGED_INTO)


def with_typed(own: str, text: str) -> str:
    """One of the portal's own reasons, and what somebody added to it."""
    return f"{own}: {text}" if text else own


def typed(text: str) -> str:
    """What somebody typed as a reason: in quotes if it could be taken for one of the portal's own."""
    text = " ".join(text.replace("\0", " ").split())[:LONGEST]
    return f"“{text}”" if is_own(text) else text


def is_own(reason: str) -> bool:
    """Whether a reason begins as those do that the portal writes, and goes by."""
    return reason.startswith((*BARE, *(own.partition("%s")[0] for own in ABOUT)))


def of_many(reason: str) -> bool:
    """Whether it is the reason of rows that are written together by the hundred: those of a file."""
    return reason.startswith((LOADED, IMPORTED.partition("%s")[0]))


def told(reason: str) -> str:
    """A reason as it is read: files keep their names, people's words are theirs."""
    if not is_own(reason):
        return reason
    own, _colon, text = reason.partition(": ")
    for about in ABOUT:
        head = about.partition("%s")[0]
        if own.startswith(head):
            own = gettext(about) % own.removeprefix(head)
            break
    else:
        own = gettext(own)
    return with_label(own, text) if text else own
