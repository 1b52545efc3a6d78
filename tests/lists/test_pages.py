"""A list as a page: what was asked as a sentence, the form, the formats, and what an empty list says."""

import re
from html import unescape

import pytest

from portal.lists.facets import Facet
from portal.lists.views import RecordList
from tests import factories
from tests.lists.conftest import COUNT, LISTS, ROW, VIEWS, asked

pytestmark = pytest.mark.django_db


def words(markup: str) -> str:
    return re.sub(r" (?=[.,;])", "", " ".join(unescape(re.sub(r"<[^>]+>", " ", markup)).split()))


def sentence(body: str) -> str:
    part = re.search(r'<p class="active-filters" role="status">(.*?)</p>', body, re.DOTALL)[1]
    return words(re.sub(r'<span class="unseen">.*?</span><span aria-hidden="true"> ×</span>', "", part))


def around(body: str) -> list[tuple[str, str]]:
    """Where the pages before and after are."""
    return [(way, unescape(href)) for way, href in re.findall(r'rel="(prev|next)" href="([^"]+)"', body)]


@pytest.fixture
def documents():
    energy = factories.area(slug="energy", title_en="Energy", number=4)
    health = factories.area(slug="health", title_en="Health", number=1)
    tokyo = factories.occasion(slug="tokyo", title_en="Tokyo, December 2016")
    factories.reported_total(occasion=tokyo, value=80, qualifier="over", unit_en="documents")
    for letter in "abc":
        document = factories.memorandum(slug=letter, title_en=f"Paper {letter}", occasion=tokyo)
        factories.area_assignment(memorandum=document, area=energy)
    factories.area_assignment(memorandum=factories.memorandum(slug="d", title_en="Paper d"), area=health)


def test_what_was_asked_is_a_sentence_of_words_that_can_be_removed(client, documents):
    body = asked(client, "memoranda", "/", "area=energy&area=health&occasion=tokyo&q=paper")

    assert sentence(body) == (
        "3 documents with the words “paper”, in Energy or Health, signed at Tokyo, December 2016."
        " See the whole list"
    )
    words_of_it = re.findall(r'<a class="word" href="([^"]+)"><em>([^<]+)</em>', body)
    assert [(unescape(href), word) for href, word in words_of_it] == [
        ("/memoranda/?area=energy&area=health&occasion=tokyo", "“paper”"),
        ("/memoranda/?q=paper&area=health&occasion=tokyo", "Energy"),
        ("/memoranda/?q=paper&area=energy&occasion=tokyo", "Health"),
        ("/memoranda/?q=paper&area=energy&area=health", "Tokyo, December 2016"),
    ]
    assert (
        "<title>Memoranda with the words “paper”, in Energy or Health, signed at Tokyo, December 2016 ·"
        in (" ".join(body.split()))
    )


def test_whole_list_says_how_much_it_is(client, documents):
    assert sentence(asked(client, "memoranda", "/", "")) == "4 documents"


def test_counts_are_of_the_list_that_each_value_leads_to(client, documents):
    factories.area(slug="unused", title_en="Unused")

    body = asked(client, "memoranda", "/", "area=energy&occasion=tokyo")

    counts = {unescape(href): number for href, number in COUNT.findall(body)}
    assert {
        href: n for href, n in counts.items() if href.endswith(("area=energy", "area=health", "area=unused"))
    } == {
        "/memoranda/?occasion=tokyo&area=energy": "3",
    }
    assert counts["/memoranda/?area=energy&occasion=tokyo"] == "3"
    assert '<input type="checkbox" name="area" value="energy" checked>' in body
    assert 'value="unused"' not in body


def test_count_of_a_document_with_many_parties_is_one(client):
    document = factories.memorandum()
    for side in ("JP", "JP", "RU", "JP"):
        factories.signatory(memorandum=document, side=side)

    counts = {unescape(href): number for href, number in COUNT.findall(asked(client, "memoranda", "/", ""))}

    assert counts["/memoranda/?country=JP"] == "1"
    assert counts["/memoranda/?country=RU"] == "1"


def test_what_has_no_value_is_counted_as_not_recorded(client):
    factories.exhibitor(organization=factories.organization(country="JP"))
    factories.exhibitor(organization=factories.organization(country=""))

    body = asked(client, "exhibitors", "/", "")

    country = body[body.index("<legend>Country</legend>") :].partition("</fieldset>")[0]
    assert "not recorded: 1" in country


def test_facet_with_many_values_shows_some_and_lets_the_others_be_typed(client, monkeypatch):
    monkeypatch.setattr(Facet, "MAX_CHOICES", 2)
    for letter, rows in (("a", 1), ("b", 3), ("c", 2)):
        sector = factories.sector(slug=letter, name_en=f"Sector {letter}")
        for _ in range(rows):
            factories.exhibitor().sectors.add(sector)

    def offered(query):
        body = asked(client, "exhibitors", "/", query)
        part = body[body.index("<legend>Sector</legend>") :].partition("</fieldset>")[0]
        return re.findall(r'name="sector" value="(\w+)"( checked)?', part), part

    assert offered("")[0] == [("b", ""), ("c", "")]
    assert "1 more: type its short name" in offered("")[1]
    assert '<input type="text" name="sector"' in offered("")[1]
    assert offered("sector=a")[0] == [("b", ""), ("c", ""), ("a", " checked")]


