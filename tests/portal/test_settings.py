"""Settings from the environment: production by default; a bad value is refused by name."""

import importlib.util
import os
import traceback

import environ
import pytest
from django.conf import settings as active
from django.core.exceptions import ImproperlyConfigured
from django.db.utils import ConnectionHandler

MAKE_ONE = "secrets.token_urlsafe"  # the remedies
HTTPS = "https://"
KEY = "synthetic-key-of-the-tests-0123456789-ABCDEFGHIJ-abcdefghij"
SAMPLE = "replace-me-with-a-long-random-text"
VARIABLES = (
    "ALLOWED_HOSTS", "CACHE_URL", "DATABASE_URL", "DATA_DIR", "DEBUG", "EMAIL_URL", "MEDIA_S3_BUCKET",
    "HSTS", "MEDIA_S3_ENDPOINT", "PUBLIC_URL", "SECRET_KEY", "TRUSTED_PROXIES",
)  # fmt: skip


@pytest.fixture
def settings_of(monkeypatch):
    """Run portal/settings.py in an environment that holds these variables only."""
    monkeypatch.setattr(environ.Env, "read_env", lambda *args, **kwargs: None)  # a developer's .env

    def run(**variables):
        for name in VARIABLES:
            monkeypatch.delenv(name, raising=False)
        for name, value in variables.items():
            if value is not None:
                monkeypatch.setenv(name, value)
        specification = importlib.util.spec_from_file_location(
            "settings_under_test", active.BASE_DIR / "portal" / "settings.py"
        )
        module = importlib.util.module_from_spec(specification)
        specification.loader.exec_module(module)
        return module

    return run


def public(**variables):
    return {"PUBLIC_URL": "https://record.example", "SECRET_KEY": KEY, **variables}


def local(**variables):
    return {"PUBLIC_URL": "http://localhost:8000", "SECRET_KEY": KEY, **variables}


# What is refused: the message names the variable, then says what is wrong and how to mend it


@pytest.mark.parametrize(
    ("environment", "start", "remedy"),
    [
        pytest.param(public(SECRET_KEY=None), "SECRET_KEY is not set.", MAKE_ONE, id="no key"),
        pytest.param(public(SECRET_KEY=" "), "SECRET_KEY is not set.", MAKE_ONE, id="blank key"),
        pytest.param(public(SECRET_KEY=SAMPLE), "SECRET_KEY is ", MAKE_ONE, id="sample key"),
        pytest.param(public(SECRET_KEY=SAMPLE * 2), "SECRET_KEY is ", MAKE_ONE, id="sample key twice"),
        pytest.param(public(SECRET_KEY=KEY[:49]), "SECRET_KEY is ", MAKE_ONE, id="short key"),
        pytest.param(public(SECRET_KEY="x" * 60), "SECRET_KEY is ", MAKE_ONE, id="one letter"),
        pytest.param(public(SECRET_KEY="0123456789" * 6), "SECRET_KEY is ", MAKE_ONE, id="few characters"),
        pytest.param(public(HSTS="yes"), "HSTS is 'yes'.", "preload, subdomains, host, off", id="HSTS"),
        pytest.param(local(SECRET_KEY=SAMPLE), "SECRET_KEY is ", MAKE_ONE, id="sample key on this machine"),
        pytest.param(public(PUBLIC_URL=None), "PUBLIC_URL is not set.", HTTPS, id="no address"),
        pytest.param(public(PUBLIC_URL=""), "PUBLIC_URL is not set.", HTTPS, id="empty address"),
        pytest.param(public(DEBUG="1"), "DEBUG is on ", "Unset DEBUG", id="debug in public"),
        pytest.param(local(DEBUG="maybe"), "DEBUG is 'maybe'.", "1 or 0", id="debug neither on nor off"),
        pytest.param(public(ALLOWED_HOSTS="*"), "ALLOWED_HOSTS is *.", "Unset it", id="every host"),
        pytest.param(local(DATABASE_URL="mysql://db.example/x"), "DATABASE_URL ", "postgres://", id="mysql"),
        pytest.param(local(DATABASE_URL="garbage"), "DATABASE_URL ", "postgres://", id="garbage database"),
        pytest.param(local(DATABASE_URL="postgres://db:port/x"), "DATABASE_URL ", "postgres://", id="port"),
        pytest.param(local(CACHE_URL="garbage"), "CACHE_URL ", "redis://", id="garbage cache"),
        pytest.param(
            public(TRUSTED_PROXIES="10.0.0.1"), "TRUSTED_PROXIES is ", "0 to 9", id="proxy by address"
        ),
        pytest.param(public(TRUSTED_PROXIES="-1"), "TRUSTED_PROXIES is ", "0 to 9", id="less than no proxy"),
        pytest.param(local(EMAIL_URL="garbage"), "EMAIL_URL ", "smtp+tls://", id="garbage mail"),
    ],
)
def test_bad_value_is_refused_with_its_name_and_a_remedy(settings_of, environment, start, remedy):
    with pytest.raises(ImproperlyConfigured) as caught:
        settings_of(**environment)

    message = str(caught.value)
    assert message[: len(start)] == start
    assert remedy in message


