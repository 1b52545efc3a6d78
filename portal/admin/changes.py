"""What the history of a row says of each change, in the words that its form uses."""

from django.contrib.admin.utils import display_for_field
from django.db import models
from django.template.defaultfilters import yesno
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from simple_history.models import DeletedObject
from simple_history.template_utils import HistoricalRecordContextHelper, ObjDiffDisplay

from portal.punctuation import listed

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
        return listed(*sorted(map(told, value))) or EMPTY
    if isinstance(field, models.BooleanField):
        return str(yesno(value))
    if isinstance(value, DeletedObject | models.Model):
        return told(value)
    return str(display_for_field(value, field, EMPTY, avoid_link=True))


class Shortened(ObjDiffDisplay):
    """Long texts from where they differ on; what is left out is a sign that needs no translation."""

    def shortened_str(self, prefix, num_skipped_chars, suffix):
        return f"{prefix}…{suffix}"


class Changes(HistoricalRecordContextHelper):
    """Labels for the values of a list, yes and no, dates as they are read, rows by name."""

    def prepare_delta_change_value(self, change, value):
        value = super().prepare_delta_change_value(change, value)
        return worded(self.model._meta.get_field(change.field), value)

    def get_obj_diff_display(self):
        return Shortened(max_length=self.max_displayed_delta_change_chars)
