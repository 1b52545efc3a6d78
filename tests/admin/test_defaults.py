"""A form begins with what is known: from where it was opened, and from what was saved before."""

import re
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.utils import timezone

from cooperation.models import Memorandum, Outcome, ReportedTotal, Signatory, Statement, Step
from events.models import Edition, EditionFigure, Exhibitor, Fair, Forum, Pavilion
from portal.fields.dates import partial_dates_of
from portal.models import Organization, Source
from portal.roles import READER
from tests import factories
from tests.admin.conftest import desk, errors_of, every_desk, form_of, on_the_desk, submit
from tests.conftest import staff
from tests.markup import tight

pytestmark = pytest.mark.django_db


def added(client, model, query="", **typed):
    """Save a new row as its form is opened at `query`, with what is typed."""
    return submit(client, f"{desk(model, 'add')}?{query}", **typed)


def initial(client, model, query=""):
    response = client.get(f"{desk(model, 'add')}?{query}")
    assert response.status_code == 200
    return form_of(response)


def beneath(client, row):
    """What a record's form offers to add to it: kind, and the form that it opens."""
    html = client.get(on_the_desk(row)).content.decode()
    found = re.findall(r'class="addlink" href="([^"]*)" aria-label="Add ([^"]*)"', html)
    return {kind: address.replace("&amp;", "&") for address, kind in found}


def test_what_belongs_to_a_record_is_added_from_its_form(publisher_client):
    edition = factories.edition()
    pavilion = factories.pavilion(edition=edition)

    ways = beneath(publisher_client, edition)

    assert set(ways) == {"figure of an edition", "pavilion", "exhibitor", "forum", "occasion"}
    for address in ways.values():
        assert form_of(publisher_client.get(address))["edition"] == [str(edition.pk)]
    exhibitor = form_of(publisher_client.get(beneath(publisher_client, pavilion)["exhibitor"]))
    assert (exhibitor["edition"], exhibitor["pavilion"]) == ([str(edition.pk)], [str(pavilion.pk)])


@pytest.mark.parametrize(
    ("model", "kinds"),
    {
        Fair: {"edition"},
        Forum: {"forum"},
        Memorandum: {"step"},
        Organization: {"exhibitor"},
        Outcome: {"step"},
        Source: set(),
    }.items(),
)
def test_each_kind_offers_what_names_it(model, kinds, publisher_client):
    assert set(beneath(publisher_client, factories.FACTORIES[model]())) == kinds


def test_list_of_what_belongs_to_a_record_is_a_link_away(publisher_client):
    step = factories.step()
    factories.step()
    html = tight(publisher_client.get(on_the_desk(step.outcome)).content.decode())

    address = re.search(r'<ul class="beneath"><li><a href="([^"]*)">Steps</a>', html)[1]

    assert list(publisher_client.get(address).context["cl"].result_list) == [step]


def test_new_row_has_what_its_list_is_filtered_by(publisher_client):
    edition = factories.edition()
    html = publisher_client.get(
        desk(Exhibitor), {"edition__id__exact": edition.pk, "role__exact": "buyer", "q": "x"}
    ).content.decode()
    address = re.search(r'<a href="([^"]*)" class="addlink">', html)[1].replace("&amp;", "&")

    form = form_of(publisher_client.get(address))

    assert (form["edition"], form["role"]) == ([str(edition.pk)], ["buyer"])


@every_desk
@pytest.mark.parametrize(
    "query",
    [
        "edition=nonsense&outcome=0&occasion=999999999999999999999999&source=-1&organization=",
        "happened_on=nonsense&starts_on=2017-13-01&value=x&headline=maybe&country=ZZZ&sectors=1,x",
        "_changelist_filters=edition__id__exact%3Dx%26folded__exact%3Dx%26%3D%26pk__exact%3D1",
        "_changelist_filters=%00&pk=1&id=x&history=1&%00=1",
    ],
)
def test_any_address_opens_the_form(model, query, publisher_client):
    assert publisher_client.get(f"{desk(model, 'add')}?{query}").status_code == 200


