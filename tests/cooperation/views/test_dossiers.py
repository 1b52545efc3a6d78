"""The dossiers of an organization and of a person."""

from datetime import date

import pytest

from tests import factories
from tests.cooperation.views.conftest import body_of, text_of

pytestmark = pytest.mark.django_db


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
