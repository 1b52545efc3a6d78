"""Two rows of a kind that are one: what becomes of their fields and of what hangs on them, and its doing."""

import hashlib
import json
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.db.models import prefetch_related_objects

from portal.fields import columns_of, texts_of
from portal.history.reasons import MERGED, MERGED_INTO, with_comment
from portal.models import Record, Slugged
from portal.models.merger import Distinction, Merger
from portal.publishing.models import FormerAddress, Withdrawal, public_addresses
from portal.relations import identities, relations_to, rows_of, stored
from portal.text.words import fold

NAMES = columns_of("name")
# How far a record has come is no statement: of two moments of publication the earlier counts, and what was
# checked or submitted is the row that stays. Sources are no choice either: all of both are kept.
OF_RECORDS = {"published_at", "submitted_at", "reviewed_on", "source", "more_sources"}
EMPTY = (None, "", ())


@dataclass(frozen=True)
class Line:
    """A field of two rows, or the columns of a text that is read as a whole in each language."""

    name: str
    fields: tuple[Any, ...]
    mine: tuple
    theirs: tuple

    @property
    def is_filled(self) -> bool:
        """Whether the row that stays says nothing, and the other one something."""
        return self.mine != self.theirs and says_nothing(self.mine)

    @property
    def is_contested(self) -> bool:
        return self.mine != self.theirs and not (says_nothing(self.mine) or says_nothing(self.theirs))


def says_nothing(values: tuple) -> bool:
    return all(value in EMPTY for value in values)


@dataclass
class Move:
    """What hangs on the row that goes by one relation.

    `moved` will hang on the one that stays. A twin is there already: of it and the one that stays there,
    one is dropped, unless they say different things.
    """

    relation: Any
    moved: list[Any]
    twins: list["Merging"]

    @property
    def obstacles(self) -> list["Merging"]:
        return [twin for twin in self.twins if twin.contested or twin.obstacles]


