"""Every public page of the real record, in every language: sourced, titled, linked, and well-headed."""

import re
from collections import defaultdict
from html import unescape
from urllib.parse import urldefrag, urljoin

import pytest
from django.utils import translation
from django.utils.translation import gettext as _

from cooperation.models import Area, Memorandum, Plan
from portal.middleware import OutermostMiddleware
from portal.models import Figure, record_models
from tests.crawl import ALIKE, LANGUAGES, LATIN, Site, get, own_texts

pytestmark = pytest.mark.django_db


each_language = ["en", *(pytest.param(language, marks=pytest.mark.slow) for language in ("ja", "ru"))]


@pytest.fixture(scope="module", params=each_language)
def site(request, record, django_db_blocker):
    with django_db_blocker.unblock(), translation.override("en"):
        return Site(request.param)


def test_every_page_answers(site):
    pages = site.pages

    assert {address: page.status for address, page in pages.items() if page.status != 200} == {}
    assert {page.lang for page in pages.values()} == {site.language}
    assert [address for address in pages if not address.startswith(site.prefix)] == []
    assert len(pages) > 100


def test_every_page_has_one_heading(site):
    headings = {address: page.headings for address, page in site.pages.items()}

    assert {a: found for a, found in headings.items() if len(found) != 1 or not found[0].strip()} == {}


def test_every_title_is_unique(site):
    titles = defaultdict(list)
    for address, page in site.pages.items():
        titles[" ".join(page.title.split())].append(address)

    assert {title: addresses for title, addresses in titles.items() if len(addresses) > 1} == {}
    assert "" not in titles


def test_every_page_of_a_record_cites_a_source(site):
    pages = site.pages
    leading = re.compile(r"(/ja|/ru)?/sources/[-\w]+/")

    bare = [
        address
        for address in site.statements
        if not any(leading.fullmatch(link) for link in pages[address].links)
    ]

    assert bare == []


def test_every_citation_stands_in_the_list_of_sources(site):
    """A number that is cited is explained, and no source is listed that nothing cites."""
    for address, page in site.pages.items():
        cited = set(re.findall(r'<a class="cite" href="#note-(\d+)"', page.body))
        cited |= set(re.findall(r'<a class="cite" href="#source-(\d+)"', page.body))
        listed = {name.removeprefix("source-") for name in page.ids if re.fullmatch(r"source-\d+", name)}

        assert cited == listed, address


def test_every_page_is_safe_for_shared_caches(site):
    for address, page in site.pages.items():
        vary = {name.strip().lower() for name in page.headers.get("Vary", "").split(",")}

        assert "Set-Cookie" not in page.headers, address
        # the page of a record shows staff a draft that visitors do not see
        assert ("cookie" in vary) == (address in site.statements), address
        assert "accept-language" not in vary, address
        assert page.headers["Content-Language"] == site.language, address


def test_every_page_has_the_security_headers(site):
    wanted = {
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "strict-origin-when-cross-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": OutermostMiddleware.HEADERS["Permissions-Policy"],
    }
    for address, page in site.pages.items():
        policy = page.headers["Content-Security-Policy"]

        assert {name: page.headers.get(name) for name in wanted} == wanted, address
        assert "default-src 'none'" in policy, address
        assert "frame-ancestors 'none'" in policy, address
        assert "unsafe-inline" not in policy, address
        assert "unsafe-eval" not in policy, address


def test_every_id_is_unique_on_its_page(site):
    doubled = {
        address: sorted(name for name, times in page.ids.items() if times > 1)
        for address, page in site.pages.items()
    }

    assert {address: names for address, names in doubled.items() if names} == {}


def test_every_link_leads_somewhere(site):
    broken = defaultdict(list)
    for address, page in site.pages.items():
        for link in page.links:
            if "://" in link:
                continue
            target, fragment = urldefrag(urljoin(address, link))
            reached = site.page(target)
            if target.startswith(f"{site.prefix}admin/"):
                if reached.status != 302 or "/login/" not in reached.headers["Location"]:
                    broken[link].append(address)
            elif reached.status != 200 or (fragment and fragment not in reached.ids):
                broken[link].append(address)

    assert dict(broken) == {}


def test_links_stay_in_the_language(site):
    others = tuple(f"/{language}/" for language in LANGUAGES if language != site.language)
    strays = {
        (address, link)
        for address, page in site.pages.items()
        for link in page.links
        if link.startswith("/")
        and not link.startswith(("/static/", "/media/"))
        and (not link.startswith(site.prefix) or link.startswith(others))
    }

    assert strays == set()


CITED = re.compile(r'<a class="cite" href="#(note|source)-')
FIGURE = re.compile(r'<(p|div) class="figure.*?</\1>', re.DOTALL)


