"""What only the plan can tell of the numbers that the public counts on."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from cooperation.choices import State, TotalMeasure
from cooperation.models import Memorandum, Occasion, Outcome, ReportedTotal
from portal.choices import Standing
from portal.publishing.totals import Total, public_total, shares


@public_total
def documents_of_each_occasion() -> Iterator[Total]:
    """Recorded, and counted for certain, beside the headline of its reported totals."""
    reported = ReportedTotal.objects.published().filter(
        measure=TotalMeasure.DOCUMENTS, area=None, headline=True
    )
    occasions: Iterable[Any] = (
        Occasion.objects.published()
        .with_recorded()
        .prefetch_related(Prefetch("totals", reported, to_attr="reported"))
    )
    for occasion in occasions:
        of = next((total.quantity for total in occasion.reported), "")
        at = {"occasion": occasion}
        key = f"{occasion._meta.label_lower} {occasion.slug}"
        recorded, certain = occasion.recorded, occasion.certain
        yield Total(f"{key} recorded", _("Documents recorded at %(occasion)s") % at, recorded, of)
        yield Total(f"{key} certain", _("Documents counted for certain at %(occasion)s") % at, certain, of)


@public_total
def documents_and_outcomes_by_state() -> Iterator[Total]:
    for model in (Memorandum, Outcome):
        yield from shares(model.objects.published().with_progress(), "progress", State)


@public_total
def documents_by_standing() -> Iterator[Total]:
    yield from shares(Memorandum.objects.published(), "standing", Standing)
