"""Pages of the plan, and the dossiers that join it with the fairs."""

from django.db.models import Prefetch

from cooperation.models import (
    Area,
    AreaAssignment,
    Memorandum,
    Occasion,
    Outcome,
    OutcomeLink,
    RelatedDocument,
    ReportedTotal,
    Signatory,
    Statement,
    Step,
)
from events.models import Appearance, Edition, Exhibitor, Forum
from portal.models import Organization, Person
from portal.views import RecordDetail, RecordList

LINES = (
    200  # of one kind on a dossier: more than anybody reads, and a bound; the page says when there are more
)


def with_parties(memoranda):
    """Documents with parties, areas, occasion and follow-through, in a fixed number of queries."""
    signatories = Signatory.objects.published().order_by("side", "id")
    assignments = AreaAssignment.objects.published().select_related("area").order_by("area__number")
    return memoranda.with_progress().prefetch_related(
        Prefetch("occasion", Occasion.objects.published()),
        Prefetch(
            "signatories",
            signatories.prefetch_related(Prefetch("organization", Organization.objects.published())),
            to_attr="shown_signatories",
        ),
        Prefetch("assignments", assignments, to_attr="shown_assignments"),
    )


def with_steps(view):
    """Outcomes with the steps that this view may show, each with the document that made it."""
    steps = view.shown(Step).prefetch_related(Prefetch("memorandum", view.shown(Memorandum)))
    return (
        view.shown(Outcome).with_progress().prefetch_related(Prefetch("steps", steps, to_attr="shown_steps"))
    )


class AreaList(RecordList):
    """The plan: its areas, and what was reported of the whole of it."""

    model = Area

    def get_context_data(self, **kwargs):
        totals = ReportedTotal.objects.published().with_sources().filter(occasion=None, area=None)
        return super().get_context_data(totals=totals, **kwargs)


class AreaDetail(RecordDetail):
    model = Area

    def get_queryset(self):
        totals = self.shown(ReportedTotal)
        return super().get_queryset().prefetch_related(Prefetch("totals", totals, to_attr="shown_totals"))

    def get_context_data(self, **kwargs):
        documents = with_parties(Memorandum.objects.published().with_sources().in_area(self.object))
        outcomes = Outcome.objects.published().with_sources().with_progress().filter(areas=self.object)
        return super().get_context_data(
            documents=self.page_of(documents), outcomes=outcomes[: LINES + 1], most=LINES, **kwargs
        )


class OccasionList(RecordList):
    model = Occasion

    def get_queryset(self):
        return super().get_queryset().with_recorded().prefetch_related(
            Prefetch(
                "totals",
                ReportedTotal.objects.published().with_owners().with_sources(),
                to_attr="shown_totals",
            )
        )  # fmt: skip


class OccasionDetail(RecordDetail):
    model = Occasion

    def get_queryset(self):
        totals = self.shown(ReportedTotal)
        return (
            super()
            .get_queryset()
            .with_recorded()
            .prefetch_related(
                Prefetch("edition", self.shown(Edition)),
                Prefetch("totals", totals, to_attr="shown_totals"),
            )
        )

    def get_context_data(self, **kwargs):
        documents = with_parties(Memorandum.objects.published().with_sources().filter(occasion=self.object))
        documents = documents.order_by("placed_on", "title_en", "slug")
        return super().get_context_data(documents=self.page_of(documents), **kwargs)


class MemorandumList(RecordList):
    model = Memorandum

    def get_queryset(self):
        return with_parties(super().get_queryset())


