"""Pages of fairs, exhibitors and forums, read as a visitor reads them."""

import re
from datetime import date
from html import unescape

import pytest

from tests import factories

pytestmark = pytest.mark.django_db


def body_of(client, address) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def text_of(client, address) -> str:
    """The words of a page's main part, without the citations and the list of sources."""
    main = re.search(r"<main.*?>(.*)</main>", body_of(client, address), re.DOTALL)[1]
    main = main.split('<section class="sources"')[0]
    main = re.sub(r'<a class="cite".*?</a>', "", main)
    main = re.sub(r'<span class="note" .*?<span class="standing">.*?</span></span>', "", main)
    text = " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())
    return re.sub(r" (?=[.,;:)])|(?<=\() ", "", text)


@pytest.fixture
def edition():
    return factories.edition(fair=factories.fair(slug="synthetic"), year=2017)


def test_edition_says_over_600_with_unit_and_basis(client, edition):
    factories.edition_figure(
        edition=edition,
        value=600,
        qualifier="over",
        unit_en="exhibiting companies",
        basis_en="stands let to companies",
        reported_by_en="the synthetic organiser",
        as_of_on=date(2017, 7, 13),
        as_of_precision="day",
    )

    text = text_of(client, "/fairs/synthetic/2017/")

    assert "over 600 exhibiting companies Basis: stands let to companies." in text
    assert "Basis: stands let to companies. Reported by the synthetic organiser. As of 13 July 2017." in text
    assert "Basis not stated" not in text


def test_edition_says_that_a_basis_is_not_stated(client, edition):
    factories.edition_figure(edition=edition, value=600, unit_en="companies")

    text = text_of(client, "/fairs/synthetic/2017/")

    assert text.count("Basis not stated.") == 1
    assert "Basis:" not in text


def test_edition_shows_rival_figures_beside_the_headline(client, edition):
    for value, headline in [(512, False), (600, True), (640, False)]:
        factories.edition_figure(
            slug=f"figure-{value}", edition=edition, value=value, headline=headline, unit_en="companies"
        )

    body = body_of(client, "/fairs/synthetic/2017/")

    figures = re.findall(r'<p class="figure( rival)?" id="([^"]+)"', body)
    assert figures == [("", "figure-600"), (" rival", "figure-512"), (" rival", "figure-640")]


def test_fair_shows_headline_figures_only(client, edition):
    pavilion = factories.pavilion(edition=edition)
    factories.edition_figure(edition=edition, value=600, headline=True)
    factories.edition_figure(edition=edition, value=512)
    factories.edition_figure(edition=edition, value=33, headline=True, pavilion=pavilion)

    text = text_of(client, "/fairs/synthetic/")

    assert re.findall(r"\d+ synthetic companies", text) == ["600 synthetic companies"]


def test_edition_shows_a_pavilions_figures_under_it(client, edition):
    pavilion = factories.pavilion(
        slug="synthetic-pavilion", edition=edition, name_en="Synthetic Pavilion", standing_en="the largest"
    )
    factories.edition_figure(edition=edition, value=600)
    factories.edition_figure(edition=edition, value=168, pavilion=pavilion)

    body = body_of(client, "/fairs/synthetic/2017/")

    section = re.search(r'<section class="pavilion" id="synthetic-pavilion">.*?</section>', body, re.DOTALL)[
        0
    ]
    assert "The largest" in section
    assert re.findall(r"(\d+) synthetic companies", section) == ["168"]
    assert re.findall(r"(\d+) synthetic companies", body) == ["600", "168"]


def test_edition_names_who_took_part(client, edition):
    organization = factories.organization(name_en="Synthetic Robots", slug="robots")
    pavilion = factories.pavilion(edition=edition, name_en="Synthetic Pavilion")
    factories.exhibitor(
        slug="robots-2017",
        edition=edition,
        organization=organization,
        pavilion=pavilion,
        stand="A1",
        shown_en="an arm",
    )

    body = body_of(client, "/fairs/synthetic/2017/")

    row = re.search(r'<tr id="robots-2017">.*?</tr>', body, re.DOTALL)[0]
    assert '<a href="/organizations/robots/">Synthetic Robots</a>' in row
    assert re.findall(r"<td>([^<]*)</td>", row) == ["exhibitor", "Synthetic Pavilion, A1", "an arm"]
    assert "1 participation recorded here" in body


