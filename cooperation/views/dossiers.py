"""The pages of organisations and people, and the list of organisations: they join both apps."""

from typing import ClassVar

from cooperation.choices import EntryKind, TookPart
from cooperation.filters import OrganizationFilterSet
from cooperation.views.timeline import (
    DocumentQuery,
    EventQuery,
    ForumQuery,
    OutcomeWithoutStepQuery,
    ParticipationQuery,
    StatementQuery,
    StepQuery,
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
    """The page of an organisation or a person: fairs, forums, documents and outcomes on one timeline."""

    paginated = True
    event_queries: ClassVar[tuple[type[EventQuery], ...]]

    def get_context_data(self, **kwargs):
        timeline = Timeline(query(self, self.object) for query in self.event_queries)
        page, counts = self.paginate(timeline), timeline.counts()
        return super().get_context_data(
            page=page,
            years=timeline.years(page),
            kinds=list(counts.items()),
            documents=counts[EntryKind.DOCUMENT],
            **kwargs,
        )


class OrganizationDetail(Dossier):
    """An organisation with its fairs, forums, documents and what became of those."""

    model = Organization
    template_name = "cooperation/organization_detail.html"
    event_queries = (ParticipationQuery, ForumQuery, DocumentQuery, StepQuery, OutcomeWithoutStepQuery)


class PersonDetail(Dossier):
    """A person with forums, statements and documents, each with the office held then."""

    model = Person
    template_name = "cooperation/person_detail.html"
    event_queries = (ForumQuery, StatementQuery, DocumentQuery, StepQuery, OutcomeWithoutStepQuery)
