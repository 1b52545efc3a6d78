"""Merging a duplicate: fields and related rows."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from events.models import Appearance, Exhibitor
from portal.duplicates.merging import MergePlan
from portal.duplicates.models import Merger
from portal.duplicates.relations import relations_to
from portal.models import Organization
from portal.publishing.totals import public_totals
from tests import factories
from tests.duplicates.conftest import every_kind, merge, reasons

pytestmark = pytest.mark.django_db

# Fields


def test_empty_fields_are_filled_and_others_kept():
    target = factories.organization(
        slug="target", name_en="Stays", city_en="Tokyo", website="", country="", kind="fund"
    )
    duplicate = factories.organization(
        slug="duplicate", name_en="Goes", name_ja="去", city_en="Osaka", website="https://duplicate.example",
        country="JP", sort_key="サル",
    )  # fmt: skip

    kept = merge(target, duplicate)

    assert (kept.slug, kept.name_en, kept.name_ja, kept.city_en) == ("target", "Stays", "去", "Tokyo")
    assert (kept.website, kept.country.code, kept.kind, kept.sort_key) == (
        "https://duplicate.example", "JP", "fund", "サル",
    )  # fmt: skip
    assert not Organization.objects.filter(slug="duplicate").exists()


def test_conflicting_fields_are_overwritten_if_asked():
    target = factories.organization(name_en="Stays", city_en="Tokyo", kind="fund")
    duplicate = factories.organization(name_en="Goes", city_en="Osaka", kind="company")

    kept = merge(target, duplicate, "name_en", "kind", "slug", "published_at")

    assert (kept.name_en, kept.city_en, kept.kind, kept.slug) == ("Goes", "Tokyo", "company", target.slug)
    assert kept.aliases == "Stays"


def test_texts_are_overwritten_in_all_languages_or_in_none():
    target = factories.organization(name_en="One", summary_en="Makes ships.")
    duplicate = factories.organization(name_en="One", summary_en="Makes trains.", summary_ja="列車を造る。")

    plan = MergePlan(target, duplicate)
    kept = merge(target, duplicate, "summary")

    assert [field.name for field in plan.conflicts] == ["summary"]
    assert plan.conflicts[0].target_values == ("Makes ships.", "", "")
    assert (kept.summary_en, kept.summary_ja) == ("Makes trains.", "列車を造る。")


def test_all_names_of_the_duplicate_become_aliases_once():
    target = factories.organization(name_en="Rosneft", aliases="NK Rosneft")
    duplicate = factories.organization(
        name_en="Rosneft Oil", name_ru="Роснефть", aliases="nk rosneft\nRN\nROSNEFT"
    )

    kept = merge(target, duplicate)

    assert (kept.name_en, kept.name_ru) == ("Rosneft", "Роснефть")
    assert kept.aliases.splitlines() == ["NK Rosneft", "Rosneft Oil", "RN"]


def test_other_spellings_of_a_name_are_kept_as_aliases():
    target = factories.organization(name_en="Skoda", name_ja="高橋製作所")
    duplicate = factories.organization(name_en="Škoda", name_ja="髙橋製作所")

    kept = merge(target, duplicate)

    assert kept.aliases.splitlines() == ["Škoda", "髙橋製作所"]


def test_sources_of_both_are_kept():
    sources = [factories.source() for _ in range(4)]
    target, duplicate = factories.organization(source=sources[0]), factories.organization(source=sources[1])
    target.more_sources.add(sources[2])
    duplicate.more_sources.add(sources[2], sources[3])

    kept = merge(target, duplicate)

    assert kept.source == sources[0]
    assert set(kept.more_sources.all()) == {*sources[1:]}


def test_draft_target_of_public_duplicate_is_public_with_its_source():
    target = factories.organization(published_at=None, source=None, submitted_at=timezone.now())
    duplicate = factories.organization(reviewed_on=timezone.now())

    kept = merge(target, duplicate)

    assert (kept.published_at, kept.source, kept.reviewed_on) == (
        duplicate.published_at,
        duplicate.source,
        None,
    )
    assert not kept.more_sources.exists()


def test_earlier_publication_counts():
    target = factories.organization(published_at=timezone.now() + timedelta(days=9))

    assert merge(target, factories.organization()).published_at == factories.PUBLISHED


@pytest.mark.parametrize(("own", "overwrite", "left"), [
    ("", (), "logos/duplicate.png"),
    ("logos/target.png", (), "logos/target.png"),
    ("logos/target.png", ("logo",), "logos/duplicate.png"),
])  # fmt: skip
def test_logo_that_is_kept_keeps_its_file_and_the_other_is_deleted(
    own, overwrite, left, django_capture_on_commit_callbacks
):
    for name in ("logos/duplicate.png", "logos/target.png"):
        default_storage.delete(name)
        default_storage.save(name, ContentFile(b"synthetic"))
    target, duplicate = factories.organization(logo=own), factories.organization(logo="logos/duplicate.png")

    with django_capture_on_commit_callbacks(execute=True):
        kept = merge(target, duplicate, *overwrite)

    there = {name for name in ("logos/duplicate.png", "logos/target.png") if default_storage.exists(name)}
    assert kept.logo.name == left
    assert there == ({left} if own else {"logos/duplicate.png", "logos/target.png"})


def test_nothing_is_written_if_a_rule_would_be_broken():
    target, duplicate = factories.organization(), factories.organization()
    exhibitor = factories.exhibitor(organization=duplicate)
    Organization.objects.filter(pk=target.pk).update(country="XX")

    with pytest.raises(ValidationError):
        merge(target, duplicate)

    exhibitor.refresh_from_db()
    assert (exhibitor.organization, Merger.objects.count()) == (duplicate, 0)


# Related rows


def refer(relation, row):
    """A row that refers to another by a relation."""
    return factories.FACTORIES[relation.related_model](**{relation.field.name: row})


@every_kind
def test_all_related_rows_of_the_duplicate_refer_to_the_target(model, publisher):
    target, duplicate = (factories.FACTORIES[model](slug=slug) for slug in ("target", "duplicate"))
    there = [(relation, refer(relation, duplicate)) for relation in relations_to(model) for _ in range(2)]
    here = [(relation, refer(relation, target)) for relation in relations_to(model)]
    before = [row.history.count() for _relation, row in here]

    merge(target, duplicate, user=publisher)

    assert len(there) == 6
    for relation, row in there:
        row.refresh_from_db()
        assert getattr(row, relation.field.name) == target
        last = row.history.latest("history_id")
        assert (last.history_user, last.history_change_reason) == (publisher, "merged with duplicate")
    assert [row.history.count() for _relation, row in here] == before


def test_many_to_many_relations_move_too(publisher):
    target, duplicate = factories.sector(slug="target"), factories.sector(slug="duplicate")
    only, both = factories.exhibitor(), factories.exhibitor()
    only.sectors.add(duplicate)
    both.sectors.add(target, duplicate)
    edition = factories.edition()
    edition.sectors.add(duplicate)
    counts = public_totals()

    tried_out = MergePlan(target, duplicate).try_out(
        lambda: [[*row.sectors.values_list("slug", flat=True)] for row in (only, both, edition)]
    )
    merge(target, duplicate, user=publisher)

    assert tried_out == [["target"]] * 3
    assert [[*row.sectors.all()] for row in (only, both, edition)] == [[target]] * 3
    assert reasons(only)[-1] == ("~", "merged with duplicate")
    assert set(public_totals()) == set(counts)


def test_equal_related_rows_are_merged_and_sources_kept(publisher):
    target, duplicate = factories.organization(slug="target"), factories.organization(slug="duplicate")
    edition, sector = factories.edition(), factories.sector()
    kept = factories.exhibitor(edition=edition, organization=target, stand="A1", published_at=None)
    dropped = factories.exhibitor(edition=edition, organization=duplicate, slug="dropped", shown_en="Ships")
    dropped.sectors.add(sector)
    other_role = factories.exhibitor(edition=edition, organization=duplicate, role="partner")

    merge(target, duplicate, user=publisher)

    kept.refresh_from_db()
    other_role.refresh_from_db()
    assert [*Exhibitor.objects.order_by("pk")] == [kept, other_role]
    assert (kept.stand, kept.shown_en, kept.published_at) == ("A1", "Ships", factories.PUBLISHED)
    assert ([*kept.sectors.all()], [*kept.more_sources.all()]) == ([sector], [dropped.source])
    assert other_role.organization == target
    gone = Exhibitor.history.filter(id=dropped.pk).latest("history_id")
    assert (gone.history_type, gone.history_user, gone.history_change_reason) == (
        "-", publisher, "merged into target",
    )  # fmt: skip
    assert Merger.target_slugs(Exhibitor, ["dropped"]) == {"dropped": kept.slug}


def test_conflicting_related_rows_block_the_merge():
    target, duplicate = factories.organization(), factories.organization()
    document = factories.memorandum()
    of_target = factories.signatory(memorandum=document, organization=target, office_en="Chair")
    of_duplicate = factories.signatory(
        memorandum=document, organization=duplicate, office_en="Minister", side="RU"
    )

    (collision,) = MergePlan(target, duplicate).blocking

    assert (collision.target, collision.duplicate) == (of_target, of_duplicate)
    assert [field.name for field in collision.conflicts] == ["side", "office_en"]


def test_appearances_at_one_forum_are_merged():
    target, duplicate = factories.person(), factories.person()
    forum = factories.forum()
    for person in (target, duplicate):
        factories.appearance(forum=forum, person=person)
    factories.appearance(forum=forum, person=duplicate, role="chair")

    merge(target, duplicate)

    assert sorted(Appearance.objects.values_list("person", "role")) == [
        (target.pk, "chair"), (target.pk, "speaker"),
    ]  # fmt: skip


def test_counts_are_the_same_tried_out_and_executed():
    target, duplicate = factories.organization(), factories.organization(published_at=None)
    edition, document = factories.edition(), factories.memorandum()
    for row in (target, duplicate):
        factories.exhibitor(edition=edition, organization=row)
        factories.signatory(memorandum=document, organization=row)
    factories.exhibitor(organization=duplicate)  # hidden by a draft until now
    before = Exhibitor.objects.published().count()

    tried_out = MergePlan(target, duplicate).try_out(public_totals)
    assert Organization.objects.count() == 2
    merge(target, duplicate)

    assert tried_out == public_totals()
    assert (before, Exhibitor.objects.published().count()) == (1, 2)


def test_digest_changes_with_either_row_and_with_related_rows():
    target, duplicate = factories.organization(), factories.organization()
    document = factories.memorandum()
    factories.signatory(memorandum=document, organization=target)
    signatory = factories.signatory(memorandum=document, organization=duplicate)
    exhibitor = factories.exhibitor(organization=duplicate)

    def digest():
        return MergePlan(
            Organization.objects.get(pk=target.pk), Organization.objects.get(pk=duplicate.pk)
        ).digest

    digests = [digest(), digest()]
    for row, name in (
        (target, "city_en"),
        (duplicate, "city_en"),
        (signatory, "office_en"),
        (exhibitor, "stand"),
    ):
        setattr(row, name, "changed")
        row.save()
        digests.append(digest())
    duplicate.more_sources.add(factories.source())
    digests.append(digest())
    exhibitor.delete()
    digests.append(digest())

    assert digests[0] == digests[1]
    assert len(set(digests)) == 7
