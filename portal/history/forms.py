"""The reason of a change: asked on forms, before steps and deletions, kept in the history."""

from django import forms
from django.contrib.admin.widgets import AdminTextInputWidget
from django.utils.translation import gettext_lazy as _

from portal.admin_base.features import AdminFeature
from portal.history.reasons import MAX_COMMENT_LENGTH, set_change_reason
from portal.text.punctuation import comma_list


def reason_field(**kwargs) -> forms.CharField:
    return forms.CharField(
        label=_("Reason"),
        max_length=MAX_COMMENT_LENGTH,
        widget=AdminTextInputWidget,
        help_text=_(
            "Kept in the history, which only staff can read: why, at whose request, where it is stated."
        ),
        **kwargs,
    )


class ReasonForm(forms.Form):
    """The reason of a step; it may be left empty, and no step fails for it."""

    why = reason_field(required=False)


class RequiredReasonForm(ReasonForm):
    """The reason of what nobody could explain afterwards."""

    why = reason_field()


class ChangeReasons(AdminFeature):
    """Asks on a form why a row is changed, and notes the answer in the history of the row and its parts.

    `status_fields` of the admin class say how things stand. To change one of what is public takes another
    source, or a word on where the source that is named says so.
    """

    form_fields = {"why": reason_field(required=False)}

    @property
    def status_fields(self) -> tuple[str, ...]:
        return getattr(self.admin, "status_fields", ())

    def fieldsets(self, request, obj):
        asked = obj is not None and self.admin.has_change_permission(request, obj)
        return [(None, {"fields": ("why",)})] if asked else []

    def clean_form(self, form):
        changed, reason = set(form.changed_data), form.cleaned_data.get("why")
        status = [name for name in self.status_fields if name in changed]
        is_public = getattr(form.instance, "published_at", None)
        if is_public and status and not (reason or changed & {"source", "more_sources"}):
            labels = comma_list(*(form.fields[name].label for name in status))
            text = _("Changed: {}. Change the source as well, or say here where the cited source states it.")
            form.add_error("why", text.format(labels))

    def before_save(self, request, obj, form):
        set_change_reason(obj, form.cleaned_data.get("why", ""))

    def before_save_parts(self, request, form, formset):
        for part in formset.forms:
            set_change_reason(part.instance, form.cleaned_data.get("why", ""))

    def before_delete(self, request, obj):
        set_change_reason(obj, request.POST.get("why", ""))
