"""Settings, read from the environment: production by default.

Each variable is listed in `.env.example`. A missing or bad value stops the start with a sentence
that names the variable and says how to mend it.
"""

import re
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
SAMPLE_SECRET_KEY = "replace-me-with-a-long-random-text"  # noqa: S105, the one in .env.example, refused below
LOOPBACK = ["localhost", "127.0.0.1", "[::1]"]

env = environ.Env()
env.read_env(BASE_DIR / ".env", overwrite=False)


def required(variable: str, how: str) -> str:
    value = env.str(variable, default="").strip()
    if not value:
        raise ImproperlyConfigured(f"{variable} is not set. {how}")
    return value


def flag(variable: str) -> bool:
    value = env.str(variable, default="").strip().lower()
    if value in {"", "0", "false", "no", "off"}:
        return False
    if value in {"1", "true", "yes", "on"}:
        return True
    raise ImproperlyConfigured(f"{variable} is {value!r}. Set it to 1 or 0.")


def number(variable: str, what: str, most: int = 9) -> int:
    value = env.str(variable, default="").strip() or "0"
    if value not in map(str, range(most + 1)):
        raise ImproperlyConfigured(f"{variable} is {value!r}. Set it to {what}: 0 to {most}.")
    return int(value)


def one_of(variable: str, default: str, *others: str) -> str:
    value = env.str(variable, default="").strip().lower() or default
    if value not in (default, *others):
        allowed = ", ".join((default, *others))
        raise ImproperlyConfigured(f"{variable} is {value!r}. Set it to one of: {allowed}.")
    return value


def parsed(variable: str, how: str, read, default: str):
    """Read an address (database, cache, mail), or say that it cannot be read: not why, which quotes it."""
    with suppress(Exception):  # the parsers raise whatever they trip over
        return read(variable, default=default)
    raise ImproperlyConfigured(f"{variable} cannot be read. {how}")


def public_address(url: str) -> SplitResult:
    """The parts of PUBLIC_URL, if it is a scheme and a host (with a port, perhaps) and nothing else."""
    try:
        parts = urlsplit(url)
        host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        parts, host, port = urlsplit(""), None, ""
    alone = f"{parts.scheme}://{host}{port}" == url.lower()
    if not host or not alone or "*" in host or parts.scheme not in {"http", "https"}:
        shown = re.sub("//[^/]*@", "//…@", url)  # without a password
        raise ImproperlyConfigured(
            f"PUBLIC_URL is {shown!r}. Set it to scheme and host alone, for example https://record.example.org"
        )
    return parts


# Where the portal stands
PUBLIC_URL = required(
    "PUBLIC_URL", "Set it to the address visitors use, for example PUBLIC_URL=https://record.example.org"
).rstrip("/")
_public = public_address(PUBLIC_URL)
HTTPS = _public.scheme == "https"
LOCAL = _public.hostname in {"localhost", "127.0.0.1", "::1"}
if env.str("ALLOWED_HOSTS", default="").strip() == "*":
    raise ImproperlyConfigured(
        "ALLOWED_HOSTS is *. Unset it: PUBLIC_URL alone decides which host is answered."
    )
if not HTTPS and not LOCAL:
    raise ImproperlyConfigured(
        f"PUBLIC_URL is {PUBLIC_URL!r}. Outside this machine the portal is served over https only: "
        "put it behind a TLS proxy and use https:// here."
    )
HSTS = one_of("HSTS", "preload", "subdomains", "host", "off")
ALLOWED_HOSTS = LOOPBACK if LOCAL else [_public.hostname]
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

# Secrets and debugging
SECRET_KEY = required(
    "SECRET_KEY",
    'Make one with: python -c "import secrets; print(secrets.token_urlsafe(50))"',
)
if SAMPLE_SECRET_KEY in SECRET_KEY or len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 16:
    raise ImproperlyConfigured(
        "SECRET_KEY is the sample one, shorter than 50 characters, or always the same few of them. "
        'Make one with: python -c "import secrets; print(secrets.token_urlsafe(50))"'
    )
DEBUG = flag("DEBUG")
if DEBUG and not LOCAL:
    raise ImproperlyConfigured("DEBUG is on while PUBLIC_URL is not this machine. Unset DEBUG.")

