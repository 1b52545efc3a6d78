"""What addresses and forms of the admin may be sent: anything, and the answer is never an error of ours."""

import re

import pytest
from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry

from cooperation.models import Memorandum
from portal.admin_base.model_admin import MAX_PARTS
from portal.models import Organization
from portal.roles import READER
from portal.text.numbers import parse_key
from tests import factories
from tests.admin.conftest import FormReader, act, admin_url, admin_url_of, every_admin, opened, save
from tests.conftest import staff

pytestmark = pytest.mark.django_db

NO_KEYS = ["abc", "9" * 20, "9" * 5000, "\0", "-1", "0", "1.5", "٣", "'"]


@pytest.fixture
def reader_client(anonymous):
    anonymous.force_login(staff(READER))
    return anonymous


@pytest.mark.parametrize("text", NO_KEYS)
def test_no_row_has_such_a_key(text):
    assert parse_key(text) is None


def test_key_of_a_row():
    assert (parse_key("1"), parse_key("9223372036854775807")) == (1, 2**63 - 1)


@every_admin
@pytest.mark.parametrize(
    "lookup", ["slug__regex", "folded__iregex", "slug__contains", "nonsense", "kind__foo"]
)
def test_list_takes_no_lookup_that_no_link_of_it_has(model, lookup, reader_client):
    asked = {lookup: "("}

    answers = [reader_client.get(admin_url(model), asked)]
    if model is Organization:
        answers.append(reader_client.get(admin_url(model, "export_csv"), asked))

    assert [answer.status_code for answer in answers] == [400] * len(answers)


@pytest.mark.parametrize(("model", "name", "stale"), [
    (Organization, "publication", "waiting"),
    (Organization, "publication", "hidden"),  # what belongs to nothing is never hidden
    (Memorandum, "attention", "gone"),
    (Memorandum, "translations", "no-de"),
])  # fmt: skip
@pytest.mark.parametrize("page", ["changelist", "export_csv", "export_xlsx"])
def test_filter_value_that_is_no_more_shows_and_exports_nothing(model, name, stale, page, publisher_client):
    row = factories.FACTORIES[model]()

    response = publisher_client.get(admin_url(model, page), {name: stale})

    text = response.content.decode()
    assert response.status_code == 400
    assert f"<code>{name}={stale}</code>" in text
    assert str(row) not in text


@pytest.mark.parametrize("bad", NO_KEYS[:4])
def test_number_that_no_row_has_is_no_error_of_ours(bad, publisher_client):
    memorandum = factories.memorandum()
    data, form = opened(publisher_client, memorandum), admin_url_of(memorandum)
    listed, chosen = admin_url(Memorandum), {"_selected_action": bad, "confirmed": "yes"}
    pair = admin_url(Organization, "merge", factories.organization().pk, factories.organization().pk)
    answers = [
        *(publisher_client.get(admin_url(Memorandum, "add"), {name: bad}) for name in ("occasion", "source")),
        *(
            publisher_client.get(listed, {name: bad})
            for name in ("p", "o", "id", "source", "occasion__exact")
        ),
        *(
            publisher_client.get(admin_url_of(memorandum, page), {"p": bad})
            for page in ("history", "publish")
        ),
        publisher_client.get(admin_url_of(memorandum, "compare"), {"from": bad, "to": bad}),
        *(
            publisher_client.post(listed, {"action": name, **chosen})
            for name in ("publish", "delete_selected")
        ),
        *(
            publisher_client.post(form, {**data, name: bad})
            for name in ("occasion", "source", "more_sources")
        ),
        publisher_client.post(form, {**data, "signatories-TOTAL_FORMS": bad}),
        publisher_client.post(pair, {"target": bad}),
        publisher_client.post(admin_url(Organization, "duplicates"), {"one": bad, "other": bad}),
    ]

    assert [answer.status_code for answer in answers if answer.status_code >= 500] == []


def test_form_takes_a_bounded_number_of_parts(publisher_client):
    memorandum = factories.memorandum()
    data = opened(publisher_client, memorandum)

    refused = save(publisher_client, memorandum, data, **{"signatories-TOTAL_FORMS": "5000"})

    parts = refused.context["inline_admin_formsets"][0].formset
    assert len(parts.forms) == MAX_PARTS
    assert f"Please submit at most {MAX_PARTS} forms." in parts.non_form_errors()


def test_recent_actions_know_steps_restorations_and_mergers(publisher, publisher_client):
    row, other = factories.organization(published_at=None), factories.organization(published_at=None)
    act(publisher_client, "publish", row)
    gone, version = other.pk, other.history.latest().pk
    other.delete()
    path = admin_url(Organization, "version", gone, version)
    opened_state = publisher_client.get(path).context["opened"]
    publisher_client.post(path, {"_opened": str(opened_state), "why": "synthetic"})
    merge = admin_url(Organization, "merge", row.pk, gone) + f"?target={row.pk}"
    data = FormReader(publisher_client.get(merge).content.decode()).data
    assert publisher_client.post(merge, data).status_code == 302

    logged = LogEntry.objects.filter(user=publisher).order_by("pk")

    assert list(logged.values_list("object_id", "action_flag")) == [
        (str(row.pk), CHANGE),
        (str(gone), ADDITION),
        (str(gone), DELETION),
        (str(row.pk), CHANGE),
    ]


def test_deleted_leads_to_the_version_that_can_be_restored(publisher_client):
    row = factories.organization(name_en="Synthetic gone")
    row.delete()

    listed = publisher_client.get(admin_url(Organization, "deleted")).content.decode()
    (link,) = re.findall(r'<a href="([^"]+)">Synthetic gone</a>', listed)

    assert publisher_client.get(link).context["form"] is not None
