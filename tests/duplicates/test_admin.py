"""Duplicates in the admin: likely pairs, warnings, and the pair that staff found to be different."""

import re
from html import unescape

import pytest
from django.contrib.auth.models import Permission

from cooperation.models import Signatory
from portal.duplicates.models import Distinction, Merger
from portal.models import Organization, Person, Source
from tests import factories
from tests.admin.conftest import FormReader, act, desk, form_of, on_the_desk, restore, submit
from tests.admin.test_queries import queries_of

pytestmark = pytest.mark.django_db
KINDS = [Organization, Person]
every_kind = pytest.mark.parametrize("model", KINDS, ids=lambda model: model._meta.model_name)


def words_of(response) -> str:
    return " ".join(re.sub("<[^>]*>", " ", unescape(response.content.decode())).split())


def twins(model=Organization, **given):
    return [
        factories.FACTORIES[model](slug=slug, name_en="Synthetic Twin", **given) for slug in ("one", "other")
    ]


def address(one, other) -> str:
    return desk(type(one), "merge", one.pk, other.pk)


def told(response) -> list[tuple[str, str]]:
    return [(message.level_tag, str(message)) for message in response.context["messages"]]


# Proposals


@every_kind
def test_pairs_are_shown_with_reason_summary_and_related_rows(model, publisher_client):
    one, other = twins(model)
    factories.signatory(**{"organization" if model is Organization else "person": one})

    response = publisher_client.get(desk(model, "duplicates"))

    page = words_of(response)
    assert "same name: Synthetic Twin" in page
    assert "Signatories: 1" in page
    assert address(one, other) in response.content.decode()
    assert [(pair.one, pair.other) for pair, *_sides in response.context["pairs"]] == [(one.pk, other.pk)]


def test_reasons_name_the_matching_names(publisher_client):
    for name in ("Rosneft", "Synthetic Machinery", "Synthetic Machinecy"):
        factories.organization(name_en=name)
    factories.organization(name_en="Synthetic oil", name_ja="ロスネフチ")

    page = words_of(publisher_client.get(desk(Organization, "duplicates")))

    assert "names that sound the same: Rosneft, ロスネフチ" in page
    assert "names that differ in a letter: Synthetic Machinery, Synthetic Machinecy" in page
    assert "company, Japan, public" in page


@every_kind
def test_list_links_to_duplicates(model, publisher_client, editor_client):
    address = desk(model, "duplicates")

    pages = [client.get(desk(model)).content.decode() for client in (publisher_client, editor_client)]

    assert [f'href="{address}"' in page for page in pages] == [True, False]
    assert "/export.csv" in pages[0] or model is Person


def test_distinction_is_saved_and_undone(publisher_client, publisher):
    one, other = twins()
    path = desk(Organization, "duplicates")
    pair = {"one": one.pk, "other": other.pk}

    apart = publisher_client.post(path, pair, follow=True)
    kept = Distinction.objects.get()
    listed = publisher_client.get(path + "?apart")
    back = publisher_client.post(path + "?apart", {**pair, "undo": "x"}, follow=True)

    assert told(apart) == [("success", "They are not proposed again.")]
    assert "No likely duplicates are known." in words_of(apart)
    assert (kept.one, kept.other, kept.user) == (one.pk, other.pk, publisher)
    assert "By publisher," in words_of(listed)
    assert "None were told apart." in words_of(back)
    assert len(publisher_client.get(path).context["pairs"]) == 1


@pytest.mark.parametrize("pair", [
    {}, {"one": "1"}, {"one": "x", "other": "1"}, {"one": "999998", "other": "999999"},
    {"one": "٣", "other": "٤"}, {"one": "9" * 30, "other": "1"},
])  # fmt: skip
def test_invalid_pair_is_not_found(pair, publisher_client):
    assert publisher_client.post(desk(Organization, "duplicates"), pair).status_code == 404
    assert not Distinction.objects.exists()


