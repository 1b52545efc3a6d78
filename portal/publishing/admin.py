"""Publication in the admin: steps on a list and buttons on a form, for those who may take them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.contrib.auth.models import User
from django.db import transaction
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.admin_base.features import AdminFeature
from portal.history.reasons import set_change_reason
from portal.models import Record
from portal.publishing.preview import Preview
from portal.publishing.states import STATES, in_state, state_label, state_of
from portal.publishing.steps import STEPS, PublicationStep, obstacles
from portal.text.punctuation import comma_list

PUBLICATION: Any = (
    _("Publication"),
    {"fields": ("source", "more_sources", "published_at", "submitted_at", "reviewed_on")},
)
MAX_PREVIEWED = 500  # records of which a step tells beforehand what it changes for visitors
MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"


class PublicationFilter(admin.SimpleListFilter):
    title = _("publication")
    parameter_name = "publication"

    def lookups(self, request, model_admin):
        return STATES

    def queryset(self, request, queryset):
        state = self.value() or ""
        return in_state(queryset, state) if state in dict(STATES) else queryset


@dataclass(frozen=True)
class Button:
    """A button that saves the form and takes a step: it fills a moment in with now, or empties it."""

    name: str
    label: Any
    field: str
    now: bool


SUBMIT = Button("_submit", _("Save and submit for review"), "submitted_at", True)
RETURN = Button("_return", _("Save and return to draft"), "submitted_at", False)
PUBLISH = Button("_publish", _("Save and publish now"), "published_at", True)
WITHDRAW = Button("_withdraw", _("Save and withdraw from publication"), "published_at", False)


class Publication(AdminFeature):
    """Drafts are submitted, published, scheduled and withdrawn, in a list or on the form."""

    def may_publish(self, request) -> bool:
        return request.user.has_perm(f"{self.opts.app_label}.publish_{self.opts.model_name}")

    def allows_change(self, request, obj):
        """What is public is changed only by those who may publish."""
        return obj.published_at is None or self.may_publish(request)

    def readonly_fields(self, request, obj):
        return () if self.may_publish(request) else ("published_at",)

    def label_remarks(self, row):
        return [] if state_of(row) == "public" else [state_label(row)]

    # In a list

    def actions(self, request):
        allowed = {
            "change": self.admin.has_change_permission(request),
            "publish": self.may_publish(request),
        }
        return [self.action(step()) for step in STEPS if allowed[step.permission]]

    def action(self, step: PublicationStep):
        @admin.action(description=step.heading)
        def action(model_admin, request, queryset):
            return self.take(request, queryset, step)

        action.__name__ = step.name
        return action

    def take(self, request, queryset, step: PublicationStep):
        """Preview a step: what it would do, and what keeps it from being done; take it once confirmed."""
        confirmed = "confirmed" in request.POST
        form = step.form(request.POST if confirmed else None) if step.form else None
        if confirmed and (form is None or form.is_valid()):
            at = form.cleaned_data["at"] if form else timezone.now()
            self.carry_out(request, queryset, step, at, request.POST.get("why", ""))
            return None
        now = timezone.now()
        preview = step.preview(queryset, now)
        with_effect = len(preview.changed) <= MAX_PREVIEWED and not step.form
        context = self.page_context(
            request,
            step.heading,
            step=step,
            form=form,
            preview=preview,
            effect=step.effect(preview.changed, now) if with_effect else None,
            chosen=[row.pk for row in queryset],
            action_checkbox_name=helpers.ACTION_CHECKBOX_NAME,
        )
        return TemplateResponse(request, "admin/publication_action.html", context)

    def carry_out(self, request, queryset, step: PublicationStep, at: datetime, reason: str) -> None:
        """Take a step with each record in a transaction of its own, and tell what became of it."""
        changed = 0
        for key in list(queryset.values_list("pk", flat=True)):
            with transaction.atomic():
                # read anew and locked: what somebody else just saved is not written over
                record = queryset.select_for_update(of=("self",)).get(pk=key)
                changed += self.step_with(request, record, step, at, reason)
        if changed:
            self.admin.message_user(request, step.success(changed), messages.SUCCESS)
        else:
            self.admin.message_user(request, _("Nothing was changed."), messages.INFO)

    def step_with(self, request, record: Record, step: PublicationStep, at: datetime, reason: str) -> bool:
        """Whether the step was taken with a record."""
        found = step.obstacles(record, at)
        if found:
            text = _("%(record)s: not changed. %(reasons)s")
            values = {"record": record, "reasons": " ".join(found)}
            self.admin.message_user(request, text % values, messages.ERROR)
        if found != []:
            return False
        set_change_reason(record, reason)
        step.apply(record, at)
        for owner in record.owners() if record.published_at else ():
            if owner.is_draft:
                text = _("%(record)s: visitors will see it once “%(owner)s” is public too.")
                self.admin.message_user(request, text % {"record": record, "owner": owner}, messages.WARNING)
        return True

    # On the form

    def buttons(self, request, record: Record | None, state: str) -> list[Button]:
        """The steps that this user may take with a record in a state, in the order of their buttons."""
        if not self.admin.has_change_permission(request, record):
            return []
        found = {"draft": [SUBMIT], "review": [RETURN]}.get(state, [])
        if self.may_publish(request):
            found = [*found, *([PUBLISH] if state != "public" else [])]
            found = [*found, *([WITHDRAW] if state in ("scheduled", "public") else [])]
        return found

    def prepare_form(self, request, obj, form_class):
        """Note the stored state and the buttons pressed, before the form changes the row."""
        form_class.stored_state = state_of(obj) if obj else "draft"
        buttons = self.buttons(request, obj, form_class.stored_state)
        form_class.pressed_buttons = [button for button in buttons if button.name in request.POST]

    def clean_form(self, form):
        """Let the record's own rules speak of what a button does, field by field."""
        for button in form.pressed_buttons:
            if button.field in form.fields:
                form.cleaned_data[button.field] = timezone.now() if button.now else None
                if button.field not in form.changed_data:
                    form.changed_data.append(button.field)

    def form_context(self, request, obj, form):
        context: dict[str, Any] = {"publication_buttons": self.buttons(request, obj, form.stored_state)}
        if obj:
            context["record_state"] = dict(STATES)[form.stored_state]
            context["obstacles"] = obstacles(obj, timezone.now()) if obj.is_draft else []
            if obj.has_page and obj.withheld_by:
                context["preview"] = settings.PUBLIC_URL + Preview.address(obj)
                context["preview_ends"] = timezone.now() + Preview.LASTS
            if not self.may_publish(request):
                context["publishers"] = comma_list(*self.publishers())
        return context

    def publishers(self) -> list[str]:
        """The names of the accounts that may publish records of this kind: whom to ask."""
        right = f"{self.opts.app_label}.publish_{self.opts.model_name}"
        found = User.objects.with_perm(right, include_superusers=False, backend=MODEL_BACKEND)
        return [user.get_full_name() or user.get_username() for user in found.order_by("username")]
