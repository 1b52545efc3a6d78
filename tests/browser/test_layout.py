"""What is told by its place on the page: the years of a timeline, the editions of a fair side by side."""

import pytest

from tests import factories
from tests.browser.conftest import IN_A_BROWSER, NARROW, WIDE

pytest.importorskip("playwright", reason="needs the `browser` extra: playwright")
pytest.importorskip("axe_playwright_python", reason="needs the `browser` extra: axe-playwright-python")

import itertools

from axe_playwright_python.sync_playwright import Axe

pytestmark = IN_A_BROWSER
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}


@pytest.fixture
def dossier(transactional_db) -> str:
    """A timeline with something of every kind, sources enough to fill the margin, and nothing undated."""
    organization = factories.organization(slug="synthetic")
    organization.more_sources.set(factories.source(title="A long title of a source " * 4) for _ in range(4))
    fair = factories.fair()
    for year in (2015, 2016, 2017):
        edition = factories.edition(fair=fair, year=year)
        factories.exhibitor(organization=organization, edition=edition, shown_en="a robot " * 12)
    factories.appearance(organization=organization, forum=factories.forum(edition=edition))
    document = factories.signatory(organization=organization).memorandum
    factories.signatory(memorandum=document, side="RU")
    for stated in (True, False):
        link = factories.outcome_link(memorandum=document, stated=stated)
        factories.step(outcome=link.outcome, note_en="Synthetic note")
    factories.outcome_link(memorandum=document)
    return "/organizations/synthetic/"


@pytest.fixture
def fair(transactional_db) -> str:
    fair = factories.fair(slug="synthetic")
    for year in range(2010, 2022):
        edition = factories.edition(fair=fair, year=year, state="cancelled" if year == 2020 else "held")
        for measure in ("exhibitors", "visitors"):
            if year % 3:
                factories.edition_figure(edition=edition, measure=measure, basis_en="badges issued " * 5)
                factories.edition_figure(edition=edition, measure=measure)
    return "/fairs/synthetic/"


def box(page, selector: str, nth: int = 0) -> dict:
    return page.locator(selector).nth(nth).bounding_box()


@pytest.mark.parametrize("viewport", [NARROW, WIDE], ids=["narrow", "wide"])
def test_year_stands_over_its_entries_or_at_their_left(viewport, open_page, dossier):
    page = open_page(viewport)
    page.goto(dossier)

    for nth in range(4):  # 2015, 2016, 2017 and the undated
        year, entry = box(page, ".year h3", nth), box(page, ".year > ol", nth)
        if viewport is NARROW:
            assert year["y"] + year["height"] <= entry["y"]
            assert year["x"] == entry["x"]
        else:
            assert year["x"] + year["width"] <= entry["x"]
            assert abs(year["y"] - entry["y"]) < 20


def test_sources_in_the_margin_cover_neither_each_other_nor_the_text(open_page, dossier):
    page = open_page()
    page.goto(dossier)

    notes = [one for one in (note.bounding_box() for note in page.locator(".note").all()) if one]

    assert len(notes) > 6
    for above, below in itertools.pairwise(notes):
        assert above["y"] + above["height"] <= below["y"]
    text = box(page, ".year")
    assert min(note["x"] for note in notes) >= text["x"] + text["width"]


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_years_of_a_fair_scroll_beside_the_heads_of_the_rows(width, open_page, fair):
    page = open_page({"width": width, "height": 900}, java_script_enabled=False)
    page.goto(fair)
    scroller, head = page.locator(".scroll"), page.locator("tbody th").last
    before, last = head.bounding_box()["x"], page.locator("thead th").last
    assert last.bounding_box()["x"] > width

    scroller.focus()
    page.keyboard.press("Control+End")
    for _ in range(60):
        page.keyboard.press("ArrowRight")
    page.wait_for_timeout(500)

    assert head.bounding_box()["x"] == before
    latest = last.bounding_box()
    assert latest["x"] >= before + head.bounding_box()["width"] - 1
    assert latest["x"] + latest["width"] <= width


@pytest.mark.parametrize(("scheme", "viewport"), [("light", WIDE), ("dark", WIDE), ("light", NARROW)])
def test_dense_pages_hold_to_the_accessibility_rules_and_fit(scheme, viewport, open_page, dossier, fair):
    page = open_page(viewport, color_scheme=scheme, bypass_csp=True)

    for path in (dossier, fair):
        page.goto(path)
        results = Axe().run(page, options=RULES).response
        assert results["passes"]
        assert [(rule["id"], rule["nodes"][0]["html"]) for rule in results["violations"]] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]


def test_printed_table_of_editions_names_the_year_of_each_cell(open_page, fair):
    page = open_page({"width": 794, "height": 1123})
    page.goto(fair)
    page.emulate_media(media="print")

    last = page.locator("tbody tr").last.locator("td").last
    assert last.evaluate("cell => getComputedStyle(cell, '::before').content") == '"2021"'
    place = last.bounding_box()
    assert place["x"] + place["width"] <= 794
