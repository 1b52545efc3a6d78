"""What one transaction writes of a record and its parts is one revision, however long it takes."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from cooperation.models import AreaAssignment, Memorandum, Outcome, OutcomeLink, RelatedDocument, Signatory
from events.models import Exhibitor
from portal.models import Organization
from portal.models.history import current_revision
from tests import factories
from tests.admin.conftest import (
    admin_url,
    admin_url_of,
    form_of,
    opened,
    restore,
    rewritten,
    saves,
    submit,
    versions,
)
from tests.portal.loaddata.conftest import fixture, load
from tests.sheets.conftest import csv_of, imported

pytestmark = pytest.mark.django_db


def revisions(*histories):
    """The different revisions of some versions."""
    return {revision for history in histories for revision in history.values_list("revision", flat=True)}


# In the admin


def test_two_saves_in_the_same_second_are_two_revisions(publisher_client, publisher):
    row = factories.fair(name_en="Synthetic first")

    submit(publisher_client, admin_url_of(row), name_en="Synthetic second")
    submit(publisher_client, admin_url_of(row), name_en="Synthetic third")
    row.history.update(history_date=timezone.now())

    assert saves(publisher_client, row)[:2] == [
        (publisher, "", {"Synthetic third": [("Name [en]", "Synthetic second", "Synthetic third")]}),
        (publisher, "", {"Synthetic second": [("Name [en]", "Synthetic first", "Synthetic second")]}),
    ]


def test_save_with_three_kinds_of_parts_and_further_sources_is_one_revision(publisher_client, publisher):
    memorandum = factories.memorandum(title_en="Synthetic agreement")
    before = revisions(memorandum.history)
    parts = {
        "signatories": {"organization": factories.organization().pk, "side": "JP"},
        "assignments": {"area": factories.area().pk, "source": factories.source().pk},
        "earlier_links": {"earlier": factories.memorandum().pk, "kind": "amends"},
    }
    typed = {
        **{f"{kind}-TOTAL_FORMS": "1" for kind in parts},
        **{f"{kind}-0-{name}": value for kind, part in parts.items() for name, value in part.items()},
    }

    submit(publisher_client, admin_url_of(memorandum), more_sources=[factories.source().pk], **typed)
    histories = [memorandum.history, *(part.history for part in (Signatory, AreaAssignment, RelatedDocument))]
    for minutes, history in enumerate(histories):  # it took a while
        history.update(history_date=F("history_date") + timedelta(minutes=minutes))

    assert [history.count() for history in histories] == [
        3,
        1,
        1,
        1,
    ]  # the sources are a version of their own
    assert len(revisions(*histories) - before) == 1
    (who, _why, changed), *_earlier = saves(publisher_client, memorandum)
    assert (who, sorted(map(type, changed.values()), key=str)) == (publisher, [list, str, str, str])


def test_restoration_is_one_revision(understanding, editor_client):
    rewritten(editor_client, understanding)
    understanding.more_sources.add(factories.source())
    before = len(saves(editor_client, understanding))

    restore(editor_client, versions(editor_client, understanding)[-1])

    assert len(saves(editor_client, understanding)) == before + 1


@pytest.mark.parametrize("in_admin", [True, False])
def test_deletion_with_parts_is_one_revision(in_admin, understanding, publisher_client):
    history = Memorandum.history.filter(id=understanding.pk)
    gone = [versions.filter(history_type="-") for versions in (history, Signatory.history)]

    if in_admin:
        publisher_client.post(admin_url_of(understanding, "delete"), {"post": "yes", "why": "recorded twice"})
        understanding.pk = history[0].id
        assert saves(publisher_client, understanding)[0][1] == "recorded twice"
    else:
        understanding.delete()

    assert [versions.count() for versions in gone] == [1, 2]
    assert len(revisions(*gone)) == 1


def test_merger_is_one_revision(publisher_client):
    target, duplicate = factories.organization(), factories.organization()
    for row in (target, target, duplicate):  # the one with less is merged into the other
        factories.signatory(organization=row)
    before = revisions(Organization.history, Signatory.history)
    path = admin_url(Organization, "merge", target.pk, duplicate.pk)

    publisher_client.post(path, form_of(publisher_client.get(path)))

    assert not Organization.objects.filter(pk=duplicate.pk).exists()
    assert target.signatures.count() == 3
    assert len(revisions(Organization.history, Signatory.history) - before) == 1


def test_stale_save_that_is_repeated_is_a_revision_of_its_own(memorandum, publisher_client):
    data = opened(publisher_client, memorandum)
    memorandum.save()
    refused = publisher_client.post(admin_url_of(memorandum), {**data, "summary_en": "read again"})

    publisher_client.post(admin_url_of(memorandum), {**form_of(refused)})

    assert (refused.status_code, memorandum.history.count()) == (409, 3)
    assert len(revisions(memorandum.history)) == 3


# Files


def test_import_is_one_revision(publisher_client, publisher):
    factories.memorandum(slug="document")
    headers = ["slug", "title_en", "kind", "documents_stated", "step", "step_stage", "step_happened"]
    lines = [[f"loan-{n}", f"Loan {n}", "loan", "document", f"step-{n}", "signed", "2016"] for n in "12"]

    imported(publisher_client, Outcome, csv_of(headers, *lines))

    histories = [Outcome.history, OutcomeLink.history, Outcome.steps.rel.related_model.history]
    assert [history.count() for history in histories] == [2, 2, 2]
    assert len(revisions(*histories)) == 1
    assert [why for _who, why, _changed in saves(publisher_client, Outcome.objects.first())] == [
        "import of sheet.csv"
    ]


def test_load_of_fixtures_is_one_revision(tmp_path, publisher_client):
    source = {"slug": "synthetic", "title": "Synthetic source", "publisher_en": "Press", "kind": "press"}
    works = {"slug": "works", "name_en": "Works", "kind": "company", "source": ["synthetic"]}
    works["more_sources"] = [["synthetic"]]
    file = fixture(
        tmp_path,
        {"model": "portal.source", "fields": source},
        {"model": "portal.organization", "fields": works},
    )

    load(file)

    row = Organization.objects.get()
    assert row.history.count() == 2
    assert [why for _who, why, _changed in saves(publisher_client, row)] == ["loaddata"]


# In a shell


def test_every_write_is_a_revision_of_its_own():
    exhibitor, sector = factories.exhibitor(), factories.sector()
    exhibitor.save()
    exhibitor.sectors.add(sector)
    Exhibitor.history.bulk_history_create([exhibitor], update=True)

    assert len(revisions(exhibitor.history)) == exhibitor.history.count() == 4


def test_writes_in_one_transaction_are_one_revision():
    with transaction.atomic():
        exhibitor, sector = factories.exhibitor(), factories.sector()
        with transaction.atomic():
            exhibitor.sectors.add(sector)
        Exhibitor.history.bulk_history_create([exhibitor], update=True)

    assert exhibitor.history.count() == 3
    assert len(revisions(exhibitor.history)) == 1


def test_versions_without_a_revision_are_shown_one_by_one(publisher_client, understanding):
    count = understanding.history.count() + Signatory.history.count()
    for history in (understanding.history, Signatory.history):
        history.update(revision=None)

    assert len(saves(publisher_client, understanding)) == count == 3


@pytest.mark.django_db(transaction=True)
def test_revision_lasts_as_long_as_the_transaction():
    @transaction.atomic
    def decorated():
        return current_revision()

    def rolled_back():
        with transaction.atomic():
            transaction.set_rollback(True)
            return current_revision()

    alone = [current_revision() for _ in range(2)]
    with transaction.atomic():
        first = current_revision()
        within = [first, rolled_back(), decorated(), current_revision()]
    others = [decorated(), decorated(), rolled_back(), rolled_back()]

    assert len({*alone, first, *others}) == 7
    assert {*within} == {first}
