"""Merge a duplicate into the record that stays: fields, related rows, addresses."""

import hashlib
import json
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from unicodedata import normalize

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone

from portal.duplicates.models import Distinction, Merger
from portal.duplicates.relations import related_rows, relations_to, stored_value, unique_keys
from portal.fields import columns_of, texts_of
from portal.history.reasons import MERGED, MERGED_INTO, with_comment
from portal.models import Record, Slugged
from portal.publishing.models import FormerAddress, Withdrawal, public_addresses

NAMES = columns_of("name")
# Nobody has to choose between these. The earlier publication counts, both records' sources are kept, and
# whether a record was checked or submitted is true of the target alone.
WITHOUT_CHOICE = {"published_at", "submitted_at", "reviewed_on", "source", "more_sources"}
EMPTY = (None, "", ())


@dataclass(frozen=True)
class FieldComparison:
    """The values of two rows in a field, or in all columns of a translated text."""

    name: str
    fields: tuple[Any, ...]
    target_values: tuple
    duplicate_values: tuple

    @property
    def differs(self) -> bool:
        return self.target_values != self.duplicate_values

    @property
    def is_filled(self) -> bool:
        """Whether only the duplicate has a value, which the target gets."""
        return self.differs and is_empty(self.target_values)

    @property
    def is_conflict(self) -> bool:
        return self.differs and not (is_empty(self.target_values) or is_empty(self.duplicate_values))


def is_empty(values: tuple) -> bool:
    return all(value in EMPTY for value in values)


@dataclass
class RelationMove:
    """What happens to the rows that refer to the duplicate by one relation.

    `rows` will refer to the target. Where a unique constraint forbids that, as an equal row refers to the
    target already, the two are merged: `collisions`.
    """

    relation: Any
    rows: list[Any]
    collisions: list["MergePlan"]


