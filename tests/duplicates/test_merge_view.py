"""Merging in the admin: preview, execution, the histories afterwards."""

import pytest

from cooperation.models import Signatory
from portal.duplicates.models import Merger
from portal.models import Organization, Source
from tests import factories
from tests.admin.conftest import FormReader, act, admin_url, admin_url_of, form_of, restore
from tests.admin.test_queries import queries_of
from tests.duplicates.conftest import address, every_kind, shown, twins, words_of

pytestmark = pytest.mark.django_db

# Preview


def test_action_takes_two_and_shows_the_preview(publisher_client):
    rows = [factories.organization() for _ in range(3)]
    data = {"action": "merge_two", "_selected_action": [row.pk for row in rows[:2]]}

    assert publisher_client.post(admin_url(Organization), data).headers["Location"] == address(*rows[:2])
    for chosen in (rows[:1], rows):
        assert act(publisher_client, "merge_two", *chosen) == [
            ("warning", "Select the two records to merge.")
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
    assert "Record to keep: Synthetic Twin one Duplicate: Synthetic Twin other" in page
    assert "City [en] Tokyo Osaka use the value of the duplicate" in page
    assert "Website - https://synthetic.example filled in from the duplicate" in page
    assert "Name [ja] - 双子 filled in from the duplicate" in page
    assert "other names: Third" in page
    assert f"further sources: {other.source}" in page
    assert "Exhibitors: 1" in page
    assert admin_url_of(moves) in response.content.decode()
    assert f"Signatory: {Signatory.objects.get(organization=one)}" in page
    assert admin_url_of(document) in response.content.decode()
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
    assert "contradict each other" in page
    assert "they differ in: Office held at the time [en]" in page
    assert admin_url_of(document) in response.content.decode()
    assert 'value="Merge"' not in response.content.decode()
    assert (refused.status_code, Merger.objects.count()) == (409, 0)
    assert "Nothing was merged: there are conflicts to resolve first." in words_of(refused)


def test_redirect_is_promised_only_where_there_will_be_one(publisher_client):
    draft, other = factories.organization(published_at=None), factories.organization(published_at=None)
    public = factories.organization()

    def promised(target, duplicate):
        page = words_of(publisher_client.get(address(target, duplicate) + f"?target={target.pk}"))
        return "The address of the duplicate will lead to the record to keep." in page

    assert promised(draft, public)  # which is public then
    assert not promised(public, draft)
    assert not promised(draft, other)


@pytest.mark.parametrize("pair", [(1, 1), (1, 999999), (999998, 999999)])
def test_missing_rows_are_not_found(pair, publisher_client):
    row = factories.organization()
    one, other = (row.pk if number == 1 else number for number in pair)

    assert publisher_client.get(admin_url(Organization, "merge", one, other)).status_code == 404
    assert publisher_client.post(admin_url(Organization, "merge", one, other)).status_code == 404


# Executing


@every_kind
def test_confirmed_merge_is_executed_with_user_and_reason(model, publisher_client, publisher, anonymous):
    one, other = twins(model)
    path = address(one, other)

    form = form_of(publisher_client.get(path))
    done = publisher_client.post(path, {**form, "why": "as its site says"}, follow=True)

    assert shown(done) == [("success", "“Synthetic Twin” was merged into “Synthetic Twin”.")]
    assert done.redirect_chain == [(admin_url_of(one), 302)]
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
    assert "This was changed after the preview." in words_of(stale)
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

    page = editor_client.get(admin_url_of(one, "history"))
    gone = editor_client.get(admin_url(model, "history", other.pk))

    assert f'href="{admin_url(model, "history", other.pk)}">History of Synthetic Gone, merged on ' in (
        page.content.decode()
    )
    assert "merged with other" in words_of(page)
    assert "merged into one" in words_of(gone)
    assert f'href="{admin_url_of(one, "history")}">Its history</a>' in gone.content.decode()
    for version in model.history.filter(id=other.pk):
        assert editor_client.get(admin_url(model, "version", other.pk, version.pk)).status_code == 200


def test_history_without_mergers_does_not_mention_them(publisher_client):
    page = words_of(publisher_client.get(admin_url_of(factories.organization(), "history")))

    assert "erged" not in page


def test_restored_duplicate_is_separate_and_can_be_merged_again(publisher_client):
    one, other = twins()
    path = address(one, other)
    publisher_client.post(path, form_of(publisher_client.get(path)))
    version = Organization.history.filter(id=other.pk, history_type="+").get()

    restore(publisher_client, admin_url(Organization, "version", other.pk, version.pk))

    assert Organization.objects.get(slug="other").pk == other.pk
    history = publisher_client.get(admin_url(Organization, "history", other.pk)).content.decode()
    assert "Merged into another record" not in history
    publisher_client.post(path, form_of(publisher_client.get(path)))
    assert [*Organization.objects.all()] == [one]
    assert Merger.objects.count() == 1


# Queries


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

    assert (first, three) == (53, 53)  # most of them count what is public, before and after
    assert Source.objects.count() > 3
