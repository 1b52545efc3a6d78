"""Pages of fairs, exhibitors and forums, read as a visitor reads them."""

import re
from datetime import date

import pytest

from events.views import FairDetail
from tests import factories
from tests.markup import body_of, text_of, words_of

pytestmark = pytest.mark.django_db


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
    assert "Counting method unknown" not in text


def test_edition_says_that_a_basis_is_not_stated(client, edition):
    factories.edition_figure(edition=edition, value=600, unit_en="companies")

    text = text_of(client, "/fairs/synthetic/2017/")

    assert text.count("Counting method unknown.") == 1
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


def side_by_side(body: str) -> dict[str, list[str]]:
    """The table of editions: the words of each row by its head."""
    table = re.search(r'<table class="comparison">.*?</table>', body, re.DOTALL)[0]
    rows = {}
    for row in re.findall(r"<tr>(.*?)</tr>", table, re.DOTALL):
        head, *cells = re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)
        rows[words_of(head)] = [words_of(cell) for cell in cells]
    return rows


def test_fair_lays_its_editions_side_by_side(client):
    fair = factories.fair(slug="synthetic")
    july = {"starts_on": date(2016, 7, 11), "starts_precision": "day", "ends_on": date(2016, 7, 14),
            "ends_precision": "day"}  # fmt: skip
    later = factories.edition(fair=fair, year=2016, ordinal=7, partner_country="IN", **july)
    factories.edition(fair=fair, year=2020, state="cancelled")
    first = factories.edition(fair=fair, year=2010, ends_on=date(2010, 7, 18), ends_precision="day")
    figures = [
        (first, "visitors", {"value": 35000, "qualifier": "over", "unit_en": "visitors", "headline": True}),
        (later, "visitors", {"value": 48000, "unit_en": "visits", "basis_en": "entries at the gates",
                             "headline": True, "reported_by_en": "the organiser"}),
        (later, "visitors", {"value": 40000, "unit_en": "persons"}),
        (later, "visitors", {"value": 41000, "unit_en": "persons"}),
        (later, "exhibitors", {"value": 638, "unit_en": "companies"}),
        (later, "exhibitors", {"value": 170, "pavilion": factories.pavilion(edition=later)}),
        (later, "countries", {"value": 95, "pavilion": factories.pavilion(edition=later), "headline": True}),
    ]  # fmt: skip
    for edition, measure, given in figures:
        factories.edition_figure(edition=edition, measure=measure, **given)

    assert side_by_side(body_of(client, "/fairs/synthetic/")) == {
        "Year": ["2010", "2016", "2020 cancelled"],
        "Edition": ["not recorded", "No. 7", "not recorded"],
        "Status": ["held", "held", "cancelled"],
        "Dates": ["end: 18 July 2010", "11 – 14 July 2016", "not recorded"],
        "Partner country": ["none recorded", "India", "none recorded"],
        "Exhibitors": ["not recorded", "638 companies Counting method unknown.", "not recorded"],
        "Visitors: units or counting methods differ": [
            "over 35,000 visitors Counting method unknown.",
            "48,000 visits Basis: entries at the gates. and 2 other reports, 2016",
            "not recorded",
        ],
    }


def test_figures_counted_alike_are_not_said_to_differ(client, edition):
    other = factories.edition(fair=edition.fair, year=2018)
    for held, basis in [(edition, "stands let"), (other, "stands let")]:
        factories.edition_figure(edition=held, basis_en=basis, headline=True)

    assert "Exhibitors" in side_by_side(body_of(client, "/fairs/synthetic/"))
    assert "not compared or divided" in text_of(client, "/fairs/synthetic/")


def test_every_cell_of_the_table_of_editions_cites_its_source(client, edition):
    edition.ordinal, edition.partner_country = 8, "JP"
    edition.starts_on, edition.starts_precision = date(2017, 7, 10), "day"
    edition.save()
    factories.edition_figure(edition=edition)

    table = re.search(r"<tbody>.*?</tbody>", body_of(client, "/fairs/synthetic/"), re.DOTALL)[0]

    cited = re.findall(r'class="cite" href="#source-(\d+)"', table)
    # the first is the fair's own; the edition has one, its figure another
    assert cited == ["2", "2", "2", "2", "3"]


def test_table_of_editions_leads_to_each_edition_and_to_the_rivals_of_a_figure(client, edition):
    factories.edition_figure(slug="main", edition=edition, headline=True)
    factories.edition_figure(edition=edition)
    table = re.search(
        r'<table class="comparison">.*?</table>', body_of(client, "/fairs/synthetic/"), re.DOTALL
    )[0]

    assert re.findall(r'<a (?:class="others" )?href="(/[^"]+)">([^<]+)', table) == [
        ("/fairs/synthetic/2017/", "2017"),
        ("/fairs/synthetic/2017/#main", "and 1 other report"),
    ]
    assert 'id="main"' in body_of(client, "/fairs/synthetic/2017/")


def test_table_of_editions_names_its_heads(client, edition):
    factories.edition_figure(edition=edition)

    body = body_of(client, "/fairs/synthetic/")

    table = re.search(r'<table class="comparison">.*?</table>', body, re.DOTALL)[0]
    assert re.findall(r"<th [^>]*>", table) == ['<th scope="col">'] * 2 + ['<th scope="row">'] * 5
    assert '<div class="scroll" role="region" aria-labelledby="comparison" tabindex="0">' in body
    assert '<caption id="comparison">' in table