class MergePlan:
    """What merging a duplicate into a target record changes: to preview, to try out or to execute.

    `overwrite` names the conflicting fields in which the duplicate is right. `via` is the relation by which
    two related rows collided; `lock` locks all rows that are about to be written.
    """

    def __init__(self, target, duplicate, overwrite: Collection[str] = (), *, via="", lock=False):
        self.target, self.duplicate, self.via, self.lock = target, duplicate, via, lock
        self.model, self._both = type(target), (target, duplicate)
        self.fields = [*self._compare_fields()]
        self.overwrite = {field.name for field in self.conflicts} & {*overwrite}
        self.moves = [self._plan_move(relation) for relation in relations_to(self.model)]

    # Fields

    def _compare_fields(self) -> Iterator[FieldComparison]:
        skipped = {"slug", "aliases", self.via}
        skipped |= WITHOUT_CHOICE if issubclass(self.model, Record) else set()
        # a text is compared in all languages at once: one row's sentences do not translate the other's
        texts = {
            column: name
            for name in texts_of(self.model)
            for column in columns_of(name)
            if isinstance(self.model._meta.get_field(column), models.TextField)
        }
        fields: dict[str, tuple] = {}
        for field in (*self.model._meta.concrete_fields, *self.model._meta.many_to_many):
            if not (field.name in skipped or is_derived(field)):
                name = texts.get(field.name, field.name)
                fields[name] = (*fields.get(name, ()), field)
        for name, columns in fields.items():
            values = (tuple(stored_value(row, one) for one in columns) for row in self._both)
            yield FieldComparison(name, columns, *values)

    @property
    def conflicts(self) -> list[FieldComparison]:
        return [field for field in self.fields if field.is_conflict]

    @property
    def filled(self) -> list[FieldComparison]:
        return [field for field in self.fields if field.is_filled]

    def _merged_values(self, field: FieldComparison) -> tuple:
        from_duplicate = field.is_filled or field.name in self.overwrite
        return field.duplicate_values if from_duplicate else field.target_values

    @property
    def published_at(self):
        return min(filter(None, (row.published_at for row in self._both)), default=None)

    @property
    def leads_addresses(self) -> bool:
        """Whether visitors to an address of the duplicate will be led to the target, which they then see."""
        had = FormerAddress.of(self.duplicate).exists() or public_addresses(self.model, [self.duplicate.pk])
        return bool(had and self.published_at and self.published_at <= timezone.now())

    @property
    def source(self):
        return self.target.source or self.duplicate.source

    @cached_property
    def added_sources(self) -> list[Any]:
        """The sources that only the duplicate names."""
        if not isinstance(self.target, Record):
            return []
        known = {*self.target.sources(), self.source}
        return [source for source in self.duplicate.sources() if source not in known]

    @cached_property
    def aliases(self) -> list[str]:
        """All names and aliases of both, each once, without the names of the merged record."""
        names = [
            value for field in self.fields if field.name in NAMES for value in self._merged_values(field)
        ]
        every = [*aliases_of(self.target), *names_of(self.target)]
        every += [*names_of(self.duplicate), *aliases_of(self.duplicate)]
        return without_repetition(every, known=names)

    @property
    def added_aliases(self) -> list[str]:
        return without_repetition(self.aliases, known=aliases_of(self.target))

    # Related rows

    @property
    def blocking(self) -> list["MergePlan"]:
        """Collisions with conflicts: staff have to correct one of the two rows first."""
        return [plan for move in self.moves for plan in move.collisions if plan.conflicts or plan.blocking]

    def _plan_move(self, relation: Any) -> RelationMove:
        name, owner = relation.field.name, relation.field.attname
        if relation.many_to_many:
            rows = relation.related_model._base_manager.filter(**{name: self.duplicate.pk})
            return RelationMove(relation, [*rows.order_by("pk")], [])
        pks = [row.pk for row in self._both]
        rows = related_rows(relation, pks, lock=self.lock)
        of_target, of_duplicate = ([row for row in rows if getattr(row, owner) == pk] for pk in pks)
        known = {key: row for row in of_target for key in unique_keys(row, relation.field)}
        equal = {
            row: known[key]
            for row in of_duplicate
            for key in unique_keys(row, relation.field)
            if key in known
        }
        many = [field.name for field in relation.related_model._meta.many_to_many if is_plain(field)]
        prefetch_related_objects([*equal, *equal.values()], *many)
        collisions = [MergePlan(there, row, via=name, lock=self.lock) for row, there in equal.items()]
        return RelationMove(relation, [row for row in of_duplicate if row not in equal], collisions)

    # Whether it is still the same

    @property
    def digest(self) -> str:
        """A hash of all rows that a plan is made of: it changes when one of them does."""
        state = json.dumps([*self._state()], cls=DjangoJSONEncoder)
        return hashlib.sha256(state.encode()).hexdigest()

    def _state(self) -> Iterator[Any]:
        for row in (*self._both, *(row for move in self.moves for row in move.rows)):
            columns = [field for field in row._meta.concrete_fields if not field.generated]
            yield [row._meta.label, [stored_value(row, field) for field in columns]]
        yield [source.pk for source in self.added_sources]
        yield [[field.name, field.target_values, field.duplicate_values] for field in self.fields]
        for move in self.moves:
            for plan in move.collisions:
                yield [*plan._state()]

    # Writing

    def execute(self, user, reason: str = "") -> None:
        """Merge in one transaction. Each row is saved by itself, with user and reason in its history.

        Raises ValidationError if the merged record would break a rule.
        """
        with transaction.atomic():
            self._execute(
                user,
                with_comment(MERGED % self.duplicate.slug, reason),
                with_comment(MERGED_INTO % self.target.slug, reason),
            )

    def _execute(self, user, reason: str, deletion_reason: str) -> None:
        def attributed(row, why=reason):
            row._history_user, row._change_reason = user, why
            return row

        self._save_target(attributed(self.target))
        for move in self.moves:
            name = move.relation.field.name
            for plan in move.collisions:
                plan._execute(user, reason, deletion_reason)
            for row in move.rows:
                if move.relation.many_to_many:
                    getattr(attributed(row), name).add(self.target)
                    getattr(row, name).remove(self.duplicate)
                else:
                    setattr(row, name, self.target)
                    attributed(row).save()
        if isinstance(self.duplicate, Slugged):
            self._move_addresses()
            Merger.note(self.target, self.duplicate)
            Distinction.transfer(self.duplicate, self.target)
        attributed(self.duplicate, deletion_reason).delete()

    def _save_target(self, row) -> None:
        aliases, added_sources = self.aliases, self.added_sources  # before what they are made of changes
        values = {
            column: value
            for field in self.fields
            for column, value in zip(field.fields, self._merged_values(field), strict=True)
        }
        for column, value in values.items():
            if not column.many_to_many:
                setattr(row, column.attname, value)
        if hasattr(row, "aliases"):
            row.aliases = "\n".join(aliases)
        if isinstance(row, Record):
            row.source, row.published_at = self.source, self.published_at
        row.full_clean()
        row.save()
        for column, value in values.items():
            if column.many_to_many:
                getattr(row, column.name).set(value)
        if added_sources:
            row.more_sources.add(*added_sources)

    def _move_addresses(self) -> None:
        """Lead the duplicate's addresses to the target, and keep the note of its withdrawal."""
        row, kind = self.target.pk, self.model._meta.label_lower
        public = public_addresses(self.model, [self.duplicate.pk]).get((kind, self.duplicate.pk), set())
        FormerAddress.of(self.duplicate).update(row=row)
        for address in public:
            FormerAddress.objects.update_or_create(kind=kind, address=address, defaults={"row": row})
        if getattr(self.target, "is_withheld", False) and not Withdrawal.of(self.target).exists():
            for withdrawal in Withdrawal.of(self.duplicate):
                withdrawal.row = row
                withdrawal.save()

    # Trying out

    def try_out(self, measure: Callable[[], Any]) -> Any:
        """What `measure` returns after the merge, which is rolled back. A few queries, however many rows."""
        with transaction.atomic():
            self._move_in_bulk()
            result = measure()
            transaction.set_rollback(True)
        return result

    def _move_in_bulk(self) -> None:
        for move in self.moves:
            for plan in move.collisions:
                plan._move_in_bulk()
            name, rows = move.relation.field.name, move.relation.related_model._base_manager.all()
            if move.relation.many_to_many:
                name, owner = (
                    move.relation.field.m2m_reverse_field_name(),
                    move.relation.field.m2m_field_name(),
                )
                rows = move.relation.through.objects.all()
                there = rows.filter(**{name: self.target.pk}).values_list(owner, flat=True)
                rows = rows.exclude(**{f"{owner}__in": [*there]})
            if move.rows:
                rows.filter(**{name: self.duplicate.pk}).update(**{name: self.target.pk})
        rows = self.model._base_manager
        if isinstance(self.target, Record) and self.published_at != self.target.published_at:
            rows.filter(pk=self.target.pk).update(published_at=self.published_at, source=self.source)
        rows.filter(pk=self.duplicate.pk)._raw_delete(rows.db)


def is_derived(field: Any) -> bool:
    """Whether a column is no statement of its own: the primary key, or generated from other columns."""
    generated = field.primary_key or getattr(field, "generated", False)
    return generated or not (field.concrete and is_plain(field))


def is_plain(field: Any) -> bool:
    """Whether a many-to-many relation has no model of its own: that would be moved by its own relation."""
    return not field.many_to_many or field.remote_field.through._meta.auto_created


def names_of(row) -> list[str]:
    return [name for column in NAMES if (name := getattr(row, column, ""))]


def aliases_of(row) -> list[str]:
    return [alias for line in getattr(row, "aliases", "").splitlines() if (alias := line.strip())]


def without_repetition(names: Collection[str], known: Collection[str]) -> list[str]:
    """Names in their order, without known ones; of those that differ in case or width only the first.

    Other spellings stay (Škoda, 髙橋), although a search finds them by the one that is kept.
    """
    first: dict[str, str] = {}
    for name in names:
        first.setdefault(without_case(name), name)
    return [name for key, name in first.items() if key not in {*map(without_case, known)}]


def without_case(name: str) -> str:
    return normalize("NFKC", name).lower()
