"""Roles: four groups of permissions, made and updated by `migrate`.

What a role allows is said here and nowhere else. Further groups, and rights of single accounts, are left
alone; the four are set back to what stands here at each migration.
"""

from collections.abc import Iterator

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission, User
from django.db.models import Model

from portal.models import Keyed, Part

READER, EDITOR, PUBLISHER, ADMINISTRATOR = "Reader", "Editor", "Publisher", "Administrator"
ROLES = (READER, EDITOR, PUBLISHER, ADMINISTRATOR)

# Of the record's models. A part goes with its record: who writes a document may take a signatory out of it.
RECORD = {
    READER: ("view",),
    EDITOR: ("view", "add", "change"),
    PUBLISHER: ("view", "add", "change", "delete", "publish"),
    ADMINISTRATOR: ("view",),
}
PARTS = {EDITOR: ("delete",)}
ACCOUNTS = {ADMINISTRATOR: ("view", "add", "change", "delete")}


def allowed(role: str, model: type[Model]) -> Iterator[str]:
    """The codenames of a role's permissions on a model."""
    actions: tuple[str, ...] = ()
    if issubclass(model, Keyed):
        actions = RECORD[role] + (PARTS.get(role, ()) if issubclass(model, Part) else ())
    elif model in (User, Group):
        actions = ACCOUNTS.get(role, ())
    for action in dict.fromkeys(actions):
        if action in model._meta.default_permissions:
            yield f"{action}_{model._meta.model_name}"


def make_roles(sender, using, **kwargs) -> None:
    """After `migrate`: give each of the four groups exactly its permissions."""
    if sender.name != "portal":
        return
    for config in apps.get_app_configs():  # those of the apps after this one are not there yet
        create_permissions(config, verbosity=0, using=using)
    permissions = {
        (permission.content_type.app_label, permission.codename): permission
        for permission in Permission.objects.using(using).select_related("content_type")
    }
    for role in ROLES:
        group, _made = Group.objects.using(using).get_or_create(name=role)
        wanted = [
            permissions[model._meta.app_label, codename]
            for model in apps.get_models()
            for codename in allowed(role, model)
        ]
        group.permissions.set(wanted)
