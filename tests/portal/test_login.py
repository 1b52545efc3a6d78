"""Signing in: closed after a few tries by user and address together; sessions that end."""

import re
from datetime import timedelta
from unittest import mock

import pytest
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib import admin
from django.contrib.auth import hashers, password_validation
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.migrations.loader import MigrationLoader
from django.test import Client, RequestFactory
from django.utils import timezone

from portal.accounts import client_address
from tests.admin.test_security import assert_strict
from tests.markup import tight

PASSWORD, WRONG = "for tests only", "synthetic, and wrong"
LOGIN = {"en": "/admin/login/", "ja": "/ja/admin/login/", "ru": "/ru/admin/login/"}
LIMIT, MINUTES = 5, 15


def try_to_log_in(client, name="editor", password=WRONG, language="en", **headers):
    return client.post(LOGIN[language], {"username": name, "password": password}, **headers)


def shut_out(client, name="editor", **headers):
    """Fail as often as it takes; the statuses of the answers."""
    return [try_to_log_in(client, name, **headers).status_code for _try in range(LIMIT)]


def logged_in(client) -> bool:
    return client.get("/admin/").status_code == 200


@pytest.fixture
def later(monkeypatch):
    """Let time pass."""
    now = timezone.now

    def passed(**time):
        monkeypatch.setattr("django.utils.timezone.now", lambda: now() + timedelta(**time))
        monkeypatch.setattr("axes.handlers.proxy.now", lambda: now() + timedelta(**time))

    return passed


# How often


def test_account_is_closed_to_an_address_after_a_few_tries(anonymous, editor):
    assert shut_out(anonymous) == [200] * (LIMIT - 1) + [429]
    assert try_to_log_in(anonymous, password=PASSWORD).status_code == 429
    assert not logged_in(anonymous)


@pytest.mark.django_db
def test_another_browser_or_language_gains_no_tries(anonymous):
    answers = [
        try_to_log_in(anonymous, language=language, headers={"user-agent": f"synthetic {number}"}).status_code
        for number, language in enumerate(["en", "ja", "ru", "en", "ja"])
    ]

    assert answers == [200, 200, 200, 200, 429]


def test_others_behind_the_same_proxy_keep_working(anonymous, editor, publisher):
    shut_out(anonymous)

    other = Client()
    assert try_to_log_in(other, "publisher", PASSWORD).status_code == 302
    assert logged_in(other)


def test_same_account_keeps_working_at_another_address(anonymous, editor):
    shut_out(anonymous, REMOTE_ADDR="192.0.2.1")

    assert try_to_log_in(anonymous, password=PASSWORD, REMOTE_ADDR="192.0.2.1").status_code == 429
    assert try_to_log_in(anonymous, password=PASSWORD, REMOTE_ADDR="192.0.2.2").status_code == 302


def test_account_is_open_again_after_the_time_that_was_stated(anonymous, editor, later):
    shut_out(anonymous)
    later(minutes=MINUTES - 1)
    early = try_to_log_in(anonymous, password=PASSWORD).status_code  # and does not begin the time anew
    later(minutes=MINUTES, seconds=10)

    assert (early, try_to_log_in(anonymous, password=PASSWORD).status_code) == (429, 302)


def test_success_forgets_the_failures_before(anonymous, editor):
    for _try in range(LIMIT - 1):
        try_to_log_in(anonymous)
    try_to_log_in(anonymous, password=PASSWORD)

    assert AccessAttempt.objects.count() == 0
    assert try_to_log_in(anonymous).status_code == 200


@pytest.mark.django_db
def test_old_failures_are_deleted_with_the_next(anonymous, later):
    shut_out(anonymous, "first")
    later(minutes=MINUTES + 1)
    try_to_log_in(anonymous, "second")

    assert list(AccessAttempt.objects.values_list("username", "failures_since_start")) == [("second", 1)]


def test_nothing_is_kept_of_who_signed_in_and_no_secret_of_who_failed(editor):
    client = Client()
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', client.get(LOGIN["en"]).content.decode())[1]
    client.post(LOGIN["en"], {"username": "editor", "password": "a secret", "csrfmiddlewaretoken": token})
    (kept,) = AccessAttempt.objects.values()
    try_to_log_in(client, password=PASSWORD)
    client.post("/admin/logout/")

    assert not {"a secret", token} & set(re.findall(r"[^=\n]+", "\n".join(map(str, kept.values()))))
    assert (AccessLog.objects.count(), AccessFailureLog.objects.count()) == (0, 0)
    assert [model for model in admin.site._registry if model._meta.app_label == "axes"] == []