@pytest.mark.parametrize("model", [Edition, EditionFigure, Memorandum, Source, Statement, Step])
def test_dates_are_to_the_day_until_somebody_says_otherwise(model, publisher_client):
    form = initial(publisher_client, model)

    assert [form[f"{name}_precision"] for name in partial_dates_of(model)] == [["day"]] * len(
        partial_dates_of(model)
    )


def test_date_that_is_not_given_is_not_known_to_the_day(publisher_client):
    given = {"title_en": "Synthetic", "slug": "synthetic", "kind": "memorandum", "level": "business"}

    response = added(publisher_client, Memorandum, standing="confirmed", signed_on="2017-04-27", **given)

    assert errors_of(response) == []
    row = Memorandum.objects.get()
    assert (row.signed.isoformat(), row.exchanged, row.exchanged_precision) == ("2017-04-27", None, "")


def test_source_was_read_today(publisher_client):
    assert initial(publisher_client, Source)["accessed_on"] == [timezone.localdate().isoformat()]
    assert initial(publisher_client, Source, "accessed_on=2018-03-01")["accessed_on"] == ["2018-03-01"]


def test_next_exhibitor_is_at_the_same_edition_by_the_same_source(publisher_client):
    pavilion, first, source = factories.pavilion(), factories.organization(), factories.source()
    typed = {"edition": pavilion.edition.pk, "pavilion": pavilion.pk, "role": "partner", "source": source.pk}

    response = added(publisher_client, Exhibitor, organization=first.pk, _addanother="1", **typed)

    asked = dict(parse_qsl(urlsplit(response["Location"]).query))
    assert asked == {name: str(value) for name, value in typed.items()}
    form = form_of(publisher_client.get(response["Location"]))
    assert {name: form[name] for name in typed} == {name: [str(value)] for name, value in typed.items()}
    assert form["organization"] == []


def test_next_of_a_changed_row_has_its_subject_too(publisher_client):
    step = factories.step(memorandum=factories.memorandum())

    response = submit(publisher_client, on_the_desk(step), _addanother="1")

    asked = dict(parse_qsl(urlsplit(response["Location"]).query))
    assert asked == {"outcome": str(step.outcome.pk), "source": str(step.source.pk)}


def test_whoever_opened_the_form_at_an_edition_is_asked_for_it_once(publisher_client):
    edition, organization = factories.edition(), factories.organization()

    query = f"edition={edition.pk}"
    response = added(publisher_client, Exhibitor, query, organization=organization.pk, _addanother="1")

    asked = parse_qsl(urlsplit(response["Location"]).query)
    assert asked == [("edition", str(edition.pk)), ("role", "exhibitor")]


SLUGS = {
    Exhibitor: lambda: (
        {
            "edition": factories.edition(slug="fair-2017"),
            "organization": factories.organization(slug="ltd"),
        },
        "fair-2017-ltd",
    ),
    EditionFigure: lambda: (
        {
            "edition": (edition := factories.edition(slug="fair-2017")),
            "pavilion": factories.pavilion(slug="fair-2017-stand", edition=edition),
            "measure": "visitors",
            "value": "5",
            "unit_en": "people",
        },
        "fair-2017-stand-visitors",
    ),
    Edition: lambda: ({"fair": factories.fair(slug="fair"), "year": "2017", "state": "held"}, "fair-2017"),
    ReportedTotal: lambda: (
        {
            "occasion": factories.occasion(slug="visit"),
            "measure": "documents",
            "value": "8",
            "unit_en": "papers",
        },
        "visit-documents",
    ),
    Statement: lambda: (
        {"speaker": factories.person(slug="somebody"), "made_on": "2016-05-06", "text_en": "Synthetic"},
        "somebody-2016-05-06",
    ),
    Step: lambda: (
        {"outcome": factories.outcome(slug="treaty"), "stage": "in-force", "happened_on": "2018-10-10"},
        "treaty-in-force",
    ),
}


