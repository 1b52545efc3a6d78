"""The dossiers of an organization and of a person."""

from datetime import date

import pytest

from tests import factories
from tests.markup import body_of, text_of

pytestmark = pytest.mark.django_db


def shown(client, address: str) -> str:
    """What the timeline tells, from its heading to the end."""
    text = text_of(client, address).replace(" How we count", "")
    return text.partition("Timeline ")[2]


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
        organization=organization,
        memorandum=factories.memorandum(title_en="Signed paper"),
        person=factories.person(name_en="Synthetic President"),
        office_en="President then",
    )
    factories.signatory(
        memorandum=signature.memorandum,
        organization=factories.organization(name_en="Synthetic Plant"),
        side="RU",
    )
    outcome = factories.outcome(title_en="Built plant", kind="facility")
    factories.outcome_link(memorandum=signature.memorandum, outcome=outcome)
    factories.step(outcome=outcome, stage="in-operation", note_en="With a robot")
    others = factories.outcome_link(outcome=factories.outcome(title_en="Plant of others"))
    factories.step(outcome=others.outcome)
    factories.signatory(memorandum=factories.memorandum(title_en="Paper of others"))
    factories.exhibitor(edition=factories.edition(fair=factories.fair(name_en="Fair of others")))
    factories.appearance(forum=factories.forum(title_en="Forum of others"))

    assert shown(client, "/organizations/synthetic/") == (
        "1 participation at a fair 1 forum 1 document signed 1 outcome of signed documents"
        " 2016 Document 16 December 2016 Signed paper memorandum"
        " Signed by Synthetic President, President then On the other side, Russia: Synthetic Plant"
        " What became of it: realised"
        " 2017 Outcome 7 September 2017 Built plant facility in operation With a robot"
        " Linked to: Signed paper according to a source"
        " Fair 2017 Synthetic Fair 2017: exhibitor; showed a robot"
        " Date not recorded Forum Synthetic Forum Synthetic Speaker, speaker, Director then"
        " Open its documents as a list to filter and sort · CSV for a spreadsheet"
    )


def test_organization_without_anything_says_so_of_each_kind(client):
    factories.organization(slug="synthetic")

    assert shown(client, "/organizations/synthetic/") == (
        "No fairs recorded here No forums recorded here No documents recorded here"
        " No outcomes of signed documents recorded here"
    )


def test_organization_leads_to_its_documents_as_a_list_and_as_a_file(client, editor_client):
    signed = factories.signatory(organization=factories.organization(slug="signed")).organization
    factories.organization(slug="not-signed")
    ways = ['href="/memoranda/?organization=signed"', 'href="/memoranda.csv?organization=signed"']

    assert [way in body_of(client, "/organizations/signed/") for way in ways] == [True, True]
    assert "?organization=" not in body_of(client, "/organizations/not-signed/")
    # the list does not know an organization that is a draft
    signed.unpublish()
    assert "?organization=" not in body_of(editor_client, "/organizations/signed/")


def test_person_shows_the_office_held_then(client):
    person = factories.person(slug="synthetic", name_en="Synthetic Minister")
    factories.appearance(
        person=person,
        forum=factories.forum(
            title_en="Early Forum", kind="panel", starts_on=date(2015, 9, 4), starts_precision="day"
        ),
        organization=factories.organization(name_en="Synthetic Agency"),
        role="chair",
        office_en="Deputy then",
    )
    signature = factories.signatory(
        person=person,
        memorandum=factories.memorandum(title_en="Late paper"),
        organization=factories.organization(name_en="Synthetic Ministry"),
        office_en="Minister then",
    )
    link = factories.outcome_link(
        memorandum=signature.memorandum, outcome=factories.outcome(title_en="Treaty"), stated=False
    )
    factories.step(outcome=link.outcome, stage="suspended")
    factories.statement(
        slug="said",
        speaker=person,
        text_en="It will be built",
        office_en="Adviser then",
        made_on=date(2017, 7, 1),
        made_precision="month",
    )
    factories.statement(text_en="Said by others")

    assert shown(client, "/people/synthetic/") == (
        "1 forum 1 statement 1 document signed 1 outcome of signed documents"
        " 2015 Forum 4 September 2015 Early Forum panel chair, Deputy then (Synthetic Agency)"
        " 2016 Document 16 December 2016 Late paper memorandum Signed for Synthetic Ministry, Minister then"
        " No party from the other side is recorded here. What became of it: stopped our own link"
        " 2017 Statement July 2017 It will be built Adviser then summarised by us"
        " Outcome 7 September 2017 Treaty treaty suspended Linked to: Late paper our own link, not"
        " stated by a source"
    )
    assert 'id="said"' in body_of(client, "/people/synthetic/")


def test_person_without_anything_says_so_of_each_kind(client):
    factories.person(slug="synthetic")

    assert shown(client, "/people/synthetic/") == (
        "No forums recorded here No statements recorded here No documents recorded here"
        " No outcomes of signed documents recorded here"
    )


def test_document_of_one_side_says_that_the_other_is_not_recorded(client):
    signature = factories.signatory(organization=factories.organization(slug="synthetic"))
    ally = factories.organization(name_en="Ally")
    factories.signatory(memorandum=signature.memorandum, organization=ally)

    text = shown(client, "/organizations/synthetic/")

    assert "On the same side: Ally No party from the other side is recorded here. What became" in text
    assert "On the other side" not in text


def test_office_that_is_not_recorded_is_said(client):
    person = factories.person(slug="synthetic")
    factories.appearance(person=person, office_en="")
    factories.signatory(person=person)
    factories.statement(speaker=person)

    assert shown(client, "/people/synthetic/").count("office at the time not recorded") == 3


def test_text_in_another_language_is_marked(client):
    factories.organization(slug="synthetic", name_en="Synthetic Works", name_ja="合成製作所")
    factories.organization(slug="english-only", name_en="English Works")

    japanese = body_of(client, "/ja/organizations/synthetic/")
    missing = body_of(client, "/ja/organizations/english-only/")

    assert "<h1>合成製作所</h1>" in japanese
    assert '<h1><span lang="en">English Works</span> <span class="in-language">' in missing


def test_logo_is_decoration_in_the_size_that_the_page_needs(client):
    name = f"logos/{'0' * 32}-600x300.png"
    factories.organization(slug="synthetic", logo=name)

    body = body_of(client, "/organizations/synthetic/")

    assert (
        f'<source type="image/avif" srcset="/media/{name}.480.avif 480w, /media/{name}.600.avif 600w"' in body
    )
    assert f'<img src="/media/{name}" alt="" class="logo" srcset="/media/{name}.480.png 480w,' in body
