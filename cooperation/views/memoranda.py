"""The list and the page of the documents."""

from typing import NamedTuple

from django.db.models import BooleanField, ExpressionWrapper, Prefetch, Q
from django.utils import timezone
from django.utils.translation import get_language

from cooperation.choices import Stage
from cooperation.filters import MemorandumFilterSet
from cooperation.models import (
    AreaAssignment,
    Memorandum,
    Occasion,
    Outcome,
    OutcomeLink,
    RelatedDocument,
    ReportedTotal,
    Signatory,
)
from cooperation.views.outcomes import OutcomeList, with_steps
from cooperation.views.progress import ProgressList, pks
from portal.fields import LANGUAGES, Alphabetical, columns_of, in_language
from portal.lists.columns import (
    Column,
    FacetColumn,
    PartialDateColumn,
    RelatedRecordsColumn,
    SourcesColumn,
    TranslatedColumn,
    reference,
)
from portal.models import Organization, Person, page_pattern
from portal.pages.records import RecordDetail

MAX_CHAIN_LINKS = 50  # from a document to the farthest related one on its page


class Party(NamedTuple):
    """A party in a table of documents; without name and address while its organisation is a draft."""

    side: str
    name: str = ""
    url: str = ""


def with_parties(memoranda: list, areas: dict) -> list:
    """Set the parties and the areas of some documents, for a table. `areas`: public, by primary key."""
    documents = {memorandum.pk: memorandum for memorandum in memoranda}
    for memorandum in memoranda:
        memorandum.shown_parties, memorandum.shown_areas = [], []
    language = get_language()
    pattern = page_pattern(Organization.page, 1, language)
    public = ExpressionWrapper(Organization.public_q(timezone.now(), "organization__"), BooleanField())
    parties = Signatory.objects.filter(memorandum__in=documents).annotate(public=public)
    paths = ("memorandum", "side", "public", "organization__slug", *columns_of("organization__name"))
    for pk, side, shown, slug, *texts in parties.order_by("side", "id").values_list(*paths):
        party = Party(side, in_language(language, texts), pattern % slug) if shown else Party(side)
        documents[pk].shown_parties.append(party)
    assignments = AreaAssignment.objects.filter(memorandum__in=documents, area__in=areas).order_by()
    pairs = assignments.values_list("area", "memorandum")
    for area, pk in sorted(pairs, key=lambda pair: areas[pair[0]].number):
        documents[pk].shown_areas.append(areas[area])
    return memoranda


class PartiesColumn(RelatedRecordsColumn):
    """The parties of a document, each with its side; only the side while its organisation is a draft."""

    def __init__(self):
        super().__init__("parties", Organization)

    @property
    def headers(self):
        return ["parties", "party_names", "party_names_ja", "party_names_ru"]

    def load(self, index, pks):
        rows = Signatory.objects.filter(memorandum__in=pks).order_by("side", "id")
        parties = list(rows.values_list("memorandum_id", "side", "organization_id"))
        named = Organization.objects.published().filter(pk__in={party for _pk, _side, party in parties})
        read = named.order_by().values_list("pk", "slug", *columns_of("name"))
        public = {pk: (slug, names) for pk, slug, *names in read}
        loaded: dict[int, list] = {}
        for pk, side, party in parties:
            loaded.setdefault(pk, []).append((side, *public.get(party, ("", None))))
        return loaded

    def cells(self, values, loaded):
        parties = loaded or ()
        return [
            "; ".join(f"{side}:{slug}" for side, slug, _names in parties),
            *(
                "; ".join(names[place] if names else "" for _side, _slug, names in parties)
                for place in range(len(LANGUAGES))
            ),
        ]

    def json(self, values, loaded):
        return [
            {
                "side": side,
                "organization": reference(Organization, slug, slug) if slug else None,
                "name": dict(zip(LANGUAGES, names, strict=True)) if names else None,
            }
            for side, slug, names in loaded or ()
        ]


