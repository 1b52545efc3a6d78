"""Pages of the plan and the dossiers, read as a visitor reads them."""

import re
from datetime import date
from html import unescape

import pytest
from django.urls import reverse
from django.utils import translation

from portal.models import Source
from tests import factories

LISTS = [
    "cooperation:area-list",
    "cooperation:memorandum-list",
    "cooperation:occasion-list",
    "cooperation:organization-list",
    "cooperation:outcome-list",
    "portal:source-list",
]
SCRIPT = "<script>alert(1)</script>"
HOSTILE = {
    "q=%00": 200,
    "q=a%00b": 200,
    "q=" + "x" * 10_000: 200,
    "q=%27%22%3B--": 200,
    "q=%27%20OR%201%3D1--": 200,
    "q=%3Cscript%3Ealert(1)%3C/script%3E": 200,
    "q=%25": 200,
    "q=_": 200,
    "q=%5C": 200,
    "q=%ff%fe%ed%a0%80": 200,
    "q[]=1&q=2&q=3": 200,
    "q=%F0%9F%90%A6": 200,
    "page=-1": 404,
    "page=0": 404,
    "page=99999999999999999999": 404,
    "page=abc": 404,
    "page=%00": 404,
    "page=%3Cscript%3Ealert(1)%3C/script%3E": 404,
}

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    """A request leaves its language behind in the thread."""
    with translation.override("en"):
        yield


def body_of(client, address) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def words_of(markup: str) -> str:
    """The words of a piece of a page, without its citations."""
    markup = re.sub(r'<a class="cite".*?</a>', "", markup)
    markup = re.sub(r'<span class="note" .*?<span class="standing">.*?</span></span>', "", markup)
    text = " ".join(unescape(re.sub(r"<[^>]+>", " ", markup)).split())
    return re.sub(r" (?=[.,;:)])|(?<=\() ", "", text)


def text_of(client, address) -> str:
    """The words of a page's main part, without the list of sources."""
    main = re.search(r"<main.*?>(.*)</main>", body_of(client, address), re.DOTALL)[1]
    return words_of(main.split('<section class="sources"')[0])


def part(body: str, opening: str, tag: str) -> str:
    """From an opening tag to the end of the first element of its kind."""
    return body[body.index(opening) :].split(f"</{tag}>")[0]


@pytest.fixture
def memorandum():
    return factories.memorandum(slug="synthetic", title_en="Synthetic memorandum")


# Occasions


def test_occasion_shows_what_was_reported_beside_what_is_recorded(client):
    occasion = factories.occasion(slug="synthetic")
    factories.reported_total(occasion=occasion, value=80, unit_en="documents")
    for counted in ("yes", "unknown", "unknown", "no"):
        factories.memorandum(occasion=occasion, counted=counted)
    factories.memorandum(occasion=occasion, published_at=None, counted="yes")

    text = text_of(client, "/occasions/synthetic/")

    assert "80 documents Basis not stated. 80 reported, 3 recorded here, 1 surely counted in it" in text


def test_occasion_draws_a_bar_for_exact_documents_only(client):
    for slug, given in {
        "exact": {},
        "over": {"qualifier": "over"},
        "projects": {"measure": "projects"},
        "none": {"value": 0},
    }.items():
        occasion = factories.occasion(slug=slug)
        factories.reported_total(occasion=occasion, **{"value": 8, **given})
        factories.memorandum(occasion=occasion)

    widths = {
        slug: re.findall(r'<rect width="([\d.]+)"', body_of(client, f"/occasions/{slug}/"))
        for slug in ("exact", "over", "projects", "none")
    }

    assert widths == {"exact": ["12.50"], "over": [], "projects": [], "none": []}


def test_occasion_never_draws_more_than_the_whole(client):
    occasion = factories.occasion(slug="synthetic")
    factories.reported_total(occasion=occasion, value=1)
    for _ in range(2):
        factories.memorandum(occasion=occasion)

    body = body_of(client, "/occasions/synthetic/")

    assert re.findall(r'<rect width="([\d.]+)"', body) == ["100.00"]


def test_occasion_without_a_total_says_so(client):
    occasion = factories.occasion(slug="synthetic")
    factories.memorandum(occasion=occasion)

    text = text_of(client, "/occasions/synthetic/")

    assert "No total was reported in the sources we read. 1 document recorded here" in text
    assert "reported, " not in text