def test_editor_may_not_save_a_distinction(editor_client):
    one, other = twins()

    answer = editor_client.post(desk(Organization, "duplicates"), {"one": one.pk, "other": other.pk})

    assert (answer.status_code, Distinction.objects.count()) == (403, 0)


@every_kind
@pytest.mark.parametrize("rights", ["publish", "delete"])
def test_one_permission_alone_is_not_enough(model, rights, editor, editor_client):
    editor.user_permissions.add(Permission.objects.get(codename=f"{rights}_{model._meta.model_name}"))

    assert editor_client.get(desk(model, "duplicates")).status_code == 403
    assert editor_client.get(address(*twins(model))).status_code == 403


# Adding a record


@pytest.mark.parametrize("role", ["editor", "publisher"])
def test_adding_a_similar_record_warns_with_a_link(role, request):
    client = request.getfixturevalue(f"{role}_client")
    there = factories.organization(name_en="Synthetic <oil>", name_ja="ロスネフチ", country="RU")
    typed = {"name_en": "Rosneft", "slug": "new", "kind": "company", "country": "RU", "source": ""}
    path = desk(Organization, "add")

    form = form_of(client.get(path))
    messages = told(client.post(path, {**form, **typed}, follow=True))

    new = Organization.objects.get(slug="new")
    link = on_the_desk(there) if role == "editor" else address(there, new)
    alike = f'Is this recorded already? These are called alike: <a href="{link}">Synthetic &lt;oil&gt;</a>'
    assert ("warning", alike) in messages


def test_adding_and_changing_others_does_not_warn(editor_client):
    row = factories.person(name_en="Synthetic Alone", published_at=None)
    factories.person(name_en="Someone Else", slug="else")
    path = desk(Person, "add")

    added = editor_client.post(
        path, {**form_of(editor_client.get(path)), "name_en": "Another One", "slug": "new"}, follow=True
    )
    changed = submit(editor_client, on_the_desk(row), name_en="Someone Else")

    assert [level for level, _text in told(added)] == ["success"]
    assert changed.status_code == 302
    assert [level for level, _text in told(editor_client.get(desk(Person)))] == ["success"]


# Preview


def test_action_takes_two_and_shows_the_preview(publisher_client):
    rows = [factories.organization() for _ in range(3)]
    data = {"action": "merge_two", "_selected_action": [row.pk for row in rows[:2]]}

    assert publisher_client.post(desk(Organization), data).headers["Location"] == address(*rows[:2])
    for chosen in (rows[:1], rows):
        assert act(publisher_client, "merge_two", *chosen) == [
            ("warning", "Choose the two records that are to be one.")
        ]


def test_preview_shows_all_changes_and_writes_nothing(publisher_client):
    one, other = twins(city_en="Tokyo")
    other.city_en, other.website, other.name_ja = "Osaka", "https://synthetic.example", "双子"
    other.aliases = "Third"
    other.save()
    document, edition = factories.memorandum(title_en="Synthetic paper"), factories.edition()
    for row in (one, other):
        factories.signatory(memorandum=document, organization=row)
    moves = factories.exhibitor(organization=other, edition=edition)
    history = Organization.history.count()

    response = publisher_client.get(address(one, other) + f"?target={one.pk}")

    page = words_of(response)
    assert "Stays: Synthetic Twin one Goes: Synthetic Twin other" in page
    assert "City [en] Tokyo Osaka take it from the one that goes" in page
    assert "Website - https://synthetic.example filled in from the one that goes" in page
    assert "Name [ja] - 双子 filled in from the one that goes" in page
    assert "other names: Third" in page
    assert f"further sources: {other.source}" in page
    assert "Exhibitors: 1" in page
    assert on_the_desk(moves) in response.content.decode()
    assert f"Signatory: {Signatory.objects.get(organization=one)}" in page
    assert on_the_desk(document) in response.content.decode()
    assert "Organisations: 2 → 1" in page
    assert (Organization.objects.count(), Organization.history.count(), Merger.objects.count()) == (
        2,
        history,
        0,
    )


