"""How parts of a line are joined in the visitor's language: 東京、日本 and not 東京, 日本."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext


def comma() -> str:
    return pgettext("in a list", ", ")


def colon() -> str:
    return pgettext("between a heading and what it heads", ": ")


def semicolon() -> str:
    return pgettext("between parts of a line", "; ")


def opening() -> str:
    """The bracket before a remark, with the space that stands before it."""
    return pgettext("before a remark", " (")


def closing() -> str:
    return pgettext("after a remark", ")")


def listed(*parts: object) -> str:
    """Parts of a line that stand beside each other; empty ones are left out."""
    return comma().join(str(part) for part in parts if part)


def headed(head: object, text: object) -> str:
    """A text under a short heading: “Tokyo: 80 documents”."""
    return f"{head}{colon()}{text}"


def remarked(text: object, remark: object) -> str:
    """A text with a remark in brackets: “title (Japanese)”."""
    # Translators: a text and a remark on it, such as the language it is in
    return _("%(what)s (%(note)s)") % {"what": text, "note": remark}