def test_formats_are_linked_with_the_question(client, documents):
    body = asked(client, "memoranda", "/", "area=energy&page=1")

    for kind, mime in (("csv", "text/csv"), ("json", "application/json")):
        address = f"/memoranda.{kind}?area=energy&amp;page=1"
        assert f'<link rel="alternate" type="{mime}" href="{address}">' in body
        assert f'<a href="{address}" type="{mime}"' in body


@pytest.mark.parametrize("name", LISTS)
def test_formats_of_every_list_are_linked(client, name):
    body = asked(client, name, "/", "")

    assert f'<link rel="alternate" type="text/csv" href="/{name}.csv">' in body
    assert f'<link rel="alternate" type="application/json" href="/{name}.json">' in body


def test_pages_lead_on_and_back_and_keep_the_question(client, documents, monkeypatch):
    monkeypatch.setattr(RecordList, "paginate_by", 2)

    first = asked(client, "memoranda", "/", "ordering=title")
    second = asked(client, "memoranda", "/", "ordering=title&page=2")

    assert (ROW.findall(first), ROW.findall(second)) == (["a", "b"], ["c", "d"])
    assert around(first) == [("next", "/memoranda/?ordering=title&page=2")]
    assert around(second) == [("prev", "/memoranda/?ordering=title&page=1")]
    assert "3 to 4 of 4" in second


def test_page_after_a_row_leads_on_from_there(client, documents, monkeypatch):
    monkeypatch.setattr(RecordList, "paginate_by", 2)

    body = asked(client, "memoranda", "/", "ordering=title&after=a")

    assert ROW.findall(body) == ["b", "c"]
    assert around(body) == [
        ("prev", "/memoranda/?ordering=title&before=b"), ("next", "/memoranda/?ordering=title&after=c"),
    ]  # fmt: skip


@pytest.mark.parametrize("name", LISTS)
def test_empty_list_says_what_that_means(client, name):
    text = words(asked(client, name, "/", ""))

    assert text.count("Nothing recorded here") == 1
    assert "This does not mean that nothing happened" in text


def test_empty_list_says_what_was_reported_and_how_to_widen_the_search(client, documents):
    body = asked(client, "memoranda", "/", "area=health&occasion=tokyo&kind=memorandum")

    text = words(body)
    assert "Nothing recorded here This does not mean that nothing happened" in text
    assert "Reported for Tokyo, December 2016 over 80 documents" in text
    assert "at least 80 reported; we list 3" in text
    assert [
        (unescape(href), said) for href, said in re.findall(r'<li><a href="([^"]+)">(any [^<]+)</a>', body)
    ] == [
        ("/memoranda/?occasion=tokyo&kind=memorandum", "any Area: 3"),
        ("/memoranda/?area=health&kind=memorandum", "any Occasion: 1"),
    ]
    assert "The whole list has 4 entries. See the whole list" in text


def test_exhibitors_reported_stand_beside_those_recorded(client):
    edition = factories.edition(slug="synthetic-2017")
    factories.exhibitor(edition=edition)
    factories.edition_figure(
        edition=edition, measure="exhibitors", value=600, qualifier="over", headline=True
    )
    factories.edition_figure(edition=edition, measure="exhibitors", value=170, headline=True,
                             pavilion=factories.pavilion(slug="hall", edition=edition))  # fmt: skip

    of_edition = words(asked(client, "exhibitors", "/", "edition=synthetic-2017"))
    of_pavilion = words(asked(client, "exhibitors", "/", "pavilion=hall"))

    assert "1 participation at a fair at" in of_edition
    assert "over 600" in of_edition
    assert "170" not in of_edition
    assert "Nothing recorded here" in of_pavilion
    assert "170" in of_pavilion
    assert "over 600" not in of_pavilion


def test_as_of_is_said_in_the_sentence(client, documents):
    assert sentence(asked(client, "memoranda", "/", "as_of=2016-11")) == (
        "0 documents as of the end of November 2016. See the whole list"
    )


@pytest.mark.parametrize("name", LISTS)
def test_what_was_typed_is_shown_escaped(client, name):
    script = "<script>alert(1)</script>"

    body = asked(client, name, "/", "q=%3Cscript%3Ealert(1)%3C/script%3E")

    assert script not in body
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in body


def test_every_field_of_the_form_has_a_label(client):
    for make in factories.FACTORIES.values():
        make()
    for name in LISTS:
        body = asked(client, name, "/", "")
        form = body[body.index('<form method="get"') :].partition("</form>")[0]
        ids = set(re.findall(r'<label for="([^"]+)"', form))
        fields = re.findall(r"<(?:input|select)\b[^>]*>", form)

        bare = [
            field for field in fields
            if not (set(re.findall(r'\bid="([^"]+)"', field)) & ids) and 'type="checkbox"' not in field
            and f"{field}</label>" not in form
        ]  # fmt: skip
        assert bare == [], name
        assert re.search(r'<input [^>]*name="q"', form), name


def test_every_facet_of_the_design_has_counts():
    facets = {}
    for name, view in VIEWS.items():
        parameters = view.filterset_class.base_filters
        facets[name] = {parameter for parameter, one in parameters.items() if isinstance(one, Facet)}

    assert facets == {
        "areas": set(),
        "exhibitors": {"country", "sector", "fair", "edition", "pavilion", "role"},
        "fairs": set(),
        "forums": {"kind", "edition"},
        "memoranda": {"area", "occasion", "kind", "level", "standing", "country", "progress"},
        "occasions": set(),
        "organizations": {"country", "kind", "took_part"},
        "outcomes": {"area", "kind", "stage"},
        "sources": set(),
    }