class MemorandumDetail(RecordDetail):
    model = Memorandum

    def get_queryset(self):
        signatories = (
            self.shown(Signatory)
            .prefetch_related(
                Prefetch("organization", self.shown(Organization)), Prefetch("person", self.shown(Person))
            )
            .order_by("side", "id")
        )
        outcomes = (
            self.shown(OutcomeLink)
            .order_by("outcome__title_en", "outcome__slug")
            .prefetch_related(Prefetch("outcome", with_steps(self)))
        )
        return (
            super()
            .get_queryset()
            .with_progress()
            .prefetch_related(
                Prefetch("occasion", self.shown(Occasion).with_recorded()),
                Prefetch("signatories", signatories, to_attr="shown_signatories"),
                Prefetch(
                    "assignments",
                    self.shown(AreaAssignment).select_related("area", "source").order_by("area__number"),
                    to_attr="shown_assignments",
                ),
                Prefetch("links", outcomes, to_attr="shown_links"),
                Prefetch(
                    "earlier_links",
                    self.shown(RelatedDocument)
                    .select_related("earlier")
                    .order_by("earlier__placed_on", "id"),
                    to_attr="shown_earlier",
                ),
                Prefetch(
                    "later_links",
                    self.shown(RelatedDocument)
                    .select_related("memorandum")
                    .order_by("memorandum__placed_on", "id"),
                    to_attr="shown_later",
                ),
            )
        )


class OutcomeList(RecordList):
    model = Outcome

    def get_queryset(self):
        return super().get_queryset().with_progress().prefetch_related(
            Prefetch("areas", Area.objects.published().order_by("number"), to_attr="shown_areas")
        )  # fmt: skip


class OutcomeDetail(RecordDetail):
    model = Outcome

    def get_queryset(self):
        links = self.shown(OutcomeLink).select_related("memorandum").order_by("memorandum__placed_on", "id")
        return with_steps(self).prefetch_related(
            Prefetch("areas", self.shown(Area).order_by("number"), to_attr="shown_areas"),
            Prefetch("links", links, to_attr="shown_links"),
        )


class OrganizationList(RecordList):
    model = Organization
    template_name = "cooperation/organization_list.html"


class OrganizationDetail(RecordDetail):
    """All that is recorded of an organisation: fairs, forums, documents and what became of them."""

    model = Organization
    template_name = "cooperation/organization_detail.html"

    def get_context_data(self, **kwargs):
        organization = self.object
        exhibits = (
            Exhibitor.objects.published().with_owners().with_sources().filter(organization=organization)
        )
        appearances = (
            Appearance.objects.published().filter(organization=organization).select_related("person")
        )
        documents = Memorandum.objects.published().with_sources().signed_by(organization)
        signed = OutcomeLink.objects.published().filter(memorandum__signatories__organization=organization)
        outcomes = Outcome.objects.published().with_sources().with_progress()
        return super().get_context_data(
            exhibits=exhibits.order_by("-edition__year", "role")[: LINES + 1],
            appearances=appearances.prefetch_related(
                Prefetch("forum", Forum.objects.published().with_sources())
            ).order_by("forum__placed_on", "person__name_en")[: LINES + 1],
            documents=self.page_of(with_parties(documents)),
            outcomes=outcomes.filter(pk__in=signed.values("outcome"))[: LINES + 1],
            most=LINES,
            **kwargs,
        )


class PersonDetail(RecordDetail):
    """All that is recorded of a person, each time with the office held then."""

    model = Person
    template_name = "cooperation/person_detail.html"

    def get_context_data(self, **kwargs):
        person = self.object
        forums = Prefetch("forum", self.shown(Forum))
        documents = Prefetch("memorandum", self.shown(Memorandum))
        organization = Prefetch("organization", self.shown(Organization))
        appearances = self.shown(Appearance).filter(person=person).prefetch_related(forums, organization)
        signatures = self.shown(Signatory).filter(person=person).prefetch_related(documents, organization)
        return super().get_context_data(
            appearances=appearances.order_by("forum__placed_on", "forum__title_en")[: LINES + 1],
            signatures=signatures.order_by("memorandum__placed_on", "id")[: LINES + 1],
            statements=self.shown(Statement).filter(speaker=person),
            most=LINES,
            **kwargs,
        )
