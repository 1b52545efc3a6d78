"""An occasion counts the documents that are recorded of it."""

import pytest

from cooperation.models import Occasion
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