def test_every_reported_number_keeps_its_words_and_its_source(site):
    """Qualifier and unit in the same line, the basis or that there is none, who reported it, the source."""
    with translation.override(site.language):
        quantities = {figure.with_unit(figure.unit) for figure in figures()}
        basis, reported, unfounded = (
            re.escape(_(words))
            for words in ("Basis: %(basis)s.", "Reported by %(who)s.", "Counting method unknown.")
        )
    basis, reported = basis.replace(r"%\(basis\)s", ".+"), reported.partition(r"%\(who\)s")[0]
    # in a table the one who reported it is named on the page of its subject alone
    shown = re.compile(f'{reported}|class="[^"]*\\bcompact\\b')
    founded = re.compile(f'<span class="basis">\\s*({basis}|{unfounded})', re.DOTALL)
    bare, printed = [], set()
    for address, page in site.pages.items():
        for figure in FIGURE.finditer(page.body):
            markup = figure[0]
            quantity = re.search(r'<span class="quantity">(.*?)</span>', markup, re.DOTALL)
            words = unescape(re.sub("<[^>]*>", "", quantity[1])) if quantity else ""
            asked = (founded, shown, CITED)
            if words not in quantities or not all(wanted.search(markup) for wanted in asked):
                bare.append((address, words))
            printed.add(words)

    assert bare == []
    assert printed == quantities


def figures():
    return [
        figure
        for model in record_models()
        if issubclass(model, Figure)
        for figure in model.objects.published()
    ]


def test_every_rule_that_a_number_leads_to_is_shown(site):
    rules = {
        link.partition("#")[2]
        for page in site.pages.values()
        for link in page.links
        if link.startswith(f"{site.prefix}method/#")
    }

    shown = site.page(f"{site.prefix}method/").ids
    assert rules == {"areas", "flow", "lists", "progress", "recorded", "rivals"}
    assert rules - set(shown) == set()


def test_every_record_has_an_address_that_exists(site):
    """Also those that are shown on their owner's page, at their place on it."""
    lost = []
    for address in site.records:
        target, fragment = urldefrag(address)
        page = site.page(target)
        if page.status != 200 or (fragment and fragment not in page.ids):
            lost.append(address)

    assert lost == []
    assert len(site.records) > len(site.statements)


def test_no_english_stands_on_a_page_in_another_language_without_a_mark(site):
    """What is not said in the language of the page is a name, or says which language it is in."""
    if site.language == "en":
        pytest.skip("English is what the others fall back to")
    known, left = own_texts(site.language), defaultdict(set)
    for address, page in site.pages.items():
        for language, text in page.texts:
            if language == site.language and LATIN.search(text):
                rest = ALIKE.sub("", text)
                for name in known:
                    rest = rest.replace(name, "")
                if LATIN.search(rest):
                    left[text].add(address)

    assert dict(left) == {}
    marked = [text for page in site.pages.values() for language, text in page.texts if language == "en"]
    assert "Masayuki Sato" in marked or site.language == "ru"  # no Japanese spelling is known


def test_each_fallback_is_marked_for_eyes_too(site):
    """A text in another language says so, but for official titles and what is listed as another name."""
    bare = []
    for address, page in site.pages.items():
        shown = re.sub(r'<p class="other-names">.*?</p>', "", page.body, flags=re.DOTALL)
        for fallback in re.finditer(r'<span lang="(\w\w)">([^<]*)</span>(.{0,40})', shown):
            if fallback[1] != site.language and 'class="in-language"' not in fallback[3]:
                bare.append((address, fallback[2]))

    official = {
        text
        for model in (Area, Memorandum, Plan)
        for text in model.objects.values_list("official_title", flat=True)
    }
    assert [(address, text) for address, text in bare if unescape(text) not in official] == []


def test_what_people_come_for_is_three_clicks_away(site):
    """What became of the investment, of the airport; how many of the 80 are known, and who says 68."""
    clicks = {site.prefix: 0}
    for click in (1, 2, 3):
        for address in [known for known, at in clicks.items() if at == click - 1]:
            for link in site.pages[address].links:
                target = urldefrag(urljoin(address, link))[0]
                if target in site.pages:
                    clicks.setdefault(target, click)

    def answer(address):
        return " ".join(unescape(re.sub("<[^>]*>", " ", site.pages[site.prefix + address].body)).split())

    wanted = {
        "outcomes/pharmaceutical-investment/": "under way last step: signed",
        "memoranda/khabarovsk-terminal-2016/": "signed , 18 December 2018",
        "occasions/tokyo-december-2016/": "68 business documents",
    }
    if site.language == "en":  # dates and states are not translated yet
        assert [text for address, text in wanted.items() if text not in answer(address)] == []
        assert "80 reported; we list 35 (10 known to be included," in answer("")
        assert re.search(
            r"68 business documents .{,80}Reported by Jiji Press", answer("occasions/tokyo-december-2016/")
        )
    assert [address for address in wanted if site.prefix + address not in clicks] == []


def test_a_page_that_is_not_there_says_so(anonymous):
    page = get(anonymous, "/memoranda/no-such-memorandum/")

    assert page.status == 404
    assert [heading.strip() for heading in page.headings] == ["Page not found"]
    assert "Set-Cookie" not in page.headers
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert "unsafe-inline" not in page.headers["Content-Security-Policy"]
