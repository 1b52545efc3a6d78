"""The actions of a changelist publish what may be public, withdraw it, and say what they did."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from cooperation.models import Memorandum
from portal.models import Organization
from tests import factories
from tests.admin.conftest import NO_SOURCE, act, admin_url, date_after_tomorrow, history_of, submit


def test_publish_publishes_good_rows_and_names_the_others(publisher_client, publisher):
    good = factories.organization(name_en="Synthetic A", published_at=None)
    bad = factories.organization(name_en="Synthetic B", published_at=None, source=None)
    public = factories.organization(name_en="Synthetic C")
    later = factories.organization(name_en="Synthetic D", published_at=date_after_tomorrow())
    untouched = factories.organization(name_en="Synthetic E", published_at=None)
    before = timezone.now()

    messages = act(publisher_client, "publish", good, bad, public, later)

    assert messages == [
        ("error", f"Synthetic B: not changed. {NO_SOURCE}"),
        ("success", "2 records are public now."),
    ]
    dates = dict(Organization.objects.values_list("name_en", "published_at"))
    assert before < dates["Synthetic A"] < timezone.now()
    assert before < dates["Synthetic D"] < timezone.now()
    assert (dates["Synthetic B"], dates["Synthetic C"]) == (None, factories.PUBLISHED)
    assert dates["Synthetic E"] is None
    assert [history_of(row) for row in (good, later)] == [[("~", publisher), ("+", None)]] * 2
    assert [history_of(row) for row in (bad, public, untouched)] == [[("+", None)]] * 3


def test_publish_names_the_field_that_is_wrong(publisher_client):
    outcome = factories.outcome(kind="treaty")
    step = factories.step(outcome=outcome, stage="paid-out", published_at=None, slug="s")

    messages = act(publisher_client, "publish", step)

    reason = "“paid out” is not a stage of this kind of outcome (treaty)."
    assert messages == [
        ("error", f"{step}: not changed. stage: {reason}"),
        ("info", "Nothing was changed."),
    ]
    assert history_of(step) == [("+", None)]


@pytest.mark.parametrize("draft", ["edition", "fair"])
def test_publish_says_when_an_owner_is_still_a_draft(draft, publisher_client, anonymous):
    fair = factories.fair(name_en="Synthetic Fair", published_at=factories.PUBLISHED)
    edition = factories.edition(fair=fair, year=2017)
    owner = {"edition": edition, "fair": fair}[draft]
    owner.unpublish()
    exhibitor = factories.exhibitor(edition=edition, published_at=None)

    messages = act(publisher_client, "publish", exhibitor)

    assert messages == [
        ("warning", f"{exhibitor}: published, but hidden until “{owner}” is public too."),
    ]
    assert str(exhibitor.organization) not in anonymous.get("/exhibitors/").content.decode()


def test_unpublish_makes_drafts_and_leaves_drafts_alone(publisher_client, publisher):
    public = factories.organization(name_en="Synthetic A")
    draft = factories.organization(name_en="Synthetic B", published_at=None)

    messages = act(publisher_client, "unpublish", public, draft)

    assert messages == [("success", "1 record is now a draft.")]
    assert list(Organization.objects.values_list("published_at", flat=True)) == [None, None]
    assert history_of(public) == [("~", publisher), ("+", None)]
    assert history_of(draft) == [("+", None)]


def public_links(client, *paths):
    """The memoranda that each public page links to."""
    pages = [client.get(path) for path in paths]
    assert [page.status_code for page in pages] == [200] * len(paths)
    return [sorted(set(re.findall(r'href="(/memoranda/[^"#?]+)"', page.content.decode()))) for page in pages]


def offered(client, field, term):
    """The value that the autocomplete of a signatory's `field` offers for `term`."""
    data = {"app_label": "cooperation", "model_name": "signatory", "field_name": field, "term": term}
    (only,) = client.get(reverse("admin:autocomplete"), data).json()["results"]
    return only["id"]


def test_memorandum_is_added_published_found_everywhere_and_withdrawn(publisher_client, anonymous):
    area, occasion, source = factories.area(), factories.occasion(), factories.source()
    parties = [factories.organization(name_en=f"Synthetic {side}", country=side) for side in ("JP", "RU")]
    people = [factories.person(name_en=f"Synthetic {name}") for name in ("Tarō", "Тарас")]
    pages = [row.get_absolute_url() for row in (area, occasion, *parties, *people)]
    page = reverse("cooperation:memorandum-detail", args=["made-up-2016"])
    typed = {
        "title_en": "Synthetic understanding",
        "slug": "made-up-2016",
        "kind": "memorandum",
        "level": "business",
        "standing": "confirmed",
        "counted": "yes",
        "occasion": occasion.pk,
        "signed_on": "2016-12-16",
        "signed_precision": "day",
        "source": source.pk,
        "signatories-TOTAL_FORMS": 2,
        "signatories-0-organization": offered(publisher_client, "organization", "synthetic jp"),
        "signatories-0-side": "JP",
        "signatories-0-person": offered(publisher_client, "person", "TARŌ"),
        "signatories-0-office_en": "Synthetic President",
        "signatories-1-organization": offered(publisher_client, "organization", "synthetic ru"),
        "signatories-1-side": "RU",
        "signatories-1-person": offered(publisher_client, "person", "тарас"),
        "assignments-TOTAL_FORMS": 1,
        "assignments-0-area": area.pk,
    }

    added = submit(publisher_client, admin_url(Memorandum, "add"), **typed)
    as_draft = public_links(anonymous, "/memoranda/", *pages), anonymous.get(page).status_code
    memorandum = Memorandum.objects.get()
    publisher_client.get(added.url)
    said = act(publisher_client, "publish", memorandum)
    as_public = public_links(anonymous, "/memoranda/", *pages), anonymous.get(page).status_code
    act(publisher_client, "unpublish", memorandum)
    withdrawn = public_links(anonymous, "/memoranda/", *pages), anonymous.get(page).status_code

    assert (added.status_code, added.headers.get("Location")) == (302, admin_url(Memorandum))
    signed = memorandum.signatories.values_list(
        "organization__name_en", "side", "person__name_en", "office_en"
    )
    assert list(signed) == [
        ("Synthetic JP", "JP", "Synthetic Tarō", "Synthetic President"),
        ("Synthetic RU", "RU", "Synthetic Тарас", ""),
    ]
    assert as_draft == ([[]] * 7, 404)
    assert said == [("success", "1 record is public now.")]
    assert as_public == ([[page]] * 7, 200)
    assert withdrawn == ([[]] * 7, 404)
