"""How publishers say in public why a record was withdrawn."""

from typing import Any, cast

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.fields import LANGUAGES, columns_of
from portal.publishing.models import Withdrawal, was_withdrawn
from portal.quality.admin import CheckedForm

NOTE = columns_of("withdrawal")
COLUMNS = dict(zip(NOTE, columns_of("note"), strict=True))
TOLD = _(
    "The record was public. Whoever comes to its page is told what stands here, or, while nothing does, that "
    "there is no such page. It is deleted when the record is published again."
)


def field(name: str) -> forms.Field:
    column = cast(models.Field, Withdrawal._meta.get_field(COLUMNS[name]))
    widget = AdminTextareaWidget({"lang": LANGUAGES[NOTE.index(name)]})
    return cast(forms.Field, column.formfield(widget=widget))


class WithdrawalForm(CheckedForm):
    """A form with a note that is no column of the record: it is about its absence."""

    withdrawal_en, withdrawal_ja, withdrawal_ru = map(field, NOTE)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        asked = NOTE[0] in self.fields and self.instance.pk
        if asked and (withdrawal := Withdrawal.of(self.instance).first()):
            self.initial.update({name: getattr(withdrawal, COLUMNS[name]) for name in NOTE})

    def save_note(self) -> None:
        """Write, change or delete the note."""
        note = {COLUMNS[name]: self.cleaned_data[name] for name in NOTE}
        withdrawal = Withdrawal.of(self.instance).first() or Withdrawal.about(self.instance)
        if any(note.values()):
            for name, text in note.items():
                setattr(withdrawal, name, text)
            withdrawal.save()
        elif withdrawal.pk:
            withdrawal.delete()


class WithdrawalDesk:
    """The desk of records: publishers find the note on the form of what was withdrawn from its page."""

    def takes_note(self: Any, request, record) -> bool:
        old_version = hasattr(record, "_history")
        if (
            record is None
            or old_version
            or not (self.model.has_page and self.has_publish_permission(request))
        ):
            return False
        if not hasattr(record, "_withdrawn"):  # the admin asks several times
            record._withdrawn = was_withdrawn(record)
        return record._withdrawn and self.has_change_permission(request, record)

    def get_fieldsets(self: Any, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        note = (_("Withdrawn"), {"fields": (NOTE,), "description": TOLD})
        return [*fieldsets, note] if self.takes_note(request, obj) else fieldsets

    def get_readonly_fields(self: Any, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        return fields if self.takes_note(request, obj) else (*fields, *NOTE)

    def save_model(self: Any, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if NOTE[0] in form.cleaned_data and obj.is_draft:
            form.save_note()