def test_occasion_shows_rival_totals_under_the_headline(client):
    occasion = factories.occasion(slug="synthetic")
    factories.reported_total(slug="rival", occasion=occasion, value=68, headline=False)
    factories.reported_total(slug="headline", occasion=occasion, value=80)

    body = body_of(client, "/occasions/synthetic/")

    assert re.findall(r'<p class="figure( rival)?" id="([^"]+)"', body) == [
        ("", "headline"),
        (" rival", "rival"),
    ]


# Documents


def test_memorandum_has_its_sides_in_a_stable_order(client, memorandum):
    for name, side in [("Synthetic Works", "RU"), ("Synthetic Heavy", "JP"), ("Synthetic Light", "RU")]:
        factories.signatory(
            memorandum=memorandum, organization=factories.organization(name_en=name), side=side
        )

    body = body_of(client, "/memoranda/synthetic/")

    sides = [words_of(side) for side in re.findall(r'<section class="side.*?</section>', body, re.DOTALL)]
    assert sides == ["Japan Synthetic Heavy", "Russia Synthetic Works Synthetic Light"]
    assert "No party of the other side" not in body


def test_memorandum_of_one_side_says_so(client, memorandum):
    factories.signatory(
        memorandum=memorandum, organization=factories.organization(name_en="Synthetic Heavy"), side="JP"
    )

    body = body_of(client, "/memoranda/synthetic/")

    sides = [words_of(side) for side in re.findall(r'<section class="side.*?</section>', body, re.DOTALL)]
    assert sides == ["Japan Synthetic Heavy", "Other side No party of the other side is recorded here."]


def test_memorandum_names_who_signed_in_which_office(client, memorandum):
    person = factories.person(name_en="Synthetic Signer")
    factories.signatory(memorandum=memorandum, person=person, office_en="President then")

    assert "Synthetic Signer, President then" in text_of(client, "/memoranda/synthetic/")


def test_memorandum_says_what_is_not_known(client):
    factories.memorandum(slug="synthetic", signed_on=None, signed_precision="")

    text = text_of(client, "/memoranda/synthetic/")

    assert "date not recorded" in text
    assert "no area of the plan is stated" in text
    assert "Occasion not recorded" in text
    assert (
        "nothing recorded here No source we read says what followed. This is not “nothing happened”." in text
    )


@pytest.mark.parametrize(("counted", "said"), [("yes", "yes"), ("no", "no"), ("unknown", "not known")])
def test_memorandum_says_whether_the_total_counts_it(client, counted, said):
    occasion = factories.occasion(title_en="Synthetic visit")
    factories.memorandum(slug="synthetic", occasion=occasion, counted=counted)

    text = text_of(client, "/memoranda/synthetic/")

    assert f"Synthetic visit Counted in its reported total: {said} What became of it" in text


@pytest.mark.parametrize("stated", [True, False])
def test_memorandum_says_whether_a_source_states_the_outcome(client, memorandum, stated):
    factories.outcome_link(memorandum=memorandum, stated=stated)

    inferred = "No source states that this followed from the document"
    assert (inferred in text_of(client, "/memoranda/synthetic/")) is not stated


def test_memorandum_shows_every_outcome_though_they_differ(client, memorandum):
    for title, stage in [("Synthetic plant", "in-force"), ("Synthetic port", "rejected")]:
        outcome = factories.outcome(title_en=title)
        factories.outcome_link(memorandum=memorandum, outcome=outcome)
        factories.step(outcome=outcome, stage=stage)

    body = body_of(client, "/memoranda/synthetic/")

    assert words_of(part(body, '<p class="state">', "p")) == "realised"
    outcomes = re.findall(r'<section class="outcome">.*?</section>', body, re.DOTALL)
    assert [re.search(r"<h3><a [^>]*>([^<]*)", outcome)[1] for outcome in outcomes] == [
        "Synthetic plant",
        "Synthetic port",
    ]
    assert "in force, 7 September 2017" in words_of(outcomes[0])
    assert "reported as rejected, 7 September 2017" in words_of(outcomes[1])


