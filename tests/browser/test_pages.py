"""What only a browser can tell: policy, width, contrast, keyboard, no scripts, the admin's widgets."""

import re
from datetime import date

import pytest
from django.urls import get_resolver, resolve

from cooperation.models import Memorandum
from events.models import Forum
from tests import factories
from tests.browser.conftest import IN_A_BROWSER, NARROW, WIDE, log_in

pytest.importorskip("playwright", reason="needs the `browser` extra: playwright")
pytest.importorskip("axe_playwright_python", reason="needs the `browser` extra: axe-playwright-python")

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

pytestmark = IN_A_BROWSER
PAGES = [
    "/",
    "/about/",
    "/method/",
    "/follow-through/",
    "/search/",
    "/sources/",
    "/sources/we-are-tomodachi-2017/",
    "/fairs/",
    "/fairs/innoprom/",
    "/fairs/innoprom/2017/",
    "/exhibitors/",
    "/forums/",
    "/forums/japan-russia-industrial-forum-2017/",
    "/areas/",
    "/areas/health/",
    "/occasions/",
    "/occasions/tokyo-december-2016/",
    "/memoranda/",
    "/memoranda/mazda-engine-plant-2016/",
    "/outcomes/",
    "/outcomes/tax-convention/",
    "/organizations/",
    "/organizations/kawasaki-heavy-industries/",
    "/people/hiroshige-seko/",
]
NO_SUCH_PAGE = "/no-such-page/"
NO_ROWS = "/memoranda/?q=nothing-like-it"
FOUND, NOT_FOUND = "/search/?q=innoprom", "/search/?q=kavasaki"
MISTAKEN = "/memoranda/?organization=JBIC&aera=energy"
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}


def test_every_kind_of_page_is_visited():
    apps = {"portal", "events", "cooperation"}
    names = {
        f"{namespace}:{name}"
        for namespace, (_prefix, resolver) in get_resolver().namespace_dict.items()
        if namespace in apps
        for name in resolver.reverse_dict
        if isinstance(name, str) and not name.endswith(("-csv", "-json"))
    }

    assert {resolve(path).view_name for path in PAGES} == names


@pytest.mark.parametrize("prefix", ["", "/ja", "/ru"])
def test_pages_raise_no_complaint_and_fit_360_pixels(prefix, open_page, record):
    page = open_page(NARROW)
    too_wide = []

    for path in [*PAGES, NO_ROWS, MISTAKEN, FOUND, NOT_FOUND]:
        assert page.goto(prefix + path).status == 200
        page.wait_for_load_state("networkidle")
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > NARROW["width"]:
            too_wide.append((path, width))

    assert page.complaints == []
    assert too_wide == []


