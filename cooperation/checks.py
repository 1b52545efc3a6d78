"""Checks of the plan's records: for `audit`, and for the admin's list of what waits for staff."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cooperation.choices import LOWER_BOUNDS, Counted, TotalMeasure
from cooperation.models import Area, Memorandum, Occasion, Outcome, OutcomeLink, ReportedTotal, Step
from portal.choices import SourceKind, Standing
from portal.quality.checks import Finding, audit_check
from portal.quality.concerns import concern

PLAN_AREAS = 8
REVIEW_INTERVAL = timedelta(days=180)
# A sum means nothing without what it sums up, "under way" nothing without what counts as that.
MEASURES_WITH_BASIS = (TotalMeasure.VALUE, TotalMeasure.PROJECTS_MOVING)


@concern(Outcome, "no-step", gettext_lazy("without steps"))
def without_a_step() -> Q:
    return ~Q(pk__in=Step.objects.values("outcome"))


@concern(Outcome, "not-reviewed", gettext_lazy("public, not checked for 180 days"))
def not_reviewed() -> Q:
    """Whether more became of an outcome is to be looked up now and then."""
    now = timezone.now()
    due = now - REVIEW_INTERVAL
    overdue = Q(reviewed_on__lt=due.date()) | Q(reviewed_on__isnull=True, published_at__lt=due)
    return Q(published_at__lte=now) & overdue


@concern(ReportedTotal, "no-basis", gettext_lazy("no basis"))
def without_a_basis() -> Q:
    return Q(basis_en="")


@concern(Occasion, "short", gettext_lazy("fewer documents listed than reported"))
def short_of_documents() -> Q:
    """The headline total is larger than the number of documents, also of those that it may not count."""
    documents = (
        Memorandum.objects.published().filter(occasion=OuterRef("occasion")).exclude(counted=Counted.NO)
    )
    number = documents.order_by().values("occasion").annotate(number=Count("pk")).values("number")
    totals = ReportedTotal.objects.published().filter(
        measure=TotalMeasure.DOCUMENTS, headline=True, area__isnull=True, occasion__isnull=False
    )
    short = totals.filter(value__gt=Coalesce(Subquery(number), 0))
    return Q(pk__in=short.values("occasion"))


@audit_check
def totals_without_their_basis() -> Iterator[Finding]:
    for total in ReportedTotal.objects.published().filter(measure__in=MEASURES_WITH_BASIS, basis_en=""):
        yield Finding(total, "basis_en", _("Say what was counted and how, or that the source does not say."))


@audit_check
def outcomes_without_a_step() -> Iterator[Finding]:
    """An outcome is something that happened: it needs a dated step."""
    steps = Step.objects.published().filter(outcome=OuterRef("pk"))
    for outcome in Outcome.objects.published().filter(~Exists(steps)):
        yield Finding(outcome, "steps", _("It has no public steps: nothing says what happened or when."))


@audit_check
def totals_smaller_than_what_is_counted() -> Iterator[Finding]:
    """A total that is smaller than the number of documents known to be counted in it: one is wrong."""
    totals = ReportedTotal.objects.published().filter(measure=TotalMeasure.DOCUMENTS, occasion__isnull=False)
    for total in totals.exclude(qualifier__in=LOWER_BOUNDS).select_related("area"):
        documents = Memorandum.objects.published().filter(occasion=total.occasion_id, counted=Counted.YES)
        if total.area:
            documents = documents.in_area(total.area)
        if (counted := documents.count()) > total.value:
            message = _("%(counted)s documents are known to be included, but only %(total)s are reported.")
            yield Finding(total, "value", message % {"counted": counted, "total": total.quantity})


@audit_check
def links_that_no_source_states() -> Iterator[Finding]:
    """A link marked as stated, while no source is named both for the outcome and for the document.

    A source that states the link is about both; a step may name the source and the document, too.
    """
    links = OutcomeLink.objects.published().filter(stated=True).select_related("outcome", "memorandum")
    for link in links:
        steps = link.outcome.steps.published().filter(memorandum=link.memorandum_id)
        of_the_outcome = {*link.outcome.sources(), *(source for step in steps for source in step.sources())}
        if not of_the_outcome & {*link.memorandum.sources()}:
            yield Finding(link, "stated", _("No source is cited for both the outcome and the document."))


@audit_check
def documents_confirmed_by_one_press_source() -> Iterator[Finding]:
    """A document is confirmed by an official body, by a party, or by two publishers of the press."""
    for memorandum in Memorandum.objects.filter(standing=Standing.CONFIRMED).with_sources():
        sources = memorandum.sources()
        vouched = any(source.kind in (SourceKind.OFFICIAL, SourceKind.PARTY) for source in sources)
        if sources and not vouched and len({source.publisher for source in sources}) < 2:
            yield Finding(memorandum, "standing", _("A single press publisher is not enough to confirm it."))


@audit_check
def areas_other_than_the_plan_has() -> Iterator[Finding]:
    """An area whose number the plan does not have; or, reported with the last area, missing ones."""
    numbers = Q(number__range=(1, PLAN_AREAS))
    yield from (
        Finding(area, "number", _("The plan has %(areas)s areas.") % {"areas": PLAN_AREAS})
        for area in Area.objects.published().exclude(numbers)
    )
    there = Area.objects.published().filter(numbers).count()
    last = Area.objects.published().order_by("number").last()
    if last and there < PLAN_AREAS:
        message = _("%(there)s of the plan's %(areas)s areas are public.")
        yield Finding(last, "number", message % {"areas": PLAN_AREAS, "there": there})
