"""A list is one filter set, one view of a few lines and one template: those there are, and a new one."""

import inspect
import json

import pytest
from django.template.loader import get_template
from django.test import RequestFactory
from django.utils.translation import gettext_lazy as _

from events.choices import ForumKind
from events.models import Forum
from portal.lists.columns import Column, TranslatedColumn
from portal.lists.facets import ChoiceFacet
from portal.lists.filterset import RecordFilterSet
from portal.lists.parameters import Ordering
from portal.lists.views import RecordList
from tests import factories
from tests.lists.conftest import LISTS, VIEWS
from tests.markup import tight

LINES = 15


class MeetingFilterSet(RecordFilterSet):
    orderings = {"title": Ordering(_("title, A–Z"), _("title, Z–A"), ("title_en", "slug"))}

    kind = ChoiceFacet("kind", ForumKind, label=_("Kind"), phrase=_("of the kind %s"))


class MeetingList(RecordList):
    model = Forum
    filterset_class = MeetingFilterSet
    columns = (TranslatedColumn("title"), Column("kind"))


def answer(output: str, query: str):
    request = RequestFactory().get(f"/meetings/?{query}")
    response = MeetingList.as_view(output=output)(request)
    return response.render() if output == "page" else response


@pytest.mark.django_db
def test_new_list_has_all_formats_facets_and_errors():
    factories.forum(slug="b", title_en="Panel", kind="panel")
    factories.forum(slug="a", title_en="=Tour", kind="tour")
    factories.forum(slug="c", title_en="Zone", kind="panel", published_at=None)

    page = tight(answer("page", "kind=panel").content.decode())
    csv = b"".join(answer("csv", "kind=panel")).decode()
    found = json.loads(answer("json", "kind=panel").content)
    refused = answer("json", "kin=panel")

    assert '<a class="count" href="/meetings/?kind=tour"><span class="unseen">tour: </span>1</a>' in page
    assert csv.splitlines() == [
        "\ufeffid,url,title_en,title_ja,title_ru,kind", '"b","http://localhost:8000/forums/b/","Panel","","","panel"',
    ]  # fmt: skip
    assert [(row["id"], row["kind"]) for row in found["results"]] == [("b", "panel")]
    assert (refused.status_code, json.loads(refused.content)) == (
        400, {"errors": {"kin": ["This list has no parameter “kin”."]}},
    )  # fmt: skip


@pytest.mark.parametrize("name", LISTS)
def test_what_a_list_must_declare_is_short(name):
    """The model, the filter set and the columns; what some lists add prints more than the rows themselves."""
    view = VIEWS[name]
    body = inspect.getsource(view).partition("    def ")[0].splitlines()

    assert len(body) <= LINES
    assert {"model", "filterset_class", "columns"} <= vars(view).keys()
    assert "get" not in vars(view)
    template = get_template(view().get_template_names()[0]).template
    assert template.source.startswith('{% extends "portal/list.html" %}')


@pytest.mark.parametrize("name", ["forums", "organizations", "sources"])
def test_list_that_adds_nothing_is_one_short_view(name):
    assert len(inspect.getsource(VIEWS[name]).splitlines()) <= LINES