def test_edition_without_anything_says_so_of_each_part(client, edition):
    text = text_of(client, "/fairs/synthetic/2017/")

    assert "No figure recorded" in text
    assert text.count("Nothing recorded here") == 2  # participants, forums
    assert "dates not recorded" in text
    assert "none recorded" in text
    assert "Pavilions" not in text
    assert "Signed here" not in text


@pytest.mark.parametrize(("state", "said"), [("cancelled", True), ("postponed", True), ("held", False)])
def test_edition_says_when_it_was_not_held(client, edition, state, said):
    edition.state = state
    edition.save()

    assert (f", {state}" in text_of(client, "/fairs/synthetic/2017/")) is said


def test_edition_shows_what_was_signed_at_it(client, edition):
    here = factories.occasion(title_en="Synthetic signing", edition=edition)
    factories.reported_total(occasion=here, value=80)
    factories.memorandum(occasion=here)
    factories.occasion(title_en="Another occasion")

    text = text_of(client, "/fairs/synthetic/2017/")

    assert "Signed here Synthetic signing 80 synthetic documents" in text
    assert "80 reported; 1 recorded here" in text
    assert "Another occasion" not in text


def test_edition_of_another_fair_is_not_found(client, edition):
    factories.fair(slug="other")

    assert client.get("/fairs/other/2017/").status_code == 404
    assert client.get("/fairs/synthetic/2016/").status_code == 404
    assert client.get("/fairs/synthetic/99999999999999999999/").status_code == 404


def test_forum_names_people_with_the_office_held_then(client):
    forum = factories.forum(slug="synthetic-forum")
    person = factories.person(name_en="Synthetic Speaker", slug="speaker")
    organization = factories.organization(name_en="Synthetic Ministry", slug="ministry")
    factories.appearance(
        forum=forum, person=person, organization=organization, office_en="Deputy Minister", role="moderator"
    )

    text = text_of(client, "/forums/synthetic-forum/")

    assert "Synthetic Speaker, Deputy Minister (Synthetic Ministry) moderator" in text
    assert "Nobody is named" not in text


def test_forum_without_people_says_so(client):
    factories.forum(slug="synthetic-forum")

    assert "Nobody is recorded here." in text_of(client, "/forums/synthetic-forum/")


def test_forum_and_its_sessions_lead_to_each_other(client):
    forum = factories.forum(slug="whole", title_en="Synthetic whole")
    factories.forum(slug="part", title_en="Synthetic part", parent=forum)

    assert '<a href="/forums/part/">Synthetic part</a>' in body_of(client, "/forums/whole/")
    assert '<a href="/forums/whole/">Synthetic whole</a>' in body_of(client, "/forums/part/")


def test_photo_is_described_or_silent(client):
    forum = factories.forum(slug="synthetic-forum")
    factories.photo(slug="a", forum=forum, alt_en="Two synthetic hands", credit="Synthetic Agency")
    factories.photo(slug="b", forum=forum, alt_en="", decorative=True)

    body = body_of(client, "/forums/synthetic-forum/")

    assert re.findall(r'<img src="/media/photos/synthetic.png" alt="([^"]*)"', body) == [
        "Two synthetic hands",
        "",
    ]


def test_exhibitors_count_the_role_of_exhibitor_only(client):
    edition = factories.edition()
    for role in ("exhibitor", "exhibitor", "buyer", "organiser", "partner"):
        factories.exhibitor(edition=edition, role=role)

    body = body_of(client, "/exhibitors/")

    assert "<strong>5 participations at fairs</strong>" in body
    counts = re.findall(r'href="/exhibitors/\?role=(\w+)"><span class="unseen">[^<]*</span>(\d+)</a>', body)
    assert counts == [("exhibitor", "2"), ("buyer", "1"), ("organiser", "1"), ("partner", "1")]


@pytest.mark.parametrize("query", ["robots arm", "АРМ роботс", "ＲＯＢＯＴＳ"])
def test_exhibitors_are_found_by_what_they_are_and_showed(client, query):
    organization = factories.organization(name_en="Synthetic Robots", name_ru="Роботс")
    factories.exhibitor(organization=organization, shown_en="an arm", shown_ru="арм")
    factories.exhibitor(organization=factories.organization(name_en="Another Works"))

    response = client.get("/exhibitors/", {"q": query})

    assert [row.organization for row in response.context["object_list"]] == [organization]
    assert "Another Works" not in response.content.decode()
