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
from portal.roles import ROLES
from portal.text.punctuation import headed

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
    """Groups of an installation's own. The four roles are what `portal.roles` says, on every machine."""

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and not (obj and obj.name in ROLES)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not (obj and obj.name in ROLES)


class UserAdmin(RightsAdmin, admin.UserAdmin):
    """Accounts. Whoever is no superuser makes none, and changes none: administrators give roles."""

    change_password_form = PasswordForm
    list_display = ("username", "email", "first_name", "last_name", yes_or_no(User, "is_staff"))

    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        return fields if request.user.is_superuser else (*fields, "is_superuser", "user_permissions")

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and self.within_reach(request, obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and self.within_reach(request, obj)

    @staticmethod
    def within_reach(request, account) -> bool:
        return request.user.is_superuser or not (account and account.is_superuser)

    def get_queryset(self, request):
        """The list deletes what is chosen in it: who may not touch a superuser does not find one there."""
        accounts = super().get_queryset(request)
        return accounts if request.user.is_superuser else accounts.filter(is_superuser=False)