def test_default_target_is_public_and_has_more_related_rows(publisher_client):
    draft, public = factories.organization(published_at=None), factories.organization()
    factories.exhibitor(organization=draft)
    heavier = factories.organization()
    factories.exhibitor(organization=heavier)

    def target(one, other, asked=""):
        return publisher_client.get(address(one, other) + asked).context["plan"].target

    assert target(draft, public) == target(public, draft) == public
    assert target(public, heavier) == target(heavier, public) == heavier
    assert target(public, heavier, f"?target={public.pk}") == public
    assert target(public, heavier, "?target=x") == target(public, heavier, f"?target={draft.pk}") == heavier


def test_preview_says_that_a_draft_target_will_be_public(publisher_client):
    draft, public = factories.organization(published_at=None), factories.organization()

    page = words_of(publisher_client.get(address(draft, public) + f"?target={draft.pk}"))

    assert "public from: 1 January 2020, 00:00" in page


def test_blocking_rows_are_linked_and_nothing_can_be_merged(publisher_client):
    one, other = twins()
    document = factories.memorandum(title_en="Synthetic paper")
    factories.signatory(memorandum=document, organization=one, office_en="Chair")
    factories.signatory(memorandum=document, organization=other, office_en="Minister")

    response = publisher_client.get(address(one, other))
    refused = publisher_client.post(address(one, other), form_of(response))

    page = words_of(response)
    assert "say different things" in page
    assert "they differ in: Office held then [en]" in page
    assert on_the_desk(document) in response.content.decode()
    assert 'value="Merge"' not in response.content.decode()
    assert (refused.status_code, Merger.objects.count()) == (409, 0)
    assert "Nothing was merged: something stands against it." in words_of(refused)


@pytest.mark.parametrize("pair", [(1, 1), (1, 999999), (999998, 999999)])
def test_missing_rows_are_not_found(pair, publisher_client):
    row = factories.organization()
    one, other = (row.pk if number == 1 else number for number in pair)

    assert publisher_client.get(desk(Organization, "merge", one, other)).status_code == 404
    assert publisher_client.post(desk(Organization, "merge", one, other)).status_code == 404


# Executing


@every_kind
def test_confirmed_merge_is_executed_with_user_and_reason(model, publisher_client, publisher, anonymous):
    one, other = twins(model)
    path = address(one, other)

    form = form_of(publisher_client.get(path))
    done = publisher_client.post(path, {**form, "why": "as its site says"}, follow=True)

    assert told(done) == [("success", "“Synthetic Twin” was merged into “Synthetic Twin”.")]
    assert done.redirect_chain == [(on_the_desk(one), 302)]
    assert [*model.objects.all()] == [one]
    last = one.history.latest("history_id")
    assert (last.history_user, last.history_change_reason) == (
        publisher, "merged with other: as its site says",
    )  # fmt: skip
    assert anonymous.get(other.get_absolute_url()).headers["Location"] == one.get_absolute_url()


def test_ticked_field_is_overwritten(publisher_client):
    one, other = twins(city_en="Tokyo")
    Organization.objects.filter(pk=other.pk).update(city_en="Osaka", kind="fund")
    path = address(one, other)

    publisher_client.post(path, {**form_of(publisher_client.get(path)), "overwrite": ["kind"]})

    kept = Organization.objects.get()
    assert (kept.kind, kept.city_en) == ("fund", "Tokyo")


@pytest.mark.parametrize("changed", ["stays", "goes", "hangs", "new"])
def test_stale_preview_is_shown_again_with_what_was_ticked(changed, publisher_client):
    one, other = twins(city_en="Tokyo")
    Organization.objects.filter(pk=other.pk).update(city_en="Osaka")
    exhibitor = factories.exhibitor(organization=other)
    path = address(one, other)
    data = {**form_of(publisher_client.get(f"{path}?target={one.pk}")), "overwrite": ["city_en"]}
    row, name = {"stays": (one, "website"), "goes": (other, "website"), "hangs": (exhibitor, "stand")}.get(
        changed, (None, "")
    )
    if row:
        row.refresh_from_db()
        setattr(row, name, "https://new.example")
        row.save()
    else:
        factories.signatory(organization=other)

    stale = publisher_client.post(path, data)

    assert (stale.status_code, Organization.objects.count()) == (409, 2)
    assert "This was changed since it was previewed." in words_of(stale)
    again = FormReader(stale.content.decode()).data
    assert again["overwrite"] == ["city_en"]

    publisher_client.post(path, again)
    assert Organization.objects.get().city_en == "Osaka"


