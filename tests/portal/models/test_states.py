"""Each record is in exactly one state of publication, for the database as for the page."""

import pytest

from events.models import Exhibitor
from portal.models import Organization
from portal.publishing.states import STATES, in_state_q, state_of, states_of
from tests import factories
from tests.admin.conftest import date_after_tomorrow
from tests.portal.models.conftest import NOW


@pytest.mark.django_db
def test_each_record_is_in_exactly_one_state():
    draft_edition = factories.edition(published_at=None)
    rows = {
        "draft": factories.exhibitor(published_at=None),
        "review": factories.exhibitor(published_at=None, submitted_at=NOW),
        "scheduled": factories.exhibitor(published_at=date_after_tomorrow()),
        "public": factories.exhibitor(),
        "hidden": factories.exhibitor(edition=draft_edition),
    }
    hidden_draft = factories.exhibitor(edition=draft_edition, published_at=None)

    found = {state: {*Exhibitor.objects.filter(in_state_q(Exhibitor, state))} for state, _label in STATES}

    assert found == {state: {row} for state, row in rows.items()} | {"draft": {rows["draft"], hidden_draft}}
    assert {state: state_of(row) for state, row in rows.items()} == {state: state for state in rows}


def test_what_belongs_to_nothing_is_never_hidden():
    belonging, apart = ([state for state, _label in states_of(model)] for model in (Exhibitor, Organization))

    assert [state for state in belonging if state not in apart] == ["hidden"]