def test_memorandum_and_its_relatives_lead_to_each_other(client, memorandum):
    earlier = factories.memorandum(slug="earlier", title_en="Earlier memorandum")
    factories.related_document(memorandum=memorandum, earlier=earlier, kind="amends")

    later_text = text_of(client, "/memoranda/synthetic/")
    earlier_text = text_of(client, "/memoranda/earlier/")

    assert "This document amends Earlier memorandum 16 December 2016" in later_text
    assert "Synthetic memorandum 16 December 2016 amends this document" in earlier_text


def test_memorandum_list_says_what_became_of_each(client):
    for stage in ("in-force", "signed", "ended", None):
        memorandum = factories.memorandum(title_en=f"Memorandum {stage}")
        outcome = factories.outcome_link(memorandum=memorandum).outcome
        if stage:
            factories.step(outcome=outcome, stage=stage)

    body = body_of(client, "/memoranda/")

    rows = re.findall(r"Memorandum ([\w-]+)</a>.*?class=\"mark mark-([\w-]+)\"", body, re.DOTALL)
    assert dict(rows) == {
        "in-force": "realised",
        "signed": "under-way",
        "ended": "stopped",
        "None": "nothing-recorded",
    }


# Ladders


def rungs_of(client, outcome) -> list[tuple[str, str]]:
    ladder = part(body_of(client, outcome.get_absolute_url()), '<ol class="ladder">', "ol")
    rungs = re.findall(r'<li class="rung (\w+)"[^>]*>(.*?)</li>', ladder, re.DOTALL)
    return [(mark, words_of(rung)) for mark, rung in rungs]


def test_ladder_marks_what_is_reached_skipped_and_open(client):
    outcome = factories.outcome(kind="treaty")
    factories.step(outcome=outcome, stage="notes-exchanged", happened_on=date(2018, 10, 10))
    factories.step(outcome=outcome, stage="signed", happened_on=date(2017, 9, 1), happened_precision="month")

    assert rungs_of(client, outcome) == [
        ("hatched", "Not recorded here: announced, in preparation, agreed in principle, approved"),
        ("filled", "signed, September 2017"),
        ("filled", "notes exchanged, 10 October 2018"),
        ("hollow", "in force open: nothing recorded here"),
        ("hollow", "applied open: nothing recorded here"),
    ]


def test_ladder_bars_setbacks_and_ends_where_it_stopped(client):
    outcome = factories.outcome(kind="loan")
    factories.step(outcome=outcome, stage="announced", happened_on=date(2016, 12, 16))
    factories.step(
        outcome=outcome, stage="suspended", happened_on=date(2018, 1, 1), happened_precision="year"
    )

    assert rungs_of(client, outcome) == [
        ("filled", "announced, 16 December 2016"),
        ("barred", "suspended, 2018"),
    ]


def test_ladder_of_a_partial_suspension_stays_realised(client):
    outcome = factories.outcome(kind="treaty")
    factories.step(outcome=outcome, stage="applied", happened_on=date(2019, 1, 1))
    factories.step(outcome=outcome, stage="partly-suspended", happened_on=date(2023, 8, 8))

    body = body_of(client, outcome.get_absolute_url())

    state = words_of(part(body, '<p class="state">', "p"))
    assert (state.startswith("realised"), state.endswith("partly suspended")) == (True, True), state
    assert rungs_of(client, outcome)[-1] == ("barred", "partly suspended, 8 August 2023")


def test_ladder_without_steps_is_open_from_the_start(client):
    outcome = factories.outcome(kind="programme")

    assert [mark for mark, _text in rungs_of(client, outcome)] == ["hollow"] * 5


def test_ladder_names_the_document_of_a_step(client):
    outcome = factories.outcome()
    factories.step(
        outcome=outcome,
        note_en="a synthetic note",
        memorandum=factories.memorandum(title_en="Synthetic paper"),
    )

    assert ("filled", "signed, 7 September 2017 a synthetic note By: Synthetic paper") in rungs_of(
        client, outcome
    )


def test_outcome_shows_its_amount_with_qualifier_and_currency(client):
    factories.outcome(slug="synthetic", amount=200_000_000, amount_currency="USD", amount_qualifier="about")

    assert "Amount about USD 200,000,000" in text_of(client, "/outcomes/synthetic/")


