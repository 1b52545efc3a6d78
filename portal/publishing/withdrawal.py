"""How publishers say in public why a record was withdrawn."""

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.admin_base.features import AdminFeature
from portal.fields import LANGUAGES, columns_of
from portal.models import Record
from portal.publishing.models import Withdrawal, was_withdrawn
from portal.publishing.states import state_of

# The fields of the form, each with the column of the note that it edits.
NOTE_COLUMNS = dict(zip(columns_of("withdrawal"), columns_of("note"), strict=True))
NOTE_FIELDS = tuple(NOTE_COLUMNS)
DESCRIPTION = _(
    "This record was public. Visitors to its page see this note or, if it is empty, that "
    "the page was not found. The note is deleted when the record is published again."
)
BEFOREHAND = _(
    "For visitors to the page of this record once it is withdrawn: fill it in and press “Save and withdraw "
    "from publication”. If it is empty, they see that the page was not found."
)


def note_field(name: str) -> forms.Field:
    column = cast(models.Field, Withdrawal._meta.get_field(NOTE_COLUMNS[name]))
    widget = AdminTextareaWidget({"lang": LANGUAGES[NOTE_FIELDS.index(name)]})
    return cast(forms.Field, column.formfield(widget=widget))


class NoteForm(forms.Form):
    """The note for visitors, before records are withdrawn."""

    withdrawal_en, withdrawal_ja, withdrawal_ru = map(note_field, NOTE_FIELDS)


def write_note(record: Record, texts: Mapping[str, Any]) -> None:
    """Write, change or delete the note of a record that was public; `texts` by the fields of the form."""
    if NOTE_FIELDS[0] not in texts or not was_withdrawn(record):
        return
    note = {NOTE_COLUMNS[name]: texts[name] for name in NOTE_FIELDS}
    withdrawal: Any = Withdrawal.of(record).first() or Withdrawal.about(record)
    withdrawal._change_reason = getattr(record, "_change_reason", None)
    if not any(note.values()):
        if withdrawal.pk:
            withdrawal.delete()
        return
    if withdrawal.pk is None or note != {name: getattr(withdrawal, name) for name in note}:
        for name, text in note.items():
            setattr(withdrawal, name, text)
        withdrawal.save()


class WithdrawalNotes(AdminFeature):
    """The public note on the form of a record that is or was public: for publishers, and no column of it."""

    form_fields = {name: note_field(name) for name in NOTE_FIELDS}

    def attached_histories(self, key):
        return [Withdrawal.history.filter(kind=self.opts.label_lower, row=key)] if self.model.has_page else []

    def takes_note(self, request, record) -> bool:
        old_version = hasattr(record, "_history")
        may_publish = request.user.has_perm(f"{self.opts.app_label}.publish_{self.opts.model_name}")
        if record is None or old_version or not (self.model.has_page and may_publish):
            return False
        if not hasattr(record, "_withdrawn"):  # the admin asks several times
            record._withdrawn = was_withdrawn(record)
        is_public = state_of(record) == "public"
        return (is_public or record._withdrawn) and self.admin.has_change_permission(request, record)

    def fieldsets(self, request, obj):
        if not self.takes_note(request, obj):
            return []
        if obj.is_withheld:
            return [(_("Withdrawn"), {"fields": (NOTE_FIELDS,), "description": DESCRIPTION})]
        options = {"fields": (NOTE_FIELDS,), "description": BEFOREHAND, "classes": ["collapse"]}
        return [(_("Withdrawal"), options)]

    def readonly_fields(self, request, obj):
        return () if self.takes_note(request, obj) else NOTE_FIELDS

    def init_form(self, form):
        asked = NOTE_FIELDS[0] in form.fields and form.instance.pk
        if asked and (withdrawal := Withdrawal.of(form.instance).first()):
            form.initial.update({name: getattr(withdrawal, NOTE_COLUMNS[name]) for name in NOTE_FIELDS})

    def clean_form(self, form):
        """A note that nobody would see is not dropped without a word."""
        for name in NOTE_FIELDS:
            if (
                name in form.changed_data
                and form.cleaned_data.get(name)
                and form.cleaned_data["published_at"]
            ):
                form.add_error(
                    name,
                    _("Visitors see a note only once the record is withdrawn: withdraw it, or clear this."),
                )

    def after_save(self, request, obj, form, change):
        if obj.is_withheld:
            write_note(obj, form.cleaned_data)
