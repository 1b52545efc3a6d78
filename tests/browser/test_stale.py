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
    theirs = open_page()
    mine = open_page(java_script_enabled=scripted, color_scheme=scheme, bypass_csp=True)
    for page, user in ((theirs, colleague), (mine, publisher)):
        log_in(page, user)
        page.goto(f"/admin/cooperation/memorandum/{memorandum.pk}/change/")

    theirs.locator("#id_summary_en").fill("of the colleague")
    theirs.locator("#id_place_en").fill("Kazan")
    office(row_of(theirs, "First")).fill("First office, of the colleague")
    row_of(theirs, "Second").get_by_role("checkbox").check()
    save(theirs)
    expect(theirs.locator(".messagelist .success")).to_contain_text("was changed successfully")

    mine.locator("#id_summary_en").fill("of the second")
    office(row_of(mine, "Second")).fill("Second office, of the second")
    row_of(mine, "Third").get_by_role("checkbox").check()
    if scripted:
        mine.locator("#signatories-group .add-row a").click()
        choose(mine, "organization", "Fourth", "Synthetic Fourth Works")
        mine.locator("#id_signatories-3-side").select_option("RU")
    save(mine)

    told = mine.get_by_role("alert")
    expect(told).to_contain_text("This was changed after you opened it. Your changes are not saved yet.")
    expect(told).to_contain_text("By colleague,")
    expect(told).to_be_focused()
    expect(told.get_by_role("row", name="Summary [en]")).to_have_text(
        "Summary [en] changed by both as it was of the colleague of the second", use_inner_text=False
    )
    expect(mine.locator("#id_summary_en")).to_have_value("of the second")
    expect(mine.locator("#id_summary_en")).to_have_attribute("aria-invalid", "true")
    expect(mine.locator("#id_place_en")).to_have_value("Kazan")
    expect(office(row_of(mine, "First"))).to_have_value("First office, of the colleague")
    expect(row_of(mine, "Third").get_by_role("checkbox")).to_be_checked()
    expect(row_of(mine, "Second")).to_have_count(0)
    assert mine.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if scripted:
        results = Axe().run(mine, context=".told", options=RULES).response
        assert (results["violations"], bool(results["passes"])) == ([], True)
    memorandum.refresh_from_db()
    assert memorandum.summary_en == "of the colleague"
    assert memorandum.signatories.count() == 2

    save(mine)

    expect(mine.locator(".messagelist .success")).to_contain_text("was changed successfully")
    memorandum.refresh_from_db()
    assert (memorandum.summary_en, memorandum.place_en) == ("of the second", "Kazan")
    parties = {party.organization.name_en: party.office_en for party in memorandum.signatories.all()}
    assert parties == {
        "Synthetic First Works": "First office, of the colleague",
        "Synthetic Second Works": "Second office, of the second",
        **({"Synthetic Fourth Works": ""} if scripted else {}),
    }
    assert theirs.complaints == []
    assert [text for text in mine.complaints if "409 (Conflict)" not in text] == []


def test_what_was_typed_into_a_deleted_document_can_be_copied(open_page, memorandum, publisher):
    page = open_page(bypass_csp=True)
    log_in(page, publisher)
    page.goto(f"/admin/cooperation/memorandum/{memorandum.pk}/change/")
    page.locator("#id_summary_en").fill("typed")
    Memorandum.objects.get().delete()

    save(page)

    told = page.get_by_role("alert")
    expect(told).to_contain_text("This was deleted after you opened it. Your changes were not saved.")
    expect(told.get_by_role("row", name="Summary [en]")).to_have_text("Summary [en] as it was typed")
    results = Axe().run(page, context=".told", options=RULES).response
    assert (results["violations"], bool(results["passes"])) == ([], True)
    assert [text for text in page.complaints if "410 (Gone)" not in text] == []