@pytest.mark.parametrize("example", [True, False])
def test_outcome_says_that_it_is_only_an_example(client, example):
    factories.outcome(slug="synthetic", named_as_example=example)

    assert ("the list is open, so it is no total" in text_of(client, "/outcomes/synthetic/")) is example


# Areas


def test_area_shows_its_documents_and_outcomes(client, memorandum):
    area = factories.area(slug="energy", number=4, title_en="Synthetic energy")
    factories.area_assignment(memorandum=memorandum, area=area)
    factories.memorandum(title_en="Paper of another area")
    factories.outcome(title_en="Synthetic station").areas.add(area)
    factories.outcome(title_en="Outcome of another area")

    text = text_of(client, "/areas/energy/")

    assert "4. Synthetic energy" in text
    assert "Synthetic memorandum" in text
    assert "Synthetic station treaty" in text
    assert "another area" not in text


def test_home_counts_the_documents_of_each_area(client, memorandum):
    area, empty = (
        factories.area(number=1, title_en="First area"),
        factories.area(number=2, title_en="Second area"),
    )
    other = factories.memorandum()
    for document in (memorandum, other, factories.memorandum(published_at=None)):
        factories.area_assignment(memorandum=document, area=area)
    factories.area_assignment(memorandum=factories.memorandum(published_at=None), area=empty)

    text = words_of(part(body_of(client, "/"), '<ol class="area-index">', "ol"))

    assert text == "1 First area 2 documents recorded 2 Second area no document recorded here"


# Dossiers


def test_organization_shows_fairs_forums_documents_and_outcomes(client):
    organization = factories.organization(slug="synthetic", name_en="Synthetic Works")
    edition = factories.edition(fair=factories.fair(name_en="Synthetic Fair"))
    factories.exhibitor(edition=edition, organization=organization, shown_en="a robot", role="exhibitor")
    factories.appearance(
        forum=factories.forum(title_en="Synthetic Forum"),
        person=factories.person(name_en="Synthetic Speaker"),
        organization=organization,
        office_en="Director then",
    )
    signature = factories.signatory(
        organization=organization, memorandum=factories.memorandum(title_en="Signed paper")
    )
    factories.outcome_link(
        memorandum=signature.memorandum, outcome=factories.outcome(title_en="Built plant", kind="facility")
    )
    factories.outcome_link(outcome=factories.outcome(title_en="Plant of others"))
    factories.signatory(memorandum=factories.memorandum(title_en="Paper of others"))

    text = text_of(client, "/organizations/synthetic/")

    assert "At trade fairs Synthetic Fair 2017: exhibitor; showed a robot" in text
    assert "At forums Synthetic Forum: Synthetic Speaker, Director then speaker" in text
    assert "16 December 2016 Signed paper" in text
    assert "What came of them nothing recorded here Built plant facility" in text
    assert "of others" not in text
    assert "Nothing recorded here" not in text


def test_organization_without_anything_says_so_of_each_part(client):
    factories.organization(slug="synthetic")

    assert text_of(client, "/organizations/synthetic/").count("Nothing recorded here") == 4


def test_person_shows_the_office_held_then(client):
    person = factories.person(slug="synthetic", name_en="Synthetic Minister")
    factories.appearance(
        person=person, forum=factories.forum(title_en="Early Forum"), office_en="Deputy then"
    )
    factories.signatory(
        person=person,
        memorandum=factories.memorandum(title_en="Late paper"),
        organization=factories.organization(name_en="Synthetic Ministry"),
        office_en="Minister then",
    )
    factories.statement(
        speaker=person,
        text_en="It will be built",
        office_en="Adviser then",
        made_on=date(2017, 7, 1),
        made_precision="month",
    )

    text = text_of(client, "/people/synthetic/")

    assert "At forums Early Forum: speaker, Deputy then" in text
    assert "16 December 2016 Late paper, for Synthetic Ministry (Minister then)" in text
    assert "It will be built Synthetic Minister, Adviser then, July 2017 told in our own words" in text


def test_person_without_anything_says_so_of_each_part(client):
    factories.person(slug="synthetic")

    text = text_of(client, "/people/synthetic/")

    assert text.count("Nothing recorded here") == 2
    assert "No statement is recorded here." in text


