"""Totals of fairs that pages show; `fixturediff` compares them before and after a load."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Count, Prefetch
from django.utils.translation import gettext as _

from events.choices import EditionMeasure, ExhibitorRole
from events.models import Edition, EditionFigure, Exhibitor
from portal.publishing.totals import Total, kind_label, public_total


@public_total
def exhibitors() -> Iterator[Total]:
    """Rows with the role "exhibitor" only: an organisation may be a buyer at the same edition, too."""
    rows = Exhibitor.objects.published().filter(role=ExhibitorRole.EXHIBITOR)
    yield Total(Exhibitor._meta.label_lower, kind_label(Exhibitor), rows.count())


@public_total
def exhibitors_of_each_edition() -> Iterator[Total]:
    """The exhibitors recorded, with the headline of the reported figures about the whole edition."""
    rows = Exhibitor.objects.published().filter(role=ExhibitorRole.EXHIBITOR).order_by()
    recorded = dict(rows.values_list("edition").annotate(n=Count("pk")))
    reported = EditionFigure.objects.published().filter(
        measure=EditionMeasure.EXHIBITORS, pavilion=None, headline=True
    )
    editions: Iterable[Any] = (
        Edition.objects.published()
        .with_owners()
        .prefetch_related(Prefetch("figures", reported, to_attr="reported"))
    )
    for edition in editions:
        key = f"{edition._meta.label_lower} {edition.slug} exhibitors"
        label = _("Exhibitors listed for %(edition)s") % {"edition": edition}
        reported_figure = next((figure.quantity for figure in edition.reported), "")
        yield Total(key, label, recorded.get(edition.pk, 0), reported_figure)
