"""The history of a record shows who changed what and why, parts included, and compares any two versions."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cooperation.models import Memorandum, Signatory
from events.models import Edition
from portal.models import Organization
from tests import factories
from tests.admin.conftest import (
    admin_url,
    admin_url_of,
    every_admin,
    parts_of,
    rewritten,
    saves,
    submit,
)

pytestmark = pytest.mark.django_db


def test_history_shows_a_save_with_its_parts(understanding, editor_client, editor):
    rewritten(editor_client, understanding)

    (who, why, changed), *_earlier = saves(editor_client, understanding)

    title = "Synthetic agreement"
    assert (who, why) == (editor, "read again")
    assert changed == {
        title: [("Title in our words [en]", "Synthetic understanding", "Synthetic agreement")],
        f"Signatory: Synthetic party 1, {title}": [
            ("Office held at the time [en]", "first office", "second office")
        ],
        f"Signatory: Synthetic party 2, {title}": "removed",
    }


def test_history_shows_that_a_record_was_loaded(publisher_client):
    call_command("loaddata", "report", verbosity=0)
    row = Edition.objects.first()

    (line,) = saves(publisher_client, row)

    assert line == (None, "loaddata", {str(row): "added"})


def test_history_without_versions_says_so(publisher_client):
    row = factories.fair()
    row.history.all().delete()

    page = publisher_client.get(admin_url_of(row, "history")).content.decode()

    assert "No changes have been recorded here yet." in page


def test_part_named_after_deleted_rows_is_shown_by_its_number(understanding, publisher_client):
    rewritten(publisher_client, understanding)
    Organization.objects.get(name_en="Synthetic party 2").delete()

    (_who, _why, changed), *_earlier = saves(publisher_client, understanding)

    (number,) = Signatory.history.filter(history_type="-").values_list("id", flat=True)
    assert changed[f"Signatory: Signatory no. {number} (since deleted)"] == "removed"


@every_admin
def test_history_costs_the_same_with_2_and_6_saves(model, publisher_client):
    row = factories.FACTORIES[model]()
    parts_of(row)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert publisher_client.get(admin_url_of(row, "history")).status_code == 200
        return len(queries)

    row.save()
    publisher_client.get(admin_url_of(row, "history"))
    few = cost()
    for _ in range(5):
        row.save()
    many = cost()

    assert len(saves(publisher_client, row)) >= 6
    assert few == many <= 24


def test_any_two_versions_are_compared_with_their_parts(understanding, editor_client):
    rewritten(editor_client, understanding)
    submit(editor_client, admin_url_of(understanding), summary_en="Synthetic summary")
    revisions = editor_client.get(admin_url_of(understanding, "history")).context["revisions"]
    last, _middle, first = [str(revision.state) for revision, _differences in revisions]

    page = editor_client.get(admin_url(Memorandum, "compare", understanding.pk), {"from": first, "to": last})
    turned = editor_client.get(
        admin_url(Memorandum, "compare", understanding.pk), {"from": last, "to": first}
    )

    title = "Synthetic agreement"
    changed = {one.name: [field.label for field in one.changed] for one in page.context["differences"]}
    assert changed == {
        title: ["Title in our words [en]", "Summary [en]"],
        f"Signatory: Synthetic party 1, {title}": ["Office held at the time [en]"],
        f"Signatory: Synthetic party 2, {title}": ["Organisation", "Side"],
    }
    html = page.content.decode()
    assert "Synthetic <mark>understanding</mark>" in html
    assert "Synthetic <mark>agreement</mark>" in html
    assert html.count("<mark>") == turned.content.decode().count("<mark>")


@pytest.mark.parametrize(
    "asked", [{}, {"from": "1-1"}, {"from": "x", "to": "y"}, {"from": "9" * 30, "to": "1"}]
)
def test_unknown_versions_are_not_found(asked, understanding, publisher_client):
    path = admin_url(Memorandum, "compare", understanding.pk)

    assert publisher_client.get(path, asked).status_code == 404
    assert (
        publisher_client.get(admin_url(Memorandum, "version", understanding.pk, "nonsense")).status_code
        == 404
    )
    assert publisher_client.get(admin_url(Memorandum, "version", 10**9, "1")).status_code == 404


def test_version_shows_unchanged_values_too(understanding, editor_client):
    page = editor_client.get(
        admin_url(Memorandum, "version", understanding.pk, understanding.history.get().pk)
    )

    assert "No differences." in page.content.decode()
    assert page.context["form"] is None
    same = {field.label: field.after for one in page.context["differences"] for field in one.same}
    assert same["Title in our words [en]"] == "Synthetic understanding"


@every_admin
def test_history_requires_a_login(model, anonymous):
    row = factories.FACTORIES[model]()
    number = row.history.latest().pk

    pages = [
        admin_url_of(row, "history"),
        admin_url(model, "version", row.pk, number),
        f"{admin_url(model, 'compare', row.pk)}?from={number}&to={number}",
        admin_url(model, "deleted"),
    ]

    assert {anonymous.get(page).status_code for page in pages} == {302}
