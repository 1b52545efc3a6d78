"""All that is recorded of an organisation or a person, in the order of time.

Each kind of event is a strand. A strand tells cheaply where its rows stand in time, so that all of them are
ordered and cut into pages before anything that a page prints is read.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any, ClassVar, NamedTuple

from django.core.paginator import Page
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.db.models.functions import Coalesce

from cooperation.choices import RANK, EntryKind, Stage
from cooperation.models import Memorandum, Outcome, OutcomeLink, Signatory, Statement, Step
from cooperation.views.memoranda import MemorandumList
from events.models import Appearance, Exhibitor, Forum
from portal.choices import Precision
from portal.fields.dates import PartialDate
from portal.models import Organization, Person, Record
from portal.pages.records import RecordDetail

UNDATED = date.max  # the undated stand after everything


class Place(NamedTuple):
    """Where an event stands: by the end of its period, then by its kind, then in its own order."""

    ends: date
    rank: int
    then: str
    pk: int
    strand: int
    thing: int  # what is counted: the outcome of a step, else the row itself


@dataclass
class Entry:
    """An event as the page tells it. `record` states it and is cited."""

    kind: EntryKind
    record: Any
    date: PartialDate | None
    until: PartialDate | None = None
    ours: list = field(default_factory=list)  # the subject's own parts in it: appearances, signatures
    sides: list = field(default_factory=list)  # other parties to a document: whether across, country, rows
    links: list = field(default_factory=list)  # the documents that an outcome came of
    draft: bool = False  # visitors do not see it yet


class Year(NamedTuple):
    number: int | None
    continued: bool  # its first entries stand on the page before
    entries: list[Entry]


def seen_by(user, model):
    """Rows that this visitor may see with all they are part of: staff have their rights kind by kind."""
    rows = model.objects.visible_to(user)
    for name in model.part_of if user.is_staff else ():
        owners = seen_by(user, model.owner_model(name))
        rows = rows.filter(Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__in": owners}))
    return rows


class Strand:
    """The events of one kind on the timeline of a subject."""

    kind: ClassVar[EntryKind]

    def __init__(self, view: RecordDetail, subject: Record):
        self.view, self.subject = view, subject
        self.name = str(subject._meta.model_name)  # what appearances and signatures call it
        self.of_subject = {self.name: subject}

    def seen(self, model):
        return seen_by(self.view.request.user, model)

    def placed(self) -> Iterable[tuple[int, date | None, str, int]]:
        """Of each row its number, the end of its period, its order among its like, and what is counted."""
        raise NotImplementedError

    def entries(self, pks: list[int]) -> Iterator[Entry]:
        """The entries of some of these rows, in any order."""
        raise NotImplementedError

    def read(self, rows, pks: list[int]) -> list:
        return list(rows.filter(pk__in=pks).with_owners().with_sources())

    def entry(self, record, date, **given) -> Entry:
        owners = [record, *record.owners()]
        draft = any(owner.is_draft for owner in owners if owner != self.subject)
        return Entry(self.kind, record, date, draft=draft, **given)


class Participations(Strand):
    """The subject at the editions of fairs. An edition without a date stands in its year."""

    kind = EntryKind.FAIR

    @property
    def rows(self):
        return self.seen(Exhibitor).filter(**self.of_subject)

    def placed(self):
        for pk, ends, year, slug in self.rows.order_by().values_list(
            "pk", "edition__starts_ends", "edition__year", "slug"
        ):
            yield pk, ends or date(year, 12, 31), slug, pk

    def entries(self, pks):
        for exhibitor in self.read(self.rows, pks):
            edition = exhibitor.edition
            starts, ends = edition.starts, edition.ends
            if starts is None:
                starts, ends = PartialDate(date(edition.year, 1, 1), Precision.YEAR), None
            yield self.entry(exhibitor, starts, until=ends)


class Forums(Strand):
    """The forums at which the subject, or somebody for it, appeared: each once."""

    kind = EntryKind.FORUM

    @property
    def appearances(self):
        return self.seen(Appearance).filter(**self.of_subject)

    @property
    def rows(self):
        return self.seen(Forum).filter(pk__in=self.appearances.values("forum"))

    def placed(self):
        for pk, ends, title in self.rows.order_by().values_list("pk", "starts_ends", "title_en"):
            yield pk, ends, title, pk

    def entries(self, pks):
        organizations = Prefetch("organization", self.seen(Organization))
        appearances: dict[int, list] = {}
        for appearance in (
            self.appearances.filter(forum__in=pks)
            .select_related("person")
            .prefetch_related(organizations)
            .order_by("person__name_en", "role", "id")
        ):
            appearances.setdefault(appearance.forum_id, []).append(appearance)
        for forum in self.read(self.rows, pks):
            yield self.entry(forum, forum.starts, until=forum.ends, ours=appearances.get(forum.pk, []))


class Documents(Strand):
    """The documents that the subject signed, with the other parties and what became of each."""

    kind = EntryKind.DOCUMENT

    @property
    def rows(self):
        signed = self.seen(Signatory).filter(**self.of_subject)
        return self.seen(Memorandum).filter(pk__in=signed.values("memorandum"))

    def placed(self):
        ends = Coalesce("signed_ends", "exchanged_ends", "announced_ends")
        for pk, ended, title in self.rows.order_by().values_list("pk", ends, "title_en"):
            yield pk, ended, title, pk

    def entries(self, pks):
        memoranda = self.read(self.rows, pks)
        MemorandumList.unfiltered(self.view.request).with_progress(memoranda)
        signatories: dict[int, list] = {}
        for signatory in (
            self.seen(Signatory)
            .filter(memorandum__in=pks)
            .prefetch_related(
                Prefetch("organization", self.seen(Organization)), Prefetch("person", self.seen(Person))
            )
            .order_by("side", "id")
        ):
            signatories.setdefault(signatory.memorandum_id, []).append(signatory)
        for memorandum in memoranda:
            parties = signatories.get(memorandum.pk, [])
            ours = [party for party in parties if getattr(party, f"{self.name}_id") == self.subject.pk]
            yield self.entry(memorandum, memorandum.dated, ours=ours, sides=self.sides(parties, ours))

    def sides(self, parties, ours) -> list:
        """The parties other than our own, side by side, those across the table first."""
        own = {party.side for party in ours}
        others = [party for party in parties if party not in ours]
        sides = [(side not in own, side, list(rows)) for side, rows in groupby(others, lambda row: row.side)]
        return sorted(sides, key=lambda side: not side[0])


class Outcomes(Strand):
    """The steps of what came of the documents that the subject signed."""

    kind = EntryKind.OUTCOME

    @property
    def links(self):
        return self.seen(OutcomeLink).filter(memorandum__in=Documents(self.view, self.subject).rows)

    @property
    def rows(self):
        return self.seen(Step).filter(outcome__in=self.links.values("outcome"))

    def placed(self):
        for pk, ends, stage, outcome in self.rows.order_by().values_list(
            "pk", "happened_ends", "stage", "outcome"
        ):
            yield pk, ends, f"{RANK[Stage(stage)]:02}", outcome

    def entries(self, pks):
        steps = self.read(self.rows, pks)
        links = self.links_of({step.outcome_id for step in steps})
        for step in steps:
            yield self.entry(step, step.happened, links=links.get(step.outcome_id, []))

    def links_of(self, outcomes) -> dict[int, list]:
        links: dict[int, list] = {}
        read = self.links.filter(outcome__in=outcomes).select_related("memorandum")
        for link in read.order_by("memorandum__placed_on", "id"):
            links.setdefault(link.outcome_id, []).append(link)
        return links


class OutcomesWithoutStep(Outcomes):
    """What came of those documents, of which no step is recorded: it has no date."""

    @property
    def rows(self):
        steps = self.seen(Step).filter(outcome=OuterRef("pk"))
        return self.seen(Outcome).filter(~Exists(steps), pk__in=self.links.values("outcome"))

    def placed(self):
        for pk, title in self.rows.order_by().values_list("pk", "title_en"):
            yield pk, None, title, pk

    def entries(self, pks):
        links = self.links_of(pks)
        for outcome in self.read(self.rows, pks):
            yield self.entry(outcome, None, links=links.get(outcome.pk, []))


class Statements(Strand):
    """What the subject said or wrote."""

    kind = EntryKind.STATEMENT

    @property
    def rows(self):
        return self.seen(Statement).filter(speaker=self.subject)

    def placed(self):
        for pk, ends, slug in self.rows.order_by().values_list("pk", "made_ends", "slug"):
            yield pk, ends, slug, pk

    def entries(self, pks):
        for statement in self.read(self.rows, pks):
            yield self.entry(statement, statement.made)


class Timeline:
    """The events of all strands in order; those of a page are read when they are sliced."""

    def __init__(self, strands: Iterable[Strand]):
        self.strands = list(strands)
        kinds = list(EntryKind)
        self.places = sorted(
            Place(ends or UNDATED, kinds.index(strand.kind), then, pk, number, thing)
            for number, strand in enumerate(self.strands)
            for pk, ends, then, thing in strand.placed()
        )

    def __len__(self) -> int:
        return len(self.places)

    def __getitem__(self, part: slice) -> list[Entry]:
        """Some entries, in order. One may have been withdrawn this very moment: it is left out."""
        places = self.places[part]
        found: dict[tuple[int, int], Entry] = {}
        for number, strand in enumerate(self.strands):
            if pks := [place.pk for place in places if place.strand == number]:
                found |= {(number, entry.record.pk): entry for entry in strand.entries(pks)}
        keys = [(place.strand, place.pk) for place in places]
        return [found[key] for key in keys if key in found]

    def years(self, page: Page) -> list[Year]:
        """The entries of a page by their years; the undated come last, under none."""
        start = page.start_index() - 1
        before = self.places[start - 1].ends if start > 0 else None
        years = []
        for number, entries in groupby(page.object_list, lambda entry: entry.date and entry.date.first.year):
            continued = before is not None and (number or UNDATED.year) == before.year
            years.append(Year(number, continued, list(entries)))
        return years

    def counts(self) -> dict[EntryKind, int]:
        """How many things of each kind there are on all pages, those with none too."""
        things: dict[EntryKind, set[int]] = {strand.kind: set() for strand in self.strands}
        for place in self.places:
            things[self.strands[place.strand].kind].add(place.thing)
        return {kind: len(found) for kind, found in things.items()}
