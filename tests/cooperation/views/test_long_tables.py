"""A page of a record with more documents than anybody reads at once shows them page by page."""

import pytest

from portal.lists.views import RecordList
from tests import factories

pytestmark = pytest.mark.django_db
ROWS = 3


@pytest.fixture(autouse=True)
def short_pages(monkeypatch):
    monkeypatch.setattr(RecordList, "paginate_by", ROWS)


@pytest.mark.parametrize("kind", ["area", "occasion", "organization"])
def test_documents_are_shown_page_by_page(client, kind):
    owner = getattr(factories, kind)()
    titles = [f"Synthetic paper {letter}" for letter in "abcde"]
    for title in titles:
        document = factories.memorandum(title_en=title, occasion=owner if kind == "occasion" else None)
        if kind == "area":
            factories.area_assignment(memorandum=document, area=owner)
        if kind == "organization":
            factories.signatory(memorandum=document, organization=owner)

    pages = [client.get(owner.get_absolute_url(), {"page": page}).content.decode() for page in (1, 2)]

    assert [[title for title in titles if title in page] for page in pages] == [titles[:ROWS], titles[ROWS:]]
    assert "Page 1 of 2" in pages[0]
    assert f'href="{owner.get_absolute_url()}?page=2"' in pages[0]


def test_participants_are_shown_page_by_page(client):
    edition = factories.edition()
    names = [f"Synthetic maker {letter}" for letter in "abcde"]
    for name in names:
        factories.exhibitor(edition=edition, organization=factories.organization(name_en=name))

    pages = [client.get(edition.get_absolute_url(), {"page": page}).content.decode() for page in (1, 2)]

    assert [[name for name in names if name in page] for page in pages] == [names[:ROWS], names[ROWS:]]
    assert "We list 5 participations" in pages[0]


@pytest.mark.parametrize(("rows", "said"), [(2, False), (3, True)])
def test_a_list_that_is_cut_says_so(client, monkeypatch, rows, said):
    monkeypatch.setattr("cooperation.views.plan.MAX_OUTCOMES", 2)
    area = factories.area()
    for letter in "abc"[:rows]:
        factories.outcome(title_en=f"Synthetic result {letter}").areas.add(area)

    page = client.get(area.get_absolute_url()).content.decode()

    assert [letter for letter in "abc" if f"Synthetic result {letter}" in page] == ["a", "b"]
    assert ("The first 2 are shown; there are more." in page) is said