# Known and unknown names


def body(response, name):
    """What an answer says, without the token and the name typed."""
    text = re.sub(r'csrfmiddlewaretoken" value="\w+"', "", response.content.decode())
    return text.replace(name, "NAME")


@pytest.fixture
def accounts(editor):
    """Names that are to be answered alike: of staff, of nobody, of accounts that may not sign in."""
    User.objects.create_user("away", password=PASSWORD, is_staff=True, is_active=False)
    User.objects.create_user("guest", password=PASSWORD)
    User.objects.create_user("keyless", is_staff=True)
    return {"editor": WRONG, "nobody": WRONG, "away": PASSWORD, "guest": PASSWORD, "keyless": WRONG}


def test_known_and_unknown_names_are_answered_alike(accounts):
    answers = {
        name: [try_to_log_in(Client(), name, password) for _try in range(LIMIT + 1)]
        for name, password in accounts.items()
    }

    shown = {
        name: [(response.status_code, body(response, name)) for response in responses]
        for name, responses in answers.items()
    }
    assert all(shown[name] == shown["nobody"] for name in shown)
    assert [status for status, _body in shown["nobody"]] == [200] * (LIMIT - 1) + [429] * 2


def test_known_and_unknown_names_cost_alike(accounts):
    hasher = hashers.get_hasher()
    work = {}
    for name, password in accounts.items():
        with mock.patch.object(
            type(hasher), "encode", autospec=True, side_effect=type(hasher).encode
        ) as encode:
            try_to_log_in(Client(), name, password)
        work[name] = encode.call_count

    assert set(work.values()) == {1}, work


# A busy database


def test_failed_log_in_is_answered_while_the_database_is_busy(anonymous, editor):
    def busy(execute, sql, *arguments):
        if "axes_accessattempt" in sql and not sql.startswith("SELECT"):
            raise OperationalError("database is locked")
        return execute(sql, *arguments)

    with connection.execute_wrapper(busy):
        response = try_to_log_in(anonymous)

    assert response.status_code == 200
    assert "Please enter the correct username and password" in response.content.decode()
    assert AccessAttempt.objects.count() == 0


# Addresses


