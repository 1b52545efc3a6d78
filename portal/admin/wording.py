"""What desks say in the reader's language where Django's own have English alone."""

from django.contrib import admin
from django.template.defaultfilters import yesno


def yes_or_no(model, name: str):
    """A column of a change list, in words: Django draws it, and calls the picture "True" in any language."""
    field = model._meta.get_field(name)

    @admin.display(description=field.verbose_name, ordering=name)
    def column(row):
        return yesno(getattr(row, name))

    return column
