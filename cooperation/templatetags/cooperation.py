"""Tags and filters of the plan: its parts of other apps' pages, totals, ladders, areas and parties."""

from dataclasses import dataclass
from functools import lru_cache

from django import template
from django.db.models import Count, Max, Min, OuterRef, Prefetch, Subquery
from django.db.models.functions import Coalesce
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django_countries import countries

from cooperation.choices import (
    RANK,
    RUNGS,
    SETBACKS,
    OutcomeKind,
    Stage,
    State,
    TotalMeasure,
)
from cooperation.flow.counts import RecordedCounts
from cooperation.flow.origins import state_label
from cooperation.models import (
    Area,
    AreaAssignment,
    Memorandum,
    Occasion,
    Outcome,
    ReportedTotal,
    Signatory,
    Statement,
)
from portal.models import Organization, Source
from portal.templatetags.components import render_component
from portal.templatetags.text import partial_date, translated
from portal.text.punctuation import comma, comma_list, semicolon

register = template.Library()
register.filter(state_label)

SIDES_APART = ' <span class="versus" aria-hidden="true">↔</span> '


@register.filter
def signing_dates(memorandum) -> str:
    """When a document was signed, exchanged and announced, as far as it is recorded."""
    events = (
        (_("signed {date}"), memorandum.signed),
        (_("exchanged {date}"), memorandum.exchanged),
        (_("announced {date}"), memorandum.announced),
    )
    lines = [format_html(words, date=partial_date(date)) for words, date in events if date]
    return SafeString(semicolon().join(lines))


@register.filter
def unconfirmed_note(count) -> str:
    """How many of the documents rest on one press source or were reported in advance; empty if none is."""
    one_source = ngettext(
        "%(n)s from a single press source", "%(n)s from a single press source", count.one_press_source
    )
    advance = ngettext("%(n)s reported beforehand", "%(n)s reported beforehand", count.reported_in_advance)
    return comma_list(
        count.one_press_source and one_source % {"n": count.one_press_source},
        count.reported_in_advance and advance % {"n": count.reported_in_advance},
    )


@register.inclusion_tag("cooperation/area_index.html")
def area_index():
    """The areas of the plan with the number of documents recorded in each. A document may be in several."""
    documents = AreaAssignment.objects.published().filter(area=OuterRef("pk")).order_by().values("area")
    return {
        "areas": Area.objects.published().annotate(
            recorded=Coalesce(Subquery(documents.annotate(n=Count("pk")).values("n")), 0)
        )
    }


@register.inclusion_tag("cooperation/progress_counts.html", takes_context=True)
def progress_counts(context):
    """The number of documents in each state."""
    return {"states": RecordedCounts(context["request"]).count_by_state()}


@register.inclusion_tag("cooperation/occasion_index.html", takes_context=True)
def occasion_index(context, edition=None, limit=12):
    """The occasions with reported totals and recorded documents side by side; of one edition, or all."""
    totals = ReportedTotal.objects.published().with_owners().with_sources()
    occasions = Occasion.objects.published().with_sources()
    if edition is not None:
        occasions = occasions.filter(edition=edition)
    return {
        "occasions": occasions.prefetch_related(Prefetch("totals", totals, to_attr="shown_totals"))[:limit],
        "edition": edition,
        "request": context["request"],
    }


@register.inclusion_tag("cooperation/record_counts.html")
def record_counts():
    """How many records of each kind there are, from which countries and years."""
    sides = Signatory.objects.published().order_by("side").values_list("side", flat=True).distinct()
    return {
        "documents": Memorandum.objects.published().count(),
        "outcomes": Outcome.objects.published().count(),
        "organizations": Organization.objects.published().count(),
        "sources": Source.objects.count(),
        "sides": [countries.name(code) for code in sides],
        "years": Occasion.objects.published().aggregate(
            first=Min("starts_on__year"), last=Max("starts_on__year")
        ),
    }


@register.inclusion_tag("cooperation/statements.html", takes_context=True)
def statements(context):
    """What people said about the plan and the fairs."""
    return {
        "statements": Statement.objects.published().with_owners().with_sources(),
        "request": context["request"],
    }


