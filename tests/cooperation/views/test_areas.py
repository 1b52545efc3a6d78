"""The pages of the areas: their documents, outcomes and reported totals."""

import pytest

from tests import factories
from tests.cooperation.views.conftest import body_of, part, text_of, words_of

pytestmark = pytest.mark.django_db


def test_area_shows_its_documents_and_outcomes(client, memorandum):
    area = factories.area(slug="energy", number=4, title_en="Synthetic energy")
    factories.area_assignment(memorandum=memorandum, area=area)
    factories.memorandum(title_en="Paper of another area")
    factories.outcome(title_en="Synthetic station").areas.add(area)
    factories.outcome(title_en="Outcome of another area")

    text = text_of(client, "/areas/energy/")

    assert "4. Synthetic energy" in text
    assert "Synthetic memorandum" in text
    assert "Synthetic station treaty" in text
    assert "another area" not in text


def test_home_counts_the_documents_of_each_area(client, memorandum):
    area, empty = (
        factories.area(number=1, title_en="First area"),
        factories.area(number=2, title_en="Second area"),
    )
    other = factories.memorandum()
    for document in (memorandum, other, factories.memorandum(published_at=None)):
        factories.area_assignment(memorandum=document, area=area)
    factories.area_assignment(memorandum=factories.memorandum(published_at=None), area=empty)

    text = words_of(part(body_of(client, "/"), '<ol class="area-index">', "ol"))

    assert text == "1 First area 2 documents recorded 2 Second area no document recorded here"


@pytest.mark.django_db
def test_total_of_the_whole_plan_stands_on_the_page_of_the_areas(client):
    total = factories.reported_total(
        value=200, qualifier="over", unit_en="synthetic projects", measure="projects"
    )

    page = client.get(total.get_absolute_url().split("#")[0]).content.decode()

    assert total.get_absolute_url() == f"/areas/#{total.slug}"
    assert f'id="{total.slug}"' in page
    assert "over 200 synthetic projects" in page


@pytest.mark.django_db
def test_total_of_an_area_stands_on_the_page_of_the_area(client):
    area = factories.area(slug="synthetic-area")
    total = factories.reported_total(area=area)

    page = client.get(total.get_absolute_url().split("#")[0]).content.decode()

    assert total.get_absolute_url() == f"/areas/synthetic-area/#{total.slug}"
    assert f'id="{total.slug}"' in page
