"""A list never answers a parameter it does not have with everything."""

import pytest

from tests import factories

KINDS = [
    "areas",
    "exhibitors",
    "fairs",
    "forums",
    "memoranda",
    "occasions",
    "organizations",
    "outcomes",
    "sources",
]


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "query", ["aera=energy", "q=a%00b", "q=" + "x" * 201, "organization__slug=x", "<b>=1"]
)
def test_bad_parameter_shows_its_error_and_no_row(client, kind, query):
    path = f"/{kind}/"
    for make in factories.FACTORIES.values():
        make()
    whole = client.get(path)

    response = client.get(f"{path}?{query}")

    page = response.content.decode()
    assert response.status_code == 200
    assert list(response.context["object_list"]) == []
    assert list(whole.context["object_list"]) != []
    assert "Nothing is listed: mend what is marked above." in page
    assert "Nothing recorded here" not in page
    assert page.count('class="errorlist') == 1
    assert "<b>" not in page
