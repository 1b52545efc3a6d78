"""Checks of the records of fairs: for `audit`, and for the admin's list of what waits for staff."""

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.choices import EditionMeasure
from events.models import EditionFigure
from portal.quality.checks import Finding, audit_check
from portal.quality.concerns import concern

# Visitors, a sum or a share mean nothing without what was counted: badges or people, signed or paid.
MEASURES_WITH_BASIS = (EditionMeasure.VISITORS, EditionMeasure.VALUE, EditionMeasure.FOREIGN_SHARE)


@concern(EditionFigure, "no-basis", gettext_lazy("no basis"))
def without_a_basis() -> Q:
    return Q(basis_en="")


@audit_check
def figures_without_their_basis() -> Iterator[Finding]:
    for figure in EditionFigure.objects.published().filter(measure__in=MEASURES_WITH_BASIS, basis_en=""):
        yield Finding(figure, "basis_en", _("Say what was counted and how, or that the source does not say."))
