"""A question that cannot be answered is an error that names its parameter, never a list of something else."""

import json
import re
from urllib.parse import quote

import pytest

from portal.lists.parameters import reverse_ordering
from tests import factories
from tests.lists.conftest import LISTS, ROW, VIEWS, errors_of
from tests.markup import tight

pytestmark = pytest.mark.django_db

MEND = "Nothing is listed because the request contains an error."


def refused(client, name: str, query: str, status: int = 200) -> str:
    """The page of a question with an error: the form says so, and no row is on it."""
    response = client.get(f"/{name}/?{query}")
    body = tight(response.content.decode())
    assert response.status_code == status
    assert ROW.findall(body) == []
    assert MEND in body
    assert "Nothing recorded here" not in body
    assert "as you see it" not in body
    assert body.count('class="errorlist') == 1
    return body


@pytest.mark.parametrize("kind", [".json", ".csv"])
def test_unknown_value_names_its_parameter(client, kind):
    assert errors_of(client, "memoranda", "area=nonsense", kind) == {
        "area": ["“nonsense” is not a known value."]
    }


@pytest.mark.parametrize("kind", [".json", ".csv"])
def test_unknown_parameter_is_named(client, kind):
    found = errors_of(client, "memoranda", "aera=energy", kind)

    assert found == {"aera": ["This list has no parameter “aera”."]}


@pytest.mark.parametrize("name", LISTS)
def test_page_shows_the_error_and_no_row(client, one_of_each, name):
    assert ROW.findall(client.get(f"/{name}/").content.decode()) != []

    for query in ("aera=energy", "q=a%00b", "q=" + "x" * 201, "organization__slug=x", "<b>=1"):
        assert "<b>" not in refused(client, name, query)


@pytest.mark.parametrize("name", LISTS)
def test_nonsense_is_an_error_of_every_parameter(client, one_of_each, name):
    for parameter in VIEWS[name].filterset_class.base_filters:
        value = quote("x" * 201 if parameter == "q" else "no such thing")

        assert list(errors_of(client, name, f"{parameter}={value}")) == [parameter]
        refused(client, name, f"{parameter}={value}")


@pytest.mark.parametrize("name", LISTS)
def test_parameter_given_twice_is_an_error_unless_it_may_repeat(client, one_of_each, name):
    order = next(iter(VIEWS[name].filterset_class.orderings))
    values = {"ordering": (order, reverse_ordering(order)), "page": ("1", "2"), "q": ("a", "b")}
    for parameter, declared in VIEWS[name].filterset_class.base_filters.items():
        one, other = values.get(parameter, ("2016", "2017"))

        response = client.get(f"/{name}.json?{parameter}={one}&{parameter}={other}")

        messages = json.loads(response.content).get("errors", {}).get(parameter, [])
        twice = "This parameter can be given only once." in messages
        assert twice is not declared.multiple, parameter


@pytest.mark.parametrize("name", LISTS)
def test_page_that_the_list_does_not_have_is_an_error(client, one_of_each, name):
    for page in ("0", "-1", "2", "99999999999999999999", "abc", "1.5", "1.0", "01", "%00", "１"):
        assert list(errors_of(client, name, f"page={page}")) == ["page"]
        refused(client, name, f"page={page}", 404 if page in ("2", "9" * 20) else 200)


@pytest.mark.parametrize(("prefix", "link"), [
    ("", "Go to the first page"), ("/ja", "最初のページへ"), ("/ru", "Перейти на первую страницу"),
])  # fmt: skip
def test_page_past_the_end_leads_to_the_first(client, prefix, link):
    factories.memorandum(kind="treaty")

    response = client.get(f"{prefix}/memoranda/?kind=treaty&page=999")

    assert response.status_code == 404
    assert f'<a href="{prefix}/memoranda/?kind=treaty">{link}</a>' in tight(response.content.decode())


def test_two_ways_to_a_page_at_once_are_an_error(client):
    found = errors_of(client, "organizations", "page=1&after=x")

    assert found == {"page": ["Use only one of page, after and before."]}


