"""The admin under the strict policy: whatever staff do there, the browser has nothing to refuse.

Steps are found by what does not depend on the language: each story is told in another one.
"""

import re
from datetime import date, time
from itertools import cycle

import pytest
from django.contrib import admin
from django.contrib.auth.models import User

from cooperation.models import Memorandum
from portal.models import Organization
from tests.admin.conftest import ADMINS, admin_url, admin_url_of
from tests.browser.conftest import IN_A_BROWSER, log_in

pytest.importorskip("playwright", reason="needs the `browser` extra: playwright")

from playwright.sync_api import expect

pytestmark = IN_A_BROWSER
LANGUAGES = ("", "/ja", "/ru")  # what stands before an address
CSV = {"name": "sheet.csv", "mimeType": "text/csv", "buffer": b"slug,name_en,kind\nworks,Works,company\n"}


def succeeded(page):
    expect(page.locator(".messagelist .success")).to_be_visible()


def test_what_the_policy_refuses_is_noticed(open_page, publisher):
    page = open_page()
    log_in(page, publisher)

    page.evaluate("document.body.setAttribute('style', 'color: red')")

    page.wait_for_load_state("networkidle")
    assert [complaint for complaint in page.complaints if "policy: style-src" in complaint]


def test_every_page_of_the_admin_keeps_to_the_policy(open_page, record):
    """Each kind's list, empty form, filled form, history and deletion; each kind in the next language."""
    page = open_page()
    log_in(page, User.objects.create_superuser("superuser", password="for tests only"))
    visited = []

    def visit(address):
        assert page.goto(address).status == 200, address
        visited.append(address)

    for model, prefix in zip(admin.site._registry, cycle(LANGUAGES), strict=False):
        row = model._default_manager.order_by("pk").last()
        visit(prefix + admin_url(model))
        if page.locator(".object-tools .addlink").count():
            visit(prefix + admin_url(model, "add"))
        if row is not None:
            visit(prefix + admin_url_of(row, "history"))
            visit(prefix + admin_url_of(row))
        if page.locator(".deletelink").count():
            visit(prefix + admin_url_of(row, "delete"))

    page.wait_for_load_state("networkidle")
    assert len(visited) >= 4 * len(ADMINS)
    assert page.complaints == []


def choose_by_keyboard(page, field, typed, label):
    """Pick a row from an autocomplete without the mouse."""
    page.locator(f"#id_{field} ~ .select2 .select2-selection").press("Enter")
    expect(page.locator(".select2-container--open .select2-search__field")).to_be_focused()
    page.keyboard.type(typed)
    expect(page.locator(".select2-results__option--highlighted")).to_contain_text(label)
    page.keyboard.press("Enter")


def test_document_is_written_with_the_widgets_of_its_form(open_page, record, publisher):
    page = open_page()
    log_in(page, publisher)
    page.goto(admin_url(Memorandum, "add"))

    page.locator("#id_title_en").press_sequentially("Synthetic understanding")
    for field, value in (("kind", "memorandum"), ("level", "business"), ("standing", "confirmed")):
        page.locator(f"#id_{field}").select_option(value)
    signed = page.locator(".form-row", has=page.locator("#id_signed_on"))
    signed.locator(".date-icon").first.click()
    page.locator(".calendarbox:visible .calendarnav-previous").click()
    page.locator(".calendarbox:visible td a", has_text=re.compile("^16$")).first.click()
    page.locator("#id_signed_precision").select_option("day")
    choose_by_keyboard(page, "source", "tomodachi 2016", "We Are Tomodachi")
    published = page.locator(".form-row", has=page.locator("#id_published_at_0"))
    published.locator(".datetimeshortcuts a").first.click()  # today
    published.locator(".clock-icon").click()
    page.locator(".clockbox:visible .timelist a").nth(2).click()
    page.locator("#signatories-group .add-row a").click()
    choose_by_keyboard(page, "signatories-0-organization", "KAWASAKI", "Kawasaki Heavy Industries")
    page.locator("#id_signatories-0-side").select_option("JP")
    page.locator("#signatories-group .add-row a").click()
    page.locator("#signatories-1 .inline-deletelink").click()
    chosen = (page.locator("#id_signed_on").input_value(), page.locator("#id_published_at_1").input_value())
    page.locator("[name=_continue]").click()
    succeeded(page)

    row = Memorandum.objects.get(slug="synthetic-understanding")
    assert (row.signed_on, row.published_at.time()) == (
        date.fromisoformat(chosen[0]), time.fromisoformat(chosen[1]),
    )  # fmt: skip
    assert [party.organization.slug for party in row.signatories.all()] == ["kawasaki-heavy-industries"]
    assert page.complaints == []


def test_sheets_filters_and_earlier_versions(open_page, record, publisher):
    page, prefix = open_page(), "/ja"
    log_in(page, publisher, prefix)

    page.locator("#attention a, .attention a").first.click()
    expect(page.locator("#changelist")).to_be_visible()

    page.goto(prefix + admin_url(Organization))
    page.locator("#changelist-filter a", has_text="ロシア").first.click()
    expect(page.locator("#result_list tbody tr").first).to_be_visible()
    page.locator("#searchbar").fill("gazprom")
    page.locator("#searchbar").press("Enter")
    page.wait_for_url(re.compile("q=gazprom"))
    with page.expect_download() as download:
        page.locator(".object-tools a[href*='export.xlsx']").click()
    assert download.value.suggested_filename == "organization.xlsx"

    page.locator(".object-tools a[href$='/import/']").click()
    page.locator("#id_import_file").set_input_files(CSV)
    page.locator("#content-main [type=submit]").click()
    page.locator("[name=confirm]").click()
    expect(page.locator("#content-main h2")).to_contain_text("sheet.csv")
    row = Organization.objects.get(slug="works")

    page.goto(prefix + admin_url_of(row))
    page.locator("#id_name_en").fill("Renamed")
    page.locator("[name=_continue]").click()
    succeeded(page)
    page.locator(".historylink").click()
    page.locator("#change-history tbody th a").last.click()
    expect(page.locator("#content")).to_contain_text("Works")
    page.go_back()
    page.locator("#content form [type=submit]").click()  # compares the two
    expect(page.locator("#content")).to_contain_text("Renamed")
    assert page.complaints == []


def test_action_password_and_log_out(open_page, record, publisher):
    page, prefix = open_page(), "/ru"
    log_in(page, publisher, prefix)

    page.goto(prefix + admin_url(Memorandum))
    page.locator("#action-toggle").check()
    page.locator("[name=action]").select_option("unpublish")
    page.locator("[name=index]").click()
    expect(page.locator("[name=confirmed]")).to_have_count(1)
    page.locator("#content [type=submit]").last.click()
    succeeded(page)
    assert Memorandum.objects.drafts().exists()

    page.goto(f"{prefix}/admin/password_change/")
    page.locator("#id_old_password").fill("for tests only")
    for name in ("new_password1", "new_password2"):
        page.locator(f"#id_{name}").fill("another-synthetic-1")
    page.locator("#content [type=submit]").click()
    page.wait_for_url("**/password_change/done/")
    page.locator("#logout-form [type=submit]").click()
    expect(page.locator("#logout-form")).to_have_count(0)
    publisher.refresh_from_db()
    assert publisher.check_password("another-synthetic-1")
    assert page.complaints == []