def test_row_that_was_merged_meanwhile_is_not_found(publisher_client):
    one, other = twins()
    path = address(one, other)
    data = form_of(publisher_client.get(path))

    answers = [publisher_client.post(path, data).status_code for _ in range(2)]

    assert answers == [302, 404]


def test_broken_rule_is_reported(publisher_client):
    one, other = twins()
    Organization.objects.filter(pk=one.pk).update(country="XX")
    path = address(one, other)

    refused = publisher_client.post(path, form_of(publisher_client.get(f"{path}?target={one.pk}")))

    assert (refused.status_code, Organization.objects.count()) == (409, 2)
    assert "Nothing was merged: " in words_of(refused)


# History


@every_kind
def test_histories_of_target_and_duplicate_link_to_each_other(model, publisher_client, editor_client):
    one, other = twins(model)
    other.name_en = "Synthetic Gone"
    other.save()
    path = address(one, other)
    publisher_client.post(path, form_of(publisher_client.get(path)))

    page = editor_client.get(on_the_desk(one, "history"))
    gone = editor_client.get(desk(model, "history", other.pk))

    assert f'href="{desk(model, "history", other.pk)}">History of Synthetic Gone, merged on ' in (
        page.content.decode()
    )
    assert "merged with other" in words_of(page)
    assert "merged into one" in words_of(gone)
    assert f'href="{on_the_desk(one, "history")}">Its history</a>' in gone.content.decode()
    for version in model.history.filter(id=other.pk):
        assert editor_client.get(desk(model, "version", other.pk, version.pk)).status_code == 200


def test_history_without_mergers_does_not_mention_them(publisher_client):
    page = words_of(publisher_client.get(on_the_desk(factories.organization(), "history")))

    assert "erged" not in page


# Queries


def test_proposals_cost_the_same_with_one_pair_and_with_three(publisher_client):
    path = desk(Organization, "duplicates")
    twins()
    one = queries_of(publisher_client, path)
    for number in range(2):
        for _row in range(2):
            factories.signatory(organization=factories.organization(name_en=f"Synthetic Pair{'ab'[number]}"))

    three = queries_of(publisher_client, path)

    # session, user, two of permissions; the record's state, pairs told apart, rows; one for each relation
    assert (one, three) == (10, 10)


def test_preview_costs_the_same_with_one_and_with_three_rows_of_each_relation(publisher_client):
    one, other = twins()

    def add_related_rows():
        factories.signatory(organization=other)
        factories.exhibitor(organization=other)
        factories.appearance(organization=other)

    add_related_rows()
    first = queries_of(publisher_client, address(one, other))
    add_related_rows()
    add_related_rows()

    three = queries_of(publisher_client, address(one, other))

    assert (first, three) == (51, 51)  # most of them count what is public, before and after
    assert Source.objects.count() > 3


def test_restored_duplicate_is_separate_and_can_be_merged_again(publisher_client):
    one, other = twins()
    path = address(one, other)
    publisher_client.post(path, form_of(publisher_client.get(path)))
    version = Organization.history.filter(id=other.pk, history_type="+").get()

    restore(publisher_client, desk(Organization, "version", other.pk, version.pk))

    assert Organization.objects.get(slug="other").pk == other.pk
    history = publisher_client.get(desk(Organization, "history", other.pk)).content.decode()
    assert "Merged into another record" not in history
    publisher_client.post(path, form_of(publisher_client.get(path)))
    assert [*Organization.objects.all()] == [one]
    assert Merger.objects.count() == 1