@register.inclusion_tag("components/reported_totals.html", takes_context=True)
def reported_totals(context, occasion, margin=True, others=True, as_of=None):
    """The totals reported of an occasion, each with the number of recorded documents that it may count.

    A bar is drawn only where it can be true, for an exact number: filled as far as documents are known to
    be counted in it, hollow for those recorded, hatched for the rest.
    """
    counts = RecordedCounts(context["request"], as_of)
    of_all = [total for total in occasion.shown_totals if total.area is None]
    main = next((one for one in of_all if one.headline and one.measure == TotalMeasure.DOCUMENTS), None)
    rest = [total for total in occasion.shown_totals if total is not main] if others else []
    return {
        "main": main and counts.coverage(main),
        "others": [(total, counts.coverage(total) if total.headline else None) for total in rest],
        "rivals": others and [total.measure for total in of_all].count(TotalMeasure.DOCUMENTS) > 1,
        "signing": occasion.is_signing,
        "public": not occasion.withheld_by,
        "count": counts.count_of_occasion(occasion),
        "margin": margin,
        "request": context["request"],
    }


@register.inclusion_tag("components/coverage.html", takes_context=True)
def coverage(context, total, as_of=None):
    """A headline total with the number of recorded documents that it may count; nothing for other totals."""
    return {"coverage": RecordedCounts(context["request"], as_of).coverage(total) if total.headline else None}


@register.inclusion_tag("components/flow_texture.html")
def flow_texture(name):
    """A sample of a texture of the flow, for its legend."""
    return {"name": name}


@register.simple_tag
def memorandum_progress(memorandum):
    """What became of a document, and whether a source says that it came of that document."""
    stated = memorandum.progress == State.NOTHING_RECORDED or bool(memorandum.progress_stated)
    return memorandum_progress_in(memorandum.progress, stated, get_language())


@lru_cache(maxsize=50)
def memorandum_progress_in(state: str, stated: bool, _active: str) -> SafeString:
    return render_component("memorandum_progress", state=state, stated=stated)


@register.filter
def stage_label(stage) -> str:
    return str(Stage(stage).label)


@dataclass
class Rung:
    """One line of a ladder: a step that was reached, or a stage with no recorded step."""

    mark: str
    label: str
    step: object = None


@register.inclusion_tag("components/ladder.html", takes_context=True)
def ladder(context, outcome):
    """The steps of an outcome in the order of time, then what its ladder has above the highest.

    Reached steps are filled, setbacks barred, what is not confirmed hatched. Stages above the highest
    reached are hollow: nothing is recorded of them, which does not say that they did not happen; but
    barred where it stopped before them. Stages skipped below it are named, hatched, in one line.
    """
    steps = sorted(outcome.shown_steps, key=lambda step: (step.happened.last, RANK[Stage(step.stage)]))
    confirmed = [step for step in steps if step.is_confirmed]
    climbed = {Stage(step.stage) for step in confirmed} - set(SETBACKS)
    top = max((RANK[stage] for stage in climbed), default=-1)
    rungs = RUNGS[OutcomeKind(outcome.kind)]
    stopped = outcome.progress == State.STOPPED  # by the rule of its state: a year counts once it is over
    shown = {Stage(step.stage) for step in steps}  # also what is not confirmed: it is shown as such
    above = [stage_label(stage) for stage in rungs if RANK[stage] > top and stage not in shown]
    return {
        "nothing": not steps,
        "skipped": [stage.label for stage in rungs if RANK[stage] < top and stage not in shown],
        "reached": [Rung(step.mark, stage_label(step.stage), step) for step in steps],
        "open": [] if stopped else [Rung("hollow", label) for label in above],
        "missed": above if stopped else [],
        "request": context["request"],
    }


@register.simple_tag
def area_sign(area):
    """An area by icon and number, for tables; its title is read aloud."""
    return area_sign_of(area.slug, area.number, area.title, area.get_absolute_url())


@lru_cache(maxsize=200)
def area_sign_of(slug: str, number: int, title: str, url: str) -> SafeString:
    return render_component("area_sign", slug=slug, number=number, title=title, url=url)


@register.simple_tag
def party_names(parties):
    """The parties of one document in a line, the two sides apart.

    In Python, since a list has one for each of its rows (docs/adr/0015-markup-in-templates.md).
    """
    names: list[str] = []
    for place, party in enumerate(parties):
        if place:
            names.append(comma() if party.side == parties[place - 1].side else SIDES_APART)
        names.append(
            f'<a href="{escape(party.url)}">{conditional_escape(translated(party.name))}</a>'
            if party.url
            else render_component("unknown", text=_("a party not yet published"))
        )
    return SafeString("".join(names)) or render_component("unknown", text=_("no parties recorded"))


@register.inclusion_tag("components/parties.html", takes_context=True)
def parties(context, memorandum):
    """The parties of a document, side facing side, in a stable order."""
    sides: dict[str, list] = {}
    for signatory in memorandum.shown_signatories:
        sides.setdefault(signatory.side.code, []).append(signatory)
    return {
        "sides": [(rows[0].side, rows) for _code, rows in sorted(sides.items())],
        "one_sided": len(sides) < 2,
        "request": context["request"],
    }
