"""Columns and filters of change lists, and the summary of a deletion, in the reader's language."""

from operator import itemgetter

from django.apps import apps
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.admin.options import IncorrectLookupParameters
from django.template.defaultfilters import yesno
from django.utils.functional import lazy
from django.utils.text import capfirst
from translated_fields import show_language_code

from portal.fields import LANGUAGES, Alphabetical


class ListFilter(admin.SimpleListFilter):
    """A filter of its own. A value that it does not have (any more) is an error: all rows would be wrong."""

    def __init__(self, request, params, model, model_admin):
        super().__init__(request, params, model, model_admin)
        if self.value() and self.value() not in map(itemgetter(0), self.lookup_choices):
            raise IncorrectLookupParameters


def partial_date_column(name: str, label):
    """A column with a date as exactly as it is known, sorted by its first day."""

    @admin.display(description=label, ordering=f"{name}_on", empty_value="-")
    def column(record):
        return getattr(record, name)

    return column


def translated_column(model, name: str):
    """A column with a text in the reader's language, or else in another; names are sorted as they read."""
    english = f"{name}_{LANGUAGES[0]}"
    is_name = name in ("name", "title") and hasattr(model, "order_en")

    def label() -> str:
        with show_language_code(False):
            return str(model._meta.get_field(english).verbose_name)

    @admin.display(description=lazy(label, str)(), ordering=Alphabetical() if is_name else english)
    def column(row):
        return str(getattr(row, name))

    column.__name__ = name  # of which Django makes the class of the cell
    return column


class UsedChoicesFilter(admin.ChoicesFieldListFilter):
    """A filter of a long closed list, with the values that rows have: not all 249 countries."""

    def __init__(self, field, request, params, model, model_admin, field_path):
        super().__init__(field, request, params, model, model_admin, field_path)
        self.used = set(model._default_manager.order_by().values_list(field_path, flat=True).distinct())

    def choices(self, changelist):
        every, *choices = super().choices(changelist)
        yield every
        for (value, _label), choice in zip(self.field.flatchoices, choices, strict=False):
            if value in self.used or choice["selected"]:
                yield choice


def yes_no_column(model, name: str):
    """A column with yes or no in words: Django's icon has the alternative text "True" in any language."""
    field = model._meta.get_field(name)

    @admin.display(description=field.verbose_name, ordering=name)
    def column(row):
        return yesno(getattr(row, name))

    return column


def readable_deletion(to_delete, counts, perms_needed, protected):
    """What `ModelAdmin.get_deleted_objects` found, without rows that only join two others, and the log.

    Django has a name for both in English alone: "Plan-source relationship: Plan_more_sources object (1)".
    """
    joins = [kind._meta for kind in apps.get_models(include_auto_created=True) if kind._meta.auto_created]
    names = [*(join.verbose_name for join in joins), LogEntry._meta.verbose_name]
    uncounted = {join.verbose_name_plural for join in joins}
    counts = {kind: count for kind, count in counts.items() if kind not in uncounted}
    prefixes = tuple(f"{capfirst(name)}: " for name in names)
    return _without(to_delete, prefixes), counts, perms_needed, protected


def _without(lines: list, prefixes: tuple[str, ...]) -> list:
    """Nested lines without those that begin with one of the prefixes."""
    kept: list = []
    for line in lines:
        if isinstance(line, list):
            kept += [inner] if (inner := _without(line, prefixes)) else []
        elif not str(line).startswith(prefixes):
            kept.append(line)
    return kept
