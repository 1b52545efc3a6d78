"""How a record gets to the public: written, submitted for review, published or scheduled, withdrawn."""

from copy import copy
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from translated_fields import TranslatedFieldAdmin

from portal.history.reasons import set_change_reason
from portal.models import Record, record_models
from portal.models.validation import complaints
from portal.publishing.preview import Preview
from portal.quality.concerns import in_review
from portal.text.punctuation import listed

PUBLICATION: Any = (
    _("Publication"),
    {"fields": ("source", "more_sources", "published_at", "submitted_at", "reviewed_on")},
)
STATES = [
    ("draft", _("draft")),
    ("review", _("waiting for review")),
    ("scheduled", _("scheduled")),
    ("public", _("public")),
]


def in_state(queryset, state: str):
    """The records of a state; a draft waits for review once it is submitted."""
    now = timezone.now()
    if state == "draft":
        return queryset.drafts()
    if state == "review":
        return queryset.filter(in_review())
    if state == "scheduled":
        return queryset.filter(published_at__gt=now)
    return queryset.filter(published_at__lte=now)


def state_of(record: Record) -> str:
    if record.published_at:
        return "scheduled" if record.is_draft else "public"
    return "review" if record.submitted_at else "draft"


class PublicationFilter(admin.SimpleListFilter):
    title = _("publication")
    parameter_name = "publication"

    def lookups(self, request, model_admin):
        return STATES

    def queryset(self, request, queryset):
        state = self.value() or ""
        return in_state(queryset, state) if state in dict(STATES) else queryset


def obstacles(record: Record, at: datetime) -> list[str]:
    """What keeps a record from being published at that moment, each with the name of its field."""
    as_published = copy(record)
    as_published.published_at = at
    try:
        as_published.full_clean()
    except ValidationError as error:
        return complaints(record, error)
    return []


@dataclass
class Plan:
    """What an action does to the chosen records: changes, refuses (for which reasons), leaves as they are."""

    changed: list[Record] = field(default_factory=list)
    refused: list[tuple[Record, list[str]]] = field(default_factory=list)
    left: list[Record] = field(default_factory=list)


