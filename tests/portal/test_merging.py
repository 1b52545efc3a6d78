"""Two rows become one: what it says, what hangs on it, where it is found, and who did it."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from cooperation.models import Memorandum, Signatory
from events.models import Appearance, Exhibitor
from portal.merging import Merging
from portal.models import Organization, Person
from portal.models.merger import Distinction, Merger
from portal.publishing.models import FormerAddress, Withdrawal
from portal.publishing.totals import public_totals
from portal.relations import relations_to
from tests import factories
from tests.admin.conftest import history_of
from tests.portal.test_former_addresses import PREFIXES, led, rename

pytestmark = pytest.mark.django_db
KINDS = [Organization, Person]
every_kind = pytest.mark.parametrize("model", KINDS, ids=lambda model: model._meta.model_name)


def merge(stays, goes, *take, user=None):
    """Merge two rows as they are stored; the one that stays."""
    model = type(stays)
    stays, goes = model.objects.get(pk=stays.pk), model.objects.get(pk=goes.pk)
    Merging(stays, goes, take).write(user)
    return model.objects.get(pk=stays.pk)


def reasons(row):
    return list(row.history.order_by("history_id").values_list("history_type", "history_change_reason"))


# What it says


def test_empty_fields_are_filled_and_others_kept_unless_taken():
    stays = factories.organization(
        slug="stays", name_en="Stays", city_en="Tokyo", website="", country="", kind="fund"
    )
    goes = factories.organization(
        slug="goes", name_en="Goes", name_ja="去", city_en="Osaka", website="https://goes.example",
        country="JP", sort_key="サル",
    )  # fmt: skip

    kept = merge(stays, goes)

    assert (kept.slug, kept.name_en, kept.name_ja, kept.city_en) == ("stays", "Stays", "去", "Tokyo")
    assert (kept.website, kept.country.code, kept.kind, kept.sort_key) == (
        "https://goes.example", "JP", "fund", "サル",
    )  # fmt: skip
    assert not Organization.objects.filter(slug="goes").exists()


def test_what_is_taken_comes_from_the_one_that_goes():
    stays = factories.organization(name_en="Stays", city_en="Tokyo", kind="fund")
    goes = factories.organization(name_en="Goes", city_en="Osaka", kind="company")

    kept = merge(stays, goes, "name_en", "kind", "slug", "published_at")

    assert (kept.name_en, kept.city_en, kept.kind, kept.slug) == ("Goes", "Tokyo", "company", stays.slug)
    assert kept.aliases == "Stays"


def test_sentences_are_taken_in_all_languages_or_in_none():
    stays = factories.organization(name_en="One", summary_en="Makes ships.")
    goes = factories.organization(name_en="One", summary_en="Makes trains.", summary_ja="列車を造る。")

    unmixed = Merging(stays, goes)
    kept = merge(stays, goes, "summary")

    assert [line.name for line in unmixed.contested] == ["summary"]
    assert unmixed.contested[0].mine == ("Makes ships.", "", "")
    assert (kept.summary_en, kept.summary_ja) == ("Makes trains.", "列車を造る。")


def test_all_names_of_the_one_that_goes_become_aliases_once():
    stays = factories.organization(name_en="Rosneft", aliases="NK Rosneft")
    goes = factories.organization(
        name_en="Rosneft Oil", name_ru="Роснефть", aliases="nk rosneft\nRN\nROSNEFT"
    )

    kept = merge(stays, goes)

    assert (kept.name_en, kept.name_ru) == ("Rosneft", "Роснефть")
    assert kept.aliases.splitlines() == ["NK Rosneft", "Rosneft Oil", "RN"]


def test_sources_of_both_are_kept():
    sources = [factories.source() for _ in range(4)]
    stays, goes = factories.organization(source=sources[0]), factories.organization(source=sources[1])
    stays.more_sources.add(sources[2])
    goes.more_sources.add(sources[2], sources[3])

    kept = merge(stays, goes)

    assert kept.source == sources[0]
    assert set(kept.more_sources.all()) == {*sources[1:]}


def test_draft_that_stays_is_public_with_the_source_of_the_public_one():
    stays = factories.organization(published_at=None, source=None, submitted_at=timezone.now())
    goes = factories.organization(reviewed_on=timezone.now())

    kept = merge(stays, goes)

    assert (kept.published_at, kept.source, kept.reviewed_on) == (goes.published_at, goes.source, None)
    assert not kept.more_sources.exists()


def test_of_two_moments_the_earlier_one_counts():
    stays = factories.organization(published_at=timezone.now() + timedelta(days=9))

    assert merge(stays, factories.organization()).published_at == factories.PUBLISHED


@pytest.mark.parametrize(("own", "take", "left"), [
    ("", (), "logos/goes.png"),
    ("logos/stays.png", (), "logos/stays.png"),
    ("logos/stays.png", ("logo",), "logos/goes.png"),
])  # fmt: skip
def test_logo_keeps_its_file_and_the_other_goes(own, take, left, django_capture_on_commit_callbacks):
    for name in ("logos/goes.png", "logos/stays.png"):
        default_storage.delete(name)
        default_storage.save(name, ContentFile(b"synthetic"))
    stays, goes = factories.organization(logo=own), factories.organization(logo="logos/goes.png")

    with django_capture_on_commit_callbacks(execute=True):
        kept = merge(stays, goes, *take)

    there = {name for name in ("logos/goes.png", "logos/stays.png") if default_storage.exists(name)}
    assert kept.logo.name == left
    assert there == ({left} if own else {"logos/goes.png", "logos/stays.png"})


def test_nothing_is_written_if_a_rule_would_be_broken():
    stays, goes = factories.organization(), factories.organization()
    exhibitor = factories.exhibitor(organization=goes)
    Organization.objects.filter(pk=stays.pk).update(country="XX")

    with pytest.raises(ValidationError):
        merge(stays, goes)

    exhibitor.refresh_from_db()
    assert (exhibitor.organization, Merger.objects.count()) == (goes, 0)


# What hangs on it


def hang(relation, row):
    """A row that leads to another by a relation, and nothing else that does."""
    return factories.FACTORIES[relation.related_model](**{relation.field.name: row})


@every_kind
def test_whatever_leads_to_the_one_that_goes_leads_to_the_other(model, publisher):
    stays, goes = (factories.FACTORIES[model](slug=slug) for slug in ("stays", "goes"))
    there = [(relation, hang(relation, goes)) for relation in relations_to(model) for _ in range(2)]
    here = [(relation, hang(relation, stays)) for relation in relations_to(model)]
    before = [row.history.count() for _relation, row in here]

    merge(stays, goes, user=publisher)

    assert len(there) == 6
    for relation, row in there:
        row.refresh_from_db()
        assert getattr(row, relation.field.name) == stays
        last = row.history.latest("history_id")
        assert (last.history_user, last.history_change_reason) == (publisher, "merged with goes")
    assert [row.history.count() for _relation, row in here] == before


def test_relations_to_many_move_too(publisher):
    stays, goes = factories.sector(slug="stays"), factories.sector(slug="goes")
    only, both = factories.exhibitor(), factories.exhibitor()
    only.sectors.add(goes)
    both.sectors.add(stays, goes)
    edition = factories.edition()
    edition.sectors.add(goes)
    counts = public_totals()

    told = Merging(stays, goes).try_out(
        lambda: [[*row.sectors.values_list("slug", flat=True)] for row in (only, both, edition)]
    )
    merge(stays, goes, user=publisher)

    assert told == [["stays"]] * 3
    assert [[*row.sectors.all()] for row in (only, both, edition)] == [[stays]] * 3
    assert reasons(only)[-1] == ("~", "merged with goes")
    assert set(public_totals()) == set(counts)


def test_what_says_the_same_twice_is_dropped_and_its_sources_are_kept(publisher):
    stays, goes = factories.organization(slug="stays"), factories.organization(slug="goes")
    edition, sector = factories.edition(), factories.sector()
    kept = factories.exhibitor(edition=edition, organization=stays, stand="A1", published_at=None)
    dropped = factories.exhibitor(edition=edition, organization=goes, slug="dropped", shown_en="Ships")
    dropped.sectors.add(sector)
    other_role = factories.exhibitor(edition=edition, organization=goes, role="partner")

    merge(stays, goes, user=publisher)

    kept.refresh_from_db()
    other_role.refresh_from_db()
    assert [*Exhibitor.objects.order_by("pk")] == [kept, other_role]
    assert (kept.stand, kept.shown_en, kept.published_at) == ("A1", "Ships", factories.PUBLISHED)
    assert ([*kept.sectors.all()], [*kept.more_sources.all()]) == ([sector], [dropped.source])
    assert other_role.organization == stays
    gone = Exhibitor.history.filter(id=dropped.pk).latest("history_id")
    assert (gone.history_type, gone.history_user, gone.history_change_reason) == (
        "-", publisher, "merged into stays",
    )  # fmt: skip
    assert Merger.slugs_now(Exhibitor, ["dropped"]) == {"dropped": kept.slug}


def test_what_differs_twice_stands_against_it():
    stays, goes = factories.organization(), factories.organization()
    document = factories.memorandum()
    mine = factories.signatory(memorandum=document, organization=stays, office_en="Chair")
    theirs = factories.signatory(memorandum=document, organization=goes, office_en="Minister", side="RU")

    (twin,) = Merging(stays, goes).obstacles

    assert (twin.stays, twin.goes) == (mine, theirs)
    assert [line.name for line in twin.contested] == ["side", "office_en"]


def test_person_is_dropped_once_from_a_forum():
    stays, goes = factories.person(), factories.person()
    forum = factories.forum()
    for person in (stays, goes):
        factories.appearance(forum=forum, person=person)
    factories.appearance(forum=forum, person=goes, role="chair")

    merge(stays, goes)

    assert sorted(Appearance.objects.values_list("person", "role")) == [
        (stays.pk, "chair"), (stays.pk, "speaker"),
    ]  # fmt: skip


def test_counts_are_the_same_tried_out_and_done():
    stays, goes = factories.organization(), factories.organization(published_at=None)
    edition, document = factories.edition(), factories.memorandum()
    for row in (stays, goes):
        factories.exhibitor(edition=edition, organization=row)
        factories.signatory(memorandum=document, organization=row)
    factories.exhibitor(organization=goes)  # hidden by a draft until now
    before = Exhibitor.objects.published().count()

    told = Merging(stays, goes).try_out(public_totals)
    assert Organization.objects.count() == 2
    merge(stays, goes)

    assert told == public_totals()
    assert (before, Exhibitor.objects.published().count()) == (1, 2)


def test_digest_changes_with_either_row_and_with_what_hangs_on_them():
    stays, goes = factories.organization(), factories.organization()
    document = factories.memorandum()
    factories.signatory(memorandum=document, organization=stays)
    twin = factories.signatory(memorandum=document, organization=goes)
    exhibitor = factories.exhibitor(organization=goes)

    def digest():
        return Merging(Organization.objects.get(pk=stays.pk), Organization.objects.get(pk=goes.pk)).digest

    digests = [digest(), digest()]
    for row, name in ((stays, "city_en"), (goes, "city_en"), (twin, "office_en"), (exhibitor, "stand")):
        setattr(row, name, "changed")
        row.save()
        digests.append(digest())
    goes.more_sources.add(factories.source())
    digests.append(digest())
    exhibitor.delete()
    digests.append(digest())

    assert digests[0] == digests[1]
    assert len(set(digests)) == 7


# Its history and its addresses


@every_kind
def test_both_histories_say_who_and_why(model, publisher):
    stays, goes = (factories.FACTORIES[model](slug=slug) for slug in ("stays", "goes"))

    merge(stays, goes, user=publisher)

    assert history_of(stays)[0] == ("~", publisher)
    assert reasons(stays)[-1] == ("~", "merged with goes")
    gone = [*model.history.filter(id=goes.pk).order_by("history_id")]
    assert [(one.history_type, one.history_change_reason) for one in gone] == [
        ("+", None), ("-", "merged into stays"),
    ]  # fmt: skip
    assert gone[-1].history_user == publisher


@every_kind
def test_address_leads_to_the_one_that_stays_in_every_language(model, anonymous):
    stays, goes = (factories.FACTORIES[model](slug=slug) for slug in ("stays", "goes"))
    rename(goes, "went")
    before = [goes.get_absolute_url(), goes.get_absolute_url().replace("went", "goes")]

    merge(stays, goes)

    after = stays.get_absolute_url()
    for address in before:
        assert [led(anonymous, prefix + address) for prefix in PREFIXES] == [
            (301, prefix + after) for prefix in PREFIXES
        ]


def test_lists_are_led_to_the_slug_that_stays(anonymous):
    stays, goes = factories.organization(slug="stays"), factories.organization(slug="goes")
    factories.signatory(organization=goes)

    merge(stays, goes)

    for prefix in PREFIXES:
        assert led(anonymous, f"{prefix}/memoranda/", organization="goes", q="x") == (
            301, f"{prefix}/memoranda/?organization=stays&q=x",
        )  # fmt: skip


def test_draft_that_was_never_public_leaves_no_address(anonymous):
    stays = factories.organization(slug="stays")
    goes = factories.organization(slug="goes", published_at=None)

    merge(stays, goes)

    assert led(anonymous, "/organizations/goes/") == (404, None)
    assert Merger.slugs_now(Organization, ["goes"]) == {"goes": "stays"}


def test_draft_that_was_public_is_led_to_the_one_that_stays(anonymous):
    stays, goes = factories.organization(slug="stays"), factories.organization(slug="goes")
    goes.unpublish()

    merge(stays, goes)

    assert led(anonymous, "/organizations/goes/") == (301, "/organizations/stays/")


def test_chain_of_mergers_is_one_step(anonymous, publisher):
    first, second, third = (factories.organization(slug=slug) for slug in ("first", "second", "third"))
    other = factories.organization(slug="other")
    Distinction.note(Organization, [second.pk, other.pk], publisher)
    Distinction.note(Organization, [second.pk, third.pk], publisher)

    merge(second, first)
    merge(third, second)

    assert led(anonymous, "/organizations/first/") == (301, "/organizations/third/")
    assert Merger.slugs_now(Organization, ["first", "second"]) == {"first": "third", "second": "third"}
    assert {*FormerAddress.objects.values_list("row", flat=True)} == {third.pk}
    (kept,) = Distinction.objects.all()
    assert ({kept.one, kept.other}, kept.user) == ({third.pk, other.pk}, publisher)


def test_deleting_the_one_that_stays_forgets_what_was_merged_into_it():
    stays, goes = factories.organization(slug="stays"), factories.organization(slug="goes")

    merge(stays, goes).delete()

    assert (Merger.objects.count(), FormerAddress.objects.count()) == (0, 0)


def test_why_one_was_withdrawn_is_told_by_the_draft_that_stays(anonymous):
    stays, goes = factories.organization(slug="stays"), factories.organization(slug="goes")
    stays.unpublish()
    goes.unpublish()
    note = Withdrawal.about(goes)
    note.note_en = "It does not exist."
    note.save()

    merge(stays, goes)

    for slug in ("stays", "goes"):
        page = anonymous.get(f"/organizations/{slug}/")
        assert (page.status_code, "It does not exist." in page.content.decode()) == (410, True)


def test_pages_show_at_once_what_moved(anonymous):
    stays, goes = (
        factories.organization(slug="stays"),
        factories.organization(slug="goes", name_en="Synthetic Goes"),
    )
    document = factories.signatory(organization=goes).memorandum
    page = anonymous.get(document.get_absolute_url()).content.decode()
    assert "/organizations/goes/" in page

    merge(stays, goes)

    page = anonymous.get(document.get_absolute_url()).content.decode()
    assert ("/organizations/goes/" in page, "/organizations/stays/" in page) == (False, True)
    assert Memorandum.objects.count() == Signatory.objects.count() == 1
