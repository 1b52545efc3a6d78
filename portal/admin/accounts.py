"""The desk of accounts and groups: their rights, said in the reader's language."""

from typing import cast

from django import forms
from django.apps import apps
from django.contrib.auth import admin
from django.contrib.auth.forms import AdminPasswordChangeForm, SetUnusablePasswordMixin
from django.contrib.auth.models import Group, Permission, User
from django.contrib.contenttypes.models import ContentType
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.admin.wording import PlainDeletion, yes_or_no
from portal.models import Keyed
from portal.punctuation import headed

ACTIONS = {
    "add": pgettext_lazy("right", "add"),
    "change": pgettext_lazy("right", "change"),
    "delete": pgettext_lazy("right", "delete"),
    "view": pgettext_lazy("right", "view"),
    "publish": pgettext_lazy("right", "publish"),
}


def rights():
    """The permissions that a desk asks for. Those on history, sessions and the like have no effect."""
    kinds = [model for model in apps.get_models() if issubclass(model, Keyed)]
    types = ContentType.objects.get_for_models(User, Group, *kinds).values()
    return Permission.objects.filter(content_type__in=types).select_related("content_type")


class RightsField(forms.ModelMultipleChoiceField):
    """Permissions by what they allow: the database has their names in English alone."""

    def label_from_instance(self, permission):
        action = permission.codename.partition("_")[0]
        return headed(capfirst(permission.content_type.name), ACTIONS[action])


class RightsAdmin(PlainDeletion):
    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.related_model is Permission:
            kwargs |= {"form_class": RightsField, "queryset": rights()}
        return super().formfield_for_manytomany(db_field, request, **kwargs)


class PasswordForm(AdminPasswordChangeForm):
    """Django's, whose warning is in English alone."""

    usable_password_help_text = cast(
        str,
        format_lazy(
            '{}<ul id="id_unusable_warning" class="messagelist"><li class="warning">{}</li></ul>',
            SetUnusablePasswordMixin.usable_password_help_text,
            _("If disabled, the current password for this user will be lost."),
        ),
    )


class GroupAdmin(RightsAdmin, admin.GroupAdmin):
    pass


class UserAdmin(RightsAdmin, admin.UserAdmin):
    change_password_form = PasswordForm
    list_display = ("username", "email", "first_name", "last_name", yes_or_no(User, "is_staff"))
