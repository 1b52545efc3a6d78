"""The admin of accounts and groups, with permissions named in the reader's language."""

from typing import cast

from django import forms
from django.apps import apps
from django.contrib.admin import ModelAdmin
from django.contrib.auth import admin as auth_admin
from django.contrib.auth.forms import AdminPasswordChangeForm, SetUnusablePasswordMixin
from django.contrib.auth.models import Group, Permission, User
from django.contrib.contenttypes.models import ContentType
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.admin_base.columns import readable_deletion, yes_no_column
from portal.models import Keyed
from portal.roles import ROLES
from portal.text.punctuation import with_label

ACTIONS = {
    "add": pgettext_lazy("right", "add"),
    "change": pgettext_lazy("right", "change"),
    "delete": pgettext_lazy("right", "delete"),
    "view": pgettext_lazy("right", "view"),
    "publish": pgettext_lazy("right", "publish"),
}


def effective_permissions():
    """The permissions that the admin asks for. Those on history, sessions and the like have no effect."""
    kinds = [model for model in apps.get_models() if issubclass(model, Keyed)]
    types = ContentType.objects.get_for_models(User, Group, *kinds).values()
    return Permission.objects.filter(content_type__in=types).select_related("content_type")


class PermissionsField(forms.ModelMultipleChoiceField):
    """Permissions by what they allow: the database has their names in English alone."""

    def label_from_instance(self, permission):
        action = permission.codename.partition("_")[0]
        return with_label(capfirst(permission.content_type.name), ACTIONS[action])


class AccountAdmin(ModelAdmin):
    """The base of the admin of users and of groups: rows that a user `may_touch` are changed, others read."""

    def may_touch(self, request, obj) -> bool:
        raise NotImplementedError

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (obj is None or self.may_touch(request, obj))

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and (obj is None or self.may_touch(request, obj))

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.related_model is Permission:
            kwargs |= {"form_class": PermissionsField, "queryset": effective_permissions()}
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_deleted_objects(self, objs, request):
        return readable_deletion(*super().get_deleted_objects(objs, request))


class PasswordForm(AdminPasswordChangeForm):
    """Django's form, the warning of which is in English alone."""

    usable_password_help_text = cast(
        str,
        format_lazy(
            '{}<ul id="id_unusable_warning" class="messagelist"><li class="warning">{}</li></ul>',
            SetUnusablePasswordMixin.usable_password_help_text,
            _("If disabled, the current password for this user will be lost."),
        ),
    )


class GroupAdmin(AccountAdmin, auth_admin.GroupAdmin):
    """Groups of an installation's own. The four roles are what `portal.roles` says, on every machine."""

    def may_touch(self, request, obj):
        return obj.name not in ROLES


class UserAdmin(AccountAdmin, auth_admin.UserAdmin):
    """Accounts. Only superusers make or change superusers: administrators give roles."""

    change_password_form = PasswordForm
    list_display = ("username", "email", "first_name", "last_name", yes_no_column(User, "is_staff"))

    def may_touch(self, request, obj):
        return request.user.is_superuser or not obj.is_superuser

    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        return fields if request.user.is_superuser else (*fields, "is_superuser", "user_permissions")

    def get_queryset(self, request):
        """Whoever may not touch superusers does not find them in the list, where rows are deleted."""
        accounts = super().get_queryset(request)
        return accounts if request.user.is_superuser else accounts.filter(is_superuser=False)
