"""The first page of the admin counts what waits, and each number opens the rows that it counts."""

import re
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cooperation.models import Occasion, Outcome
from portal.quality.concerns import concerns, count_concerns
from tests import factories
from tests.admin.conftest import ADMINS
from tests.markup import tight

pytestmark = pytest.mark.django_db

LINE = re.compile(r'<li><a href="([^"]+)">([^<]+)</a> ?<strong>([^<]+)</strong></li>')
YEAR_AGO = timezone.now() - timedelta(days=365)


def waiting_items(client) -> dict[str, tuple[int, str]]:
    """What the first page says: number and address by its words."""
    html = tight(client.get(reverse("admin:index")).content.decode())
    return {
        words: (int(number), address.replace("&amp;", "&")) for address, words, number in LINE.findall(html)
    }


def rows_at(client, address) -> set:
    return set(client.get(address).context["cl"].queryset)


def test_nothing_waits_in_an_empty_record(publisher_client):
    assert "Nothing needs attention." in publisher_client.get(reverse("admin:index")).content.decode()


def test_each_number_opens_its_rows(publisher_client):
    source = factories.source(
        description_ja="合成", description_ru="Синтетика", publisher_ja="社", publisher_ru="Дом"
    )
    waiting = factories.organization(
        published_at=None,
        submitted_at=timezone.now(),
        source=source,
        name_ja="シンセティック",
        name_ru="Синтетика",
    )
    without = factories.outcome(reviewed_on=timezone.now())
    checked_long_ago = factories.outcome(reviewed_on=YEAR_AGO.date())
    never_checked = factories.outcome(published_at=YEAR_AGO)
    of_these = [checked_long_ago, never_checked]
    for outcome in of_these:
        factories.step(outcome=outcome)
    factories.outcome(published_at=None)
    figure = factories.edition_figure(basis_en="")

    found = waiting_items(publisher_client)

    assert rows_at(publisher_client, found["Organisations: waiting for review"][1]) == {waiting}
    drafts = set(Outcome.objects.filter(steps=None))
    assert found["Outcomes: without steps"][0] == len(drafts) == 2
    assert rows_at(publisher_client, found["Outcomes: without steps"][1]) == drafts
    assert without in drafts
    assert rows_at(publisher_client, found["Outcomes: public, not checked for 180 days"][1]) >= set(of_these)
    assert without not in rows_at(publisher_client, found["Outcomes: public, not checked for 180 days"][1])
    assert rows_at(publisher_client, found["Figures of editions: no basis"][1]) == {figure}
    assert "Organisations: Japanese: missing" not in found
    assert found["Outcomes: Japanese: missing"][0] == 4
    for number, address in found.values():
        assert len(rows_at(publisher_client, address)) == number


@pytest.mark.parametrize(
    ("value", "documents", "short"), [(3, 2, True), (2, 2, False), (2, 3, False), (1, 0, True)]
)
def test_occasion_falls_short_of_its_headline(value, documents, short, publisher_client):
    occasion = factories.occasion()
    factories.reported_total(occasion=occasion, value=value, headline=True)
    for _ in range(documents):
        factories.memorandum(occasion=occasion, counted="unknown")
    factories.memorandum(occasion=occasion, counted="no")
    factories.memorandum(occasion=occasion, published_at=None)

    found = waiting_items(publisher_client).get("Occasions: fewer documents listed than reported", (0, ""))

    assert found[0] == int(short)
    assert not short or rows_at(publisher_client, found[1]) == {Occasion.objects.get()}


def test_reader_is_shown_of_what_may_be_seen_alone(editor_client, client, django_user_model):
    factories.organization(published_at=None, submitted_at=timezone.now())
    client.force_login(django_user_model.objects.create_user("nobody", is_staff=True))

    assert waiting_items(client) == {}
    assert waiting_items(editor_client)["Organisations: waiting for review"][0] == 1


def test_counting_takes_one_query_for_each_kind_of_row():
    kinds = {one.model for one in concerns()}

    with CaptureQueriesContext(connection) as queries:
        count_concerns(concerns())

    assert len(queries) == len(kinds)
    assert kinds <= set(ADMINS)


def test_audit_says_what_waits_when_it_is_asked():
    factories.organization(published_at=None, submitted_at=timezone.now())
    out = StringIO()

    call_command("audit", "--waiting", stdout=out)

    assert "portal.organization: waiting for review: 1" in out.getvalue()


def test_numbers_are_counted_once_until_the_record_changes(publisher_client):
    address = reverse("admin:index")
    publisher_client.get(address)

    with CaptureQueriesContext(connection) as again:
        publisher_client.get(address)
    factories.organization(published_at=None, submitted_at=timezone.now())
    changed = waiting_items(publisher_client)

    assert len(again) < 8, [query["sql"][:80] for query in again]
    assert changed["Organisations: waiting for review"][0] == 1
