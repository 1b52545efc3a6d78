"""An occasion counts the documents that are recorded of it."""

from datetime import date

import pytest

from cooperation.models import Occasion, ReportedTotal
from tests import factories


@pytest.mark.django_db
def test_recorded_leaves_out_what_the_total_does_not_count():
    occasion = factories.occasion()
    for counted in ("yes", "yes", "unknown", "no"):
        factories.memorandum(occasion=occasion, counted=counted)
    factories.memorandum(occasion=occasion, counted="yes", published_at=None)
    factories.memorandum(occasion=factories.occasion(), counted="yes")

    found = Occasion.objects.with_recorded().get(pk=occasion.pk)

    assert (found.recorded, found.certain) == (3, 2)


@pytest.mark.django_db
def test_occasion_without_documents_has_recorded_none():
    factories.occasion()

    found = Occasion.objects.with_recorded().get()

    assert (found.recorded, found.certain) == (0, 0)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "slugs"),
    [
        (None, ["dated", "of-the-plan", "undated"]),
        (date(2016, 12, 15), ["of-the-plan"]),
        (date(2016, 12, 16), ["of-the-plan", "undated"]),
        (date(2017, 4, 29), ["of-the-plan", "undated"]),
        (date(2017, 4, 30), ["dated", "of-the-plan", "undated"]),
    ],
)
def test_total_without_a_date_is_as_old_as_its_occasion(day, slugs):
    occasion = factories.occasion(
        starts_on=date(2016, 12, 15), starts_precision="day", ends_on=date(2016, 12, 16), ends_precision="day"
    )
    factories.reported_total(slug="undated", occasion=occasion)
    factories.reported_total(
        slug="dated", occasion=occasion, headline=False, as_of_on=date(2017, 4, 1), as_of_precision="month"
    )
    factories.reported_total(slug="of-the-plan")

    assert sorted(row.slug for row in ReportedTotal.objects.as_of(day)) == slugs
