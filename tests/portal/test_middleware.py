"""What every answer carries, and what the health page says when a part of the portal is down."""

import os
import subprocess
import sys
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from portal.middleware import OutermostMiddleware
from tests import factories

HEADERS = {
    "Content-Security-Policy": {
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    },
    "X-Content-Type-Options": {"nosniff"},
    "Referrer-Policy": {"strict-origin-when-cross-origin"},
    "Cross-Origin-Opener-Policy": {"same-origin"},
    "Cross-Origin-Resource-Policy": {"same-origin"},
    "Permissions-Policy": {
        "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    },
}
ANSWERS = [
    ("/", 200),
    ("/ja/sources/", 200),
    ("/memoranda/no-such-document/", 404),
    ("/sources", 301),
    ("/media/photos/of-the-headers.png", 200),
    ("/media/photos/no-such-picture.png", 404),
    ("/static/portal/site.css", 200),
    ("/healthz", 200),
    ("/admin/", 302),
    ("/admin/login/", 200),
]


def headers_of(response):
    response.close()  # a file that is streamed
    return {name: set(response.headers.get(name, "").split("; ")) for name in HEADERS}


def varies_by(response):
    return {name.strip().lower() for name in response.headers.get("Vary", "").split(",")} - {""}


@pytest.fixture
def picture(db):
    """A public photo whose file is there."""
    name = default_storage.save("photos/of-the-headers.png", ContentFile(b"synthetic picture"))
    yield factories.photo(image=name)
    default_storage.delete(name)


@pytest.mark.parametrize(("path", "status"), ANSWERS)
def test_every_answer_carries_the_headers(path, status, picture, anonymous):
    response = anonymous.get(path)

    assert response.status_code == status
    assert headers_of(response) == HEADERS


@pytest.mark.parametrize("path", ["/admin/", "/admin/portal/source/", "/admin/portal/source/add/"])
def test_every_admin_answer_carries_the_headers(path, publisher_client):
    response = publisher_client.get(path)

    assert response.status_code == 200
    assert headers_of(response) == HEADERS


def test_refusals_carry_the_headers(db):
    host = Client().get("/", headers={"host": "evil.example"})
    token = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "nobody"})

    assert [host.status_code, token.status_code] == [400, 403]
    assert headers_of(host) == HEADERS
    assert headers_of(token) == HEADERS


@pytest.mark.parametrize(
    ("path", "language"), [("/", "en"), ("/ja/", "ja"), ("/ru/", "ru"), ("/sources/", "en")]
)
@pytest.mark.parametrize("wanted", ["", "ja", "ru,en;q=0.5", "\0"])
@pytest.mark.django_db
def test_language_stands_in_the_path_only(path, language, wanted, anonymous):
    anonymous.cookies["django_language"] = "ru"

    response = anonymous.get(path, headers={"accept-language": wanted})

    assert response.status_code == 200
    assert response.headers["Content-Language"] == language
    assert f'<html lang="{language}">'.encode() in response.content
    assert "accept-language" not in varies_by(response)
    assert not response.cookies


@pytest.mark.django_db
def test_session_cookie_of_an_anonymous_visitor_changes_no_page_and_keeps_it_out_of_caches(
    anonymous, picture
):
    plain = anonymous.get("/")
    anonymous.cookies["sessionid"] = "made-up-made-up-made-up"

    with_cookie = anonymous.get("/")

    assert with_cookie.content == plain.content
    assert "Cache-Control" not in plain.headers
    assert "no-store" in with_cookie.headers["Cache-Control"]
    assert "Set-Cookie" not in plain.headers
    assert not plain.cookies


@pytest.mark.parametrize(
    ("kind", "by"), [("home", set()), ("list", set()), ("detail", {"cookie"}), ("health", set())]
)
@pytest.mark.django_db
def test_page_varies_by_cookie_only_where_staff_see_more(kind, by, anonymous):
    detail = factories.memorandum().get_absolute_url()
    path = {"home": "/", "list": "/memoranda/", "detail": detail, "health": "/healthz"}[kind]

    response = anonymous.get(path, headers={"cookie": "unrelated=1"})

    assert response.status_code == 200
    assert varies_by(response) == by


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "a@evil.example", "[::2]", "\0"])
@pytest.mark.django_db
def test_unknown_host_is_refused(host, anonymous):
    response = anonymous.get("/sources", headers={"host": host})

    assert response.status_code == 400
    assert b"evil" not in response.content
    assert "Location" not in response.headers


@pytest.mark.parametrize(
    "header", ["X-Forwarded-Host", "X-Host", "X-Original-URL", "Forwarded", "X-Forwarded-Server"]
)
@pytest.mark.django_db
def test_forwarded_host_is_ignored(header, anonymous):
    plain = anonymous.get("/about/")
    page = anonymous.get("/about/", headers={header: "evil.example"})
    redirect = anonymous.get("/sources", headers={header: "evil.example"})

    assert page.content == plain.content
    assert b"evil.example" not in page.content
    assert (redirect.status_code, redirect.url) == (301, "/sources/")


