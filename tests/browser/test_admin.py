"""The forms of the admin, wide and narrow, and with the keyboard alone."""

import pytest

from cooperation.models import Memorandum
from events.models import Exhibitor
from tests import factories
from tests.browser.conftest import IN_A_BROWSER, NARROW, WIDE, log_in

pytest.importorskip("playwright", reason="needs the `browser` extra: playwright")
pytest.importorskip("axe_playwright_python", reason="needs the `browser` extra: axe-playwright-python")

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.test_pages import RULES

pytestmark = IN_A_BROWSER

PLACES = """boxes => boxes.map(box => {
  const {left, top, height} = box.getBoundingClientRect();
  return [Math.round(left), Math.round(top), Math.round(height)];
})"""


@pytest.fixture
def memorandum(transactional_db):
    row = factories.memorandum(
        title_en="Synthetic understanding", title_ja="合成の覚書", summary_en="Synthetic. " * 60
    )
    factories.signatory(memorandum=row, person=factories.person(), office_en="Synthetic Chair")
    return row


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("viewport", "rows"), [(WIDE, 1), (NARROW, 3)], ids=["wide", "narrow"])
def test_languages_stand_side_by_side_or_below_each_other(
    viewport, rows, scheme, open_page, memorandum, publisher
):
    page = open_page(viewport, color_scheme=scheme, bypass_csp=True)
    log_in(page, publisher)
    page.goto(f"/admin/cooperation/memorandum/{memorandum.pk}/change/")
    page.wait_for_load_state("networkidle")

    for name in ("title", "summary", "signatories-0-office"):
        places = page.locator(f"[id^=id_{name}_]:is(input, textarea)").evaluate_all(PLACES)
        lefts, tops, heights = map(set, zip(*places, strict=True))
        assert (len(places), len(lefts), len(tops), len(heights)) == (3, 4 - rows, rows, 1)

    missing = page.locator("#id_title_ru")
    expect(missing).to_have_css("border-style", "dashed")
    expect(page.locator("#id_title_ja")).to_have_css("border-style", "solid")
    missing.fill("Синтетика")
    expect(missing).to_have_css("border-style", "solid")
    assert page.evaluate("document.documentElement.scrollWidth") == viewport["width"]
    results = Axe().run(page, context="#content-main", options=RULES).response
    assert [(one["id"], one["nodes"][0]["html"]) for one in results["violations"]] == []
    assert page.complaints == []


def tab_to(page, name):
    """Press Tab until the box of that name has the focus."""
    for _step in range(60):
        if page.evaluate("document.activeElement.name") == name:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {name}")


def tab_to_choice(page, label):
    """The same of a box to choose from, which is read out with its label."""
    box = page.get_by_role("combobox", name=label)
    for _step in range(60):
        if box.evaluate_all("boxes => boxes.includes(document.activeElement)"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {label}")


def choose(page, typed, label):
    page.keyboard.press("Enter")
    expect(page.locator(".select2-container--open .select2-search__field")).to_be_focused()
    page.keyboard.type(typed)
    expect(page.locator(".select2-results__option--highlighted")).to_have_text(label)
    page.keyboard.press("Enter")


def test_exhibitor_is_added_from_its_edition_with_the_keyboard_alone(open_page, transactional_db, publisher):
    edition, source = factories.edition(), factories.source()
    factories.organization(name_en="Synthetic Works", published_at=None)
    page = open_page()
    log_in(page, publisher)
    page.goto(f"/admin/events/edition/{edition.pk}/change/")

    page.get_by_role("link", name="Add exhibitor").press("Enter")
    page.wait_for_url("**/exhibitor/add/?**")
    page.wait_for_load_state("networkidle")
    expect(page.get_by_role("combobox", name="Edition:")).to_be_focused()
    tab_to_choice(page, "Organisation:")
    choose(page, "works", "Synthetic Works (Japan, company, draft)")
    tab_to_choice(page, "Source:")
    choose(page, source.slug, str(source))
    tab_to(page, "_addanother")
    page.keyboard.press("Enter")

    expect(page.locator(".messagelist .success")).to_contain_text("was added successfully")
    expect(page.locator("#id_edition option:checked")).to_have_text(str(edition))
    expect(page.locator("#id_source option:checked")).to_have_text(str(source))
    exhibitor = Exhibitor.objects.get()
    assert (exhibitor.edition, exhibitor.slug) == (edition, f"{edition.slug}-{exhibitor.organization.slug}")
    assert page.complaints == []


def test_party_that_is_added_is_where_the_keyboard_goes(open_page, memorandum, publisher):
    factories.organization(name_en="Synthetic Bank", country="RU", kind="fund")
    page = open_page()
    log_in(page, publisher)
    page.goto(f"/admin/cooperation/memorandum/{memorandum.pk}/change/")
    page.wait_for_load_state("networkidle")

    page.locator("#signatories-group .add-row a").press("Enter")
    expect(page.locator("#signatories-1").get_by_role("combobox", name="Organisation:")).to_be_focused()
    choose(page, "bank", "Synthetic Bank (Russia, bank or fund)")
    tab_to(page, "_save")
    page.keyboard.press("Enter")

    expect(page.locator(".messagelist .success")).to_contain_text("was changed successfully")
    sides = {
        party.organization.name_en: party.side.code for party in Memorandum.objects.get().signatories.all()
    }
    assert sides["Synthetic Bank"] == "RU"
    assert page.complaints == []
