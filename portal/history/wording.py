"""What the history of a row says of each change, in the words that its form uses."""

import re
from difflib import SequenceMatcher

from django.contrib.admin.utils import display_for_field
from django.db import models
from django.template.defaultfilters import yesno
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from simple_history.models import DeletedObject
from simple_history.template_utils import ObjDiffDisplay

from portal.text.punctuation import comma_list

EMPTY = "-"


def told(value) -> str:
    """A row as it is called, or what is left of one that was deleted since: the history keeps its number."""
    if not isinstance(value, DeletedObject):
        return str(value)
    kind = capfirst(value.model._meta.verbose_name)
    return _("%(kind)s no. %(number)s, deleted since") % {"kind": kind, "number": value.pk}


def worded(field: models.Field, value) -> str:
    """A value of a field in words: rows by name, choices by label, dates as they are read."""
    if isinstance(field, models.ManyToManyField):
        return comma_list(*sorted(map(told, value))) or EMPTY
    if isinstance(field, models.BooleanField):
        return str(yesno(value))
    if isinstance(value, DeletedObject | models.Model):
        return told(value)
    return str(display_for_field(value, field, EMPTY, avoid_link=True))


class Shortened(ObjDiffDisplay):
    """Long texts from where they differ on; what is left out is a sign that needs no translation."""

    def shortened_str(self, prefix, num_skipped_chars, suffix):
        return f"{prefix}…{suffix}"


PIECES = re.compile(r"[^\W\d_\u3040-\u30ff\u4e00-\u9fff]+|\d+|.", re.DOTALL)
MOST_PIECES = 2000  # of longer texts no comparison is tried: it takes the square of them


def marked(before: str, after: str) -> tuple[list[tuple[str, bool]], list[tuple[str, bool]]]:
    """Both texts in pieces, each with whether the other has it not: words, in Japanese letters."""
    old, new = PIECES.findall(before), PIECES.findall(after)
    if before == after or len(old) + len(new) > MOST_PIECES:
        return [(before, False)], [(after, False)]
    found: tuple[list, list] = [], []
    for kind, *spans in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        texts = "".join(old[spans[0] : spans[1]]), "".join(new[spans[2] : spans[3]])
        for pieces, text in zip(found, texts, strict=True):
            if text:
                pieces.append((text, kind != "equal"))
    return found
