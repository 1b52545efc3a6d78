"""Why something is changed: asked on a form, before a step and before a deletion, for the history to keep."""

from typing import Any, ClassVar

from django import forms
from django.contrib.admin.widgets import AdminTextInputWidget
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portal.history.reasons import CHECKED, MAX_COMMENT_LENGTH, set_change_reason
from portal.text.punctuation import listed


def why_field(**kwargs) -> forms.CharField:
    return forms.CharField(
        label=_("Why"),
        max_length=MAX_COMMENT_LENGTH,
        widget=AdminTextInputWidget,
        help_text=_(
            "For the history, which staff alone read: a reason, who asked for it, where it is stated."
        ),
        **kwargs,
    )


class WhyForm(forms.Form):
    """Why something is done; it may be left open, and is never what a step fails for."""

    why = why_field(required=False)


class NeededWhyForm(WhyForm):
    """Why something is done that nobody could explain afterwards."""

    why = why_field()


class ReasonForm(forms.ModelForm):
    """The form of a row, with the reason of the change.

    `status` names the columns that say how things stand. To change one of what is public takes another
    source, or a word on where the one that is named says so.
    """

    why = why_field(required=False)
    status: ClassVar[tuple[str, ...]] = ()

    def clean(self):
        cleaned = super().clean()
        changed, said = set(self.changed_data), self.cleaned_data.get("why")
        stands = [name for name in self.status if name in changed]
        public = getattr(self.instance, "published_at", None)
        if public and stands and not (said or changed & {"source", "more_sources"}):
            labels = listed(*(self.fields[name].label for name in stands))
            text = _(
                "Changed: {}. Change the source as well, or say here where the one that is named states it."
            )
            self.add_error("why", text.format(labels))
        return cleaned


class WhyDesk:
    """A desk that keeps the reason of each change."""

    status: tuple[str, ...] = ()
    delete_confirmation_template = "admin/record_deletion.html"
    delete_selected_confirmation_template = "admin/record_deletions.html"

    def get_form(self: Any, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.status = self.status
        return form

    def get_fieldsets(self: Any, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        asked = obj is not None and self.has_change_permission(request, obj)
        return [*fieldsets, (None, {"fields": ("why",)})] if asked else fieldsets

    def save_model(self: Any, request, obj, form, change):
        own = CHECKED if form.cleaned_data.get("translations_hold") else ""
        set_change_reason(obj, form.cleaned_data.get("why", ""), own)
        super().save_model(request, obj, form, change)

    def save_formset(self: Any, request, form, formset, change):
        for part in formset.forms:
            set_change_reason(part.instance, form.cleaned_data.get("why", ""))
        super().save_formset(request, form, formset, change)

    def delete_model(self: Any, request, obj):
        set_change_reason(obj, request.POST.get("why", ""))
        super().delete_model(request, obj)

    def delete_queryset(self: Any, request, queryset):
        with transaction.atomic():
            for row in queryset:
                self.delete_model(request, row)