@pytest.mark.parametrize(
    ("proxies", "forwarded", "own", "address"),
    [
        pytest.param(0, None, "192.0.2.9", "192.0.2.9", id="no proxy"),
        pytest.param(0, "203.0.113.1", "192.0.2.9", "192.0.2.9", id="header of no proxy"),
        pytest.param(1, "203.0.113.1", "192.0.2.9", "203.0.113.1", id="proxy"),
        pytest.param(1, "198.51.100.7, 203.0.113.1", "192.0.2.9", "203.0.113.1", id="written by the visitor"),
        pytest.param(2, "198.51.100.7, 203.0.113.1, 192.0.2.8", "192.0.2.9", "203.0.113.1", id="two proxies"),
        pytest.param(2, "203.0.113.1", "192.0.2.9", "192.0.2.9", id="past a proxy"),
        pytest.param(1, None, "192.0.2.9", "192.0.2.9", id="past the proxy"),
        pytest.param(1, "unknown", "192.0.2.9", "192.0.2.9", id="no address"),
        pytest.param(1, "203.0.113.1", "", "203.0.113.1", id="proxy at a socket"),
        pytest.param(0, None, "", "::", id="socket"),
        pytest.param(0, None, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::", id="network of IPv6"),
        pytest.param(0, None, "::ffff:192.0.2.9", "192.0.2.9", id="IPv4 within IPv6"),
    ],
)
def test_address_is_the_one_that_the_trusted_proxies_tell(settings, proxies, forwarded, own, address):
    settings.TRUSTED_PROXIES = proxies
    headers = {"x-forwarded-for": forwarded} if forwarded else {}

    assert client_address(RequestFactory().get("/", REMOTE_ADDR=own, headers=headers)) == address


def test_forged_header_gains_no_tries(anonymous, editor):
    answers = [
        try_to_log_in(anonymous, headers={"x-forwarded-for": f"192.0.2.{number}"}).status_code
        for number in range(LIMIT)
    ]

    assert answers[-1] == 429


def test_visitors_behind_a_trusted_proxy_are_shown_apart(anonymous, editor, settings):
    settings.TRUSTED_PROXIES = 1
    shut_out(anonymous, headers={"x-forwarded-for": "203.0.113.1"})

    other = try_to_log_in(anonymous, password=PASSWORD, headers={"x-forwarded-for": "203.0.113.2"})

    assert other.status_code == 302


@pytest.mark.parametrize("address", ["", "garbage", "2001:db8::1"])
@pytest.mark.django_db
def test_any_address_is_counted(anonymous, address):
    assert shut_out(anonymous, REMOTE_ADDR=address)[-1] == 429


# The pages


@pytest.mark.parametrize("language", LOGIN)
@pytest.mark.django_db
def test_page_of_a_closed_account(language, anonymous):
    shut_out(anonymous, "<b>nobody</b>")

    response = try_to_log_in(anonymous, "<b>nobody</b>", language=language)

    text = response.content.decode()
    assert (response.status_code, response.headers["Retry-After"]) == (429, str(MINUTES * 60))
    assert response.headers["Content-Language"] == language
    assert f'<html lang="{language}"' in text
    assert str(MINUTES) in re.sub(r"<[^>]*>", "", text)
    assert f'href="{LOGIN[language]}"' in text
    assert_strict(response)


@pytest.mark.parametrize("language", LOGIN)
@pytest.mark.django_db
def test_log_in_page_leads_to_the_other_languages(language, anonymous):
    response = anonymous.get(LOGIN[language], {"next": "/admin/auth/user/"})

    links = re.findall(r'href="([^"]+)" hreflang="(\w+)"', tight(response.content.decode()))
    assert links == [(f"{path}?next=%2Fadmin%2Fauth%2Fuser%2F", code) for code, path in LOGIN.items()]
    assert_strict(response)


# Passwords


@pytest.mark.parametrize(
    "password",
    [
        pytest.param("ab7-kd9-xq2", id="eleven characters"),
        pytest.param("q1w2e3r4t5y6", id="common"),
        pytest.param("synthetic.editor", id="the account's name"),
        pytest.param("472916385016", id="numeric"),
    ],
)
def test_weak_password_is_refused(password):
    with pytest.raises(ValidationError) as refusal:
        password_validation.validate_password(password, User(username="synthetic.editor"))

    assert len(refusal.value.messages) == 1


def test_password_of_twelve_characters_is_accepted():
    assert password_validation.validate_password("ab7-kd9-xq2-", User(username="synthetic.editor")) is None


# Sessions


def test_session_ends_on_logging_out(anonymous, editor):
    try_to_log_in(anonymous, password=PASSWORD)
    thief = Client()
    thief.cookies = anonymous.cookies.copy()
    assert logged_in(thief)

    anonymous.post("/admin/logout/")

    assert not logged_in(thief)


def test_other_sessions_end_when_the_password_changes(anonymous, editor):
    other = Client()
    for client in (anonymous, other):
        try_to_log_in(client, password=PASSWORD)
    new = "another one for tests"

    anonymous.post(
        "/admin/password_change/", {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    )

    assert (logged_in(anonymous), logged_in(other)) == (True, False)


@pytest.mark.parametrize("lost", ["is_active", "is_staff"])
def test_account_that_is_closed_is_out_at_the_next_request(lost, anonymous, editor):
    try_to_log_in(anonymous, password=PASSWORD)
    assert logged_in(anonymous)

    User.objects.filter(pk=editor.pk).update(**{lost: False})

    assert not logged_in(anonymous)


def test_session_ends_twelve_hours_after_the_log_in_whatever_is_written_to_it(anonymous, editor, later):
    try_to_log_in(anonymous, password=PASSWORD)
    later(hours=11)
    session = anonymous.session
    session["anything"] = True
    session.save()
    assert logged_in(anonymous)

    later(hours=12, seconds=10)

    assert not logged_in(anonymous)


def test_ended_sessions_are_deleted_when_the_portal_starts(anonymous, editor, later):
    MigrationLoader(None)  # migrations keep the clock that is there when they are imported
    try_to_log_in(anonymous, password=PASSWORD)
    later(hours=13)

    with mock.patch("portal.management.commands.setup.call_command") as called:
        call_command("setup")

    assert mock.call("clearsessions") in called.mock_calls
    call_command("clearsessions")
    assert Session.objects.count() == 0
