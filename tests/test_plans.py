"""No list sorts its whole table: an index gives each first page its order, on both databases."""

import pytest
from django.db import connection
from django.test import RequestFactory

from cooperation import views as cooperation
from events import views as events
from portal import views as portal
from tests import factories

LISTS = [
    (cooperation.AreaList, "cooperation_area_number"),
    (cooperation.MemorandumList, "coop_memo_order"),
    (cooperation.OccasionList, "coop_occasion_order"),
    (cooperation.OrganizationList, "portal_org_order"),
    (cooperation.OutcomeList, "coop_outcome_order"),
    (events.ExhibitorList, "events_exhibitor_slug"),
    (events.FairList, "events_fair_order"),
    (events.ForumList, "events_forum_order"),
    (portal.SourceList, "portal_source_order"),
]


def plan(view_class) -> list[str]:
    view = view_class()
    view.setup(RequestFactory().get("/"))
    queryset = view.get_queryset()[:50]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:  # a table of one row is read whole, whatever the index
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
            cursor.execute("SET LOCAL enable_sort = off")
    return queryset.explain().splitlines()


@pytest.mark.django_db
@pytest.mark.parametrize(("view_class", "index"), LISTS, ids=lambda value: getattr(value, "__name__", None))
def test_list_is_read_in_the_order_of_an_index(view_class, index):
    for make in factories.FACTORIES.values():
        make()

    lines = plan(view_class)

    if connection.vendor == "sqlite":
        # the outermost table is scanned along an index; only subqueries about one row may sort
        sorts = [line for line in lines if "TEMP B-TREE" in line and line.split()[1] == "0"]
        scans = [line for line in lines if line.split()[1] == "0" and " SCAN " in line]
        assert sorts == []
        assert all(" USING INDEX " in line or " USING COVERING INDEX " in line for line in scans)
        assert scans != []
    else:
        assert any("Index" in line and "Scan" in line and index in line for line in lines)
        assert not any(line.lstrip(" ->").startswith("Sort") for line in lines[:3])