class Merging:
    """One row goes: what it says and what hangs on it becomes the other's, which stays.

    `take` names the contested lines in which the row that goes is right. `by` is the relation by which two
    parts became twins, and `hold` keeps others from changing what is about to be written.
    """

    def __init__(
        self, stays: Any, goes: Any, take: Collection[str] = (), *, by: str = "", hold: bool = False
    ):
        self.stays, self.goes, self.by, self.hold = stays, goes, by, hold
        self.model: Any = type(stays)
        self.lines = [*self._lines()]
        self.take = {line.name for line in self.contested} & {*take}
        self.moves = [self._move(relation) for relation in relations_to(self.model)]

    # Fields

    @property
    def contested(self) -> list[Line]:
        return [line for line in self.lines if line.is_contested]

    @property
    def filled(self) -> list[Line]:
        return [line for line in self.lines if line.is_filled]

    @property
    def published_at(self):
        moments = (row.published_at for row in (self.stays, self.goes))
        return min(filter(None, moments), default=None)

    @property
    def source(self):
        return self.stays.source or self.goes.source

    @cached_property
    def further_sources(self) -> list[Any]:
        """The sources of the row that goes which the other one does not name."""
        if not isinstance(self.stays, Record):
            return []
        there = {*self.stays.sources(), self.source}
        return [source for source in self.goes.sources() if source not in there]

    @cached_property
    def aliases(self) -> list[str]:
        """All that either row was called, each once, but for the names that the one that stays has then."""
        names = [self._after(line) for line in self.lines if line.name in NAMES]
        shown = {fold(value) for values in names for value in values}
        mine, theirs = ((names_of(row), aliases_of(row)) for row in (self.stays, self.goes))
        every = [*mine[1], *mine[0], *theirs[0], *theirs[1]]
        once = {fold(name): name for name in reversed(every)}
        return [once[folded] for folded in dict.fromkeys(map(fold, every)) if folded not in shown]

    @property
    def new_aliases(self) -> list[str]:
        there = {fold(name) for name in aliases_of(self.stays)}
        return [alias for alias in self.aliases if fold(alias) not in there]

    def _lines(self) -> Iterator[Line]:
        apart = {"slug", "aliases", self.by} | (OF_RECORDS if issubclass(self.model, Record) else set())
        kept = [*self.model._meta.concrete_fields, *self.model._meta.many_to_many]
        names = [one.name for one in kept if not (one.name in apart or is_derived(one))]
        # sentences of one row do not translate those of another
        whole = {
            column: name
            for name in texts_of(self.model)
            for column in columns_of(name)
            if isinstance(self.model._meta.get_field(column), models.TextField)
        }
        for name in dict.fromkeys(whole.get(name, name) for name in names):
            columns = columns_of(name) if name in whole.values() else (name,)
            fields = tuple(self.model._meta.get_field(column) for column in columns)
            mine, theirs = (tuple(stored(row, one) for one in fields) for row in (self.stays, self.goes))
            yield Line(name, fields, mine, theirs)

    def _after(self, line: Line) -> tuple:
        return line.theirs if line.is_filled or line.name in self.take else line.mine

    # What hangs on them

    @property
    def obstacles(self) -> list["Merging"]:
        """Twins of which staff have to say first which one is right."""
        return [twin for move in self.moves for twin in move.obstacles]

    def _move(self, relation: Any) -> Move:
        name, there, here = relation.field.name, self.stays.pk, self.goes.pk
        if relation.many_to_many:
            rows = relation.related_model._base_manager.filter(**{name: here}).order_by("pk")
            return Move(relation, [*rows], [])
        rows = rows_of(relation, [there, here], hold=self.hold)
        owner = relation.field.attname
        known = {
            identity: row
            for row in rows
            if getattr(row, owner) == there
            for identity in identities(row, relation.field)
        }
        twin_of = {
            row: twin
            for row in rows
            if getattr(row, owner) == here
            for identity in identities(row, relation.field)
            if (twin := known.get(identity))
        }
        many = [one.name for one in relation.related_model._meta.many_to_many if is_plain(one)]
        prefetch_related_objects([*twin_of, *twin_of.values()], *many)
        twins = [Merging(twin, row, by=name, hold=self.hold) for row, twin in twin_of.items()]
        return Move(
            relation, [row for row in rows if getattr(row, owner) == here and row not in twin_of], twins
        )

    # Telling whether it is still the same

    @property
    def digest(self) -> str:
        """Equal only to that of a merging of the same rows as they are now, with the same hanging on them."""
        said = json.dumps([*self._said()], cls=DjangoJSONEncoder)
        return hashlib.sha256(said.encode()).hexdigest()

    def _said(self) -> Iterator[Any]:
        rows = [self.stays, self.goes, *(row for move in self.moves for row in move.moved)]
        for row in rows:
            yield [
                row._meta.label,
                [stored(row, one) for one in row._meta.concrete_fields if not one.generated],
            ]
        yield [source.pk for source in self.further_sources]
        yield [[line.name, line.mine, line.theirs] for line in self.lines]
        for move in self.moves:
            for twin in move.twins:
                yield [*twin._said()]

    # Doing

    def write(self, user, why: str = "") -> None:
        """Carry it out, all or nothing; each row is saved by itself and keeps in its history by whom and why.

        Raises ValidationError if the row that stays would break a rule.
        """
        with transaction.atomic():
            self._write(
                user,
                with_comment(MERGED % self.goes.slug, why),
                with_comment(MERGED_INTO % self.stays.slug, why),
            )

    def _write(self, user, why: str, whither: str) -> None:
        def sign(row, reason):
            row._history_user, row._change_reason = user, reason
            return row

        self._fill(sign(self.stays, why))
        for move in self.moves:
            name = move.relation.field.name
            for twin in move.twins:
                twin._write(user, why, whither)
            for row in move.moved:
                if move.relation.many_to_many:
                    getattr(sign(row, why), name).add(self.stays)
                    getattr(row, name).remove(self.goes)
                else:
                    setattr(row, name, self.stays)
                    sign(row, why).save()
        if isinstance(self.goes, Slugged):
            self._hand_over_addresses()
            Merger.note(self.stays, self.goes)
            Distinction.hand_over(self.goes, self.stays)
        sign(self.goes, whither).delete()

    def _fill(self, row) -> None:
        aliases, further = self.aliases, self.further_sources  # before what they are made of changes
        for line in self.lines:
            for one, value in zip(line.fields, self._after(line), strict=True):
                if not one.many_to_many:
                    setattr(row, one.attname, value)
        if hasattr(row, "aliases"):
            row.aliases = "\n".join(aliases)
        if isinstance(row, Record):
            row.source, row.published_at = self.source, self.published_at
        row.full_clean()
        row.save()
        for line in self.filled:
            for one, value in zip(line.fields, line.theirs, strict=True):
                if one.many_to_many:
                    getattr(row, one.name).set(value)
        if further:
            row.more_sources.add(*further)

    def _hand_over_addresses(self) -> None:
        """Whatever led to the row that goes leads to the other; so does what was said of its withdrawal."""
        here, kind = self.stays.pk, self.model._meta.label_lower
        public = public_addresses(self.model, [self.goes.pk]).get((kind, self.goes.pk), set())
        FormerAddress.of(self.goes).update(row=here)
        for address in public:
            FormerAddress.objects.update_or_create(kind=kind, address=address, defaults={"row": here})
        if getattr(self.stays, "is_draft", False) and not Withdrawal.of(self.stays).exists():
            for withdrawal in Withdrawal.of(self.goes):
                withdrawal.row = here
                withdrawal.save()

    def try_out(self, look: Callable[[], Any]) -> Any:
        """What `look` counts once it is done; then it is taken back. A few statements, however much moves."""
        with transaction.atomic():
            self._relate()
            seen = look()
            transaction.set_rollback(True)
        return seen

    def _relate(self) -> None:
        here, gone = self.stays.pk, self.goes.pk
        for move in self.moves:
            for twin in move.twins:
                twin._relate()
            if move.relation.many_to_many:
                through, name = move.relation.through, move.relation.field.m2m_reverse_field_name()
                owner = move.relation.field.m2m_field_name()
                there = through.objects.filter(**{name: here}).values_list(owner, flat=True)
                through.objects.filter(**{name: gone}).exclude(**{f"{owner}__in": [*there]}).update(
                    **{name: here}
                )
            elif move.moved:
                name = move.relation.field.name
                move.relation.related_model._base_manager.filter(**{name: gone}).update(**{name: here})
        rows = self.model._base_manager
        if isinstance(self.stays, Record) and self.published_at != self.stays.published_at:
            rows.filter(pk=here).update(published_at=self.published_at, source=self.source)
        rows.filter(pk=gone)._raw_delete(rows.db)


def is_derived(one: Any) -> bool:
    """Whether a column states nothing: the number of its row, or what the database makes of others."""
    return one.primary_key or getattr(one, "generated", False) or not (one.concrete and is_plain(one))


def is_plain(one: Any) -> bool:
    """Whether a relation to many has no parts of its own between: those are found by their own relation."""
    return not one.many_to_many or one.remote_field.through._meta.auto_created


def names_of(row) -> list[str]:
    return [name for column in NAMES if (name := getattr(row, column, ""))]


def aliases_of(row) -> list[str]:
    return [alias for line in getattr(row, "aliases", "").splitlines() if (alias := line.strip())]
