"""The timeline of a dossier: its order, its pages, and what only staff see."""

import re
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Permission, User
from django.utils import timezone

from cooperation.views.timeline import EventQuery
from portal.lists.views import RecordList
from tests import factories
from tests.markup import body_of, words_of

pytestmark = pytest.mark.django_db
ENTRY = re.compile(r'<li class="entry">(.*?)</li>\s*(?=<li class="entry">|</ol>)', re.DOTALL)


@pytest.fixture
def organization():
    return factories.organization(slug="synthetic")


def day(name: str, text: str) -> dict:
    """A day, month or year for a dated event, as text says it."""
    first = date.fromisoformat(f"{text}-01-01"[:10])
    return {f"{name}_on": first, f"{name}_precision": {4: "year", 7: "month", 10: "day"}[len(text)]}


def entries(body: str) -> list[str]:
    """What each entry says, in order."""
    return [words_of(entry) for entry in ENTRY.findall(body)]


def years(body: str) -> list[tuple[str, list[str]]]:
    """The years, and of each the first link of its entries: what they are about."""
    return [
        (
            words_of(re.search(r"<h3.*?</h3>", section, re.DOTALL)[0]),
            [
                words_of(re.search(r"<p><a [^>]*>(.*?)</a>", entry, re.DOTALL)[1])
                for entry in ENTRY.findall(section)
            ],
        )
        for section in body.split('<section class="year"')[1:]
    ]


def signed(organization, **given):
    return factories.signatory(organization=organization, memorandum=factories.memorandum(**given)).memorandum


def test_events_stand_by_the_end_of_their_period_then_by_kind(client, organization):
    fair = factories.fair(name_en="Fair")
    for year, given in [
        (2015, {}),  # without a day: it stands at the end of its year
        (2016, day("starts", "2016-07-11") | day("ends", "2016-07-14")),
        (2017, day("starts", "2017-05")),
    ]:
        factories.exhibitor(
            organization=organization, edition=factories.edition(fair=fair, year=year, **given)
        )
    for title, given in [
        ("At the opening", day("starts", "2016-07-11")),
        ("At the end of May", day("starts", "2017-05-31")),
        ("Some time", {}),
    ]:
        factories.appearance(organization=organization, forum=factories.forum(title_en=title, **given))
    paper = signed(organization, title_en="Paper", **day("signed", "2016-07-11"))
    signed(organization, title_en="Only announced", signed_on=None, signed_precision="",
           **day("announced", "2015-12"))  # fmt: skip
    signed(organization, title_en="Undated paper", signed_on=None, signed_precision="")
    outcome = factories.outcome_link(memorandum=paper, outcome=factories.outcome(title_en="Plant")).outcome
    for stage, when in [("signed", "2016"), ("approved", "2017-05-31"), ("announced", "2016-07-11")]:
        factories.step(outcome=outcome, stage=stage, **day("happened", when))
    factories.outcome_link(memorandum=paper, outcome=factories.outcome(title_en="Stepless"))

    assert years(body_of(client, "/organizations/synthetic/")) == [
        ("2015", ["Fair 2015", "Only announced"]),
        ("2016", ["Fair 2016", "At the opening", "Paper", "Plant", "Plant"]),
        ("2017", ["Fair 2017", "At the end of May", "Plant"]),
        ("Date not recorded", ["Some time", "Undated paper", "Stepless"]),
    ]


def test_steps_of_one_day_stand_in_the_order_of_the_ladder(client, organization):
    outcome = factories.outcome_link(memorandum=signed(organization)).outcome
    for stage in ("in-force", "announced", "signed"):
        factories.step(outcome=outcome, stage=stage, **day("happened", "2017-05"))

    steps = [entry for entry in entries(body_of(client, "/organizations/synthetic/")) if "Outcome" in entry]

    assert [re.search("announced|signed|in force", step)[0] for step in steps] == [
        "announced", "signed", "in force",
    ]  # fmt: skip


def test_date_is_as_exact_as_known_and_says_what_it_is_of(client, organization):
    nothing = {"signed_on": None, "signed_precision": ""}
    signed(organization, title_en="A", **day("signed", "2014-05-02"), **day("announced", "2014-05-03"))
    signed(organization, title_en="B", **nothing, **day("exchanged", "2015-05"))
    signed(organization, title_en="C", **nothing, **day("announced", "2016"))

    found = entries(body_of(client, "/organizations/synthetic/"))

    assert [entry.partition(" The signatory")[0] for entry in found] == [
        "Document 2 May 2014 A memorandum",
        "Document May 2015 B memorandum; date of the exchange",
        "Document 2016 C memorandum; date of the announcement",
    ]