def test_latest_editions_stand_side_by_side_and_the_others_by_their_years(client, monkeypatch):
    monkeypatch.setattr(FairDetail, "max_columns", 2)
    fair = factories.fair(slug="synthetic")
    for year in (2013, 2011, 2014, 2012):
        edition = factories.edition(fair=fair, year=year)
        factories.edition_figure(edition=edition, unit_en=f"companies in {year}")

    body = body_of(client, "/fairs/synthetic/")

    rows = side_by_side(body)
    assert rows["Year"] == ["2013", "2014"]
    assert [
        cell.partition(" Counting method")[0] for cell in rows["Exhibitors: units or counting methods differ"]
    ] == [
        "600 companies in 2013",
        "600 companies in 2014",
    ]
    assert "The table shows the latest 2 editions. Earlier editions have their own pages: 2011, 2012" in (
        text_of(client, "/fairs/synthetic/")
    )
    assert re.findall(r'<a href="(/fairs/synthetic/20[^"]+)">20', body) == [
        f"/fairs/synthetic/{year}/" for year in (2013, 2014, 2011, 2012)
    ]


def test_fair_all_of_whose_editions_stand_in_the_table_has_no_earlier_ones(client, edition):
    assert "Earlier editions" not in text_of(client, "/fairs/synthetic/")


def test_fair_without_editions_or_figures_says_so(client):
    factories.fair(slug="empty")
    factories.edition(fair=factories.fair(slug="bare"))

    assert "Editions Nothing recorded here" in text_of(client, "/fairs/empty/")
    assert "No figures for a whole edition are recorded here." in text_of(client, "/fairs/bare/")
    assert "not compared or divided" not in text_of(client, "/fairs/bare/")


def test_drafts_stand_in_the_table_of_editions_for_staff_alone(client, editor_client, monkeypatch):
    monkeypatch.setattr(FairDetail, "max_columns", 2)
    fair = factories.fair(slug="synthetic")
    editions = [
        factories.edition(fair=fair, year=year, published_at=published_at)
        for year, published_at in [(2010, None), (2011, factories.PUBLISHED), (2012, None)]
    ]
    for edition in editions:
        factories.edition_figure(edition=edition, value=640, headline=True, published_at=None)
        factories.edition_figure(edition=edition, value=512)

    visitors, staffs = (body_of(who, "/fairs/synthetic/") for who in (client, editor_client))

    assert side_by_side(visitors)["Year"] == ["2011"]
    assert side_by_side(visitors)["Exhibitors"] == ["512 synthetic companies Counting method unknown."]
    assert "2010" not in visitors
    assert side_by_side(staffs)["Year"] == ["2011", "2012 Draft"]
    assert side_by_side(staffs)["Exhibitors"] == [
        f"640 synthetic companies Draft Counting method unknown. and 1 other report, {year}"
        for year in (2011, 2012)
    ]
    assert "have their own pages: 2010 Draft" in text_of(editor_client, "/fairs/synthetic/")


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
    assert re.findall(r"<td[^>]*>([^<]*)</td>", row) == ["exhibitor", "Synthetic Pavilion, A1", "an arm"]
    assert "We list 1 participation" in body


def test_edition_without_anything_says_so_of_each_part(client, edition):
    text = text_of(client, "/fairs/synthetic/2017/")

    assert "No figures recorded" in text
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
    assert "80 reported; we list 1" in text
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

    assert "No people recorded here." in text_of(client, "/forums/synthetic-forum/")


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
    assert "srcset" not in body  # of a picture that was not uploaded here there are no other sizes


def test_description_is_read_aloud_in_its_language(client):
    forum = factories.forum(slug="synthetic-forum")
    factories.photo(forum=forum, alt_en="Two synthetic hands", alt_ja="合成の両手", credit="Synthetic Agency")

    for prefix, said in {
        "/ja": 'alt="合成の両手" lang="ja"',
        "/ru": 'alt="Two synthetic hands" lang="en"',
    }.items():
        assert said in body_of(client, f"{prefix}/forums/synthetic-forum/")


def test_uploaded_photo_is_sent_in_the_size_that_the_page_needs(client):
    name = f"photos/{'0' * 32}-1000x500.jpg"
    edition = factories.edition(fair=factories.fair(slug="synthetic-fair"), year=2017)
    factories.photo(edition=edition, image=name, alt_en="Two synthetic hands", credit="Synthetic Agency")

    body = body_of(client, edition.get_absolute_url())

    avif, jpg = (
        ", ".join(f"/media/{name}.{width}.{kind} {width}w" for width in (480, 960, 1000))
        for kind in ("avif", "jpg")
    )
    sizes = 'sizes="(min-width: 45rem) 42rem, 95vw"'
    (shown,) = re.findall("<picture>(.*)</picture>", body)
    source, fallback = shown.split("<img ")
    assert source == f'<source type="image/avif" srcset="{avif}" {sizes}>'
    assert fallback == (
        f'src="/media/{name}" alt="Two synthetic hands" lang="en" srcset="{jpg}" {sizes} '
        'width="1000" height="500" loading="lazy">'
    )


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

    assert [row.organization for row in response.context["rows"]] == [organization]
    assert "Another Works" not in response.content.decode()
