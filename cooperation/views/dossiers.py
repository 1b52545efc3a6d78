"""All that is recorded of an organisation or a person, over both apps."""

from typing import ClassVar

from cooperation.choices import EntryKind, TookPart
from cooperation.filters import OrganizationFilterSet
from cooperation.views.timeline import (
    Documents,
    Forums,
    Outcomes,
    OutcomesWithoutStep,
    Participations,
    Statements,
    Strand,
    Timeline,
)
from portal.lists.columns import Column, FacetColumn, SourcesColumn, TranslatedColumn
from portal.lists.views import RecordList
from portal.models import Organization, Person
from portal.pages.records import RecordDetail


class OrganizationList(RecordList):
    model = Organization
    filterset_class = OrganizationFilterSet
    columns = (
        TranslatedColumn("name"), Column("aliases"), Column("kind"), Column("country"),
        TranslatedColumn("city"), Column("website"), FacetColumn("took_part"), TranslatedColumn("summary"),
        SourcesColumn(Organization),
    )  # fmt: skip

    def fetch(self, pks):
        rows, known = super().fetch(pks), self.filterset.index.values("took_part", pks)
        for row in rows:
            row.took_part = TookPart(known[row.pk][0])
        return rows


class Dossier(RecordDetail):
    """The page of somebody whom fairs, forums and documents have in common, on one line of time."""

    strands: ClassVar[tuple[type[Strand], ...]]

    def get_context_data(self, **kwargs):
        timeline = Timeline(strand(self, self.object) for strand in self.strands)
        page, counts = self.paginate(timeline), timeline.counts()
        return super().get_context_data(
            page=page,
            years=timeline.years(page),
            kinds=list(counts.items()),
            documents=counts[EntryKind.DOCUMENT],
            **kwargs,
        )


class OrganizationDetail(Dossier):
    """All that is recorded of an organisation: fairs, forums, documents and what became of them."""

    model = Organization
    template_name = "cooperation/organization_detail.html"
    strands = (Participations, Forums, Documents, Outcomes, OutcomesWithoutStep)


class PersonDetail(Dossier):
    """All that is recorded of a person, each time with the office held then."""

    model = Person
    template_name = "cooperation/person_detail.html"
    strands = (Forums, Statements, Documents, Outcomes, OutcomesWithoutStep)
