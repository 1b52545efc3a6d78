"""What is left of a merged duplicate: histories, redirects, decisions."""

import pytest

from cooperation.models import Memorandum, Signatory
from portal.duplicates.models import Distinction, Merger
from portal.models import Organization
from portal.publishing.models import FormerAddress, Withdrawal
from tests import factories
from tests.admin.conftest import history_of
from tests.duplicates.conftest import every_kind, merge, reasons
from tests.portal.test_former_addresses import PREFIXES, led, rename

pytestmark = pytest.mark.django_db


@every_kind
def test_both_histories_say_who_and_why(model, publisher):
    target, duplicate = (factories.FACTORIES[model](slug=slug) for slug in ("target", "duplicate"))

    merge(target, duplicate, user=publisher)

    assert history_of(target)[0] == ("~", publisher)
    assert reasons(target)[-1] == ("~", "merged with duplicate")
    gone = [*model.history.filter(id=duplicate.pk).order_by("history_id")]
    assert [(one.history_type, one.history_change_reason) for one in gone] == [
        ("+", None), ("-", "merged into target"),
    ]  # fmt: skip
    assert gone[-1].history_user == publisher


@every_kind
def test_addresses_of_the_duplicate_redirect_in_every_language(model, anonymous):
    target, duplicate = (factories.FACTORIES[model](slug=slug) for slug in ("target", "duplicate"))
    rename(duplicate, "went")
    before = [duplicate.get_absolute_url(), duplicate.get_absolute_url().replace("went", "duplicate")]

    merge(target, duplicate)

    after = target.get_absolute_url()
    for address in before:
        assert [led(anonymous, prefix + address) for prefix in PREFIXES] == [
            (301, prefix + after) for prefix in PREFIXES
        ]


def test_lists_redirect_to_the_slug_of_the_target(anonymous):
    target, duplicate = factories.organization(slug="target"), factories.organization(slug="duplicate")
    factories.signatory(organization=duplicate)

    merge(target, duplicate)

    for prefix in PREFIXES:
        assert led(anonymous, f"{prefix}/memoranda/", organization="duplicate", q="x") == (
            301, f"{prefix}/memoranda/?organization=target&q=x",
        )  # fmt: skip


def test_duplicate_that_was_never_public_leaves_no_address(anonymous):
    target = factories.organization(slug="target")
    duplicate = factories.organization(slug="duplicate", published_at=None)

    merge(target, duplicate)

    assert led(anonymous, "/organizations/duplicate/") == (404, None)
    assert Merger.target_slugs(Organization, ["duplicate"]) == {"duplicate": "target"}


def test_withdrawn_duplicate_redirects_to_the_target(anonymous):
    target, duplicate = factories.organization(slug="target"), factories.organization(slug="duplicate")
    duplicate.unpublish()

    merge(target, duplicate)

    assert led(anonymous, "/organizations/duplicate/") == (301, "/organizations/target/")


def test_chain_of_mergers_is_one_step(anonymous, publisher):
    first, second, third = (factories.organization(slug=slug) for slug in ("first", "second", "third"))
    other = factories.organization(slug="other")
    Distinction.note(Organization, [second.pk, other.pk], publisher)
    Distinction.note(Organization, [second.pk, third.pk], publisher)

    merge(second, first)
    merge(third, second)

    assert led(anonymous, "/organizations/first/") == (301, "/organizations/third/")
    assert Merger.target_slugs(Organization, ["first", "second"]) == {"first": "third", "second": "third"}
    assert {*FormerAddress.objects.values_list("row", flat=True)} == {third.pk}
    (kept,) = Distinction.objects.all()
    assert ({kept.one, kept.other}, kept.user) == ({third.pk, other.pk}, publisher)


def test_deleting_the_target_deletes_its_mergers():
    target, duplicate = factories.organization(slug="target"), factories.organization(slug="duplicate")

    merge(target, duplicate).delete()

    assert (Merger.objects.count(), FormerAddress.objects.count()) == (0, 0)


def test_draft_target_keeps_the_note_of_the_withdrawn_duplicate(anonymous):
    target, duplicate = factories.organization(slug="target"), factories.organization(slug="duplicate")
    target.unpublish()
    duplicate.unpublish()
    note = Withdrawal.about(duplicate)
    note.note_en = "It does not exist."
    note.save()

    merge(target, duplicate)

    for slug in ("target", "duplicate"):
        page = anonymous.get(f"/organizations/{slug}/")
        assert (page.status_code, "It does not exist." in page.content.decode()) == (410, True)


def test_pages_show_at_once_what_moved(anonymous):
    target, duplicate = (
        factories.organization(slug="target"),
        factories.organization(slug="duplicate", name_en="Synthetic Goes"),
    )
    document = factories.signatory(organization=duplicate).memorandum
    page = anonymous.get(document.get_absolute_url()).content.decode()
    assert "/organizations/duplicate/" in page

    merge(target, duplicate)

    page = anonymous.get(document.get_absolute_url()).content.decode()
    assert ("/organizations/duplicate/" in page, "/organizations/target/" in page) == (False, True)
    assert Memorandum.objects.count() == Signatory.objects.count() == 1
