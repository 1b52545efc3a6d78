"""Pages ignore what other sites append to their addresses, and do not pass it on; data formats refuse it."""

import pytest

from portal.pages.foreign_parameters import is_foreign
from portal.publishing.preview import Preview
from portal.search.views import SearchForm
from tests import factories
from tests.lists.conftest import ROW, VIEWS, errors_of

pytestmark = pytest.mark.django_db

APPENDED = [
    "fbclid=abc", "gclid=x", "utm_source=x&utm_medium=y", "yclid=1", "ysclid=1", "_ga=2.1", "_gl=1",
    "ref=home", "pk_kwd=x", "mc_cid=1&mc_eid=2", "msclkid=1", "FBCLID=x", "igshid=1", "_openstat=x",
    "srsltid=1", "utm_source=%FF",
]  # fmt: skip


@pytest.mark.parametrize("appended", APPENDED)
def test_page_is_the_one_without_them(client, appended):
    area = factories.area(slug="energy")
    found = factories.memorandum(slug="found", title_en="Yamal LNG")
    factories.area_assignment(memorandum=found, area=area)
    factories.memorandum(slug="other")

    for address in (
        "/memoranda/",
        "/memoranda/?area=energy",
        "/search/?q=yamal",
        "/memoranda/found/",
        "/about/",
    ):
        joined = "&" if "?" in address else "?"

        answer = client.get(f"{address}{joined}{appended}")

        assert answer.status_code == 200
        assert answer.content == client.get(address).content, address


def test_links_of_a_page_drop_them(client):
    factories.memorandum(slug="found", kind="treaty")

    for prefix in ("", "/ja", "/ru"):
        html = client.get(f"{prefix}/memoranda/?kind=treaty&fbclid=abc&utm_source=x").content.decode()

        assert ROW.findall(html) == ["found"]
        assert "fbclid" not in html
        assert "utm_source" not in html
        assert f'href="{prefix}/memoranda.csv?kind=treaty"' in html


def test_redirect_drops_them(client):
    row = factories.memorandum(slug="old")
    row.slug = "new"
    row.save()

    answer = client.get("/memoranda/old/?fbclid=abc")

    assert (answer.status_code, answer.headers["Location"]) == (301, "/memoranda/new/")


@pytest.mark.parametrize("kind", [".json", ".csv"])
def test_data_formats_are_strict(client, kind):
    assert errors_of(client, "memoranda", "fbclid=abc", kind) == {
        "fbclid": ["This list has no parameter “fbclid”."]
    }


def test_mistyped_parameter_of_a_page_is_an_error(client):
    factories.memorandum()

    html = client.get("/memoranda/?aera=energy&fbclid=x").content.decode()

    assert "This list has no parameter “aera”." in html
    assert ROW.findall(html) == []


def test_no_parameter_of_ours_is_foreign():
    names = {name for view in VIEWS.values() for name in view.filterset_class.base_filters}
    names |= {*SearchForm.base_fields, Preview.PARAMETER, "as_of", "known", "page_size", "modified_after"}
    names |= {
        "pk",
        "pk__in",
        "pk__exact",
        "_popup",
        "_to_field",
        "_changelist_filters",
        "o",
        "p",
        "e",
    }  # admin

    assert [name for name in names if is_foreign(name)] == []