class MemorandumList(ProgressList):
    model = Memorandum
    progress = {"progress": "progress", "progress_stated": "progress_stated"}
    filterset_class = MemorandumFilterSet
    columns = (
        Column("official_title"), Column("official_title_language"), TranslatedColumn("title"),
        Column("kind"), Column("level"), FacetColumn("areas", "area", many=True), FacetColumn("occasion"),
        PartialDateColumn("signed"), PartialDateColumn("exchanged"), PartialDateColumn("announced"),
        TranslatedColumn("place"), Column("counted"), Column("standing"), PartiesColumn(),
        RelatedRecordsColumn("outcomes", Outcome), FacetColumn("progress"), FacetColumn("progress_stated"),
        TranslatedColumn("summary"), SourcesColumn(Memorandum),
    )  # fmt: skip

    def get_queryset(self):
        # the table prints a dozen of sixty columns
        dates = [
            f"{name}_{part}" for name in ("signed", "exchanged", "announced") for part in ("on", "precision")
        ]
        return super().get_queryset().only(*columns_of("title"), *dates, "slug", "standing", "source")

    def fetch(self, pks):
        return with_parties(super().fetch(pks), self.filterset.filters["area"].records)

    def get_context_data(self, **kwargs):
        """Add the totals reported of the occasions and areas that were asked for."""
        cleaned, as_of = self.filterset.cleaned_values, self.filterset.as_of
        totals = ReportedTotal.objects.published().as_of(as_of).with_owners().with_sources()
        if "occasion" in cleaned:
            occasions = Occasion.objects.published().filter(pk__in=pks(cleaned["occasion"]))
            shown = Prefetch("totals", totals, to_attr="shown_totals")
            kwargs["occasions"] = occasions.prefetch_related(shown)
        if "area" in cleaned:
            kwargs["area_totals"] = totals.filter(area__in=pks(cleaned["area"]))
        return super().get_context_data(**kwargs)


class MemorandumDetail(RecordDetail):
    model = Memorandum

    def get_object(self, queryset=None):
        memorandum = super().get_object(queryset)
        MemorandumList.unfiltered(self.request).with_progress([memorandum])
        OutcomeList.unfiltered(self.request).with_progress([link.outcome for link in memorandum.shown_links])
        return memorandum

    def get_context_data(self, **kwargs):
        stages = {link.outcome.last_stage for link in self.object.shown_links}
        suspended = Stage.PARTLY_SUSPENDED in stages
        return super().get_context_data(chain=self.chain(), partly_suspended=suspended, **kwargs)

    def chain(self) -> list[Memorandum]:
        """This document with all earlier and later ones related to it, link by link, in order of time."""
        links: dict[int, RelatedDocument] = {}
        found, new = {self.object.pk: self.object}, {self.object.pk}
        visible = Memorandum.objects.visible_to(self.request.user)
        # who may see links to drafts need not be one who may see the drafts
        related = self.shown(RelatedDocument).filter(memorandum__in=visible, earlier__in=visible)
        related = related.select_related("memorandum", "earlier")
        for _step in range(MAX_CHAIN_LINKS):
            touching = related.filter(Q(memorandum__in=new) | Q(earlier__in=new)).exclude(pk__in=links)
            links |= {link.pk: link for link in touching.order_by("pk")}
            ends = {end.pk: end for link in links.values() for end in (link.earlier, link.memorandum)}
            new, found = ends.keys() - found.keys(), ends | found
            if not new:
                break
        for document in found.values():
            document.shown_links_back = [link for link in links.values() if link.memorandum_id == document.pk]
        chain = sorted(found.values(), key=lambda document: (document.placed_on, document.slug))
        return chain if links else []

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
            # who may see links to drafts need not be one who may see the drafts
            .filter(outcome__in=Outcome.objects.visible_to(self.request.user))
            .order_by(Alphabetical("outcome"), "outcome__slug")
            .prefetch_related(Prefetch("outcome", with_steps(self)))
        )
        return (
            super()
            .get_queryset()
            .prefetch_related(
                Prefetch("occasion", self.shown(Occasion)),
                Prefetch("signatories", signatories, to_attr="shown_signatories"),
                Prefetch(
                    "assignments",
                    self.shown(AreaAssignment).select_related("area", "source").order_by("area__number"),
                    to_attr="shown_assignments",
                ),
                Prefetch("links", outcomes, to_attr="shown_links"),
            )
        )
