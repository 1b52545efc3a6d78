from importlib import import_module

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.contrib.auth.signals import user_logged_in
from django.db.backends.signals import connection_created
from django.db.models.signals import m2m_changed, post_delete, post_migrate, post_save, pre_save
from django.utils.translation import gettext_lazy as _

from portal.text.folding import fold
from portal.text.words import syllable_order


def add_sqlite_functions(sender, connection, **kwargs):
    """Give SQLite the function that its folded columns are made with."""
    if connection.vendor == "sqlite":
        connection.connection.create_function("portal_fold", 1, fold, deterministic=True)
        connection.connection.create_function("portal_by_syllables", 1, syllable_order, deterministic=True)


def mark_change(sender, **kwargs):
    """A row of the record or of one of its relations was written: what was derived from it is old."""
    from portal.models import Change, Keyed

    is_about_to = kwargs.get("action", "").startswith("pre_")  # of a relation: the same signal comes after
    if not is_about_to and issubclass(sender._meta.auto_created or sender, Keyed):
        Change.mark()


class RecordAdminConfig(admin_apps.AdminConfig):
    default = False
    default_site = "portal.admin_base.site.RecordAdminSite"


class PortalConfig(AppConfig):
    default = True
    name = "portal"
    verbose_name = _("Shared record")

    def import_models(self):
        """The models of the features too: they stand above the kernel, which imports none of them."""
        super().import_models()
        for feature in ("publishing", "duplicates", "sheets"):
            import_module(f"portal.{feature}.models")

    def ready(self):
        from portal.accounts import limit_session
        from portal.duplicates.models import delete_decisions
        from portal.publishing import models as former
        from portal.roles import make_roles

        user_logged_in.connect(limit_session, dispatch_uid="portal.limit_session")
        connection_created.connect(add_sqlite_functions, dispatch_uid="portal.add_sqlite_functions")
        for signal in (post_save, post_delete, m2m_changed):
            signal.connect(mark_change, dispatch_uid="portal.mark_change")
        pre_save.connect(former.remember_public_addresses, dispatch_uid="portal.remember_public_addresses")
        post_save.connect(former.save_former_addresses, dispatch_uid="portal.save_former_addresses")
        post_delete.connect(former.delete_former_addresses, dispatch_uid="portal.delete_former_addresses")
        post_delete.connect(delete_decisions, dispatch_uid="portal.delete_decisions")
        post_migrate.connect(make_roles, dispatch_uid="portal.make_roles")
