"""A page of the admin costs as many queries with one row as with three."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cooperation.models import Area, Memorandum, Occasion, Outcome, Plan, ReportedTotal, Statement, Step
from events.models import Edition, EditionFigure, Exhibitor, Fair, Forum, Pavilion, Sector
from portal.models import Organization, Person, Source
from tests import factories
from tests.admin.conftest import ADMINS, admin_url, admin_url_of, every_admin, parts_of


def queries_of(client, path):
    client.get(path)  # fills the caches of the process
    with CaptureQueriesContext(
        connection,
    ) as queries:
        response = client.get(path)
    assert response.status_code == 200
    return len(queries)


def full(model):
    """A row with every relation that its changelist prints."""
    edition = factories.edition()
    relations = {
        EditionFigure: lambda: {"edition": edition, "pavilion": factories.pavilion(edition=edition)},
        Exhibitor: lambda: {"edition": edition, "pavilion": factories.pavilion(edition=edition)},
        Forum: lambda: {"edition": edition, "parent": factories.forum()},
        Memorandum: lambda: {"occasion": factories.occasion()},
        Occasion: lambda: {"edition": edition},
        ReportedTotal: lambda: {"occasion": factories.occasion(edition=edition), "area": factories.area()},
        Step: lambda: {"memorandum": factories.memorandum()},
    }
    return factories.FACTORIES[model](**relations.get(model, dict)())


CHANGELIST_QUERIES = {  # session, user, two of permissions, count, rows; filters by a relation; dates
    Area: 6,
    Edition: 9,
    EditionFigure: 6,
    Exhibitor: 7,
    Fair: 6,
    Forum: 8,
    Memorandum: 9,
    Occasion: 8,
    Organization: 7,
    Outcome: 6,
    Pavilion: 6,
    Person: 6,
    Plan: 6,
    ReportedTotal: 6,
    Sector: 6,
    Source: 8,
    Statement: 8,
    Step: 8,
}


@every_admin
def test_changelist_costs_the_same_with_1_and_3_rows(model, publisher_client):
    full(model)
    one = queries_of(publisher_client, admin_url(model))
    full(model)
    full(model)

    three = queries_of(publisher_client, admin_url(model))

    assert (one, three) == (CHANGELIST_QUERIES[model],) * 2


def asking(target):
    """A field whose autocomplete looks among the rows of `target`."""
    fields = (field for model in ADMINS for field in (*model._meta.fields, *model._meta.many_to_many))
    field = next(field for field in fields if field.related_model is target)
    label, model = field.model._meta.app_label, field.model._meta.model_name
    return f"?app_label={label}&model_name={model}&field_name={field.name}"


ASKED = (
    Area,
    Edition,
    Fair,
    Forum,
    Memorandum,
    Occasion,
    Organization,
    Outcome,
    Pavilion,
    Person,
    Sector,
    Source,
)


@pytest.mark.parametrize("model", ASKED, ids=lambda model: model._meta.model_name)
def test_autocomplete_costs_the_same_with_1_and_3_rows(model, publisher_client):
    path = reverse("admin:autocomplete") + asking(model)
    full(model)
    one = queries_of(publisher_client, path)
    full(model)
    full(model)

    three = queries_of(publisher_client, path)

    assert (one, three) == (6, 6)


# of which one asks for texts older than their English, and one more for each kind of part that has texts;
# one for the state that the record and its parts are in
FORM_QUERIES = {Edition: 12, Forum: 14, Memorandum: 14, Outcome: 12}


@pytest.mark.parametrize("model", FORM_QUERIES, ids=lambda model: model._meta.model_name)
def test_form_costs_the_same_with_1_and_3_parts(model, publisher_client):
    owner = full(model)
    parts_of(owner)
    one = queries_of(publisher_client, admin_url_of(owner))
    parts_of(owner)
    parts_of(owner)

    three = queries_of(publisher_client, admin_url_of(owner))

    assert (one, three) == (FORM_QUERIES[model],) * 2
