"""Pages of the plan, and the dossiers that join it with the fairs."""

from typing import NamedTuple

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import get_language

from cooperation.filters import (
    AreaFilterSet,
    MemorandumFilterSet,
    OccasionFilterSet,
    OrganizationFilterSet,
    OutcomeFilterSet,
)
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
from portal.exports import (
    Column,
    Day,
    Figures,
    Indexed,
    Quantity,
    References,
    Sources,
    Words,
    reference,
)
from portal.fields import LANGUAGES, columns_of, in_language
from portal.models import Organization, Person, attach_sources, page_pattern
from portal.views import RecordDetail, RecordList

LINES = (
    200  # of one kind on a dossier: more than anybody reads, and a bound; the page says when there are more
)


class Party(NamedTuple):
    """A party to a document as a table names it: nameless while its organisation is a draft."""

    side: str
    name: str = ""
    url: str = ""


def with_parties(memoranda: list, areas: dict | None = None) -> list:
    """Give some fetched documents their parties and areas, as a table names them.

    `areas` are the public areas by their numbers, where they are at hand.
    """
    documents = {memorandum.pk: memorandum for memorandum in memoranda}
    for memorandum in memoranda:
        memorandum.shown_parties, memorandum.shown_areas = [], []
    now, language = timezone.now(), get_language()
    pattern = page_pattern(Organization.page, 1, language)
    paths = ("organization__slug", "organization__published_at", *columns_of("organization__name"))
    parties = Signatory.objects.filter(memorandum__in=documents).order_by("side", "id")
    for pk, side, slug, published_at, *texts in parties.values_list("memorandum", "side", *paths):
        public = published_at and published_at <= now
        party = Party(side, in_language(language, texts), pattern % slug) if public else Party(side)
        documents[pk].shown_parties.append(party)
    if areas is None:
        areas = Area.objects.published().only(*columns_of("title"), "number", "slug").in_bulk()
    assignments = AreaAssignment.objects.filter(memorandum__in=documents, area__in=areas).order_by()
    for area, pk in sorted(
        assignments.values_list("area", "memorandum"), key=lambda pair: areas[pair[0]].number
    ):
        documents[pk].shown_areas.append(areas[area])
    return memoranda


def table_of(view, memoranda):
    """The page asked for of a table of documents on a record's page."""
    page = view.page_of(memoranda.with_progress())
    attach_sources(page.object_list)
    with_parties(page.object_list)
    return page


def with_steps(view):
    """Outcomes with the steps that this view may show, each with the document that made it."""
    steps = view.shown(Step).prefetch_related(Prefetch("memorandum", view.shown(Memorandum)))
    return (
        view.shown(Outcome).with_progress().prefetch_related(Prefetch("steps", steps, to_attr="shown_steps"))
    )


def pks(records) -> list[int]:
    return [record.pk for record in records]


class Parties(References):
    """The parties of a document, each with its side; one that is no public organisation has only a side."""

    def __init__(self):
        super().__init__("parties", Organization)

    @property
    def heads(self):
        return ["parties", "party_names"]

    def load(self, index, pks):
        rows = Signatory.objects.published().filter(memorandum__in=pks).order_by("side", "id")
        public = Organization.objects.published().filter(signatures__memorandum__in=pks).in_bulk()
        loaded: dict[int, list] = {}
        for pk, side, organization in rows.values_list("memorandum", "side", "organization"):
            loaded.setdefault(pk, []).append((side, public.get(organization)))
        return loaded

    def cells(self, values, loaded):
        parties = loaded or ()
        return [
            "; ".join(
                f"{side}:{organization.slug if organization else ''}" for side, organization in parties
            ),
            "; ".join(organization.name_en if organization else "" for _side, organization in parties),
        ]

    def json(self, values, loaded):
        return [
            {
                "side": side,
                "organization": organization
                and reference(Organization, organization.slug, organization.slug),
                "name": organization and {lang: getattr(organization, f"name_{lang}") for lang in LANGUAGES},
            }
            for side, organization in loaded or ()
        ]


class AreaList(RecordList):
    """The plan: its areas, and what was reported of the whole of it."""

    model = Area
    filterset_class = AreaFilterSet
    columns = (
        Column("number"), Column("official_title"), Column("official_title_language"), Words("title"),
        Words("aim"), Words("covers"), Figures("totals", ReportedTotal, "area", occasion=None), Sources(Area),
    )  # fmt: skip

    def get_context_data(self, **kwargs):
        totals = ReportedTotal.objects.published().with_sources().filter(occasion=None, area=None)
        return super().get_context_data(totals=totals, **kwargs)


