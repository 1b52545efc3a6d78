"""Lists that are empty, or searched by hostile hands; what was typed is text, never markup."""

import pytest
from django.urls import reverse

from portal.models import Source
from tests import factories
from tests.cooperation.views.conftest import body_of, text_of

LISTS = [
    "cooperation:area-list",
    "cooperation:memorandum-list",
    "cooperation:occasion-list",
    "cooperation:organization-list",
    "cooperation:outcome-list",
    "portal:source-list",
]
SCRIPT = "<script>alert(1)</script>"
HOSTILE = {
    "q=%00": 200,
    "q=a%00b": 200,
    "q=" + "x" * 10_000: 200,
    "q=%27%22%3B--": 200,
    "q=%27%20OR%201%3D1--": 200,
    "q=%3Cscript%3Ealert(1)%3C/script%3E": 200,
    "q=%25": 200,
    "q=_": 200,
    "q=%5C": 200,
    "q=%ff%fe%ed%a0%80": 200,
    "q[]=1&q=2&q=3": 200,
    "q=%F0%9F%90%A6": 200,
    "page=-1": 404,
    "page=0": 404,
    "page=99999999999999999999": 404,
    "page=abc": 404,
    "page=%00": 404,
    "page=%3Cscript%3Ealert(1)%3C/script%3E": 404,
}

pytestmark = pytest.mark.django_db


def one_of_each():
    """One row on each list, with none of the letters that a search may take for something else."""
    source = factories.source(slug="plain", title="Plain source", publisher="Plain publisher")
    for factory in (factories.area, factories.memorandum, factories.occasion, factories.outcome):
        factory(slug=f"plain-{factory.__name__}", title_en="Plain title", source=source)
    factories.organization(slug="plain-works", name_en="Plain works", source=source)
    assert Source.objects.count() == 1


@pytest.mark.parametrize("name", LISTS)
def test_empty_list_says_what_that_means(client, name):
    text = text_of(client, reverse(name))

    assert text.count("Nothing recorded here") == 1
    assert "This does not say that nothing happened" in text


@pytest.mark.parametrize("name", LISTS)
def test_hostile_query_is_answered(client, name):
    one_of_each()
    answers, told = {}, []

    for query in HOSTILE:
        response = client.get(f"{reverse(name)}?{query}")
        answers[query] = response.status_code
        body = response.content.decode().lower()
        told += [query for word in ("<script", "traceback", "sqlite", "psycopg") if word in body]

    assert answers == HOSTILE
    assert told == []


@pytest.mark.parametrize("name", LISTS)
def test_what_was_typed_is_shown_escaped(client, name):
    body = client.get(reverse(name), {"q": SCRIPT}).content.decode()

    assert SCRIPT not in body
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in body


@pytest.mark.parametrize("name", LISTS)
def test_wildcards_are_letters_like_others(client, name):
    one_of_each()
    everything = client.get(reverse(name))

    found = {
        wildcard: client.get(reverse(name), {"q": wildcard}).context["paginator"].count
        for wildcard in ("%", "_", "\\", "%%", "*", "'", "%a%", "p_ain")
    }

    assert everything.context["paginator"].count == 1
    assert found == dict.fromkeys(found, 0)


@pytest.mark.parametrize("name", LISTS)
def test_bad_word_shows_the_forms_error_and_no_rows(client, name):
    one_of_each()

    for query in ("\0", "a\0b", "x" * 201):
        response = client.get(reverse(name), {"q": query})

        assert response.context["paginator"].count == 0, query
        assert 'class="errorlist"' in response.content.decode(), query


def test_texts_are_shown_escaped(client):
    """What staff type is text, never markup: in lists, pages and titles."""
    source = factories.source(slug="synthetic", title=SCRIPT, publisher=SCRIPT)
    organization = factories.organization(slug="synthetic", name_en=SCRIPT, aliases=SCRIPT, source=source)
    memorandum = factories.memorandum(slug="synthetic", title_en=SCRIPT, summary_en=SCRIPT, source=source)
    factories.signatory(memorandum=memorandum, organization=organization)

    for address in ("/", "/organizations/", "/organizations/synthetic/", "/memoranda/",
                    "/memoranda/synthetic/", "/sources/", "/sources/synthetic/"):  # fmt: skip
        body = body_of(client, address)
        assert "<script" not in body, address
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in body, address
