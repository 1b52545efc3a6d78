"""The steps of publication: submit, publish, schedule, withdraw; what each would do to chosen records."""

from copy import copy
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from portal.models import Record, record_models
from portal.models.validation import labelled_messages
from portal.publishing.mentions import withheld_mentions
from portal.publishing.withdrawal import NoteForm, write_note


def obstacles(record: Record, at: datetime) -> list[str]:
    """What keeps a record from being published at that moment, each with the name of its field."""
    as_published = copy(record)
    as_published.published_at = at
    try:
        as_published.full_clean()
    except ValidationError as error:
        return labelled_messages(record, error)
    return []


@dataclass
class StepPreview:
    """What a step would do to chosen records: change, refuse (with the reasons), leave as they are.

    `hidden` are those that visitors would not see even so, each with the record that hides it; `mentioned`
    the drafts that the changed ones mention, each with what keeps the step from being taken with it.
    """

    changed: list[Record] = field(default_factory=list)
    refused: list[tuple[Record, list[str]]] = field(default_factory=list)
    unchanged: list[Record] = field(default_factory=list)
    hidden: list[tuple[Record, Record]] = field(default_factory=list)
    mentioned: list[tuple[Record, list[str]]] = field(default_factory=list)


class ScheduleForm(forms.Form):
    """When the chosen records are to appear, in UTC."""

    at = forms.DateTimeField(
        label=_("Public from (UTC)"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )

    def clean_at(self):
        if self.cleaned_data["at"] <= timezone.now():
            raise ValidationError(_("This time has already passed: publish now, or choose a later time."))
        return self.cleaned_data["at"]


class PublicationStep:
    """One step of publication over chosen records: previewed first, done once it is confirmed.

    `permission` is the right it takes: "change" or "publish". `values` are those of its form, if it asks for
    something.
    """

    name: str
    heading: Any
    permission = "publish"
    shows = False  # whether visitors see more records by it
    at_once = True  # whether what it does shows when it is taken
    takes_mentions = True  # whether drafts that the records mention may take the step with them

    def __init__(self, values: dict[str, Any] | None = None):
        self.values = values or {}

    def form(self, model: type[Record]) -> type[forms.Form] | None:
        """What the step asks for, beside a reason."""
        return None

    def obstacles(self, record: Record, at: datetime) -> list[str] | None:
        """What keeps the step from being done to a record; None if the record is in that state already."""
        raise NotImplementedError

    def apply(self, record: Record, at: datetime) -> None:
        raise NotImplementedError

    def success(self, number: int) -> str:
        """The message once it was done to so many records."""
        raise NotImplementedError

    def preview(self, records, at: datetime) -> StepPreview:
        preview = StepPreview()
        for record in records:
            found = self.obstacles(record, at)
            if found is None:
                preview.unchanged.append(record)
            elif found:
                preview.refused.append((record, found))
            else:
                preview.changed.append(record)
        if self.shows:
            pairs = [(record, record.hidden_by) for record in preview.changed]
            preview.hidden = [(record, owner) for record, owner in pairs if owner]
        preview.mentioned = self.mentions(preview.changed, at)
        return preview

    def mentions(self, records: list[Record], at: datetime) -> list[tuple[Record, list[str]]]:
        """The drafts that records mention and with which the step is yet to be taken, each with obstacles."""
        found = withheld_mentions(records) if self.takes_mentions else []
        pairs = [(draft, self.obstacles(with_source_of(draft, records[0]), at)) for draft in found]
        return [(draft, reasons) for draft, reasons in pairs if reasons is not None]

    def effect(self, records: list[Record], at: datetime) -> list[tuple[str, int, int]]:
        """What it changes for visitors: kind, number before, number after. It is done and rolled back."""
        before = public_counts()
        with transaction.atomic():
            for record in records:
                self.apply(copy(record), at)  # the page still tells of the record as it is stored
            after = public_counts()
            transaction.set_rollback(True)
        return [(kind, count, after[kind]) for kind, count in before.items() if after[kind] != count]


def with_source_of(draft: Record, record: Record) -> Record:
    """A draft that cites nothing, citing the source of the record that mentions it, which names it too."""
    if draft.source_id is None:
        draft.source = record.source
    return draft


class Submit(PublicationStep):
    name, heading, permission = "submit", _("Submit the selected drafts for review"), "change"

    def obstacles(self, record, at):
        return None if record.published_at or record.submitted_at else []

    def apply(self, record, at):
        record.submitted_at = at
        record.save()

    def success(self, number):
        return (
            ngettext("%d draft was submitted for review.", "%d drafts were submitted for review.", number)
            % number
        )


class Publish(PublicationStep):
    name, heading, shows = "publish", _("Publish the selected records"), True

    def obstacles(self, record, at):
        return obstacles(record, at) if record.is_withheld else None

    def apply(self, record, at):
        record.publish()

    def success(self, number):
        return ngettext("%d record is public now.", "%d records are public now.", number) % number


class Schedule(PublicationStep):
    name, heading, shows, at_once = "schedule", _("Schedule the selected records"), True, False

    def form(self, model):
        return ScheduleForm

    def obstacles(self, record, at):
        return obstacles(record, at) if record.is_withheld and record.published_at != at else None

    def apply(self, record, at):
        record.publish(self.values["at"])

    def success(self, number):
        return ngettext("%d record was scheduled.", "%d records were scheduled.", number) % number


class Withdraw(PublicationStep):
    name, heading, takes_mentions = "unpublish", _("Withdraw the selected records from publication"), False

    def form(self, model):
        return NoteForm if model.has_page else None

    def obstacles(self, record, at):
        return [] if record.published_at else None

    def apply(self, record, at):
        record.unpublish()
        write_note(record, self.values)

    def success(self, number):
        return ngettext("%d record is now a draft.", "%d records are now drafts.", number) % number


STEPS: tuple[type[PublicationStep], ...] = (Submit, Publish, Schedule, Withdraw)


def public_counts() -> dict[str, int]:
    """The number of public records of each kind, by the label of the kind."""
    return {
        str(model._meta.verbose_name_plural): model.objects.published().count() for model in record_models()
    }
