"""The admin leads to no other host, has no inline code, wants its token, and escapes markup."""

from html import escape
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.urls import reverse

from portal.models import Organization
from tests import factories
from tests.admin.conftest import act, admin_url, admin_url_of, every_admin, parts_of

MARKUP = "<script>alert(1)</script>"


@pytest.mark.parametrize("prefix", ["", "/ja", "/ru"])
def test_anonymous_is_sent_to_log_in_and_back(prefix, anonymous, editor):
    wanted = f"{prefix}/admin/cooperation/memorandum/?q=x"
    account = {"username": "editor", "password": "for tests only"}

    away = anonymous.get(wanted)
    back = anonymous.post(away.url, account)

    assert (away.status_code, away.url) == (
        302,
        f"{prefix}/admin/login/?next={prefix}/admin/cooperation/memorandum/%3Fq%3Dx",
    )
    assert (back.status_code, back.url) == (302, wanted)


@pytest.mark.parametrize(
    "evil",
    [
        "//evil.example",
        "https://evil.example/admin/",
        "/\\evil.example",
        "javascript:alert(1)",
        "\thttps://evil.example",
    ],
)
@pytest.mark.parametrize("where", ["address", "form"])
def test_log_in_leads_to_no_other_host(where, evil, anonymous, editor):
    account = {"username": "editor", "password": "for tests only"}
    address, more = ({"next": evil}, {}) if where == "address" else ({}, {"next": evil})

    response = anonymous.post("/admin/login/", {**account, **more}, query_params=address)

    assert (response.status_code, response.url) == (302, "/admin/")


class InlineCode(HTMLParser):
    """What the content security policy would refuse to run or to apply."""

    def __init__(self, html: str):
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        names = {name: value or "" for name, value in attrs}
        if (tag == "script" and "src" not in names) or tag == "style":
            self.found.append(self.get_starttag_text())
        if any(name == "style" or name.startswith("on") for name in names):
            self.found.append(self.get_starttag_text())
        if any(value.strip().lower().startswith(("javascript:", "data:")) for value in names.values()):
            self.found.append(self.get_starttag_text())


def test_inline_code_is_seen():
    bad = ['<p style="x">', '<a onclick="x">', '<a href="JavaScript:x">', "<style>", "<script>"]

    assert InlineCode('<script src="x"></script>'.join(bad[:4]) + "</style><script>").found == bad


def assert_strict(response):
    policy = response.headers["Content-Security-Policy"]
    assert "script-src 'self'; " in f"{policy}; "
    assert "style-src 'self'; " in f"{policy}; "
    assert "unsafe" not in policy
    assert InlineCode(response.content.decode()).found == []
    assert "no-store" in response.headers["Cache-Control"].split(", ")


@every_admin
def test_pages_of_a_admin_hold_to_the_policy(model, publisher_client):
    row = factories.FACTORIES[model]()
    parts_of(row)
    pages = [
        (admin_url(model), {}),
        (admin_url(model), {"q": "nothing like it"}),
        (admin_url(model, "add"), {}),
        (admin_url(model, "add"), {"_popup": 1}),
        (admin_url_of(row), {}),
        (admin_url_of(row, "history"), {}),
        (admin_url(model, "version", row.pk, row.history.first().pk), {}),
        (admin_url_of(row, "delete"), {}),
    ]

    for path, data in pages:
        response = publisher_client.get(path, data)

        assert response.status_code == 200
        assert_strict(response)


@pytest.mark.parametrize(
    "page", ["index", "password_change", "auth_user_changelist", "auth_user_add", "auth_group_add"]
)
def test_general_pages_hold_to_the_policy(page, admin_client):
    response = admin_client.get(reverse(f"admin:{page}"))

    assert response.status_code == 200
    assert_strict(response)


@pytest.mark.django_db
def test_log_in_and_out_hold_to_the_policy(anonymous, publisher_client):
    login = anonymous.get("/admin/login/")
    refused = anonymous.post("/admin/login/", {"username": MARKUP, "password": "x"})
    logout = publisher_client.post("/admin/logout/")

    for response in (login, refused, logout):
        assert response.status_code == 200
        assert_strict(response)


def test_post_without_a_token_is_refused(publisher):
    row = factories.organization(name_en="Synthetic Before", published_at=None)
    client = Client(enforce_csrf_checks=True)
    client.force_login(publisher)
    typed = {"name_en": "Synthetic After", "slug": row.slug, "kind": "company"}
    posts = [
        (admin_url(Organization, "add"), {**typed, "slug": "more"}),
        (admin_url_of(row), typed),
        (admin_url_of(row, "delete"), {"post": "yes"}),
        (admin_url(Organization), {"action": "publish", "_selected_action": [row.pk]}),
        (reverse("admin:logout"), {}),
    ]

    answers = [client.post(path, data).status_code for path, data in posts]

    assert answers == [403] * 5
    assert list(Organization.objects.values_list("name_en", "published_at")) == [("Synthetic Before", None)]
    assert client.get(admin_url(Organization)).status_code == 200


def test_markup_in_a_name_is_escaped_everywhere(publisher_client, anonymous):
    row = factories.organization(name_en=f"Synthetic {MARKUP}", aliases=MARKUP)
    row.name_en = f"{MARKUP} renamed"
    row.save()
    signatory = factories.signatory(organization=row)
    admin_pages = [
        admin_url(Organization),
        admin_url_of(row),
        admin_url_of(row, "history"),
        admin_url_of(row, "delete"),
        admin_url_of(signatory.memorandum),
    ]
    public_pages = [row.get_absolute_url(), signatory.memorandum.get_absolute_url(), "/organizations/", "/"]

    pages = [publisher_client.get(path).content.decode() for path in admin_pages]
    pages += [anonymous.get(path).content.decode() for path in public_pages]
    draft = factories.organization(name_en=MARKUP, source=None, published_at=None)
    chosen = {"_selected_action": [row.pk, draft.pk], "action": "publish"}
    pages.append(publisher_client.post(admin_url(Organization), chosen).content.decode())
    shown = act(publisher_client, "publish", draft)

    assert [MARKUP in page for page in pages] == [False] * 10
    assert [escape(MARKUP) in page for page in pages] == [True] * 10
    assert any(text.startswith(f"{MARKUP}: not changed.") for _level, text in shown)