def test_edition_of_which_only_the_end_is_known_stands_in_its_year(client, organization):
    edition = factories.edition(fair=factories.fair(name_en="Fair"), **day("ends", "2017-07-13"))
    factories.exhibitor(organization=organization, edition=edition, role="buyer")

    assert entries(body_of(client, "/organizations/synthetic/")) == ["Fair 2017 Fair 2017: buyer"]


def test_edition_that_was_not_held_says_so(client, organization):
    fair = factories.fair(name_en="Fair")
    for year, state in [(2019, "held"), (2020, "cancelled"), (2021, "postponed")]:
        edition = factories.edition(fair=fair, year=year, state=state)
        factories.exhibitor(organization=organization, edition=edition, role="partner")

    assert entries(body_of(client, "/organizations/synthetic/")) == [
        "Fair 2019 Fair 2019: partner",
        "Fair 2020 Fair 2020 cancelled: partner",
        "Fair 2021 Fair 2021 postponed: partner",
    ]


def test_what_an_exhibitor_showed_is_said_to_be_not_recorded(client, organization):
    edition = factories.edition(fair=factories.fair(name_en="Fair"))
    for role in ("exhibitor", "buyer"):
        factories.exhibitor(organization=organization, edition=edition, role=role, slug=f"x-{role}")

    assert entries(body_of(client, "/organizations/synthetic/")) == [
        "Fair 2017 Fair 2017: buyer",
        "Fair 2017 Fair 2017: exhibitor What it showed is not recorded.",
    ]


def test_forum_stands_once_with_all_who_were_there_for_it(client, organization):
    edition = factories.edition(fair=factories.fair(name_en="Fair"))
    forum = factories.forum(title_en="Forum", edition=edition)
    for name in ("Ab", "Cd"):
        factories.appearance(
            forum=forum, organization=organization, person=factories.person(name_en=name), office_en="Head"
        )
    factories.appearance(forum=forum, person=factories.person(name_en="Somebody else"))

    assert entries(body_of(client, "/organizations/synthetic/")) == [
        "Forum Forum at Fair 2017 Ab, speaker, Head Cd, speaker, Head"
    ]


def test_document_names_the_other_sides_before_its_own(client, organization):
    document = signed(organization, title_en="Paper")
    for side, name in [("JP", "Ally"), ("RU", "Across"), ("RU", "Beside"), ("KZ", "Third")]:
        factories.signatory(memorandum=document, side=side, organization=factories.organization(name_en=name))
    hidden = factories.organization(name_en="Hidden", published_at=None)
    factories.signatory(memorandum=document, side="KZ", organization=hidden)

    assert entries(body_of(client, "/organizations/synthetic/")) == [
        (
            "Document 16 December 2016 Paper memorandum The signatory is not recorded."
            " On the other side, Kazakhstan: Third; a party not yet published"
            " On the other side, Russia: Across; Beside On the same side: Ally"
            " What became of it: nothing recorded here"
        )
    ]


def test_person_who_signed_a_document_for_two_signed_it_once(client):
    person, document = factories.person(slug="synthetic"), factories.memorandum(title_en="Paper")
    for name in ("Ministry", "Agency"):
        factories.signatory(
            memorandum=document, person=person, organization=factories.organization(name_en=name),
            office_en=f"Head of {name}",
        )  # fmt: skip
    hidden = factories.organization(name_en="Hidden", published_at=None)
    factories.signatory(memorandum=document, person=person, organization=hidden, office_en="Head of it")

    assert entries(body_of(client, "/people/synthetic/")) == [
        (
            "Document 16 December 2016 Paper memorandum Signed for Ministry, Head of Ministry"
            " Signed for Agency, Head of Agency Signed for a party not yet published, Head of it"
            " No party from the other side is recorded here. What became of it: nothing recorded here"
        )
    ]


def test_step_names_each_document_it_came_of_and_whether_a_source_says_so(client, organization):
    outcome = factories.outcome(title_en="Loan", kind="loan")
    for title, stated in [("Paper a", True), ("Paper b", False)]:
        document = signed(organization, title_en=title)
        factories.outcome_link(outcome=outcome, memorandum=document, stated=stated)
    factories.outcome_link(outcome=outcome, memorandum=factories.memorandum(title_en="Paper of others"))
    factories.step(outcome=outcome, stage="rejected", **day("happened", "2017-09"))

    body = body_of(client, "/organizations/synthetic/")

    assert entries(body)[2:] == [
        (
            "Outcome September 2017 Loan loan or other financing reported as rejected"
            " Linked to: Paper a according to a source Linked to: Paper b our own link, not stated"
            " by a source"
        )
    ]
    assert 'class="mark mark-barred"' in ENTRY.findall(body)[2]
    assert "1 outcome of signed documents" in words_of(body)


