"""Totals of the plan that pages show; `fixturediff` compares them before and after a load."""

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
    """The documents recorded and those counted for certain, with the headline of the reported totals."""
    reported = ReportedTotal.objects.published().filter(
        measure=TotalMeasure.DOCUMENTS, area=None, headline=True
    )
    occasions: Iterable[Any] = (
        Occasion.objects.published()
        .with_recorded()
        .prefetch_related(Prefetch("totals", reported, to_attr="reported"))
    )
    for occasion in occasions:
        reported_total = next((total.quantity for total in occasion.reported), "")
        for name, label in (
            ("recorded", _("Documents listed for %(occasion)s")),
            ("certain", _("Documents known to be included in the total of %(occasion)s")),
        ):
            key = f"{occasion._meta.label_lower} {occasion.slug} {name}"
            yield Total(key, label % {"occasion": occasion}, getattr(occasion, name), reported_total)


@public_total
def documents_and_outcomes_by_state() -> Iterator[Total]:
    for model in (Memorandum, Outcome):
        yield from shares(model.objects.published().with_progress(), "progress", State)


@public_total
def documents_by_standing() -> Iterator[Total]:
    yield from shares(Memorandum.objects.published(), "standing", Standing)