# Applications
INSTALLED_APPS = [
    "portal",  # first: its loaddata and dumpdata extend Django's
    "events",
    "cooperation",
    "django_countries",
    "django_filters",
    "simple_history",
    "translated_fields",
    "csp",
    "whitenoise.runserver_nostatic",
    "axes",
    "portal.apps.RecordAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",  # its templates, after ours
]
MIDDLEWARE = [
    "csp.middleware.CSPMiddleware",
    "portal.middleware.OutermostMiddleware",
    "portal.middleware.ForeignParametersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "portal.middleware.PathLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "portal.middleware.StaffPagesMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "axes.middleware.AxesMiddleware",  # last: its answer passes by all others
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": ["portal.templatetags.punctuation"],  # every page joins words
        },
    }
]
APPEND_SLASH = True

# Data: one machine on SQLite by default
DATA_DIR = Path(env.str("DATA_DIR", default="") or BASE_DIR / "var").resolve()
DATABASES = {
    "default": parsed(
        "DATABASE_URL",
        "Use sqlite:////path/to/file or postgres://user:password@host:5432/name",
        env.db_url,
        f"sqlite:///{DATA_DIR / 'db.sqlite3'}",
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        # readers do not wait for the writer, and what was acknowledged survives a power cut
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
    }
elif DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
else:
    raise ImproperlyConfigured(
        "DATABASE_URL names neither SQLite nor PostgreSQL: use sqlite:// or postgres://"
    )
DATABASES["default"].setdefault("CONN_MAX_AGE", 60)  # opening one costs as much as several queries
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FIXTURE_DIRS = [BASE_DIR / "fixtures"]
CACHES = {
    "default": parsed(
        "CACHE_URL", "Use locmemcache:// or redis://host:6379/0", env.cache_url, "locmemcache://"
    )
}

# Files
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"  # answered by portal.pages.service.Media, which knows what is public
MEDIA_ROOT = DATA_DIR / "media"
_bucket = env.str("MEDIA_S3_BUCKET", default="")
STORAGES = {
    "default": {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {"bucket_name": _bucket, "endpoint_url": env.str("MEDIA_S3_ENDPOINT", default="") or None},
    }
    if _bucket
    else {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILE_UPLOAD_PERMISSIONS = 0o644
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000  # an edition with many inlines

# Mail
EMAIL_CONFIG = parsed("EMAIL_URL", "Use smtp+tls://user:password@host:587", env.email_url, "consolemail://")
globals().update(EMAIL_CONFIG)

# People
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "portal.accounts.StaffBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in {
        "UserAttributeSimilarityValidator": {},
        "MinimumLengthValidator": {"min_length": 12},
        "CommonPasswordValidator": {},
        "NumericPasswordValidator": {},
    }.items()
]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"

# Log-ins that fail (docs/accounts.md)
TRUSTED_PROXIES = number("TRUSTED_PROXIES", "the number of reverse proxies in front of the portal")
AXES_HANDLER = "portal.accounts.LoginAttempts"
AXES_CLIENT_IP_CALLABLE = "portal.accounts.client_address"
AXES_LOCKOUT_CALLABLE = "portal.accounts.lockout_response"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]  # both together: nobody shuts out anybody else
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # the time that the page states is the time it takes
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True  # who signed in when is nobody's business; failures go with the cool-off
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "csrfmiddlewaretoken"]
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

# Languages and time
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("ja", _("Japanese")), ("ru", _("Russian"))]
FORMAT_MODULE_PATH = "portal.formats"
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# Security
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60  # from the log-in on (portal.accounts.limit_session)
if HTTPS:
    SECURE_SSL_REDIRECT = True
    if TRUSTED_PROXIES:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 0 if HSTS == "off" else 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = HSTS in ("subdomains", "preload")
    SECURE_HSTS_PRELOAD = HSTS == "preload"
    # what an operator decided against is no finding of `check --deploy`
    _SILENT = {"off": ["W004"], "host": ["W005", "W021"], "subdomains": ["W021"], "preload": []}
    SILENCED_SYSTEM_CHECKS = [f"security.{check}" for check in _SILENT[HSTS]]
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"

# History
SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True
SIMPLE_HISTORY_FILEFIELD_TO_CHARFIELD = True

# Logs
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {"axes": {"level": "WARNING"}},  # five lines for each log-in otherwise
}