def test_outcomes_are_counted_once_whatever_their_steps(client, organization):
    document = signed(organization)
    for outcome in (factories.outcome(), factories.outcome()):
        factories.outcome_link(outcome=outcome, memorandum=document)
        for stage in ("announced", "signed"):
            factories.step(outcome=outcome, stage=stage)
    factories.outcome_link(outcome=factories.outcome(), memorandum=document)

    body = body_of(client, "/organizations/synthetic/")

    assert "3 outcomes of signed documents" in words_of(body)
    assert len(entries(body)) == 6


def test_every_entry_cites_its_source(client, organization):
    source = factories.source(publisher_en="Only publisher")
    edition = factories.edition(source=source)
    factories.exhibitor(organization=organization, edition=edition, source=source)
    factories.appearance(organization=organization, forum=factories.forum(source=source))
    document = signed(organization, source=source)
    link = factories.outcome_link(memorandum=document, outcome=factories.outcome(source=source))
    factories.step(outcome=link.outcome, source=source)
    factories.outcome_link(memorandum=document, outcome=factories.outcome(source=source))

    found = ENTRY.findall(body_of(client, "/organizations/synthetic/"))

    assert len(found) == 5
    # the first is the organization's own source
    assert [re.findall(r'class="cite" href="#\w+-(\d+)"', entry) for entry in found] == [["2"]] * 5


def test_timeline_is_shown_page_by_page(client, organization, monkeypatch):
    monkeypatch.setattr(RecordList, "paginate_by", 3)
    for letter in "abcde":
        signed(organization, title_en=letter, **day("signed", "2016"))
    for letter in "fgh":
        signed(organization, title_en=letter, signed_on=None, signed_precision="")

    pages = [body_of(client, f"/organizations/synthetic/?page={page}") for page in (1, 2, 3)]

    assert [years(page) for page in pages] == [
        [("2016", ["a", "b", "c"])],
        [("2016 continued", ["d", "e"]), ("Date not recorded", ["f"])],
        [("Date not recorded continued", ["g", "h"])],
    ]
    assert ["8 documents signed" in words_of(page) for page in pages] == [True] * 3
    assert 'href="/organizations/synthetic/?page=3"' in pages[1]


def test_page_that_begins_with_a_year_does_not_continue_it(client, organization, monkeypatch):
    monkeypatch.setattr(RecordList, "paginate_by", 1)
    signed(organization, title_en="a", **day("signed", "2015"))
    signed(organization, title_en="b", **day("signed", "2016"))

    assert years(body_of(client, "/organizations/synthetic/?page=2")) == [("2016", ["b"])]


def test_page_reads_no_more_rows_than_it_shows(client, organization, monkeypatch):
    """Of the others only their positions are read."""
    monkeypatch.setattr(RecordList, "paginate_by", 3)
    fetched, fetch = [], EventQuery.fetch

    def recorded_fetch(query, rows, pks):
        fetched.append((type(query).__name__, len(pks)))
        return fetch(query, rows, pks)

    monkeypatch.setattr(EventQuery, "fetch", recorded_fetch)
    fair = factories.fair()
    for year in (2001, 2002, *range(2020, 2028)):
        factories.exhibitor(organization=organization, edition=factories.edition(fair=fair, year=year))
        signed(organization, **day("signed", "2010"))

    body = body_of(client, "/organizations/synthetic/")

    assert "10 participations at fairs" in words_of(body)
    assert (fetched, len(entries(body))) == ([("ParticipationQuery", 2), ("DocumentQuery", 1)], 3)


def test_row_that_is_withdrawn_while_the_page_is_made_is_left_out(client, organization, monkeypatch):
    signed(organization, title_en="Paper")
    factories.exhibitor(organization=organization)
    monkeypatch.setattr("cooperation.views.timeline.ParticipationQuery.entries", lambda query, pks: ())

    assert years(body_of(client, "/organizations/synthetic/")) == [("2016", ["Paper"])]


