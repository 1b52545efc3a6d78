"""Punctuation between parts of a line, in the visitor's language: 東京、日本 and not 東京, 日本."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext


def comma() -> str:
    return pgettext("in a list", ", ")


def colon() -> str:
    return pgettext("between a heading and what it heads", ": ")


def semicolon() -> str:
    return pgettext("between parts of a line", "; ")


def opening() -> str:
    """The opening bracket of a remark, with the space before it."""
    return pgettext("before a remark", " (")


def closing() -> str:
    return pgettext("after a remark", ")")


def comma_list(*parts: object) -> str:
    """The parts that are not empty, separated by commas."""
    return comma().join(str(part) for part in parts if part)


def with_label(label: object, text: object) -> str:
    """A text after its label: “Tokyo: 80 documents”."""
    return f"{label}{colon()}{text}"


def with_remark(text: object, remark: object) -> str:
    """A text with a remark in brackets: “title (Japanese)”."""
    # Translators: a text and a remark on it, such as the language it is in
    return _("%(what)s (%(note)s)") % {"what": text, "note": remark}
