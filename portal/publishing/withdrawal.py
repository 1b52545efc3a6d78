"""How publishers say in public why a record was withdrawn."""

from typing import cast

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.admin_base.features import AdminFeature
from portal.fields import LANGUAGES, columns_of
from portal.publishing.models import Withdrawal, was_withdrawn

# The fields of the form, each with the column of the note that it edits.
NOTE_COLUMNS = dict(zip(columns_of("withdrawal"), columns_of("note"), strict=True))
NOTE_FIELDS = tuple(NOTE_COLUMNS)
DESCRIPTION = _(
    "This record was public. Visitors to its page see this note or, if it is empty, that "
    "the page was not found. The note is deleted when the record is published again."
)


def note_field(name: str) -> forms.Field:
    column = cast(models.Field, Withdrawal._meta.get_field(NOTE_COLUMNS[name]))
    widget = AdminTextareaWidget({"lang": LANGUAGES[NOTE_FIELDS.index(name)]})
    return cast(forms.Field, column.formfield(widget=widget))


class WithdrawalNotes(AdminFeature):
    """The public note on the form of a withdrawn record: for publishers, and no column of the record."""

    form_fields = {name: note_field(name) for name in NOTE_FIELDS}

    def takes_note(self, request, record) -> bool:
        old_version = hasattr(record, "_history")
        may_publish = request.user.has_perm(f"{self.opts.app_label}.publish_{self.opts.model_name}")
        if record is None or old_version or not (self.model.has_page and may_publish):
            return False
        if not hasattr(record, "_withdrawn"):  # the admin asks several times
            record._withdrawn = was_withdrawn(record)
        return record._withdrawn and self.admin.has_change_permission(request, record)

    def fieldsets(self, request, obj):
        note = (_("Withdrawn"), {"fields": (NOTE_FIELDS,), "description": DESCRIPTION})
        return [note] if self.takes_note(request, obj) else []

    def readonly_fields(self, request, obj):
        return () if self.takes_note(request, obj) else NOTE_FIELDS

    def init_form(self, form):
        asked = NOTE_FIELDS[0] in form.fields and form.instance.pk
        if asked and (withdrawal := Withdrawal.of(form.instance).first()):
            form.initial.update({name: getattr(withdrawal, NOTE_COLUMNS[name]) for name in NOTE_FIELDS})

    def after_save(self, request, obj, form, change):
        """Write, change or delete the note."""
        if NOTE_FIELDS[0] not in form.cleaned_data or not obj.is_draft:
            return
        note = {NOTE_COLUMNS[name]: form.cleaned_data[name] for name in NOTE_FIELDS}
        withdrawal = Withdrawal.of(obj).first() or Withdrawal.about(obj)
        if any(note.values()):
            for name, text in note.items():
                setattr(withdrawal, name, text)
            withdrawal.save()
        elif withdrawal.pk:
            withdrawal.delete()
