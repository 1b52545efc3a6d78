"""What a record and its parts were like after each save, and in what two of those states differ."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from inspect import getattr_static
from operator import le
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from simple_history.models import DeletedObject
from simple_history.utils import get_m2m_reverse_field_name

from portal.history.comparison import Values, columns, in_words
from portal.history.conflicts import State
from portal.history.reasons import of_many
from portal.history.wording import EMPTY, marked, told
from portal.text.punctuation import with_label

# Each row has its own time. What one save writes follows closer on each other than two saves do, and what is
# read from one file than two files do.
ONE_SAVE, ONE_FILE = timedelta(seconds=2), timedelta(minutes=1)

Named = dict[Any, dict[Any, Any]]  # rows by kind and number


@dataclass
class Save:
    """What one person wrote at one time, for one reason: the state that it left."""

    when: datetime
    who: Any
    why: str
    state: State
    before: State | None  # none for the first
    kind: str = ""  # of the last version in it, as simple-history marks it

    def goes_on(self, version: Any) -> bool:
        """Whether a version belongs to it. Parts go without a reason when their record is deleted for one."""
        why = version.history_change_reason or ""
        pause = ONE_FILE if of_many(why) else ONE_SAVE
        parts_gone = version.history_type == self.kind == "-" and not self.why
        in_time = version.history_date - self.when <= pause
        return in_time and version.history_user == self.who and (why == self.why or parts_gone)


@dataclass(frozen=True)
class Field:
    """A field of a row before and after, in words; None where the row was not there."""

    label: str
    before: str | None
    after: str | None

    @property
    def differs(self) -> bool:
        return self.before != self.after

    @property
    def marked(self) -> tuple[list[tuple[str, bool]], list[tuple[str, bool]]]:
        """Both texts in pieces, each with whether it is in this one alone."""
        return marked(self.before or "", self.after or "")


@dataclass
class Difference:
    """A record or one of its parts, in two states."""

    name: str
    part: bool
    note: str = ""  # whether the row is in one of them only
    fields: list[Field] = field(default_factory=list)

    @property
    def changed(self) -> list[Field]:
        return [one for one in self.fields if one.differs]

    @property
    def same(self) -> list[Field]:
        return [one for one in self.fields if not one.differs]


class Chronicle:
    """All versions of a record and of what were its parts at some time.

    `histories` are theirs, kind by kind, the record's own first; `owners` the column of each kind that names
    the record. Costs a query for each kind, for what each is related to, and for each kind of row named.
    """

    def __init__(self, histories: list[QuerySet], owners: list[str]):
        self.owners = owners
        self.models: list[Any] = [history.model.instance_type for history in histories]
        self.versions: list[list[Any]] = [
            list(history.select_related("history_user").order_by("history_id")) for history in histories
        ]
        self.saves = list(self._saves())
        self._values: list[dict[int, Values]] = [
            dict(values_of_versions(*one)) for one in zip(self.models, self.versions, strict=True)
        ]
        self._named: Named | None = None

    def __bool__(self) -> bool:
        return bool(self.versions[0])

    def _saves(self) -> Iterator[Save]:
        """Oldest first."""
        written = sorted(
            (version.history_date, place, version.history_id, version)
            for place, versions in enumerate(self.versions)
            for version in versions
        )
        reached, numbers = [0] * len(self.versions), [0] * len(self.versions)
        save: Save | None = None
        for when, place, number, version in written:
            why = version.history_change_reason or ""
            if save is None or not save.goes_on(version):
                if save:
                    yield save
                save = Save(when, version.history_user, why, State(), save.state if save else None)
            save.when, save.why, save.kind = when, why, version.history_type
            reached[place], numbers[place] = max(reached[place], number), numbers[place] + 1
            save.state = State(zip(reached, numbers, strict=True))
        if save:
            yield save

    @property
    def now(self) -> State:
        return self.saves[-1].state

    def at(self, state: State | None) -> list[dict[int, Any]]:
        """What was there in a state: kind by kind the version of each row, by its number."""
        found: list[dict[int, Any]] = []
        for place, versions in enumerate(self.versions):
            rows: dict[int, Any] = {}
            for version in versions:
                if state and version.history_id <= state[place][0]:
                    rows[version.id] = version
            found.append({key: row for key, row in rows.items() if row.history_type != "-"})
        return found

    def values(self, place: int, version: Any) -> Values:
        return self._values[place][version.history_id]

    @property
    def named(self) -> Named:
        """The rows that any version names, as far as they are still there."""
        if self._named is None:
            self._named = rows_named(zip(self.models, self._values, strict=True))
            self._named.setdefault(self.models[0], {}).setdefault(self.versions[0][-1].id, self.last)
        return self._named

    @property
    def last(self) -> Any:
        """The record as it was last written, which is all there is of one that was deleted."""
        return named_by(self.versions[0][-1], self._named or {})

    def name(self, place: int, version: Any) -> str:
        """What a row was called; a part by its kind too."""
        model = self.models[place]
        name = name_of(version, self.named)
        return with_label(capfirst(str(model._meta.verbose_name)), name) if place else name

    def save_of(self, state: State) -> Save:
        """The last save that had been made in a state."""
        return [save for save in self.saves if all(map(le, save.state, state))][-1]

    def compare(self, before: State | None, after: State | None) -> list[Difference]:
        """The record and its parts, as they differ between two states; the record first."""
        found: list[Difference] = []
        for place, (then, now) in enumerate(zip(self.at(before), self.at(after), strict=True)):
            for key in dict.fromkeys([*then, *now]):
                found.append(self._difference(place, then.get(key), now.get(key)))
        return found

    def _difference(self, place: int, then: Any, now: Any) -> Difference:
        was, is_ = (version and self.values(place, version) for version in (then, now))
        difference = Difference(self.name(place, now or then), bool(place))
        if was is None:
            difference.note = _("added")
        elif is_ is None:
            difference.note = _("taken out") if place else _("deleted")
        for column in columns(self.models[place]):
            before, after = (
                None if values is None else in_words(column, values[column.name], self.named)
                for values in (was, is_)
            )
            if column.name != self.owners[place] and not {before, after} <= {None, EMPTY}:
                difference.fields.append(Field(capfirst(str(column.verbose_name)), before, after))
        return difference


def rows_named(kinds: Iterable[tuple[Any, dict[int, Values]]]) -> Named:
    """The rows that are named by versions of rows of some kinds, by kind and number."""
    keys: dict[Any, set] = defaultdict(set)
    for model, versions in kinds:
        for column in columns(model):
            for values in versions.values() if column.is_relation else ():
                value = values[column.name]
                keys[column.related_model] |= {*value} if column.many_to_many else {value} - {None}
    return {model: model._default_manager.with_owners().in_bulk(found) for model, found in keys.items()}


def named_by(version: Any, named: Named) -> Any:
    """A row as it was, with those of the rows that it named which are still there."""
    row = version.instance
    for column in columns(type(row)):
        of_one = column.is_relation and not column.many_to_many
        if of_one and (related := named.get(column.related_model, {}).get(getattr(row, column.attname))):
            setattr(row, column.name, related)
    return row


def name_of(version: Any, named: Named) -> str:
    """What a row was called."""
    row = named_by(version, named)
    try:
        return str(row)
    except ObjectDoesNotExist:  # it was named by rows that are gone
        return told(DeletedObject(type(row), row.pk))


def values_of_versions(model: Any, versions: list[Any]) -> Iterator[tuple[int, Values]]:
    """What a form would have started from, of each version; rows that it was related to by their numbers."""
    related: dict[str, dict[int, list]] = {}
    for column in columns(model):
        if column.many_to_many:
            noted: Any = getattr_static(model.history.model, column.name).model
            pairs = noted.objects.filter(history__in=[version.history_id for version in versions])
            target = f"{get_m2m_reverse_field_name(column)}_id"
            rows: dict[int, list] = defaultdict(list)
            for version, key in pairs.order_by(target).values_list("history_id", target):
                rows[version].append(key)
            related[column.name] = rows
    for version in versions:
        number = version.history_id
        yield (
            number,
            {
                column.name: related[column.name].get(number, [])
                if column.many_to_many
                else column.value_from_object(version)
                for column in columns(model)
            },
        )
