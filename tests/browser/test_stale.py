"""Two people edit one document in two browsers, and nothing that either typed is lost."""

import pytest

from cooperation.models import Memorandum
from portal.roles import PUBLISHER
from tests import factories
from tests.browser.conftest import IN_A_BROWSER, log_in
from tests.conftest import staff

pytest.importorskip("playwright", reason="needs the `browser` extra: playwright")
pytest.importorskip("axe_playwright_python", reason="needs the `browser` extra: axe-playwright-python")

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.test_pages import RULES, choose

pytestmark = IN_A_BROWSER


@pytest.fixture
def memorandum(transactional_db):
    row = factories.memorandum(title_en="Synthetic understanding", summary_en="as it was", place_en="Tokyo")
    for name in ("First", "Second", "Third"):
        organization = factories.organization(name_en=f"Synthetic {name} Works")
        factories.signatory(memorandum=row, organization=organization, office_en=f"{name} office")
    factories.organization(name_en="Synthetic Fourth Works")
    return row


def row_of(page, name):
    return page.locator("#signatories-group .has_original", has_text=f"Synthetic {name} Works")


def office(row):
    return row.locator("[name$=-office_en]")


def save(page):
    page.get_by_role("button", name="Save", exact=True).click()


@pytest.mark.parametrize(
    ("scripted", "scheme"),
    [(True, "light"), (True, "dark"), (False, "light")],
    ids=["light", "dark", "plain"],
)
def test_two_people_edit_one_document(scripted, scheme, open_page, memorandum, publisher):
    colleague = staff(PUBLISHER, "colleague")
    other = open_page()
    own = open_page(java_script_enabled=scripted, color_scheme=scheme, bypass_csp=True)
    for page, user in ((other, colleague), (own, publisher)):
        log_in(page, user)
        page.goto(f"/admin/cooperation/memorandum/{memorandum.pk}/change/")

    other.locator("#id_summary_en").fill("of the colleague")
    other.locator("#id_place_en").fill("Kazan")
    office(row_of(other, "First")).fill("First office, of the colleague")
    row_of(other, "Second").get_by_role("checkbox").check()
    save(other)
    expect(other.locator(".messagelist .success")).to_contain_text("was changed successfully")

    own.locator("#id_summary_en").fill("of the second")
    office(row_of(own, "Second")).fill("Second office, of the second")
    row_of(own, "Third").get_by_role("checkbox").check()
    if scripted:
        own.locator("#signatories-group .add-row a").click()
        choose(own, "organization", "Fourth", "Synthetic Fourth Works")
        own.locator("#id_signatories-3-side").select_option("RU")
    save(own)

    shown = own.get_by_role("alert")
    expect(shown).to_contain_text("This was changed after you opened it. Your changes are not saved yet.")
    expect(shown).to_contain_text("By colleague,")
    expect(shown).to_be_focused()
    expect(shown.get_by_role("row", name="Summary [en]")).to_have_text(
        "Summary [en] changed by both as it was of the colleague of the second", use_inner_text=False
    )
    expect(own.locator("#id_summary_en")).to_have_value("of the second")
    expect(own.locator("#id_summary_en")).to_have_attribute("aria-invalid", "true")
    expect(own.locator("#id_place_en")).to_have_value("Kazan")
    expect(office(row_of(own, "First"))).to_have_value("First office, of the colleague")
    expect(row_of(own, "Third").get_by_role("checkbox")).to_be_checked()
    expect(row_of(own, "Second")).to_have_count(0)
    assert own.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if scripted:
        results = Axe().run(own, context=".conflict", options=RULES).response
        assert (results["violations"], bool(results["passes"])) == ([], True)
    memorandum.refresh_from_db()
    assert memorandum.summary_en == "of the colleague"
    assert memorandum.signatories.count() == 2

    save(own)

    expect(own.locator(".messagelist .success")).to_contain_text("was changed successfully")
    memorandum.refresh_from_db()
    assert (memorandum.summary_en, memorandum.place_en) == ("of the second", "Kazan")
    parties = {party.organization.name_en: party.office_en for party in memorandum.signatories.all()}
    assert parties == {
        "Synthetic First Works": "First office, of the colleague",
        "Synthetic Second Works": "Second office, of the second",
        **({"Synthetic Fourth Works": ""} if scripted else {}),
    }
    assert other.complaints == []
    assert [text for text in own.complaints if "409 (Conflict)" not in text] == []


def test_what_was_typed_into_a_deleted_document_can_be_copied(open_page, memorandum, publisher):
    page = open_page(bypass_csp=True)
    log_in(page, publisher)
    page.goto(f"/admin/cooperation/memorandum/{memorandum.pk}/change/")
    page.locator("#id_summary_en").fill("typed")
    Memorandum.objects.get().delete()

    save(page)

    shown = page.get_by_role("alert")
    expect(shown).to_contain_text("This was deleted after you opened it. Your changes were not saved.")
    expect(shown.get_by_role("row", name="Summary [en]")).to_have_text("Summary [en] as it was typed")
    results = Axe().run(page, context=".conflict", options=RULES).response
    assert (results["violations"], bool(results["passes"])) == ([], True)
    assert [text for text in page.complaints if "410 (Gone)" not in text] == []
