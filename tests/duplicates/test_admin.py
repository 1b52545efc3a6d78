"""Duplicates in the admin: likely pairs, distinctions, the warning when a similar record is added."""

import pytest
from django.contrib.auth.models import Permission

from portal.duplicates.models import Distinction
from portal.models import Organization, Person
from tests import factories
from tests.admin.conftest import admin_url, admin_url_of, form_of, submit
from tests.admin.test_queries import queries_of
from tests.duplicates.conftest import address, every_kind, shown, twins, words_of

pytestmark = pytest.mark.django_db

# Proposals


@every_kind
def test_pairs_are_shown_with_reason_summary_and_related_rows(model, publisher_client):
    one, other = twins(model)
    factories.signatory(**{"organization" if model is Organization else "person": one})

    response = publisher_client.get(admin_url(model, "duplicates"))

    page = words_of(response)
    assert "same name: Synthetic Twin" in page
    assert "Signatories: 1" in page
    assert address(one, other) in response.content.decode()
    assert [(pair.one, pair.other) for pair, *_sides in response.context["pairs"]] == [(one.pk, other.pk)]


def test_reasons_name_the_matching_names(publisher_client):
    for name in ("Rosneft", "Synthetic Machinery", "Synthetic Machinecy", "I. P. Trunin", "Igor P. Trunin"):
        factories.organization(name_en=name)
    factories.organization(name_en="Synthetic oil", name_ja="ロスネフチ")

    page = words_of(publisher_client.get(admin_url(Organization, "duplicates")))

    assert "names that sound the same: Rosneft, ロスネフチ" in page
    assert "names that differ by one letter: Synthetic Machinery, Synthetic Machinecy" in page
    assert "same surname and initials: I. P. Trunin, Igor P. Trunin" in page
    assert "company, Japan, public" in page


@every_kind
def test_list_links_to_duplicates(model, publisher_client, editor_client):
    address = admin_url(model, "duplicates")

    pages = [client.get(admin_url(model)).content.decode() for client in (publisher_client, editor_client)]

    assert [f'href="{address}"' in page for page in pages] == [True, False]
    assert "/export.csv" in pages[0] or model is Person


def test_distinction_is_saved_and_undone(publisher_client, publisher):
    one, other = twins()
    path = admin_url(Organization, "duplicates")
    pair = {"one": one.pk, "other": other.pk}

    apart = publisher_client.post(path, pair, follow=True)
    kept = Distinction.objects.get()
    listed = publisher_client.get(path + "?apart")
    back = publisher_client.post(path + "?apart", {**pair, "undo": "x"}, follow=True)

    assert shown(apart) == [("success", "They will not be suggested again.")]
    assert "No likely duplicates were found." in words_of(apart)
    assert (kept.one, kept.other, kept.user) == (one.pk, other.pk, publisher)
    assert "By publisher," in words_of(listed)
    assert "No pairs are marked as different." in words_of(back)
    assert len(publisher_client.get(path).context["pairs"]) == 1


@pytest.mark.parametrize("pair", [
    {}, {"one": "1"}, {"one": "x", "other": "1"}, {"one": "999998", "other": "999999"},
    {"one": "٣", "other": "٤"}, {"one": "9" * 30, "other": "1"},
])  # fmt: skip
def test_invalid_pair_is_not_found(pair, publisher_client):
    assert publisher_client.post(admin_url(Organization, "duplicates"), pair).status_code == 404
    assert not Distinction.objects.exists()


def test_editor_may_not_save_a_distinction(editor_client):
    one, other = twins()

    answer = editor_client.post(admin_url(Organization, "duplicates"), {"one": one.pk, "other": other.pk})

    assert (answer.status_code, Distinction.objects.count()) == (403, 0)


@every_kind
@pytest.mark.parametrize("rights", ["publish", "delete"])
def test_one_permission_alone_is_not_enough(model, rights, editor, editor_client):
    editor.user_permissions.add(Permission.objects.get(codename=f"{rights}_{model._meta.model_name}"))

    assert editor_client.get(admin_url(model, "duplicates")).status_code == 403
    assert editor_client.get(address(*twins(model))).status_code == 403


# Adding a record


@pytest.mark.parametrize("role", ["editor", "publisher"])
def test_adding_a_similar_record_warns_with_a_link(role, request):
    client = request.getfixturevalue(f"{role}_client")
    there = factories.organization(name_en="Synthetic <oil>", name_ja="ロスネフチ", country="RU")
    typed = {"name_en": "Rosneft", "slug": "new", "kind": "company", "country": "RU", "source": ""}
    path = admin_url(Organization, "add")

    form = form_of(client.get(path))
    messages = shown(client.post(path, {**form, **typed}, follow=True))

    new = Organization.objects.get(slug="new")
    link = admin_url_of(there) if role == "editor" else address(there, new)
    alike = f'Is this already recorded? Similar names: <a href="{link}">Synthetic &lt;oil&gt;</a>'
    assert ("warning", alike) in messages


@pytest.mark.parametrize(("model", "there", "typed"), [
    (Organization, "Uralvagonzavod", "Uralvagonzovod"), (Person, "Sergei Kirienko", "Sergei Kirienka"),
    (Person, "Сергей Кириенко", "Сергей Кирненко"),
])  # fmt: skip
def test_adding_a_name_that_differs_by_one_letter_warns(model, there, typed, editor_client):
    row = factories.FACTORIES[model](name_en=there)
    path = admin_url(model, "add")
    kind = {"kind": "company", "country": "JP"} if model is Organization else {}

    form = form_of(editor_client.get(path))
    messages = shown(
        editor_client.post(path, {**form, **kind, "name_en": typed, "slug": "new", "source": ""}, follow=True)
    )

    link = f'<a href="{admin_url_of(row)}">{there}</a>'
    assert ("warning", f"Is this already recorded? Similar names: {link}") in messages


def test_adding_and_changing_others_does_not_warn(editor_client):
    row = factories.person(name_en="Synthetic Alone", published_at=None)
    factories.person(name_en="Someone Else", slug="else")
    path = admin_url(Person, "add")

    added = editor_client.post(
        path, {**form_of(editor_client.get(path)), "name_en": "Another One", "slug": "new"}, follow=True
    )
    changed = submit(editor_client, admin_url_of(row), name_en="Someone Else")

    assert [level for level, _text in shown(added)] == ["success"]
    assert changed.status_code == 302
    assert [level for level, _text in shown(editor_client.get(admin_url(Person)))] == ["success"]


# Queries


def test_proposals_cost_the_same_with_one_pair_and_with_three(publisher_client):
    path = admin_url(Organization, "duplicates")
    twins()
    one = queries_of(publisher_client, path)
    for number in range(2):
        for _row in range(2):
            factories.signatory(organization=factories.organization(name_en=f"Synthetic Pair{'ab'[number]}"))

    three = queries_of(publisher_client, path)

    # session, user, two of permissions; the record's state, pairs told apart, rows; one for each relation
    assert (one, three) == (10, 10)
