"""The settings of the tests: production's, on a local address, with four things made quick."""

import os
import tempfile

os.environ.update(
    {
        "PUBLIC_URL": "http://localhost:8000",
        "SECRET_KEY": "only-for-tests-0123456789-abcdefghijklm-nopqrstuvwxyz-not-secret",
        "DEBUG": "0",
        "DATA_DIR": tempfile.mkdtemp(prefix="record-tests-"),
    }
)

from portal.settings import *  # noqa: F403

ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", "testserver"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
