"""What desks say in the reader's language where Django's own have English alone."""

from django.apps import apps
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.template.defaultfilters import yesno
from django.utils.text import capfirst


def yes_or_no(model, name: str):
    """A column of a change list, in words: Django draws it, and calls the picture "True" in any language."""
    field = model._meta.get_field(name)

    @admin.display(description=field.verbose_name, ordering=name)
    def column(row):
        return yesno(getattr(row, name))

    return column


def named(lines: list, nameless: tuple[str, ...]) -> list:
    """Nested lines about rows, without those that begin with a kind of row that has no name."""
    kept: list = []
    for line in lines:
        if isinstance(line, list):
            kept += [inner] if (inner := named(line, nameless)) else []
        elif not str(line).startswith(nameless):
            kept.append(line)
    return kept


class PlainDeletion:
    """Lists what a deletion takes along, but for rows that join two others, and the log.

    Both are kept in English: "Plan-source relationship: Plan_more_sources object (1)".
    """

    def get_deleted_objects(self, objs, request):
        gone, counts, needed, protected = super().get_deleted_objects(objs, request)
        joins = [kind._meta for kind in apps.get_models(include_auto_created=True) if kind._meta.auto_created]
        names = [*(join.verbose_name for join in joins), LogEntry._meta.verbose_name]
        uncounted = {join.verbose_name_plural for join in joins}
        counts = {kind: count for kind, count in counts.items() if kind not in uncounted}
        return named(gone, tuple(f"{capfirst(name)}: " for name in names)), counts, needed, protected
