"""A kind of record as a sheet: its columns, and the parts that stand in lines of their own."""

from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from portal.models import Keyed, Record
from portal.sheets.columns import (
    Column,
    Day,
    Number,
    Publication,
    Reference,
    References,
    WholeDay,
    YesNo,
    words,
)


@dataclass(frozen=True)
class Change:
    """A cell that says something else than the record does."""

    head: str
    old: str
    new: str


@dataclass(eq=False)
class Row:
    """A row of the record as a sheet states it: new, changed or as it was."""

    resource: "Resource"
    instance: Any
    line: int
    now: datetime
    owner: "Row | None" = None
    is_new: bool = False
    related: dict[str, list] = field(default_factory=dict)  # by the head of the column
    changes: list[Change] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)  # heads of cells that say nothing sensible

    @property
    def key(self) -> str:
        return self.resource.key.text(self)

    @property
    def state(self) -> str:
        """Whether it will be public; nothing of what is no record of its own."""
        if not isinstance(self.instance, Record):
            return ""
        return _("draft") if self.instance.is_draft else _("public")


class Resource:
    """Columns over a model. The first one, `key`, names the row."""

    model: ClassVar[type[Keyed]]
    stated: ClassVar[Sequence[Column]]

    def __init__(self):
        for column in self.columns:
            column.bind(self.model)

    @cached_property
    def columns(self) -> list[Column]:
        return self.bound(self.stated)

    @staticmethod
    def bound(stated: Iterable[Column]) -> list[Column]:
        """Columns of this sheet's own: two models may state the same ones."""
        return [copy(column) for column in stated]

    @property
    def key(self) -> Column:
        return self.columns[0]

    @cached_property
    def heads(self) -> list[str]:
        return [column.head for column in self.columns]

    @cached_property
    def many(self) -> list[References]:
        return [column for column in self.columns if isinstance(column, References)]

    def column_of(self, name: str) -> str:
        """The head over a field of the model; nothing if there is none."""
        return next((column.head for column in self.columns if name in column.fields), "")

    def rows(self) -> QuerySet:
        """What is compared or exported, with what its cells and rules are made of."""
        queryset = self.model._default_manager.all()
        paths = [column.name for column in self.columns if isinstance(column, Reference)]
        return queryset.select_related(*paths) if paths else queryset

    def attach(self, rows: list[Row]) -> None:
        """Fetch what their columns with several records hold."""
        for column in self.many:
            column.load(rows)

    def needed(self) -> Iterator[tuple[type[Keyed], str]]:
        """Of which models whoever imports must have which rights: those that the desk asks for."""
        actions = ("add", "change", "publish") if issubclass(self.model, Record) else ("add", "change")
        for action in actions:
            yield self.model, action
        for column in self.many:
            if part := getattr(column, "part", None):
                yield part, "add"
                yield part, "delete"


class Part(Resource):
    """Parts of a record, a line for each beside the key of the record: a memorandum's signatories.

    What the sheet does not name stays: an import deletes nothing.
    """

    owner: ClassVar[str]


class RecordPart(Part):
    """Parts that are records themselves, with sources and publication of their own."""

    prefix: ClassVar[str]

    @cached_property
    def columns(self):
        return self.bound([*self.stated, *_publication(f"{self.prefix}_")])


class RecordResource(Resource):
    """A kind of record, named by its slug, with sources and publication; perhaps with parts."""

    part: ClassVar[type[Part] | None] = None

    def __init__(self):
        super().__init__()
        self.parts = self.part() if self.part else None

    @cached_property
    def columns(self):
        return self.bound([Column("slug"), *self.stated, *_publication("")])

    @property
    def resources(self) -> list[Resource]:
        return [self, self.parts] if self.parts else [self]

    @cached_property
    def all_columns(self) -> list[Column]:
        return [column for resource in self.resources for column in resource.columns]

    def allowed_to(self, user) -> bool:
        """Who may import: whom the desk lets add, change and publish all that is in it. Said here alone."""
        return all(
            user.has_perm(f"{model._meta.app_label}.{action}_{model._meta.model_name}")
            for resource in self.resources
            for model, action in resource.needed()
        )


def _publication(prefix: str) -> list[Column]:
    return [
        Reference("source", f"{prefix}source"),
        References("more_sources", f"{prefix}more_sources"),
        Publication("published_at", f"{prefix}published"),
        WholeDay("reviewed_on", f"{prefix}reviewed_on"),
    ]


# What a reported number has beside its subject and measure.
FIGURE = (
    Column("qualifier"),
    Number("value"),
    *words("unit"),
    *words("basis"),
    *words("reported_by"),
    Day("as_of"),
    YesNo("headline"),
    Column("standing"),
)
