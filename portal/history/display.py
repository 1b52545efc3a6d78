"""How the admin displays rows, values of fields, and what differs between two texts."""

import re
from difflib import SequenceMatcher
from typing import Any

from django.contrib.admin.utils import display_for_field
from django.db import models
from django.template.defaultfilters import yesno
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from simple_history.models import DeletedObject
from simple_history.template_utils import ObjDiffDisplay

from portal.text.punctuation import comma_list

EMPTY_VALUE = "-"
RelatedRows = dict[Any, dict[Any, Any]]  # by model and primary key


def display_name(row: Any) -> str:
    """The name of a row, or the kind and number of one that was deleted since."""
    if not isinstance(row, DeletedObject):
        return str(row)
    kind = capfirst(row.model._meta.verbose_name)
    return _("%(kind)s no. %(number)s (since deleted)") % {"kind": kind, "number": row.pk}


def display_value(field: models.Field, value: Any) -> str:
    """A value of a field as text: rows by name, choices by label, dates as a reader writes them."""
    if isinstance(field, models.ManyToManyField):
        return comma_list(*sorted(map(display_name, value))) or EMPTY_VALUE
    if isinstance(field, models.BooleanField):
        return str(yesno(value))
    if isinstance(value, DeletedObject | models.Model):
        return display_name(value)
    return str(display_for_field(value, field, EMPTY_VALUE, avoid_link=True))


def display_form_value(field: Any, value: Any, related: RelatedRows | None = None) -> str:
    """A value that a form starts from as text. Related rows are taken from `related`, or asked for."""
    if field.is_relation:
        keys = value if field.many_to_many else [value] if value else []
        manager = field.related_model._base_manager
        found = manager.in_bulk(keys) if related is None else related[field.related_model]
        rows = [found.get(key) or DeletedObject(field.related_model, key) for key in keys]
        value = rows if field.many_to_many else next(iter(rows), None)
    return display_value(field, value)


class EllipsisDiffDisplay(ObjDiffDisplay):
    """Cuts long texts around what differs, with a sign in place of simple-history's English words."""

    def shortened_str(self, prefix, num_skipped_chars, suffix):
        return f"{prefix}…{suffix}"


# words, numbers, and by themselves Japanese letters and all other signs
DIFF_PIECE = re.compile(r"[^\W\d_\u3040-\u30ff\u4e00-\u9fff]+|\d+|.", re.DOTALL)
MAX_DIFF_PIECES = 2000  # in both texts: comparing them takes the square of it

Pieces = list[tuple[str, bool]]


def diff_pieces(before: str, after: str) -> tuple[Pieces, Pieces]:
    """Both texts in pieces, each with whether the other text lacks it."""
    old, new = DIFF_PIECE.findall(before), DIFF_PIECE.findall(after)
    if before == after or len(old) + len(new) > MAX_DIFF_PIECES:
        return [(before, False)], [(after, False)]
    found: tuple[Pieces, Pieces] = [], []
    for kind, *spans in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        texts = "".join(old[spans[0] : spans[1]]), "".join(new[spans[2] : spans[3]])
        for pieces, text in zip(found, texts, strict=True):
            if text:
                pieces.append((text, kind != "equal"))
    return found
