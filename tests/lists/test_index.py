"""The index of a list holds its rows in order, the values of each row, and slices of result sets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyroaring import BitMap

from events.models import Exhibitor, Forum
from portal.lists.index import Index, ResultSet, is_multivalued
from portal.models import Organization
from tests import factories


@pytest.fixture
def organizations(db):
    """Five, of which the fourth in order has the lowest primary key."""
    for slug in ("d", "a", "b", "e", "c"):
        factories.organization(slug=slug, name_en=slug)
    return Index(Organization.objects.published(), ("name_en",), {}, {"kind": "kind", "slug": "slug"})


def pks(slugs: str) -> list[int]:
    return [Organization.objects.get(slug=slug).pk for slug in slugs]


def test_rows_stand_in_their_order(organizations):
    assert list(organizations.pks) == pks("abcde")
    assert organizations.all_positions == BitMap(range(5))
    assert organizations.positions_of_pks(pks("ec")) == BitMap([2, 4])
    assert organizations.positions_of_pks([10**9]) == BitMap()


def test_values_are_those_of_the_rows(organizations):
    (d, b) = pks("db")
    assert organizations.values("slug", [d, b, 10**9]) == {d: ["d"], b: ["b"]}


def test_result_set_is_read_in_its_order_and_in_reverse(organizations):
    forwards = ResultSet(organizations, BitMap([0, 2, 3]))
    backwards = ResultSet(organizations, BitMap([0, 2, 3]), is_reversed=True)

    assert (len(forwards), forwards.pks(0, 9), forwards.pks(1, 2)) == (3, pks("acd"), pks("c"))
    assert (backwards.pks(0, 9), backwards.pks(0, 1)) == (pks("dca"), pks("d"))
    assert backwards.pks(2, 5) == pks("a")
    assert [forwards.offset(pk) for pk in pks("acdb")] == [0, 1, 2, None]
    assert [backwards.offset(pk) for pk in pks("dca")] == [0, 1, 2]


@given(st.sets(st.integers(0, 200)), st.booleans(), st.integers(0, 220), st.integers(0, 220))
def test_slices_of_result_set_are_those_of_a_list(positions, is_reversed, start, length):
    class Numbers:
        pks = range(1000, 1201)

    rows = sorted((position + 1000 for position in positions), reverse=is_reversed)

    assert (
        ResultSet(Numbers, BitMap(positions), is_reversed).pks(start, start + length)
        == rows[start : start + length]
    )


@pytest.mark.parametrize(("model", "path", "many"), [
    (Exhibitor, "role", False), (Exhibitor, "edition__fair", False), (Exhibitor, "sectors", True),
    (Organization, "signatures__side", True), (Forum, "an_annotation", False),
])  # fmt: skip
def test_multivalued_paths_are_recognised(model, path, many):
    assert is_multivalued(model, path) is many
