"""Lists as a visitor uses them: by keyboard, without scripts, on a phone, down to the downloaded file."""

import csv

import pytest

from tests.browser.conftest import IN_A_BROWSER, NARROW

pytest.importorskip("playwright", reason="needs the `browser` extra: playwright")

from playwright.sync_api import expect

pytestmark = IN_A_BROWSER


def tab_to(page, selector: str) -> None:
    """Press Tab until the element has the focus, as somebody without a mouse does."""
    for _ in range(150):
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never reaches {selector}")


@pytest.mark.parametrize("viewport", [NARROW, {"width": 1280, "height": 900}], ids=["narrow", "wide"])
def test_documents_are_narrowed_and_downloaded_by_keyboard_without_scripts(
    viewport, open_page, record, tmp_path
):
    """All energy documents signed in December 2016 to which JBIC is a party, as a CSV."""
    page = open_page(viewport, java_script_enabled=False)
    page.goto("/memoranda/")
    if viewport is NARROW:
        tab_to(page, ".filters summary")
        page.keyboard.press("Enter")
    tab_to(page, "input[name=area][value=energy]")
    page.keyboard.press("Space")
    tab_to(page, "input[name=organization]")
    page.keyboard.type("jbic")
    tab_to(page, "input[name=signed_after]")
    page.keyboard.type("2016-12")
    tab_to(page, "input[name=signed_before]")
    page.keyboard.type("2016-12")
    page.keyboard.press("Enter")

    expect(page.locator(".active-filters")).to_contain_text("1 document in Energy")
    expect(page.locator(".active-filters")).to_contain_text(
        "to which Japan Bank for International Cooperation"
    )
    expect(page.locator("tbody tr")).to_have_count(1)
    tab_to(page, ".formats a[download]")
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    rows = list(csv.DictReader(file.read_text("utf-8-sig").splitlines()))
    assert [(row["id"], row["parties"], row["signed"]) for row in rows] == [
        ("jbic-gazprom-2016", "JP:jbic; RU:gazprom", "2016-12"),
    ]
    assert file.name == "memoranda.csv"


def test_word_of_the_sentence_is_removed_by_keyboard(open_page, record):
    page = open_page()
    page.goto("/memoranda/?area=energy&occasion=tokyo-december-2016")

    tab_to(page, ".active-filters a.word")
    page.keyboard.press("Enter")

    page.wait_for_url("**/memoranda/?occasion=tokyo-december-2016")
    expect(page.locator(".active-filters")).to_contain_text("35 documents signed at Tokyo, December 2016")


def test_words_of_a_name_lead_to_the_organisation(open_page, record):
    page = open_page(NARROW, java_script_enabled=False)
    page.goto("/memoranda/?organization=international+cooperation")

    expect(page.get_by_text("Nothing is listed because the request contains an error.")).to_be_visible()
    page.get_by_role("link", name="Japan Bank for International Cooperation").click()

    page.wait_for_url("**/memoranda/?organization=jbic")
    expect(page.locator("tbody tr")).to_have_count(7)


def test_search_works_on_a_phone_without_scripts(open_page, record):
    page = open_page(NARROW, java_script_enabled=False)
    page.goto("/memoranda/")

    page.locator(".filters summary").click()
    page.get_by_label("Words", exact=True).fill("MAZDA")
    page.keyboard.press("Enter")

    links = page.locator("tbody th a[href^='/memoranda/']")
    expect(links).to_have_count(1)
    assert links.get_attribute("href") == "/memoranda/mazda-engine-plant-2016/"
