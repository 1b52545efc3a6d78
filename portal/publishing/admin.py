"""Publication in the admin: steps on a list and buttons on a form, for those who may take them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.admin_base.columns import ListFilter
from portal.admin_base.features import CHANGED, AdminFeature
from portal.history.reasons import set_change_reason
from portal.models import Record
from portal.publishing.mentions import withheld_mentions
from portal.publishing.preview import Preview
from portal.publishing.states import in_state_q, state_label, state_of, states_of
from portal.publishing.steps import (
    STEPS,
    PublicationStep,
    Publish,
    Submit,
    Withdraw,
    obstacles,
)
from portal.text.punctuation import comma_list

PUBLICATION: Any = (
    _("Publication"),
    {"fields": ("source", "more_sources", "published_at", "submitted_at", "reviewed_on")},
)
MAX_PREVIEWED = 500  # records of which a step tells beforehand what it changes for visitors
MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"


class PublicationFilter(ListFilter):
    title = _("publication")
    parameter_name = "publication"

    def lookups(self, request, model_admin):
        return states_of(model_admin.model)

    def queryset(self, request, queryset):
        state = self.value()
        return queryset.filter(in_state_q(queryset.model, state)) if state else queryset


@dataclass(frozen=True)
class Button:
    """A button that saves the form and takes a step."""

    name: str
    label: Any


SUBMIT = Button("_submit", _("Save and submit for review"))
RETURN = Button("_return", _("Save and return to draft"))
PUBLISH = Button("_publish", _("Save and publish now"))
WITHDRAW = Button("_withdraw", _("Save and withdraw from publication"))
# Those after which a page may have to tell something before the step is taken.
STEPS_OF_BUTTONS: dict[Button | None, type[PublicationStep]] = {SUBMIT: Submit, PUBLISH: Publish}


class Publication(AdminFeature):
    """Drafts are submitted, published, scheduled and withdrawn, in a list or on the form."""

    def may_publish(self, request) -> bool:
        return request.user.has_perm(f"{self.opts.app_label}.publish_{self.opts.model_name}")

    def allows_change(self, request, obj):
        """What is public is changed only by those who may publish."""
        return obj.published_at is None or self.may_publish(request)

    def readonly_fields(self, request, obj):
        return ("submitted_at",) if self.may_publish(request) else ("submitted_at", "published_at")

    def label_remarks(self, row):
        return [] if state_of(row) == "public" else [state_label(row)]

    # Steps: as actions of the list, or on the page of one record

    def urls(self):
        return [
            self.page(f"<int:object_id>/{step.name}/", self.step_view, step.name, step=step)
            for step in STEPS_OF_BUTTONS.values()
        ]

    def step_view(self, request, object_id: int, step: type[PublicationStep]):
        """The page of one record on which a step is confirmed that a button asked for."""
        queryset = self.admin.get_queryset(request).filter(pk=object_id)
        record = get_object_or_404(queryset)
        if not (self.admin.has_change_permission(request, record) and self.may_take(request, step)):
            raise PermissionDenied
        form_address = self.reverse("change", object_id)
        return self.take(request, queryset, step, form_address) or HttpResponseRedirect(form_address)

    def may_take(self, request, step: type[PublicationStep]) -> bool:
        if step.permission == "publish":
            return self.may_publish(request)
        return self.admin.has_change_permission(request)

    def actions(self, request):
        return [self.action(step) for step in STEPS if self.may_take(request, step)]

    def action(self, step: type[PublicationStep]):
        @admin.action(description=step.heading)
        def action(model_admin, request, queryset):
            return self.take(request, queryset, step, self.reverse("changelist"))

        action.__name__ = step.name
        return action

    def take(self, request, queryset, kind: type[PublicationStep], back: str):
        """Preview a step: what it would do, and what keeps it from being done; take it once confirmed.

        `back` is the address that leads away from the preview.
        """
        confirmed = "confirmed" in request.POST
        form_class = kind().form(self.model)
        form = form_class(request.POST if confirmed else None) if form_class else None
        if confirmed and (form is None or form.is_valid()):
            self.carry_out(request, queryset, kind(form.cleaned_data if form else None))
            return None
        step, now = kind(), timezone.now()
        preview = step.preview(queryset, now)
        with_effect = len(preview.changed) <= MAX_PREVIEWED and step.at_once
        context = self.page_context(
            request,
            step.heading,
            step=step,
            form=form,
            preview=preview,
            effect=step.effect(preview.changed, now) if with_effect else None,
            together=any(self.may_take_too(request, step, draft) for draft, _why in preview.mentioned),
            chosen=[row.pk for row in queryset],
            action_checkbox_name=helpers.ACTION_CHECKBOX_NAME,
            back=back,
        )
        return TemplateResponse(request, "admin/publication_action.html", context)

    def may_take_too(self, request, step: PublicationStep, draft: Record) -> bool:
        """Whether this user may take a step with a draft that a record mentions."""
        right = f"{draft._meta.app_label}.{step.permission}_{draft._meta.model_name}"
        return request.user.has_perm(right)

    def carry_out(self, request, queryset, step: PublicationStep) -> None:
        """Take a step with each record in a transaction of its own, and tell what became of it.

        The records are found by their keys: meanwhile somebody else may have done what takes one out of the
        filter by which it was chosen.
        """
        now, visible, hidden = timezone.now(), 0, 0
        for key in list(queryset.values_list("pk", flat=True)):
            with transaction.atomic():
                # read anew and locked: what somebody else just saved is not written over
                rows = self.admin.get_queryset(request).select_for_update(of=("self",))
                record = rows.filter(pk=key).first()
                if record is None:
                    self.tell(request, messages.ERROR, _("A chosen record has been deleted since."))
                elif self.step_with(request, record, step, now):
                    is_hidden = step.shows and step.at_once and record.hidden_by
                    hidden, visible = hidden + bool(is_hidden), visible + (not is_hidden)
        if visible:
            self.tell(request, messages.SUCCESS, step.success(visible))
        elif not hidden:
            self.tell(request, messages.INFO, _("Nothing was changed."))

    def tell(self, request, level: int, text: Any) -> None:
        self.admin.message_user(request, text, level)

    def step_with(self, request, record: Record, step: PublicationStep, at: datetime) -> bool:
        """Whether the step was taken with a record; with the drafts that it mentions too, if asked for."""
        found = step.obstacles(record, at)
        if found:
            text = _("%(record)s: not changed. %(reasons)s")
            self.tell(request, messages.ERROR, text % {"record": record, "reasons": " ".join(found)})
        if found != []:
            return False
        reason = request.POST.get("why", "")
        if "together" in request.POST:
            self.take_together(request, record, step, at, reason)
        set_change_reason(record, reason)
        step.apply(record, at)
        self.admin.log_change(request, record, CHANGED)
        if step.shows and (owner := record.hidden_by):
            published = _("%(record)s: published, but hidden until “%(owner)s” is public too.")
            scheduled = _("%(record)s: scheduled, but hidden until “%(owner)s” is public too.")
            text = published if step.at_once else scheduled
            self.tell(request, messages.WARNING, text % {"record": record, "owner": owner})
        return True

    def take_together(
        self, request, record: Record, step: PublicationStep, at: datetime, reason: str
    ) -> None:
        """Take the step with the drafts that a record mentions, as far as they and this user allow it."""
        for draft, found in step.mentions([record], at):
            if found or not self.may_take_too(request, step, draft):
                text = _("%(record)s: not changed. %(reasons)s")
                self.tell(request, messages.WARNING, text % {"record": draft, "reasons": " ".join(found)})
                continue
            set_change_reason(draft, reason)
            step.apply(draft, at)

    # On the form

    def buttons(self, request, record: Record | None, state: str) -> list[Button]:
        """The steps that this user may take with a record in a state, in the order of their buttons."""
        if not self.admin.has_change_permission(request, record):
            return []
        found = {"draft": [SUBMIT], "review": [RETURN]}.get(state, [])
        if self.may_publish(request):
            is_out = state in ("public", "hidden")
            found = [*found, *([] if is_out else [PUBLISH])]
            found = [*found, *([WITHDRAW] if is_out or state == "scheduled" else [])]
        return found

    def prepare_form(self, request, obj, form_class):
        """Note the stored state and the button pressed, before the form changes the row."""
        form_class.stored_state = state_of(obj) if obj else "draft"
        form_class.stored_label = state_label(obj) if obj else ""
        form_class.stored_moment = obj.published_at if obj else None
        buttons = self.buttons(request, obj, form_class.stored_state)
        form_class.pressed = next((button for button in buttons if button.name in request.POST), None)

    def clean_form(self, form):
        """Let the record's own rules speak of what publishing does, field by field."""
        if form.pressed in (PUBLISH, WITHDRAW):
            form.cleaned_data["published_at"] = timezone.now() if form.pressed is PUBLISH else None
            if "published_at" not in form.changed_data:
                form.changed_data.append("published_at")

    def before_save(self, request, obj, form):
        if form.pressed in (RETURN, WITHDRAW):
            obj.submitted_at = None
        elif form.pressed is PUBLISH:  # once its parts are written too, which may mention drafts
            obj.published_at = form.stored_moment

    def after_save_parts(self, request, form):
        """Take the step of the button; or lead to its page, if there is something to tell before."""
        record, kind = form.instance, STEPS_OF_BUTTONS.get(form.pressed)
        if form.pressed in (RETURN, WITHDRAW):
            self.tell(request, messages.SUCCESS, Withdraw().success(1))
        if kind is None:
            return
        now, step = timezone.now(), kind()
        if step.mentions([record], now) or (step.shows and record.hidden_by):
            record._page_after_save = self.reverse(step.name, record.pk)
            return
        set_change_reason(record, form.cleaned_data.get("why", ""))
        step.apply(record, now)
        self.tell(request, messages.SUCCESS, step.success(1))

    def redirect_after_save(self, obj):
        return getattr(obj, "_page_after_save", None)

    def form_context(self, request, obj, form):
        context: dict[str, Any] = {"publication_buttons": self.buttons(request, obj, form.stored_state)}
        if obj:
            context["record_state"] = form.stored_label
            context["obstacles"] = obstacles(obj, timezone.now()) if obj.is_withheld else []
            context["mentioned"] = withheld_mentions([obj])
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
