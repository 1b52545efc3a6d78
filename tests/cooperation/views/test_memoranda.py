"""The page of a document and the list of documents: its sides, its signatures, what became of it."""

import re
from datetime import date
from itertools import pairwise

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from tests import factories
from tests.cooperation.views.conftest import part
from tests.markup import body_of, text_of, words_of

pytestmark = pytest.mark.django_db


def test_memorandum_has_its_sides_in_a_stable_order(client, memorandum):
    for name, side in [("Synthetic Works", "RU"), ("Synthetic Heavy", "JP"), ("Synthetic Light", "RU")]:
        factories.signatory(
            memorandum=memorandum, organization=factories.organization(name_en=name), side=side
        )

    body = body_of(client, "/memoranda/synthetic/")

    sides = [words_of(side) for side in re.findall(r'<section class="side.*?</section>', body, re.DOTALL)]
    assert sides == ["Japan Synthetic Heavy", "Russia Synthetic Works Synthetic Light"]
    assert "No party from the other side" not in body


def test_memorandum_of_one_side_says_so(client, memorandum):
    factories.signatory(
        memorandum=memorandum, organization=factories.organization(name_en="Synthetic Heavy"), side="JP"
    )

    body = body_of(client, "/memoranda/synthetic/")

    sides = [words_of(side) for side in re.findall(r'<section class="side.*?</section>', body, re.DOTALL)]
    assert sides == ["Japan Synthetic Heavy", "Other side No party from the other side is recorded here."]


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
        "nothing recorded here No later step is recorded here. This does not mean that nothing happened."
        in text
    )


@pytest.mark.parametrize(("counted", "said"), [("yes", "yes"), ("no", "no"), ("unknown", "not known")])
def test_memorandum_says_whether_the_total_counts_it(client, counted, said):
    occasion = factories.occasion(title_en="Synthetic visit")
    factories.memorandum(slug="synthetic", occasion=occasion, counted=counted)

    text = text_of(client, "/memoranda/synthetic/")

    assert f"Synthetic visit Included in its reported total: {said} What became of it" in text


@pytest.mark.parametrize("stated", [True, False])
def test_memorandum_says_whether_a_source_states_the_outcome(client, memorandum, stated):
    factories.outcome_link(memorandum=memorandum, stated=stated)

    inferred = "No source says that this followed from the document"
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

    before = "16 December 2016 Earlier memorandum"
    after = "16 December 2016 Synthetic memorandum"
    link = "amends: Earlier memorandum"
    assert f"The chain of documents {before} {after} this document {link}" in later_text
    assert f"The chain of documents {before} this document {after} {link}" in earlier_text


def test_chain_holds_all_that_came_before_and_after(client):
    chain = [
        factories.memorandum(slug=f"link-{year}", title_en=f"Link of {year}", signed_on=date(year, 1, 1))
        for year in range(2010, 2016)
    ]
    for earlier, later in pairwise(chain):
        factories.related_document(memorandum=later, earlier=earlier)
    draft = factories.memorandum(title_en="Drafted link", published_at=None)
    factories.related_document(memorandum=draft, earlier=chain[-1])
    factories.memorandum(title_en="Link of nothing")

    pages = [text_of(client, f"/memoranda/link-{year}/") for year in (2010, 2012, 2015)]

    for page in pages:
        links = page.partition("The chain of documents")[2]
        assert re.findall(r"1 January \d+ Link of (\d+)", links) == [str(year) for year in range(2010, 2016)]
        assert "Drafted link" not in page
        assert "Link of nothing" not in page


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


def test_staff_who_may_not_see_outcomes_see_the_document(memorandum):
    user = User.objects.create_user("reader", password="for tests only", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["view_memorandum", "view_outcomelink"]))
    client = Client()
    client.force_login(user)
    draft = factories.outcome(title_en="Drafted outcome", published_at=None)
    factories.outcome_link(memorandum=memorandum, outcome=draft)

    response = client.get("/memoranda/synthetic/")

    assert response.status_code == 200
    assert "Drafted outcome" not in response.content.decode()


def test_staff_who_may_not_see_drafts_see_none_in_a_chain(memorandum):
    user = User.objects.create_user("reader", password="for tests only", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename="view_relateddocument"))
    client = Client()
    client.force_login(user)
    draft = factories.memorandum(title_en="Drafted link", published_at=None)
    factories.related_document(memorandum=draft, earlier=memorandum)

    text = text_of(client, "/memoranda/synthetic/")

    assert "Drafted link" not in text
    assert "The chain of documents" not in text


def test_treaty_that_is_suspended_in_part_says_so(client, memorandum):
    outcome = factories.outcome_link(memorandum=memorandum).outcome
    factories.step(outcome=outcome, stage="applied")
    before = text_of(client, "/memoranda/synthetic/")
    factories.step(outcome=outcome, stage="partly-suspended", happened_on=date(2018, 1, 1))

    after = text_of(client, "/memoranda/synthetic/")

    assert ["realised later suspended in part" in text for text in (before, after)] == [False, True]