class AreaDetail(RecordDetail):
    model = Area

    def get_queryset(self):
        totals = self.shown(ReportedTotal)
        return super().get_queryset().prefetch_related(Prefetch("totals", totals, to_attr="shown_totals"))

    def get_context_data(self, **kwargs):
        documents = Memorandum.objects.published().in_area(self.object)
        outcomes = Outcome.objects.published().with_sources().with_progress().filter(areas=self.object)
        return super().get_context_data(
            documents=table_of(self, documents), outcomes=outcomes[: LINES + 1], most=LINES, **kwargs
        )


class OccasionList(RecordList):
    model = Occasion
    filterset_class = OccasionFilterSet
    columns = (
        Words("title"), Column("kind"), Day("starts"), Day("ends"), Words("place"),
        References("edition", Edition, one=True),
        Figures("totals", ReportedTotal, "occasion", about=["area"]), Indexed("recorded"), Indexed("certain"),
        Words("summary"), Sources(Occasion),
    )  # fmt: skip

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
        documents = Memorandum.objects.published().filter(occasion=self.object)
        documents = documents.order_by("placed_on", "title_en", "slug")
        return super().get_context_data(documents=table_of(self, documents), **kwargs)


class MemorandumList(RecordList):
    model = Memorandum
    filterset_class = MemorandumFilterSet
    columns = (
        Column("official_title"), Column("official_title_language"), Words("title"), Column("kind"),
        Column("level"), Indexed("areas", "area", many=True), Indexed("occasion"), Day("signed"),
        Day("exchanged"), Day("announced"), Words("place"), Column("counted"), Column("standing"), Parties(),
        References("outcomes", Outcome), Indexed("progress"), Indexed("progress_stated"),
        Words("summary"), Sources(Memorandum),
    )  # fmt: skip

    def get_queryset(self):
        # of sixty columns the table prints a dozen
        dates = [
            f"{name}_{part}" for name in ("signed", "exchanged", "announced") for part in ("on", "precision")
        ]
        return super().get_queryset().only(*columns_of("title"), *dates, "slug", "standing", "source")

    def rows(self, pks):
        areas, index = self.filterset.filters["area"].records, self.filterset.index
        progress, stated = index.values("progress", pks), index.values("progress_stated", pks)
        rows = with_parties(super().rows(pks), areas)
        for row in rows:
            (row.progress,), (row.progress_stated,) = progress[row.pk], stated[row.pk]
        return rows

    def get_context_data(self, **kwargs):
        """With what was reported of the occasions and areas that are asked for."""
        given = self.filterset.given
        totals = ReportedTotal.objects.published().with_owners().with_sources()
        if "occasion" in given:
            occasions = Occasion.objects.published().with_recorded().filter(pk__in=pks(given["occasion"]))
            shown = Prefetch("totals", totals, to_attr="shown_totals")
            kwargs["occasions"] = occasions.prefetch_related(shown)
        if "area" in given:
            kwargs["area_totals"] = totals.filter(occasion=None, area__in=pks(given["area"]))
        return super().get_context_data(**kwargs)


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
    filterset_class = OutcomeFilterSet
    columns = (
        Words("title"), Column("kind"), Indexed("areas", "area", many=True),
        References("memoranda", Memorandum), Quantity("amount"), Column("named_as_example"),
        Indexed("progress"), Indexed("last_stage", "stage"), Words("summary"), Sources(Outcome),
    )  # fmt: skip

    def get_queryset(self):
        return super().get_queryset().prefetch_related(
            Prefetch("areas", Area.objects.published().order_by("number"), to_attr="shown_areas")
        )  # fmt: skip

    def rows(self, pks):
        rows, index = super().rows(pks), self.filterset.index
        progress, stage = index.values("progress", pks), index.values("stage", pks)
        for row in rows:
            (row.progress,), (row.last_stage,) = progress[row.pk], stage.get(row.pk, [None])
        return rows


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
        documents = Memorandum.objects.published().signed_by(organization)
        signed = OutcomeLink.objects.published().filter(memorandum__signatories__organization=organization)
        outcomes = Outcome.objects.published().with_sources().with_progress()
        return super().get_context_data(
            exhibits=exhibits.order_by("-edition__year", "role")[: LINES + 1],
            appearances=appearances.prefetch_related(
                Prefetch("forum", Forum.objects.published().with_sources())
            ).order_by("forum__placed_on", "person__name_en")[: LINES + 1],
            documents=table_of(self, documents),
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