class ScheduleForm(forms.Form):
    """When the chosen records are to appear, in UTC."""

    at = forms.DateTimeField(
        label=_("Public from (UTC)"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )

    def clean_at(self):
        if self.cleaned_data["at"] <= timezone.now():
            raise ValidationError(_("This moment is past: publish now, or choose a later one."))
        return self.cleaned_data["at"]


class Action:
    """One step of publication, over the records chosen in a list: told first, done once it is confirmed."""

    name: str
    heading: Any
    form: type[forms.Form] | None = None

    def outcome(self, record: Record, at: datetime) -> list[str] | None:
        """What keeps it from being done to a record; None if the record is in that state already."""
        raise NotImplementedError

    def do(self, record: Record, at: datetime) -> None:
        raise NotImplementedError

    def done(self, number: int) -> str:
        raise NotImplementedError

    def plan(self, records, at: datetime) -> Plan:
        plan = Plan()
        for record in records:
            against = self.outcome(record, at)
            if against is None:
                plan.left.append(record)
            elif against:
                plan.refused.append((record, against))
            else:
                plan.changed.append(record)
        return plan


class Submit(Action):
    name, heading = "submit", _("Submit the selected drafts for review")

    def outcome(self, record, at):
        return None if record.published_at or record.submitted_at else []

    def do(self, record, at):
        record.submitted_at = at
        record.save()

    def done(self, number):
        return ngettext("%d draft waits for review now.", "%d drafts wait for review now.", number) % number


class Publish(Action):
    name, heading = "publish", _("Publish the selected records")

    def outcome(self, record, at):
        return obstacles(record, at) if record.is_draft else None

    def do(self, record, at):
        record.publish()

    def done(self, number):
        return ngettext("%d record is public now.", "%d records are public now.", number) % number


class Schedule(Action):
    name, heading, form = "schedule", _("Schedule the selected records"), ScheduleForm

    def outcome(self, record, at):
        return obstacles(record, at) if record.is_draft and record.published_at != at else None

    def do(self, record, at):
        record.publish(at)

    def done(self, number):
        return ngettext("%d record is scheduled.", "%d records are scheduled.", number) % number


class Withdraw(Action):
    name, heading = "unpublish", _("Withdraw the selected records from the public")

    def outcome(self, record, at):
        return [] if record.published_at else None

    def do(self, record, at):
        record.unpublish()

    def done(self, number):
        return ngettext("%d record is a draft again.", "%d records are drafts again.", number) % number


MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"
MOST = 500  # records of which an action tells beforehand what it changes for visitors


def public_counts() -> dict[str, int]:
    """How many records of each kind visitors find, by what the kind is called."""
    return {
        str(model._meta.verbose_name_plural): model.objects.published().count() for model in record_models()
    }


def effect(action: Action, records: list[Record], at: datetime) -> list[tuple[str, int, int]]:
    """What an action changes for visitors: kind, number before, number after. It is done and taken back."""
    before = public_counts()
    with transaction.atomic():
        for record in records:
            action.do(record, at)
        after = public_counts()
        transaction.set_rollback(True)
    return [(kind, count, after[kind]) for kind, count in before.items() if after[kind] != count]


# What a button of the form fills in before the form is read: the record's own rules then speak, by field.
BUTTONS = {
    "_submit": ("submitted_at", True),
    "_return": ("submitted_at", False),
    "_publish": ("published_at", True),
    "_withdraw": ("published_at", False),
}


class PublicationDesk(TranslatedFieldAdmin):
    """A desk on which drafts are submitted, published, scheduled and withdrawn, by those who may."""

    actions = ("submit", "publish", "schedule", "unpublish")
    change_form_template = "admin/record_form.html"

    def has_publish_permission(self, request) -> bool:
        return request.user.has_perm(f"{self.opts.app_label}.publish_{self.opts.model_name}")

    def has_change_permission(self, request, obj=None):
        """What is public is changed only by those who may publish."""
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or obj.published_at is None or self.has_publish_permission(request))

    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        return fields if self.has_publish_permission(request) else (*fields, "published_at")

    @admin.display(description=_("state"), ordering="published_at")
    def publication(self, record):
        return dict(STATES)[state_of(record)]

    # In a list

    @admin.action(description=Submit.heading, permissions=["change"])
    def submit(self, request, queryset):
        return self.step(request, queryset, Submit())

    @admin.action(description=Publish.heading, permissions=["publish"])
    def publish(self, request, queryset):
        return self.step(request, queryset, Publish())

    @admin.action(description=Schedule.heading, permissions=["publish"])
    def schedule(self, request, queryset):
        return self.step(request, queryset, Schedule())

    @admin.action(description=Withdraw.heading, permissions=["publish"])
    def unpublish(self, request, queryset):
        return self.step(request, queryset, Withdraw())

    def step(self, request, queryset, action: Action):
        """Say what would happen, to how many and what stands against it; do it once that is confirmed."""
        confirmed = "confirmed" in request.POST
        form = action.form(request.POST if confirmed else None) if action.form else None
        if confirmed and (form is None or form.is_valid()):
            at = form.cleaned_data["at"] if form else timezone.now()
            self.carry_out(request, queryset, action, at, request.POST.get("why", ""))
            return None
        now = timezone.now()
        plan = action.plan(queryset, now)
        told = len(plan.changed) <= MOST and not action.form
        return TemplateResponse(
            request,
            "admin/publication_step.html",
            {
                **self.admin_site.each_context(request),
                "title": action.heading,
                "opts": self.opts,
                "action": action,
                "form": form,
                "plan": plan,
                "effect": effect(action, plan.changed, now) if told else None,
                "chosen": [row.pk for row in queryset],
                "action_checkbox_name": helpers.ACTION_CHECKBOX_NAME,
            },
        )

    def carry_out(self, request, queryset, action: Action, at: datetime, why: str) -> None:
        done = 0
        for record in self.held(queryset):
            against = action.outcome(record, at)
            if against:
                refused = _("%(record)s: left as it was. %(reasons)s")
                told = {"record": record, "reasons": " ".join(against)}
                self.message_user(request, refused % told, messages.ERROR)
            if against != []:
                continue
            set_change_reason(record, why)
            action.do(record, at)
            done += 1
            for owner in record.owners() if record.published_at else ():
                if owner.is_draft:
                    hidden = _("%(record)s: visitors see it once “%(owner)s” is public too.")
                    self.message_user(request, hidden % {"record": record, "owner": owner}, messages.WARNING)
        if done:
            self.message_user(request, action.done(done), messages.SUCCESS)
        else:
            self.message_user(request, _("Nothing was changed."), messages.INFO)

    @staticmethod
    def held(queryset):
        """The rows one by one, each read anew and held: what somebody else just saved is not written over."""
        for key in list(queryset.values_list("pk", flat=True)):
            with transaction.atomic():
                yield queryset.select_for_update(of=("self",)).get(pk=key)

    # On its form

    def buttons(self, request, record: Record | None) -> list[tuple[str, Any]]:
        """The steps that this user may take with a record, each with the words on its button."""
        if not self.has_change_permission(request, record):
            return []
        state = state_of(record) if record else "draft"
        found = [("_submit", _("Save and submit for review"))] if state == "draft" else []
        found += [("_return", _("Save and give back to be written further"))] if state == "review" else []
        if self.has_publish_permission(request):
            if state != "public":
                found.append(("_publish", _("Save and publish now")))
            if state in ("scheduled", "public"):
                found.append(("_withdraw", _("Save and withdraw from the public")))
        return found

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if request.POST.keys() & BUTTONS.keys():
            record = self.get_object(request, object_id) if object_id else None
            pressed = [name for name, _words in self.buttons(request, record) if name in request.POST]
            for name in pressed:
                fill_in(request, *BUTTONS[name])
        return super().changeform_view(request, object_id, form_url, extra_context)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["publication_buttons"] = self.buttons(request, obj)
        if obj:
            context["record_state"] = dict(STATES)[state_of(obj)]
            context["obstacles"] = obstacles(obj, timezone.now()) if obj.is_draft else []
            if obj.has_page and obj.withheld_by:
                context["preview"] = settings.PUBLIC_URL + Preview.address(obj)
                context["preview_ends"] = timezone.now() + Preview.LASTS
            if not self.has_publish_permission(request):
                context["publishers"] = listed(*self.publishers())
        return super().render_change_form(request, context, add, change, form_url, obj)

    def publishers(self) -> list[str]:
        """Whom to ask: the accounts that may publish records of this kind."""
        right = f"{self.opts.app_label}.publish_{self.opts.model_name}"
        found = User.objects.with_perm(right, include_superusers=False, backend=MODEL_BACKEND)
        return [user.get_full_name() or user.get_username() for user in found.order_by("username")]


def fill_in(request, name: str, now: bool) -> None:
    """Fill a moment of the form in with now, or empty it, as if it had been typed."""
    moment = timezone.localtime() if now else None
    request.POST = request.POST.copy()
    request.POST[f"{name}_0"] = f"{moment:%Y-%m-%d}" if moment else ""
    request.POST[f"{name}_1"] = f"{moment:%H:%M:%S}" if moment else ""
