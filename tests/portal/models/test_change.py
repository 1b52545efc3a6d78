"""Each write to the record leaves a mark, in its own transaction; few of them stay."""

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F

from portal.models import Change, Organization
from tests import factories

pytestmark = pytest.mark.django_db


def test_marks_are_left_by_rows_relations_and_deletions():
    states = [Change.state()]
    organization = factories.organization()
    for write in (
        organization.save,
        lambda: organization.more_sources.add(factories.source()),
        organization.more_sources.clear,
        organization.delete,
    ):
        states.append(Change.state())
        write()
    states.append(Change.state())

    assert len(set(states)) == len(states)


@pytest.mark.parametrize("change", ["add", "remove", "clear"])
def test_change_of_a_relation_leaves_one_mark(change):
    organization, source = factories.organization(), factories.source()
    if change != "add":
        organization.more_sources.add(source)
    before = Change.objects.latest("pk").pk

    getattr(organization.more_sources, change)(*([] if change == "clear" else [source]))

    assert Change.objects.filter(pk__gt=before).count() == 1


def test_as_many_other_marks_are_another_state():
    """Two transactions may each sweep as many marks as the other has made."""
    Change.mark()
    before = Change.state()

    Change.objects.update(stamp=F("stamp") + 1)

    assert Change.state() == (before[0], before[1] + 1)


def test_rolled_back_write_leaves_no_mark():
    before = Change.state()

    with transaction.atomic():
        factories.organization()
        assert Change.state() != before
        transaction.set_rollback(True)

    assert Change.state() == before


def test_what_is_no_part_of_the_record_leaves_no_mark():
    before = Change.state()

    User.objects.create_user("somebody")

    assert Change.state() == before


def test_writes_that_send_no_signal_need_a_mark_of_their_own():
    factories.organization()
    before = Change.state()

    Organization.objects.update(city_en="Synthetic")
    silent = Change.state()
    Change.mark()

    assert silent == before
    assert Change.state() != before


def test_old_marks_are_swept_and_the_newest_stay(monkeypatch):
    monkeypatch.setattr(Change, "MAX_MARKS", 10)
    states = set()

    for _ in range(50):
        Change.mark()
        states.add(Change.state())

    assert 10 <= Change.objects.count() <= 20
    assert len(states) == 50


@pytest.mark.django_db(transaction=True)
def test_row_and_mark_are_written_together(monkeypatch):
    organization = factories.organization(city_en="Synthetic")

    def fail():
        raise RuntimeError("no mark")

    monkeypatch.setattr(Change, "mark", fail)
    organization.city_en = "Another"
    with pytest.raises(RuntimeError):
        organization.save()

    assert Organization.objects.get().city_en == "Synthetic"
