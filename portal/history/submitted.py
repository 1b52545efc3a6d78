"""What somebody submitted, compared with the rows when the form was opened and with the rows now."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import models
from django.forms.formsets import DELETION_FIELD_NAME
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from simple_history.models import DeletedObject

from portal.history.display import EMPTY_VALUE, display_form_value, display_name
from portal.history.values import FormValues, editable_fields, form_values
from portal.text.punctuation import comma_list, with_label


def display_submitted_value(field: Any, form_field: forms.Field, submitted: Any) -> str:
    """A submitted value as text; one that is not valid as it came."""
    if isinstance(form_field, forms.FileField):
        if not submitted:
            return _("marked for removal: this choice was not kept, tick it again")
        name = getattr(submitted, "name", EMPTY_VALUE)  # none, if it was to be removed as well
        return _("%(file)s: files are not kept, choose it again") % {"file": name}
    try:
        value = form_field.clean(submitted)
    except ValidationError:
        text = comma_list(*submitted) if isinstance(submitted, list | tuple) else str(submitted or "")
        return text or EMPTY_VALUE
    if field.is_relation and value is not None:
        value = [row.pk for row in value] if field.many_to_many else value.pk
    return display_form_value(field, value)


def without_files(form: forms.BaseForm, values: FormValues) -> FormValues:
    """The submitted values that a form can show again: it cannot show a file."""
    return {
        name: value
        for name, value in values.items()
        if name in form.fields and not isinstance(form.fields[name], forms.FileField)
    }


@dataclass(frozen=True)
class FieldConflict:
    """A field whose values when the form was opened, now, and as submitted are not all the same.

    A value is None where it is not known or the row did not exist; `submitted` also where it was left alone.
    """

    label: str
    original: str | None
    current: str | None
    submitted: str | None
    changed_by_both: bool = False


@dataclass(frozen=True)
class RowConflict:
    """A record, or a part of one, with the fields that conflict and what happened to the row."""

    name: str
    fields: list[FieldConflict]
    note: str = ""


class SubmittedRow:
    """What was submitted for one row.

    `original` are the values that the row had when the form was opened, `current` those that it has now. Each
    is None where the row did not exist, or nobody knows. Without `data`, nothing was submitted for the row.
    """

    def __init__(
        self,
        form_class: Any,
        data: Any,
        files: Any,
        prefix: str | None = None,
        *,
        original: FormValues | None,
        current: FormValues | None,
    ):
        def bound(initial: FormValues | None) -> forms.ModelForm:
            return form_class(data, files, prefix=prefix, initial=initial)

        self.model = form_class._meta.model
        self.original, self.current = original, current
        self.is_submitted = data is not None
        self.form = bound(current if original is None else original)
        self.changed: FormValues = {}  # from the original values, as submitted
        self.differing: set[str] = set()  # from the current values
        if self.is_submitted:
            self.changed = {name: self.form[name].data for name in self.form.changed_data}
            self.differing = set(bound(current).changed_data)

    def everything(self) -> FormValues:
        return {name: self.form[name].data for name in self.form.fields}

    def changed_by_others(self, name: str) -> bool:
        """Whether somebody else changed a field, as far as that is known."""
        if self.original is None or self.current is None:
            return False
        return self.original[name] != self.current[name]

    def changed_by_both(self, name: str) -> bool:
        """Whether both changed a field, each to something else."""
        if self.current is None or name not in self.current:
            return False
        differs = name in self.changed and name in self.differing
        return differs and (self.original is None or self.changed_by_others(name))

    def conflicts(self, name: str, note: str = "", *, without: str = "") -> list[RowConflict]:
        """At most one conflict of the row called `name`, if there is anything to say of it."""
        fields = [*self._field_conflicts(without)]
        return [RowConflict(name, fields, note)] if fields or note else []

    def _field_conflicts(self, without: str) -> Iterator[FieldConflict]:
        fields = {field.name: field for field in editable_fields(self.model) if field.name != without}
        in_form_order = [name for name in self.form.fields if name in fields]
        for name in dict.fromkeys([*in_form_order, *fields]):
            if not (self.changed_by_others(name) or (name in self.changed and name in self.differing)):
                continue
            field, submitted = fields[name], None if self.is_submitted else ""
            if name in self.changed:
                submitted = display_submitted_value(field, self.form.fields[name], self.changed[name])
            yield FieldConflict(
                capfirst(str(field.verbose_name)),
                None if self.original is None else display_form_value(field, self.original[name]),
                None if self.current is None else display_form_value(field, self.current[name]),
                submitted,
                self.changed_by_both(name),
            )

    def apply_to(self, form: forms.BaseForm) -> None:
        """Show what was submitted in a form of the row as it is now, with an error where both changed it."""
        form.initial.update(without_files(form, self.changed))
        for name in form.fields:
            if self.changed_by_both(name):
                text = _("This was also changed in the meantime: see the table at the top.")
                form.errors[name] = form.error_class([text])


class SubmittedParts:
    """What was submitted for the parts of a record, of one kind.

    `formset` has the parts as they are now; `versions` are those of the parts that existed when the form was
    opened, by primary key.
    """

    def __init__(self, formset: Any, data: Any, files: Any, versions: dict[Any, Any]):
        self.formset, self.data, self.files = formset, data, files
        self.model, self.versions = formset.model, versions
        self.original = {key: form_values(self.model, version) for key, version in versions.items()}
        self.rows = {form.instance.pk: form.instance for form in formset.initial_forms}
        self.current = {key: form_values(self.model, row) for key, row in self.rows.items()}
        self.conflicts: list[RowConflict] = []
        self.submitted: dict[Any, SubmittedRow] = {}  # for parts that still exist
        self.deleted: set[Any] = set()  # of these, what is marked for deletion
        self.new_rows: list[tuple[FormValues, str]] = []  # each with a note
        self._read_submitted()
        self._read_untouched()

    def _read_submitted(self) -> None:
        sent = type(self.formset)(
            self.data, self.files, instance=self.formset.instance, prefix=self.formset.prefix
        )
        self.seen: set[Any] = set()
        for index in range(sent.total_form_count()):
            prefix = self.formset.add_prefix(index)
            is_new = index >= sent.initial_form_count()
            key = None if is_new else self._key(prefix)
            self.seen.add(key)
            row = self._submitted_row(key, prefix)
            checkbox = f"{prefix}-{DELETION_FIELD_NAME}"
            deleted = forms.CheckboxInput().value_from_datadict(self.data, self.files, checkbox)
            if key in self.rows:
                self._add_existing(key, row, deleted)
            elif not is_new:
                self._add_deleted(key, row, deleted)
            elif row.changed and not deleted and not self._was_added_before(prefix):
                self.new_rows.append((row.everything(), ""))
                self._add_conflict(None, row, _("You added this. It is not saved yet."))

    def _read_untouched(self) -> None:
        for key in self.rows.keys() - self.seen:
            row, note = self._submitted_row(key), ""
            if key not in self.original:
                row.original, note = form_values(self.model, self.model()), _("Added in the meantime.")
            self._add_conflict(self.rows[key], row, note)

    def _key(self, prefix: str) -> Any:
        pk = self.model._meta.pk
        try:
            return pk.to_python(self.data.get(f"{prefix}-{pk.name}"))
        except ValidationError:
            return None

    def _submitted_row(self, key: Any, prefix: str | None = None) -> SubmittedRow:
        data, files = (self.data, self.files) if prefix else (None, None)
        original, current = self.original.get(key), self.current.get(key)
        return SubmittedRow(self.formset.form, data, files, prefix, original=original, current=current)

    def _add_conflict(self, row: Any, submitted: SubmittedRow, note: str) -> None:
        self.conflicts += submitted.conflicts(part_name(self.model, row), note, without=self.formset.fk.name)

    def _add_existing(self, key: Any, row: SubmittedRow, deleted: bool) -> None:
        self.submitted[key] = row
        if deleted:
            self.deleted.add(key)
        note = _("You marked this for deletion. It is not deleted yet.") if deleted else ""
        self._add_conflict(self.rows[key], row, note)

    def _add_deleted(self, key: Any, row: SubmittedRow, deleted: bool) -> None:
        note = _("Deleted in the meantime.")
        if row.changed and not deleted:
            note = _("Deleted in the meantime. What you typed is now a new row: saving adds it again.")
            self.new_rows.append((row.everything(), note))
        self._add_conflict(self.versions.get(key), row, note)

    def _was_added_before(self, prefix: str) -> bool:
        """Whether a row like this one was added since: the form was sent twice."""
        added = (self.current[key] for key in self.rows.keys() - self.original.keys())
        form = self.formset.form
        return any(
            not form(self.data, self.files, prefix=prefix, initial=values).has_changed() for values in added
        )

    def apply_to_formset(self) -> None:
        """Show what was submitted in the formset of the parts as they are now."""
        formset = self.formset
        formset.extra = len(self.new_rows)
        formset.initial_extra = [values for values, _note in self.new_rows]
        formset.__dict__.pop("forms", None)  # built before there was anything to add
        for form in formset.initial_forms:
            if submitted := self.submitted.get(form.instance.pk):
                submitted.apply_to(form)
            if form.instance.pk in self.deleted:
                form.initial[DELETION_FIELD_NAME] = True
        new_forms = zip(formset.extra_forms, self.new_rows, strict=False)  # none, if none may be added
        for form, (values, note) in new_forms:
            form.initial = without_files(form, values)
            if note:
                form.errors["__all__"] = form.error_class([note], error_class="nonfield")


def part_name(model: type[models.Model], row: Any) -> str:
    """What a part is called: by its kind, and by the name of the row or version, if there is one."""
    kind = capfirst(str(model._meta.verbose_name))
    if row is None:
        return kind
    try:
        return with_label(kind, row if isinstance(row, model) else row.instance)
    except ObjectDoesNotExist:  # it is named after rows that are gone too
        return display_name(DeletedObject(model, row.instance.pk))
