"""The admin site: Django's, which lists what it has on every page."""

from django.contrib.admin import AdminSite
from django.urls import get_script_prefix
from django.utils.translation import get_language

from portal.cache import ThreadSafeCache


class RecordAdminSite(AdminSite):
    MAX_APP_LISTS = 50  # a language and a set of permissions each

    def __init__(self, name="admin"):
        super().__init__(name)
        self._app_lists = ThreadSafeCache(self.MAX_APP_LISTS)

    def get_app_list(self, request, app_label=None):
        """The apps with their models, the same for all who have the same permissions."""
        user = request.user
        rights = (user.is_superuser, frozenset(user.get_all_permissions()))
        return self._app_lists.get_or_compute(
            (get_language(), get_script_prefix(), app_label, rights),
            lambda: AdminSite.get_app_list(self, request, app_label),
        )