@pytest.mark.parametrize("model", SLUGS, ids=lambda model: model._meta.model_name)
def test_short_name_is_made_where_none_is_given(model, publisher_client):
    typed, slug = SLUGS[model]()
    typed = {name: getattr(value, "pk", value) for name, value in typed.items()}

    response = added(publisher_client, model, **typed)

    assert errors_of(response) == []
    assert model.objects.get(slug=slug)


def test_short_name_that_is_taken_gets_a_number_and_a_given_one_stays(publisher_client):
    step = factories.step(slug="treaty-signed", outcome=factories.outcome(slug="treaty"))
    typed = {"outcome": step.outcome.pk, "stage": "signed", "happened_on": "2018-10-10"}

    added(publisher_client, Step, **typed)
    added(publisher_client, Step, slug="by-hand", **typed)

    assert set(Step.objects.values_list("slug", flat=True)) == {"treaty-signed", "treaty-signed-2", "by-hand"}


def test_short_name_of_a_long_subject_fits(publisher_client):
    outcome = factories.outcome(slug="a" * 80)
    typed = {"outcome": outcome.pk, "stage": "signed"}

    for day in ("2018-10-10", "2018-10-11"):
        assert errors_of(added(publisher_client, Step, happened_on=day, **typed)) == []

    assert set(Step.objects.values_list("slug", flat=True)) == {"a" * 75, "a" * 75 + "-2"}


def test_short_name_that_a_record_has_is_not_emptied(publisher_client):
    step = factories.step(slug="treaty-signed")

    response = submit(publisher_client, on_the_desk(step), slug="")

    assert errors_of(response) == ["This field is required."]


def test_wrong_short_name_is_refused_and_not_replaced(publisher_client):
    response = added(publisher_client, Step, slug="two words", outcome=factories.outcome().pk)

    assert "Enter a valid “slug” consisting of letters, numbers, underscores or hyphens." in errors_of(
        response
    )
    assert not Step.objects.exists()


@pytest.mark.parametrize(
    ("country", "side", "stands"), [("JP", "", "JP"), ("JP", "RU", "RU"), ("", "RU", "RU")]
)
def test_party_stands_on_the_side_of_its_country(country, side, stands, publisher_client):
    memorandum, party = factories.memorandum(), factories.organization(country=country)
    typed = {"signatories-TOTAL_FORMS": 1, "signatories-0-organization": party.pk, "signatories-0-side": side}

    response = submit(publisher_client, on_the_desk(memorandum), **typed)

    assert errors_of(response) == []
    assert [row.side.code for row in Signatory.objects.all()] == [stands]


def test_party_of_no_known_country_is_asked_for_its_side(publisher_client):
    memorandum, party = factories.memorandum(), factories.organization(country="")
    typed = {"signatories-TOTAL_FORMS": 1, "signatories-0-organization": party.pk}

    response = submit(publisher_client, on_the_desk(memorandum), **typed)

    assert errors_of(response) == ["Choose a side: no country is recorded for this organisation."]
    assert not Signatory.objects.exists()


def test_reader_is_offered_the_lists_and_nothing_to_add(client):
    client.force_login(staff(READER))

    html = client.get(on_the_desk(factories.edition())).content.decode()

    assert html.count('<a href="/admin/events/exhibitor/?edition__id__exact=') == 1
    assert "addlink" not in html.partition('class="beneath"')[2].partition("</ul>")[0]


def test_pavilion_and_its_edition_agree_from_the_start(publisher_client):
    pavilion = factories.pavilion()
    address = beneath(publisher_client, pavilion)["figure of an edition"]

    response = submit(publisher_client, address, measure="area", value="9", unit_en="square metres")

    assert errors_of(response) == []
    assert [row.pavilion for row in EditionFigure.objects.all()] == [pavilion]
    assert Pavilion.objects.get() == pavilion
