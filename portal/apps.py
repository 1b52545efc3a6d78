from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.utils.translation import gettext_lazy as _

from portal.fields import fold


def add_fold(sender, connection, **kwargs):
    """Give SQLite the function that its folded columns are made with."""
    if connection.vendor == "sqlite":
        connection.connection.create_function("portal_fold", 1, fold, deterministic=True)


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = _("Shared record")

    def ready(self):
        connection_created.connect(add_fold, dispatch_uid="portal.add_fold")