def test_text_in_another_language_is_marked(client):
    factories.organization(slug="synthetic", name_en="Synthetic Works", name_ja="合成製作所")
    factories.organization(slug="english-only", name_en="English Works")

    japanese = body_of(client, "/ja/organizations/synthetic/")
    missing = body_of(client, "/ja/organizations/english-only/")

    assert "<h1>合成製作所</h1>" in japanese
    assert '<h1><span lang="en">English Works</span> <span class="in-language">' in missing


# Sources


def test_source_lists_what_it_supports(client):
    source = factories.source(slug="synthetic")
    memorandum = factories.memorandum(title_en="Supported paper", source=source)
    further = factories.outcome(title_en="Further supported plant")
    further.more_sources.add(source)
    both = factories.area(title_en="Twice supported area", source=source)
    both.more_sources.add(source)
    factories.memorandum(title_en="Unsupported paper")
    factories.memorandum(title_en="Draft paper", source=source, published_at=None)

    text = text_of(client, "/sources/synthetic/")

    assert text.split("What it supports ")[1] == (
        "Areas Twice supported area Memoranda Supported paper Outcomes Further supported plant"
    )
    assert memorandum.get_absolute_url() in body_of(client, "/sources/synthetic/")


def test_source_that_supports_nothing_says_so(client):
    factories.source(slug="synthetic")

    assert "No public statement rests on it yet." in text_of(client, "/sources/synthetic/")


# Lists


@pytest.mark.parametrize("name", LISTS)
def test_empty_list_says_what_that_means(client, name):
    text = text_of(client, reverse(name))

    assert text.count("Nothing recorded here") == 1
    assert "This does not say that nothing happened" in text


def one_of_each():
    """One row on each list, with none of the letters that a search may take for something else."""
    source = factories.source(slug="plain", title="Plain source", publisher="Plain publisher")
    for factory in (factories.area, factories.memorandum, factories.occasion, factories.outcome):
        factory(slug=f"plain-{factory.__name__}", title_en="Plain title", source=source)
    factories.organization(slug="plain-works", name_en="Plain works", source=source)
    assert Source.objects.count() == 1


@pytest.mark.parametrize("name", LISTS)
def test_hostile_query_is_answered(client, name):
    one_of_each()
    answers, told = {}, []

    for query in HOSTILE:
        response = client.get(f"{reverse(name)}?{query}")
        answers[query] = response.status_code
        body = response.content.decode().lower()
        told += [query for word in ("<script", "traceback", "sqlite", "psycopg") if word in body]

    assert answers == HOSTILE
    assert told == []


@pytest.mark.parametrize("name", LISTS)
def test_what_was_typed_is_shown_escaped(client, name):
    body = client.get(reverse(name), {"q": SCRIPT}).content.decode()

    assert SCRIPT not in body
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in body


@pytest.mark.parametrize("name", LISTS)
def test_wildcards_are_letters_like_others(client, name):
    one_of_each()
    everything = client.get(reverse(name))

    found = {
        wildcard: client.get(reverse(name), {"q": wildcard}).context["paginator"].count
        for wildcard in ("%", "_", "\\", "%%", "*", "'", "%a%", "p_ain")
    }

    assert everything.context["paginator"].count == 1
    assert found == dict.fromkeys(found, 0)


@pytest.mark.parametrize("name", LISTS)
def test_bad_word_shows_the_forms_error_and_no_rows(client, name):
    one_of_each()

    for query in ("\0", "a\0b", "x" * 201):
        response = client.get(reverse(name), {"q": query})

        assert response.context["paginator"].count == 0, query
        assert 'class="errorlist"' in response.content.decode(), query


def test_texts_are_shown_escaped(client):
    """What staff type is text, never markup: in lists, pages and titles."""
    source = factories.source(slug="synthetic", title=SCRIPT, publisher=SCRIPT)
    organization = factories.organization(slug="synthetic", name_en=SCRIPT, aliases=SCRIPT, source=source)
    memorandum = factories.memorandum(slug="synthetic", title_en=SCRIPT, summary_en=SCRIPT, source=source)
    factories.signatory(memorandum=memorandum, organization=organization)

    for address in ("/", "/organizations/", "/organizations/synthetic/", "/memoranda/",
                    "/memoranda/synthetic/", "/sources/", "/sources/synthetic/"):  # fmt: skip
        body = body_of(client, address)
        assert "<script" not in body, address
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in body, address
