"""All that is recorded of an organisation or a person, in order of time.

The events of each kind first give only their positions in time: all of them are sorted and cut into pages
before anything that a page prints is fetched (docs/adr/0007-a-dossier-is-one-timeline.md).
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
from portal.fields import Alphabetical
from portal.fields.dates import PartialDate
from portal.models import Organization, Person, Record
from portal.pages.records import RecordDetail

UNDATED = date.max  # events without a date come last


class EventPosition(NamedTuple):
    """The position of an event: by the end of its period, then by its kind, then among its kind."""

    ends: date
    kind_rank: int
    order: str
    pk: int
    query_number: int  # the place of the `EventQuery` that found it
    counted_pk: int  # for the count of its kind: the outcome of a step, else the row itself


@dataclass
class TimelineEntry:
    """An event as the page shows it. `record` states it and is cited."""

    kind: EntryKind
    record: Any
    date: PartialDate | None
    until: PartialDate | None = None
    appearances: list = field(default_factory=list)  # of the subject, or of people for it, at a forum
    signatures: list = field(default_factory=list)  # of the subject, on a document
    sides: list = field(default_factory=list)  # the other parties: whether across, country, signatories
    links: list = field(default_factory=list)  # to the documents that an outcome came of
    is_withheld: bool = False


class TimelineYear(NamedTuple):
    number: int | None
    continued: bool  # its first entries are on the page before
    entries: list[TimelineEntry]


def visible_with_owners(user, model):
    """Rows that this visitor may see with all that they are part of: staff have rights kind by kind."""
    rows = model.objects.visible_to(user)
    for name in model.part_of if user.is_staff else ():
        owners = visible_with_owners(user, model.owner_model(name))
        rows = rows.filter(Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__in": owners}))
    return rows


class EventQuery:
    """Finds the events of one kind on the timeline of a subject."""

    kind: ClassVar[EntryKind]

    def __init__(self, view: RecordDetail, subject: Record):
        self.view, self.subject = view, subject
        self.relation = str(subject._meta.model_name)  # the field of appearances and signatures
        self.of_subject = {self.relation: subject}

    def visible(self, model):
        return visible_with_owners(self.view.request.user, model)

    def positions(self) -> Iterable[tuple[int, date | None, str, int]]:
        """Of each row: primary key, end of its period, order among its kind, and what is counted."""
        raise NotImplementedError

    def entries(self, pks: list[int]) -> Iterator[TimelineEntry]:
        """The entries of these rows, in any order."""
        raise NotImplementedError

    def fetch(self, rows, pks: list[int]) -> list:
        return list(rows.filter(pk__in=pks).with_owners().with_sources())

    def entry(self, record, date, **given) -> TimelineEntry:
        owners = [record, *record.owners()]
        is_withheld = any(owner.is_withheld for owner in owners if owner != self.subject)
        return TimelineEntry(self.kind, record, date, is_withheld=is_withheld, **given)


class ParticipationQuery(EventQuery):
    """The subject at the editions of fairs. An edition without a date is at the end of its year."""

    kind = EntryKind.FAIR

    @property
    def rows(self):
        return self.visible(Exhibitor).filter(**self.of_subject)

    def positions(self):
        for pk, ends, year, slug in self.rows.order_by().values_list(
            "pk", "edition__starts_ends", "edition__year", "slug"
        ):
            yield pk, ends or date(year, 12, 31), slug, pk

    def entries(self, pks):
        for exhibitor in self.fetch(self.rows, pks):
            edition = exhibitor.edition
            starts, ends = edition.starts, edition.ends
            if starts is None:
                starts, ends = PartialDate(date(edition.year, 1, 1), Precision.YEAR), None
            yield self.entry(exhibitor, starts, until=ends)


class ForumQuery(EventQuery):
    """The forums at which the subject, or somebody for it, appeared: each once."""

    kind = EntryKind.FORUM

    @property
    def appearances(self):
        return self.visible(Appearance).filter(**self.of_subject)

    @property
    def rows(self):
        return self.visible(Forum).filter(pk__in=self.appearances.values("forum"))

    def positions(self):
        for pk, ends, title in self.rows.order_by().values_list("pk", "starts_ends", Alphabetical()):
            yield pk, ends, title, pk

    def entries(self, pks):
        organizations = Prefetch("organization", self.visible(Organization))
        appearances: dict[int, list] = {}
        for appearance in (
            self.appearances.filter(forum__in=pks)
            .select_related("person")
            .prefetch_related(organizations)
            .order_by(Alphabetical("person"), "role", "id")
        ):
            appearances.setdefault(appearance.forum_id, []).append(appearance)
        for forum in self.fetch(self.rows, pks):
            at_forum = appearances.get(forum.pk, [])
            yield self.entry(forum, forum.starts, until=forum.ends, appearances=at_forum)


class DocumentQuery(EventQuery):
    """The documents that the subject signed, with the other parties and what became of each."""

    kind = EntryKind.DOCUMENT

    @property
    def rows(self):
        signed = self.visible(Signatory).filter(**self.of_subject)
        return self.visible(Memorandum).filter(pk__in=signed.values("memorandum"))

    def positions(self):
        ends = Coalesce("signed_ends", "exchanged_ends", "announced_ends")
        for pk, ended, title in self.rows.order_by().values_list("pk", ends, Alphabetical()):
            yield pk, ended, title, pk

    def entries(self, pks):
        memoranda = self.fetch(self.rows, pks)
        MemorandumList.unfiltered(self.view.request).with_progress(memoranda)
        signatories: dict[int, list] = {}
        for signatory in (
            self.visible(Signatory)
            .filter(memorandum__in=pks)
            .prefetch_related(
                Prefetch("organization", self.visible(Organization)),
                Prefetch("person", self.visible(Person)),
            )
            .order_by("side", "id")
        ):
            signatories.setdefault(signatory.memorandum_id, []).append(signatory)
        for memorandum in memoranda:
            parties = signatories.get(memorandum.pk, [])
            own = [party for party in parties if getattr(party, f"{self.relation}_id") == self.subject.pk]
            sides = self.other_sides(parties, own)
            yield self.entry(memorandum, memorandum.dated, signatures=own, sides=sides)

    def other_sides(self, parties, own) -> list:
        """The parties other than the subject, by side: those on the other side first."""
        own_sides = {party.side for party in own}
        others = [party for party in parties if party not in own]
        sides = [
            (side not in own_sides, side, list(rows)) for side, rows in groupby(others, lambda row: row.side)
        ]
        return sorted(sides, key=lambda side: not side[0])


class StepQuery(EventQuery):
    """The steps of the outcomes of the documents that the subject signed."""

    kind = EntryKind.OUTCOME

    @property
    def links(self):
        return self.visible(OutcomeLink).filter(memorandum__in=DocumentQuery(self.view, self.subject).rows)

    @property
    def rows(self):
        return self.visible(Step).filter(outcome__in=self.links.values("outcome"))

    def positions(self):
        for pk, ends, stage, outcome in self.rows.order_by().values_list(
            "pk", "happened_ends", "stage", "outcome"
        ):
            yield pk, ends, f"{RANK[Stage(stage)]:02}", outcome

    def entries(self, pks):
        steps = self.fetch(self.rows, pks)
        links = self.links_by_outcome({step.outcome_id for step in steps})
        for step in steps:
            yield self.entry(step, step.happened, links=links.get(step.outcome_id, []))

    def links_by_outcome(self, outcomes) -> dict[int, list]:
        by_outcome: dict[int, list] = {}
        links = self.links.filter(outcome__in=outcomes).select_related("memorandum")
        for link in links.order_by("memorandum__placed_on", "id"):
            by_outcome.setdefault(link.outcome_id, []).append(link)
        return by_outcome


class OutcomeWithoutStepQuery(StepQuery):
    """The outcomes of those documents without a recorded step: they have no date."""

    @property
    def rows(self):
        steps = self.visible(Step).filter(outcome=OuterRef("pk"))
        return self.visible(Outcome).filter(~Exists(steps), pk__in=self.links.values("outcome"))

    def positions(self):
        for pk, title in self.rows.order_by().values_list("pk", Alphabetical()):
            yield pk, None, title, pk

    def entries(self, pks):
        links = self.links_by_outcome(pks)
        for outcome in self.fetch(self.rows, pks):
            yield self.entry(outcome, None, links=links.get(outcome.pk, []))


class StatementQuery(EventQuery):
    """What the subject said or wrote."""

    kind = EntryKind.STATEMENT

    @property
    def rows(self):
        return self.visible(Statement).filter(speaker=self.subject)

    def positions(self):
        for pk, ends, slug in self.rows.order_by().values_list("pk", "made_ends", "slug"):
            yield pk, ends, slug, pk

    def entries(self, pks):
        for statement in self.fetch(self.rows, pks):
            yield self.entry(statement, statement.made)


class Timeline:
    """The events of all queries in order; the entries of a page are fetched when they are sliced."""

    def __init__(self, queries: Iterable[EventQuery]):
        self.queries = list(queries)
        kinds = list(EntryKind)
        self.positions = sorted(
            EventPosition(ends or UNDATED, kinds.index(query.kind), order, pk, number, counted_pk)
            for number, query in enumerate(self.queries)
            for pk, ends, order, counted_pk in query.positions()
        )

    def __len__(self) -> int:
        return len(self.positions)

    def __getitem__(self, part: slice) -> list[TimelineEntry]:
        """Some entries, in order. One that was withdrawn this very moment is left out."""
        positions = self.positions[part]
        found: dict[tuple[int, int], TimelineEntry] = {}
        for number, query in enumerate(self.queries):
            if pks := [position.pk for position in positions if position.query_number == number]:
                found |= {(number, entry.record.pk): entry for entry in query.entries(pks)}
        keys = [(position.query_number, position.pk) for position in positions]
        return [found[key] for key in keys if key in found]

    def years(self, page: Page) -> list[TimelineYear]:
        """The entries of a page by year; those without a date come last, under no year."""
        start = page.start_index() - 1
        before = self.positions[start - 1].ends if start > 0 else None
        years = []
        for number, entries in groupby(page.object_list, lambda entry: entry.date and entry.date.first.year):
            continued = before is not None and (number or UNDATED.year) == before.year
            years.append(TimelineYear(number, continued, list(entries)))
        return years

    def counts(self) -> dict[EntryKind, int]:
        """How many events of each kind there are on all pages, zero included."""
        counted: dict[EntryKind, set[int]] = {query.kind: set() for query in self.queries}
        for position in self.positions:
            counted[self.queries[position.query_number].kind].add(position.counted_pk)
        return {kind: len(found) for kind, found in counted.items()}