@pytest.mark.django_db
def test_staff_answers_are_kept_by_no_cache_and_public_ones_may_be(anonymous, editor_client):
    public = factories.memorandum()
    draft = factories.memorandum(published_at=None)
    scheduled = factories.memorandum(published_at=timezone.now() + timedelta(days=1))
    paths = ["/", public.get_absolute_url(), draft.get_absolute_url(), scheduled.get_absolute_url()]

    seen_by_staff = [editor_client.get(path) for path in paths]
    seen_by_all = [anonymous.get(path) for path in paths]

    assert [response.status_code for response in seen_by_staff] == [200, 200, 200, 200]
    assert [response.headers.get("Cache-Control") for response in seen_by_staff] == ["no-store, private"] * 4
    assert [response.status_code for response in seen_by_all] == [200, 200, 404, 404]
    assert [response.headers.get("Cache-Control") for response in seen_by_all] == [None] * 4


HTTPS = """
import django
django.setup()
from django.test import Client, override_settings
simple = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # nothing is collected here
override_settings(STORAGES={"staticfiles": simple}).enable()
client = Client(headers={"host": "record.example.org"})
login = client.get("/admin/login/", secure=True)
plain = client.get("/admin/login/")
health = client.get("/healthz")
print(login.headers["Strict-Transport-Security"])
print([(name, cookie["secure"], cookie["path"], cookie["domain"]) for name, cookie in login.cookies.items()])
print(plain.status_code, plain.url, health.headers.get("Location"))
"""


def test_behind_https_browsers_are_shown_to_stay_there(tmp_path):
    environment = {
        **os.environ,  # with the secret of tests/settings.py
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "PUBLIC_URL": "https://record.example.org",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'db.sqlite3'}",
        "DATA_DIR": str(tmp_path),
    }
    (tmp_path / "static").mkdir()

    done = subprocess.run(
        [sys.executable, "-c", HTTPS],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "max-age=31536000; includeSubDomains; preload",
        "[('__Host-csrftoken', True, '/', '')]",
        "301 https://record.example.org/admin/login/ None",
    ]


def health(client):
    response = client.get("/healthz")
    return response.status_code, response.json(), response.headers.get("Retry-After")


@pytest.mark.django_db
def test_healthz_when_all_is_well(anonymous):
    assert health(anonymous) == (200, {"status": "ok", "database": "ok", "cache": "ok"}, None)


@pytest.mark.django_db
def test_healthz_when_the_database_is_down(anonymous, monkeypatch):
    def down(*args, **kwargs):
        raise OperationalError("synthetic: no connection at 10.0.0.1")

    monkeypatch.setattr(connection, "cursor", down)

    response = anonymous.get("/healthz")

    assert health(anonymous) == (503, {"status": "failed", "database": "failed", "cache": "ok"}, "5")
    assert b"10.0.0.1" not in response.content


@pytest.mark.parametrize("raised", [ConnectionError("synthetic"), TimeoutError("synthetic"), None])
@pytest.mark.django_db
def test_healthz_when_only_the_cache_is_down(raised, anonymous, monkeypatch):
    def down(*args, **kwargs):
        if raised:
            raise raised

    monkeypatch.setattr(type(cache._connections[cache._alias]), "get", down)

    assert health(anonymous) == (200, {"status": "ok", "database": "ok", "cache": "failed"}, None)


@pytest.mark.django_db
def test_healthz_is_kept_by_no_cache_and_sets_no_cookie(anonymous):
    response = anonymous.get("/healthz", headers={"accept-language": "ja"})

    assert response.headers["Cache-Control"] == "no-store"
    assert "accept-language" not in varies_by(response)
    assert not response.cookies


@pytest.mark.django_db
def test_refused_host_and_redirect_to_https_carry_the_headers(anonymous, settings):
    settings.SECURE_SSL_REDIRECT = True
    settings.ALLOWED_HOSTS = ["record.example.org"]

    refused = anonymous.get("/sources/", headers={"host": "evil.example"})
    redirected = anonymous.get("/sources/", headers={"host": "record.example.org"})

    assert (refused.status_code, redirected.status_code) == (400, 301)
    for response in (refused, redirected):
        assert OutermostMiddleware.HEADERS.items() <= response.headers.items()
        assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]


@pytest.mark.django_db
def test_health_is_shown_whatever_the_host_and_scheme(anonymous, settings):
    settings.SECURE_SSL_REDIRECT = True
    settings.ALLOWED_HOSTS = ["record.example.org"]

    response = anonymous.get("/healthz", headers={"host": "10.0.0.1"})

    assert (response.status_code, response.json()["status"]) == (200, "ok")
