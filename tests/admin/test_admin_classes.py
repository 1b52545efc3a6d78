"""Every kind of row has an admin class, in three languages, from its changelist to its deletion."""

import re
from html import escape

import pytest
from django.test import Client

from portal.roles import ADMINISTRATOR, READER
from tests import factories
from tests.admin.conftest import ADMINS, INLINES, OURS, admin_url, admin_url_of, every_admin
from tests.conftest import staff
from tests.markup import tight


def test_every_model_is_on_the_admin():
    parts = {inline.model for _desk, inline in INLINES}

    assert set(ADMINS) | parts == set(OURS)
    assert set(ADMINS) & parts == set()


@every_admin
def test_every_page_of_a_admin_shows_its_row(model, publisher_client, publisher):
    row = factories.FACTORIES[model]()
    row.refresh_from_db()
    link, name = f'href="{admin_url_of(row)}', escape(str(row))

    changelist = publisher_client.get(admin_url(model))
    add = publisher_client.get(admin_url(model, "add"))
    change = publisher_client.get(admin_url_of(row))
    history = publisher_client.get(admin_url_of(row, "history"))
    version = publisher_client.get(admin_url(model, "version", row.pk, row.history.get().pk))
    delete = publisher_client.get(admin_url_of(row, "delete"))

    assert [page.status_code for page in (changelist, add, change, history, version, delete)] == [200] * 6
    assert list(changelist.context["cl"].result_list) == [row]
    assert link in changelist.content.decode()
    assert (add.context["original"], change.context["original"]) == (None, row)
    assert [page.context["object"] for page in (history, delete)] == [row, row]
    assert [name in page.content.decode() for page in (add, change, history, version, delete)] == [
        False, True, True, True, True,
    ]  # fmt: skip


@every_admin
def test_delete_takes_the_row_and_keeps_its_history(model, publisher_client, publisher):
    row = factories.FACTORIES[model]()

    publisher_client.post(admin_url_of(row, "delete"), {"post": "yes"})

    assert not model.objects.exists()
    assert [entry.history_user for entry in model.history.filter(history_type="-")] == [publisher]


def test_history_says_in_which_language_each_text_is(publisher_client):
    row = factories.fair(name_ja="")
    row.name_ja = "仮の見本市"
    row.save()

    history = tight(publisher_client.get(admin_url_of(row, "history")).content.decode())
    version = publisher_client.get(admin_url(type(row), "version", row.pk, row.history.latest().pk))

    assert "<strong>Name [ja]: </strong>- → 仮の見本市" in history
    assert re.findall(r">(Name \[\w+\])<", version.content.decode()) == ["Name [en]", "Name [ja]"]


def test_view_on_site_leads_to_the_preview_of_a_draft(editor_client, anonymous):
    draft = factories.memorandum(published_at=None)
    address = draft.get_absolute_url()

    form = editor_client.get(admin_url_of(draft)).content.decode()
    links = re.findall(r'<a href="([^"]*)" class="viewsitelink"', form)
    preview = editor_client.get(address)

    assert links == [address]
    assert preview.status_code == 200
    assert "Only staff and people who have the link see this page." in preview.content.decode()
    assert preview.headers["Cache-Control"] == "no-store, private"
    assert anonymous.get(address).status_code == 404


def test_sector_has_no_page_to_view(publisher_client):
    form = publisher_client.get(admin_url_of(factories.sector())).content.decode()

    assert "viewsitelink" not in form


@pytest.mark.parametrize(("prefix", "language", "words"), [
    ("", "en", "Site administration"), ("/ja", "ja", "サイト管理"), ("/ru", "ru", "Администрирование сайта"),
])  # fmt: skip
def test_admin_speaks_three_languages(prefix, language, words, publisher_client):
    response = publisher_client.get(f"{prefix}/admin/")

    assert response.status_code == 200
    assert response.headers["Content-Language"] == language
    assert f'<html lang="{language}"' in response.content.decode()
    assert f"<h1>{words}</h1>" in response.content.decode()


def test_list_of_kinds_follows_role_and_language(editor_client, publisher_client):
    def kinds(client, path="/admin/"):
        return [
            (str(kind["name"]), kind["add_url"])
            for app in client.get(path).context["available_apps"]
            for kind in app["models"]
        ]

    reader, administrator = Client(), Client()
    reader.force_login(staff(READER))
    administrator.force_login(staff(ADMINISTRATOR))
    writes = kinds(editor_client)

    assert kinds(publisher_client) == kinds(editor_client) == writes
    assert kinds(reader) == [(name, None) for name, _url in writes]
    assert {name for name, _url in kinds(administrator)} - {name for name, _url in writes} == {
        "Groups",
        "Users",
    }
    assert ("企業・機関", "/ja/admin/portal/organization/add/") in kinds(editor_client, "/ja/admin/")
    assert kinds(editor_client) == writes