@pytest.mark.parametrize(
    "address",
    [
        "https://record.example/record",
        "https://record.example?a=1",
        "https://record.example#top",
        "https://staff:secret@record.example",
        "https://*.example",
        "https://*",
        "https://",
        "https://record.example:port",
        "https://[::1",
        "record.example",
        "ftp://record.example",
        "http://record.example",
        "http://*",
        "http://0.0.0.0:8000",
        "http://localhost.example:8000",
    ],
)
def test_address_that_is_not_https_and_a_host_alone_is_refused(settings_of, address):
    with pytest.raises(ImproperlyConfigured) as caught:
        settings_of(**public(PUBLIC_URL=address))

    assert str(caught.value).startswith("PUBLIC_URL is ")
    assert "https://" in str(caught.value).removeprefix(f"PUBLIC_URL is {address!r}")


def test_refusal_of_a_secret_does_not_print_it(settings_of):
    with pytest.raises(ImproperlyConfigured) as caught:
        settings_of(**public(SECRET_KEY="a-synthetic-secret"))

    assert "a-synthetic-secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("variable", "address"),
    [
        ("DATABASE_URL", "postgres://record:a-synthetic-secret@db.example:port/record"),
        ("DATABASE_URL", "postgress://record:a-synthetic-secret@db.example/record"),
        ("DATABASE_URL", "a-synthetic-secret"),
        ("CACHE_URL", "rediss//record:a-synthetic-secret@cache.example"),
        ("EMAIL_URL", "smtp+tsl://record:a-synthetic-secret@mail.example:587"),
        ("EMAIL_URL", "smtp://record:a-synthetic-secret@mail.example:port"),
        ("PUBLIC_URL", "https://record:a-synthetic-secret@record.example"),
    ],
)
def test_refusal_of_an_address_does_not_print_its_password(settings_of, variable, address):
    with pytest.raises(ImproperlyConfigured) as caught:
        settings_of(**{**local(), variable: address})

    printed = "".join(traceback.format_exception(caught.value))
    assert "a-synthetic-secret" not in printed
    assert variable in str(caught.value)


# What follows from PUBLIC_URL


def test_https_address_gives_host_cookies_hsts_and_redirect(settings_of):
    module = settings_of(**public())

    assert (module.SESSION_COOKIE_NAME, module.CSRF_COOKIE_NAME) == ("__Host-sessionid", "__Host-csrftoken")
    assert (module.SESSION_COOKIE_SECURE, module.CSRF_COOKIE_SECURE) == (True, True)
    assert getattr(module, "SESSION_COOKIE_DOMAIN", None) is None  # a __Host- cookie has no domain
    assert getattr(module, "SESSION_COOKIE_PATH", "/") == "/"
    assert module.SECURE_HSTS_SECONDS == 31_536_000
    assert (module.SECURE_HSTS_INCLUDE_SUBDOMAINS, module.SECURE_HSTS_PRELOAD) == (True, True)
    assert module.SECURE_SSL_REDIRECT is True


@pytest.mark.parametrize(("level", "told"), [
    ("off", (0, False, False)),
    ("host", (31_536_000, False, False)),
    ("subdomains", (31_536_000, True, False)),
])  # fmt: skip
def test_operator_decides_how_much_https_browsers_are_told_to_insist_on(settings_of, level, told):
    module = settings_of(**public(HSTS=level))

    assert told == (
        module.SECURE_HSTS_SECONDS,
        module.SECURE_HSTS_INCLUDE_SUBDOMAINS,
        module.SECURE_HSTS_PRELOAD,
    )
    assert module.SILENCED_SYSTEM_CHECKS


def test_forwarded_scheme_is_believed_of_a_proxy_alone(settings_of):
    assert not hasattr(settings_of(**public()), "SECURE_PROXY_SSL_HEADER")
    header = settings_of(**public(TRUSTED_PROXIES="1")).SECURE_PROXY_SSL_HEADER
    assert header == ("HTTP_X_FORWARDED_PROTO", "https")


def test_https_address_alone_decides_host_and_origin(settings_of):
    module = settings_of(**public(PUBLIC_URL="https://record.example/"))

    assert module.PUBLIC_URL == "https://record.example"
    assert module.ALLOWED_HOSTS == ["record.example"]
    assert module.CSRF_TRUSTED_ORIGINS == ["https://record.example"]


@pytest.mark.parametrize("address", ["http://localhost:8000", "http://127.0.0.1:8000", "http://[::1]:8000"])
def test_local_address_answers_this_machine_only_and_without_https(settings_of, address):
    module = settings_of(**local(PUBLIC_URL=address))

    assert module.ALLOWED_HOSTS == ["localhost", "127.0.0.1", "[::1]"]
    assert list(module.CSRF_TRUSTED_ORIGINS) == [address]
    assert [name for name in vars(module) if name.startswith(("SECURE_HSTS", "SECURE_SSL"))] == []
    assert not hasattr(module, "SESSION_COOKIE_NAME")