def test_drafts_are_marked_for_staff_and_left_out_for_visitors(client, editor_client, organization):
    draft = {"published_at": None}
    fair = factories.fair(name_en="Fair")
    edition = factories.edition(fair=fair, year=2011, **draft)
    factories.exhibitor(
        organization=organization, edition=factories.edition(fair=fair, year=2010), role="buyer", **draft
    )
    factories.exhibitor(organization=organization, edition=edition, role="buyer")
    alone = factories.forum(title_en="Alone", **day("starts", "2009"), **draft)
    factories.appearance(organization=organization, forum=alone, person=factories.person(name_en="Ab"))
    at_draft = factories.forum(title_en="Forum", edition=edition, **day("starts", "2012"))
    factories.appearance(organization=organization, forum=at_draft, person=factories.person(name_en="Ab"))
    public = signed(organization, title_en="Public paper", **day("signed", "2013"))
    hidden = signed(organization, title_en="Hidden paper", **day("signed", "2014"), **draft)
    outcome = factories.outcome_link(memorandum=public, outcome=factories.outcome(title_en="Plant")).outcome
    factories.step(outcome=outcome, **day("happened", "2015"), **draft)
    factories.step(outcome=outcome, **day("happened", "2016"))
    of_hidden = factories.outcome_link(memorandum=hidden, outcome=factories.outcome(title_en="Mine")).outcome
    factories.step(outcome=of_hidden, **day("happened", "2017"))

    def shown(who):
        return [
            re.sub(r" (The signatory|Linked to: Public|Synthetic|signed|Ab).*?(?= Draft|$)", "", entry)
            for entry in entries(body_of(who, "/organizations/synthetic/"))
        ]

    assert shown(client) == ["Document 2013 Public paper memorandum", "Outcome 2016 Plant treaty"]
    assert shown(editor_client) == [
        "Forum 2009 Draft Alone",
        "Fair 2010 Draft Fair 2010: buyer",
        "Fair 2011 Draft Fair 2011: buyer",
        "Forum 2012 Draft Forum at Fair 2011",
        "Document 2013 Public paper memorandum",
        "Document 2014 Draft Hidden paper memorandum",
        "Outcome 2015 Draft Plant treaty",
        "Outcome 2016 Plant treaty",
        "Outcome 2017 Mine treaty Draft according to a source",  # the document that it came of is a draft
    ]
    assert shown(client) == ["Document 2013 Public paper memorandum", "Outcome 2016 Plant treaty"]


def test_own_draft_does_not_mark_what_is_public_by_itself(editor_client):
    organization = factories.organization(slug="synthetic", published_at=None)
    factories.exhibitor(organization=organization, role="buyer",
                        edition=factories.edition(fair=factories.fair(name_en="Fair")))  # fmt: skip
    person = factories.person(slug="speaker", published_at=None)
    factories.statement(speaker=person, text_en="Said", office_en="Head")

    assert entries(body_of(editor_client, "/organizations/synthetic/")) == ["Fair 2017 Fair 2017: buyer"]
    assert entries(body_of(editor_client, "/people/speaker/")) == ["Statement Said Head summarised by us"]


@pytest.mark.parametrize(
    ("rights", "kinds"),
    [
        ("view_exhibitor", []),  # whose edition is a draft
        ("view_exhibitor view_edition", ["Fair"]),
        ("view_signatory view_outcomelink", []),
        ("view_memorandum", []),  # who signed it is part of a draft
        ("view_signatory view_memorandum", ["Document"]),
        ("view_signatory view_memorandum view_outcomelink view_step", ["Document"]),
        ("view_signatory view_memorandum view_outcomelink view_outcome view_step", ["Document", "Outcome"]),
    ],
)
def test_staff_see_drafts_of_the_kinds_they_may_view(client, organization, rights, kinds):
    draft = {"published_at": None}
    factories.exhibitor(organization=organization, edition=factories.edition(**draft))
    document = signed(organization, **draft)
    outcome = factories.outcome(**draft)
    factories.outcome_link(memorandum=document, outcome=outcome)
    factories.step(outcome=outcome, **draft)
    user = User.objects.create_user("reader", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=rights.split()))
    client.force_login(user)

    found = entries(body_of(client, "/organizations/synthetic/"))

    assert sorted(entry.split()[0] for entry in found) == kinds


def test_scheduled_step_appears_at_its_time(client, organization, monkeypatch):
    now = timezone.now()
    outcome = factories.outcome_link(memorandum=signed(organization)).outcome
    factories.step(outcome=outcome, note_en="Coming step", published_at=now + timedelta(minutes=1))
    assert "Coming step" not in body_of(client, "/organizations/synthetic/")

    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(minutes=2))

    assert "Coming step" in body_of(client, "/organizations/synthetic/")