def test_row_that_the_list_does_not_have_is_an_error_of_the_way_to_it(client):
    factories.memorandum(slug="here", kind="treaty")
    factories.memorandum(slug="elsewhere")
    factories.memorandum(slug="draft", published_at=None)

    found = [
        errors_of(client, "memoranda", f"kind=treaty&after={slug}")
        for slug in ("elsewhere", "draft", "no-such")
    ]

    text = "This entry is not, or no longer, in the list: start from the first page."
    assert found == [{"after": [text]}] * 3


@pytest.mark.parametrize("query", [
    "signed_after=2016-13", "signed_after=2016-02-30", "signed_before=16.13.2016", "as_of=2016-W50",
    "as_of=0000", "signed_after=2016121", "as_of=yesterday", "signed_before=%2B2016", "as_of=2016年13月",
])  # fmt: skip
def test_date_that_is_none_is_an_error(client, query):
    name = query.partition("=")[0]

    assert errors_of(client, "memoranda", query) == {name: ["Enter a date as 2016-12-16, 2016-12 or 2016."]}


def test_words_are_bounded(client):
    twelve = "+".join("abcdefghijkl")

    assert client.get(f"/sources.json?q={twelve}+a+b").status_code == 200
    assert errors_of(client, "sources", f"q={twelve}+m") == {"q": ["Enter at most 12 words."]}


def test_draft_is_answered_like_nonsense(client):
    """Word for word, so that nobody learns what is being written."""
    factories.area(slug="abcde", published_at=None)
    factories.occasion(slug="abcde", published_at=None)
    factories.organization(slug="abcde", published_at=None)
    edition = factories.edition(slug="abcde", fair=factories.fair(slug="abcde", published_at=None))
    factories.pavilion(slug="abcde", edition=edition)
    pointed_at = {"area", "occasion", "organization", "fair", "edition", "pavilion"}
    asked = []

    for name, view in VIEWS.items():
        for parameter in pointed_at & view.filterset_class.base_filters.keys():
            for kind in (".json", ".csv", "/"):
                draft = client.get(f"/{name}{kind}?{parameter}=abcde")
                nonsense = client.get(f"/{name}{kind}?{parameter}=vwxyz")
                asked.append((name, parameter, kind))
                assert draft.status_code == nonsense.status_code, asked[-1]
                assert draft.content.replace(b"abcde", b"vwxyz") == nonsense.content, asked[-1]

    assert len(asked) == 3 * 8


def test_words_of_a_name_lead_to_its_short_name(client):
    factories.organization(slug="jbic", name_en="Japan Bank for International Cooperation")
    factories.organization(slug="draft-bank", name_en="Japan Bank of Drafts", published_at=None)

    body = refused(client, "memoranda", "kind=treaty&organization=japan+bank")

    (offered,) = re.findall(r'Did you mean:<a href="([^"]*)">([^<]*)</a> \((.*?)\)</p>', body)
    address = "/memoranda/?kind=treaty&amp;organization=jbic"
    assert offered == (address, "Japan Bank for International Cooperation", "jbic")


def test_error_does_not_hide_what_was_asked_well(client):
    factories.memorandum(kind="treaty")

    body = refused(client, "memoranda", "kind=treaty&area=nonsense&q=robots")

    assert '<input type="checkbox" name="kind" value="treaty" checked>' in body
    assert 'name="q" id="id_q" value="robots"' in body


def test_error_is_tied_to_its_field(client, one_of_each):
    response = client.get("/memoranda/?signed_after=bad&ordering=foo&area=zzz&organization=synthetic")

    body = tight(response.content.decode())

    for name in ("signed_after", "ordering", "area", "organization"):
        assert f'id="id_{name}_error"' in body, name
        assert re.search(rf'aria-describedby="[^"]*\bid_{name}_error"', body), name
        assert f'<a href="#id_{name}">' in body, name
        assert f'id="id_{name}"' in body, name
    assert body.count('aria-invalid="true"') == 3
    assert 'name="organization" maxlength="200" value="synthetic"' in body


def test_error_of_no_field_leads_nowhere(client, one_of_each):
    for query in ("page=99", "after=nonsense", "before=nonsense", "aera=x"):
        body = refused(client, "sources", query, 404 if query == "page=99" else 200)

        assert 'href="#id_' not in body
        assert "[invalid name]" not in body