@pytest.mark.parametrize(
    ("value", "debug"),
    [(None, False), ("", False), ("0", False), ("off", False), ("No", False), ("1", True), ("True", True)],
)
def test_debug_is_off_unless_asked_for(settings_of, value, debug):
    assert settings_of(**local(DEBUG=value)).DEBUG is debug


# Log-in


@pytest.mark.parametrize(("value", "proxies"), [(None, 0), ("", 0), ("0", 0), ("1", 1), (" 2 ", 2)])
def test_no_proxy_is_trusted_unless_shown(settings_of, value, proxies):
    assert proxies == settings_of(**public(TRUSTED_PROXIES=value)).TRUSTED_PROXIES


# Files


def test_media_are_files_by_default(settings_of, tmp_path):
    module = settings_of(**local(DATA_DIR=str(tmp_path)))

    assert module.STORAGES["default"] == {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    roots = [module.MEDIA_ROOT, module.STATIC_ROOT]
    assert roots == [tmp_path / "media", tmp_path / "static"]


def test_media_are_on_s3_when_a_bucket_is_named(settings_of):
    module = settings_of(**public(MEDIA_S3_BUCKET="synthetic", MEDIA_S3_ENDPOINT="https://s3.example"))

    assert module.STORAGES["default"] == {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {"bucket_name": "synthetic", "endpoint_url": "https://s3.example"},
    }
    assert module.STORAGES["staticfiles"]["BACKEND"] == (
        "whitenoise.storage.CompressedManifestStaticFilesStorage"
    )


# Databases


def test_sqlite_is_the_default_and_safe(settings_of, tmp_path):
    database = settings_of(**local(DATA_DIR=str(tmp_path))).DATABASES["default"]

    assert (database["ENGINE"], database["NAME"]) == (
        "django.db.backends.sqlite3",
        str(tmp_path / "db.sqlite3"),
    )
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert database["OPTIONS"]["init_command"].split("; ")[:2] == [
        "PRAGMA journal_mode=WAL",
        "PRAGMA synchronous=FULL",
    ]


def test_sqlite_connection_reports_wal_full_synchronisation_and_foreign_keys(
    settings_of, tmp_path, django_db_blocker
):
    module = settings_of(**local(DATA_DIR=str(tmp_path)))
    connection = ConnectionHandler(module.DATABASES)["default"]
    reported = {}

    with django_db_blocker.unblock():
        try:
            with connection.cursor() as cursor:
                for pragma in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout"):
                    cursor.execute(f"PRAGMA {pragma}")
                    (reported[pragma],) = cursor.fetchone()
        finally:
            connection.close()

    assert reported == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 20_000}


def test_postgresql_is_taken_from_its_address(settings_of):
    module = settings_of(**public(DATABASE_URL="postgres://record:synthetic@db.example:5433/record"))

    database = module.DATABASES["default"]
    assert {name: database[name] for name in ("ENGINE", "NAME", "USER", "HOST", "PORT")} == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "record",
        "USER": "record",
        "HOST": "db.example",
        "PORT": 5433,
    }
    assert (database["CONN_MAX_AGE"], database["CONN_HEALTH_CHECKS"]) == (60, True)
    assert "init_command" not in database.get("OPTIONS", {})


def test_cache_is_redis_when_its_address_is_given(settings_of):
    cache = settings_of(**public(CACHE_URL="redis://cache.example:6379/1")).CACHES["default"]

    assert (cache["BACKEND"], cache["LOCATION"]) == (
        "django.core.cache.backends.redis.RedisCache",
        "redis://cache.example:6379/1",
    )


# The sample


def test_env_example_names_every_variable_that_the_settings_read():
    settings_text = (active.BASE_DIR / "portal" / "settings.py").read_text(encoding="utf-8")
    sample = (active.BASE_DIR / ".env.example").read_text(encoding="utf-8")
    named = {line.lstrip("#").split("=")[0] for line in sample.splitlines() if "=" in line.split(" ")[0]}

    assert named == {name for name in VARIABLES if f'"{name}"' in settings_text} - {"ALLOWED_HOSTS"}


def test_env_example_as_it_is_does_not_start(settings_of):
    sample = (active.BASE_DIR / ".env.example").read_text(encoding="utf-8")
    variables = dict(line.split("=", 1) for line in sample.splitlines() if line[:1].isupper())

    with pytest.raises(ImproperlyConfigured, match=r"^SECRET_KEY is the sample one"):
        settings_of(**variables)


def test_tests_run_on_no_settings_of_the_developer():
    assert (active.DEBUG, active.PUBLIC_URL) == (False, "http://localhost:8000")
    assert os.fspath(active.DATA_DIR) != os.fspath(active.BASE_DIR / "var")
