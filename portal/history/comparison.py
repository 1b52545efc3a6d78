"""Rows as somebody opened them, as they are now, and as that person typed them into a form."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import models
from django.forms.formsets import DELETION_FIELD_NAME
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from simple_history.models import DeletedObject
from simple_history.utils import get_m2m_reverse_field_name

from portal.history.wording import EMPTY, told, worded
from portal.text.punctuation import comma_list, with_label

Values = dict[str, Any]


def columns(model: type[models.Model]) -> list[Any]:
    """What people fill in of a row. Rows that join it to others and say more than that are parts of it."""
    many: list[Any] = [*model._meta.many_to_many]
    joins = [column for column in many if column.remote_field.through._meta.auto_created]
    return [column for column in (*model._meta.fields, *joins) if column.editable and not column.primary_key]


def values_of(model: type[models.Model], row: Any) -> Values:
    """What a form of `model` starts from: a row, or a version of one in its history."""
    values: Values = {}
    for column in columns(model):
        if not column.many_to_many:
            values[column.name] = column.value_from_object(row)
        elif row.pk is None:
            values[column.name] = []
        else:
            of_version = not isinstance(row, model)
            key = get_m2m_reverse_field_name(column) if of_version else "pk"
            values[column.name] = sorted(getattr(row, column.name).values_list(key, flat=True))
    return values


def in_words(column: Any, value: Any, named: dict[Any, dict] | None = None) -> str:
    """A value of a form as it is read: related rows by their names, out of those that are `named` already."""
    if column.is_relation:
        keys = value if column.many_to_many else [value] if value else []
        manager = column.related_model._base_manager
        found = manager.in_bulk(keys) if named is None else named[column.related_model]
        rows = [found.get(key) or DeletedObject(column.related_model, key) for key in keys]
        value = rows if column.many_to_many else next(iter(rows), None)
    return worded(column, value)


def typed_in_words(column: Any, box: forms.Field, typed: Any) -> str:
    """The same of what was typed; what cannot be understood is said as it came."""
    if isinstance(box, forms.FileField):
        if not typed:
            return _("to be removed: this cannot be kept here, tick it again")
        name = getattr(typed, "name", EMPTY)  # none, if it was to be removed as well
        return _("%(file)s: a file cannot be kept here, choose it again") % {"file": name}
    try:
        value = box.clean(typed)
    except ValidationError:
        return (comma_list(*typed) if isinstance(typed, list | tuple) else str(typed or "")) or EMPTY
    if column.is_relation and value is not None:
        value = [row.pk for row in value] if column.many_to_many else value.pk
    return in_words(column, value)


@dataclass(frozen=True)
class Line:
    """A field in which what was opened, what is now and what was typed are not the same.

    Nothing is told of what is not known, was not there, or was not touched.
    """

    label: str
    opened: str | None
    now: str | None
    typed: str | None
    contested: bool = False  # typed over what somebody else changed too


@dataclass(frozen=True)
class Sheet:
    """A record, or a part of one, and where it differs."""

    name: str
    lines: list[Line] = field(default_factory=list)
    note: str = ""


class Entry:
    """What somebody typed into the form of one row.

    `opened` are the values of the row when they opened it, `now` those that it has; both are left out where
    the row is not there, or nobody knows.
    """

    def __init__(
        self,
        form: Any,
        data: Any,
        files: Any,
        prefix: str | None = None,
        *,
        opened: Values | None,
        now: Values | None,
    ):
        self.model = form._meta.model
        self.opened, self.now = opened, now
        self.sent = data is not None

        def bound(values: Values | None) -> forms.ModelForm:
            return form(data, files, prefix=prefix, initial=values)

        self.form = bound(now if opened is None else opened)
        self.touched: Values = {}  # by field, as it came
        self.differing: set[str] = set()  # from what is now
        if self.sent:
            self.touched = {name: self.form[name].data for name in self.form.changed_data}
            self.differing = set(bound(now).changed_data)

    def everything(self) -> Values:
        return {name: self.form[name].data for name in self.form.fields}

    def meanwhile(self, name: str) -> bool:
        """Whether somebody else changed a field, as far as that is known."""
        return self.opened is not None and self.now is not None and self.opened[name] != self.now[name]

    def contested(self, name: str) -> bool:
        """Whether both changed a field, each to something else."""
        own = self.now is not None and name in self.now and name in self.touched and name in self.differing
        return own and (self.opened is None or self.meanwhile(name))

    def lines(self, *, without: str = "") -> Iterator[Line]:
        known = {column.name: column for column in columns(self.model) if column.name != without}
        for name in dict.fromkeys([*(name for name in self.form.fields if name in known), *known]):
            column, typed = known[name], None if self.sent else ""
            if name in self.touched:
                typed = typed_in_words(column, self.form.fields[name], self.touched[name])
            if self.meanwhile(name) or (name in self.touched and name in self.differing):
                yield Line(
                    capfirst(str(column.verbose_name)),
                    None if self.opened is None else in_words(column, self.opened[name]),
                    None if self.now is None else in_words(column, self.now[name]),
                    typed,
                    self.contested(name),
                )

    def put_into(self, form: forms.BaseForm) -> None:
        """Let a form of the row as it is now show what was typed, and say where that is not all."""
        form.initial.update(kept(form, self.touched))
        for name in form.fields:
            if self.contested(name):
                text = _("This was changed meanwhile too: see the table at the top.")
                form.errors[name] = form.error_class([text])


def kept(form: forms.BaseForm, typed: Values) -> Values:
    """Of what was typed, what can be shown in a form again: a file cannot."""
    return {
        name: value
        for name, value in typed.items()
        if name in form.fields and not isinstance(form.fields[name], forms.FileField)
    }


class Parts:
    """What somebody typed into the rows of the parts of a record, of one kind.

    `formset` has the parts as they are now; `opened` are their versions when the form was opened, by number.
    """

    def __init__(self, formset: Any, data: Any, files: Any, opened: dict[Any, Any]):
        self.formset, self.data, self.files = formset, data, files
        self.model, self.versions = formset.model, opened
        self.opened = {key: values_of(self.model, version) for key, version in opened.items()}
        self.rows = {form.instance.pk: form.instance for form in formset.initial_forms}
        self.now = {key: values_of(self.model, row) for key, row in self.rows.items()}
        self.sheets: list[Sheet] = []
        self.entries: dict[Any, Entry] = {}  # of parts that are there
        self.deleted: set[Any] = set()
        self.anew: list[tuple[Values, str]] = []  # what becomes a new row, and what is to be said of it
        self._read()

    def _read(self) -> None:
        sent = type(self.formset)(
            self.data, self.files, instance=self.formset.instance, prefix=self.formset.prefix
        )
        was_there, seen = sent.initial_form_count(), set()
        for index in range(sent.total_form_count()):
            prefix = self.formset.add_prefix(index)
            key = self._key(prefix) if index < was_there else None
            seen.add(key)
            entry = self._entry(key, prefix)
            box = f"{prefix}-{DELETION_FIELD_NAME}"
            deleted = forms.CheckboxInput().value_from_datadict(self.data, self.files, box)
            if key in self.rows:
                self._stays(key, entry, deleted)
            elif index < was_there:
                self._gone(key, entry, deleted)
            elif entry.touched and not deleted and not self._added_already(prefix):
                self.anew.append((entry.everything(), ""))
                self._tell(_name(self.model, None), entry, _("You added this. It is not saved yet."))
        for key in self.rows.keys() - seen:
            if key in self.opened:
                self._tell(_name(self.model, self.rows[key]), self._entry(key))
            else:
                blank = values_of(self.model, self.model())
                entry = Entry(self.formset.form, None, None, opened=blank, now=self.now[key])
                self._tell(_name(self.model, self.rows[key]), entry, _("Added meanwhile."))

    def _key(self, prefix: str) -> Any:
        pk = self.model._meta.pk
        try:
            return pk.to_python(self.data.get(f"{prefix}-{pk.name}"))
        except ValidationError:
            return None

    def _entry(self, key: Any, prefix: str | None = None) -> Entry:
        data, files = (self.data, self.files) if prefix else (None, None)
        opened, now = self.opened.get(key), self.now.get(key)
        return Entry(self.formset.form, data, files, prefix, opened=opened, now=now)

    def _tell(self, name: str, entry: Entry, note: str = "") -> None:
        lines = list(entry.lines(without=self.formset.fk.name))
        if lines or note:
            self.sheets.append(Sheet(name, lines, note))

    def _stays(self, key: Any, entry: Entry, deleted: bool) -> None:
        self.entries[key] = entry
        if deleted:
            self.deleted.add(key)
        note = _("You marked this for deletion. It is not deleted yet.") if deleted else ""
        self._tell(_name(self.model, self.rows[key]), entry, note)

    def _gone(self, key: Any, entry: Entry, deleted: bool) -> None:
        note = _("Deleted meanwhile.")
        if entry.touched and not deleted:
            note = _("Deleted meanwhile. What you typed is a new row now: saving adds it again.")
            self.anew.append((entry.everything(), note))
        self._tell(_name(self.model, self.versions.get(key)), entry, note)

    def _added_already(self, prefix: str) -> bool:
        """Whether a row like this one was added since: a form that was sent twice."""
        added = (self.now[key] for key in self.rows.keys() - self.opened.keys())
        form = self.formset.form
        return any(
            not form(self.data, self.files, prefix=prefix, initial=values).has_changed() for values in added
        )

    def put_into_formset(self) -> None:
        """Let the formset of the parts as they are now show what was typed."""
        formset = self.formset
        formset.extra, formset.initial_extra = len(self.anew), [values for values, _note in self.anew]
        formset.__dict__.pop("forms", None)  # built before there was anything to add
        for form in formset.initial_forms:
            if entry := self.entries.get(form.instance.pk):
                entry.put_into(form)
            if form.instance.pk in self.deleted:
                form.initial[DELETION_FIELD_NAME] = True
        for form, (values, note) in zip(formset.extra_forms, self.anew, strict=False):  # if they may be added
            form.initial = kept(form, values)
            if note:
                form.errors["__all__"] = form.error_class([note], error_class="nonfield")


def _name(model: type[models.Model], row: Any) -> str:
    """What a part is called: by its kind, and by its name as far as it has one."""
    kind = capfirst(str(model._meta.verbose_name))
    if row is None:
        return kind
    try:
        return with_label(kind, row if isinstance(row, model) else row.instance)
    except ObjectDoesNotExist:  # it is named by rows that are gone too
        return told(DeletedObject(model, row.instance.pk))