def test_pages_fit_a_wide_screen_and_320_pixels(open_page, record):
    page = open_page()
    too_wide = []

    for width in (320, 1056, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        for path in PAGES:
            page.goto(path)
            if page.evaluate("document.documentElement.scrollWidth") > width:
                too_wide.append((path, width))

    assert too_wide == []


@pytest.mark.parametrize(("scheme", "viewport"), [("light", WIDE), ("dark", WIDE), ("light", NARROW)])
def test_pages_hold_to_the_accessibility_rules(scheme, viewport, open_page, record):
    page = open_page(viewport, color_scheme=scheme, bypass_csp=True)
    axe, found = Axe(), []

    for path in [*PAGES, NO_ROWS, NO_SUCH_PAGE]:
        page.goto(path)
        results = axe.run(page, options=RULES).response
        assert results["passes"]
        for rule in results["violations"]:
            node = rule["nodes"][0]
            found.append(
                f"{path}: {rule['id']} ({len(rule['nodes'])}): {node['html']} {node['failureSummary']}"
            )

    assert found == []


def test_skip_link_leads_to_the_content_by_keyboard(open_page, record):
    page = open_page()
    page.goto("/memoranda/")
    link = page.get_by_role("link", name="Skip to main content")

    hidden_before = link.bounding_box()["x"] < 0
    page.keyboard.press("Tab")
    expect(link).to_be_focused()
    expect(link).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")

    assert hidden_before
    expect(page.locator("#main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#main') !== null")


@pytest.mark.parametrize(
    "path", ["/fairs/innoprom/2017/", "/memoranda/mazda-engine-plant-2016/", "/outcomes/tax-convention/"]
)
def test_citation_shows_its_source_in_place_on_a_narrow_page(path, open_page, record):
    page = open_page(NARROW)
    page.goto(path)
    number = page.locator('a.cite[href^="#note-"]').first
    note = page.locator(number.get_attribute("href"))
    source = page.locator(number.get_attribute("href").replace("note", "source"))

    expect(note).to_be_hidden()
    number.click()

    expect(note).to_be_visible()
    expect(note).to_be_in_viewport(ratio=1)
    assert note.get_by_role("link").get_attribute("href") == source.get_by_role("link").first.get_attribute(
        "href"
    )
    apart = note.bounding_box()["y"] - number.bounding_box()["y"]
    assert -20 < apart < 300
    assert page.complaints == []


def test_citation_in_a_table_leads_to_the_list_of_sources(open_page, record):
    page = open_page(NARROW)
    page.goto("/memoranda/")
    number = page.locator("td a.cite, th a.cite").first
    source = page.locator(number.get_attribute("href"))

    number.click()

    expect(source).to_be_in_viewport()
    assert source.get_attribute("value") == number.inner_text()


def test_pages_say_the_same_without_scripts(open_page, record):
    plain, scripted = open_page(java_script_enabled=False), open_page()

    for path in PAGES:
        plain.goto(path)
        scripted.goto(path)

        assert plain.locator("h1").count() == 1
        assert plain.locator("body").inner_text() == scripted.locator("body").inner_text()


def choose(page, field, typed, label):
    """Pick `label` from the autocomplete of `field` after typing."""
    page.locator(f"select[name$={field}] + .select2 .select2-selection").last.click()
    page.locator(".select2-search--dropdown .select2-search__field").fill(typed)
    page.locator(".select2-results__option", has_text=label).click()


def test_memorandum_is_added_and_published_on_the_admin(open_page, record, publisher):
    page = open_page()
    log_in(page, publisher)
    page.goto("/admin/cooperation/memorandum/add/")

    page.locator("#id_title_en").press_sequentially("Synthetic understanding of the browser")
    expect(page.locator("#id_slug")).to_have_value("synthetic-understanding-of-the-browser")
    page.locator("#id_kind").select_option("memorandum")
    page.locator("#id_level").select_option("business")
    page.locator("#id_standing").select_option("confirmed")
    page.locator(".field-signed_on .datetimeshortcuts .date-icon, .date-icon").first.click()
    expect(page.locator(".calendarbox").first).to_be_visible()
    page.locator(".calendarbox:visible .calendarnav-previous").click()  # no document is signed in the future
    page.locator(".calendarbox td a:visible", has_text=re.compile("^16$")).first.click()
    chosen = date.fromisoformat(page.locator("#id_signed_on").input_value())
    page.locator("#id_signed_precision").select_option("day")
    choose(page, "source", "tomodachi 2016", "We Are Tomodachi")
    page.locator("#signatories-group .add-row a").click()
    choose(page, "organization", "KAWASAKI", "Kawasaki Heavy Industries")
    page.locator("#id_signatories-0-side").select_option("JP")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist .success")).to_contain_text("was added successfully")

    page.get_by_role("checkbox", name=re.compile("Synthetic understanding of the browser")).check()
    page.get_by_label("Action:").select_option("publish")
    page.get_by_role("button", name=re.compile("^(Go|Run)")).click()
    expect(page.get_by_role("heading", name="What changes for visitors")).to_be_visible()
    page.get_by_role("button", name="Publish the selected records").click()
    expect(page.locator(".messagelist .success")).to_have_text("1 record is public now.")

    memorandum = Memorandum.objects.published().get(slug="synthetic-understanding-of-the-browser")
    signatory = memorandum.signatories.get()
    assert (memorandum.signed_on, chosen.day) == (chosen, 16)
    assert (signatory.organization.slug, signatory.side.code) == ("kawasaki-heavy-industries", "JP")
    assert page.complaints == []


ONE_LINE = """cells => cells.every(cell => {
  const text = document.createRange();
  text.selectNodeContents(cell);
  return text.getClientRects().length === 1;
})"""


@pytest.mark.parametrize("language", ["ja", "ru"])
def test_admin_breaks_no_date_and_no_page(language, open_page, record, publisher):
    """A table of parts that is too wide scrolls by itself."""
    forum = Forum.objects.get(slug="mazda-plant-visit-2018")
    page = open_page()
    log_in(page, publisher)

    page.goto(f"/{language}/admin/cooperation/memorandum/")
    assert page.locator("#result_list .field-column").evaluate_all(ONE_LINE)
    assert page.locator(".results").evaluate("table => table.scrollWidth <= table.clientWidth")

    page.goto(f"/{language}/admin/events/forum/{forum.pk}/change/")
    assert page.evaluate("document.documentElement.scrollWidth") == WIDE["width"]


@pytest.mark.parametrize("language", ["", "/ja", "/ru"])
def test_form_of_a_draft_fits_a_phone(language, open_page, record, publisher):
    draft = factories.memorandum(published_at=None)
    page = open_page({"width": 390, "height": 844})
    log_in(page, publisher)

    page.goto(f"{language}/admin/cooperation/memorandum/{draft.pk}/change/")

    assert page.locator("#preview").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    delete = page.locator(".submit-row .deletelink").bounding_box()
    lowest = max(box["y"] for box in (one.bounding_box() for one in page.locator(".submit-row input").all()))
    assert delete["y"] > lowest + 40  # apart from the buttons that save
