"""All that is recorded of an organisation or a person, over both apps."""

from django.db.models import Prefetch

from cooperation.filters import OrganizationFilterSet
from cooperation.models import Memorandum, Outcome, OutcomeLink, Signatory, Statement
from cooperation.views.memoranda import MemorandumList
from cooperation.views.outcomes import OutcomeList
from cooperation.views.progress import LINES
from events.models import Appearance, Exhibitor, Forum
from portal.exports import Column, Sources, Words
from portal.models import Organization, Person
from portal.views import RecordDetail, RecordList


class OrganizationList(RecordList):
    model = Organization
    filterset_class = OrganizationFilterSet
    columns = (
        Words("name"), Column("aliases"), Column("kind"), Column("country"), Column("city"),
        Column("website"), Words("summary"), Sources(Organization),
    )  # fmt: skip


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
        documents = MemorandumList.whole(self.request).part(Memorandum.objects.signed_by(organization))
        signed = OutcomeLink.objects.published().filter(memorandum__signatories__organization=organization)
        outcomes = OutcomeList.whole(self.request).part(
            Outcome.objects.filter(pk__in=signed.values("outcome"))
        )
        return super().get_context_data(
            exhibits=exhibits.order_by("-edition__year", "role")[: LINES + 1],
            appearances=appearances.prefetch_related(
                Prefetch("forum", Forum.objects.published().with_sources())
            ).order_by("forum__placed_on", "person__name_en")[: LINES + 1],
            documents=self.page_of(documents),
            outcomes=outcomes[: LINES + 1],
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
