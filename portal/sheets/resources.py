"""A kind of record as a sheet: its columns, and the parts that have lines of their own."""

from collections.abc import Iterator, Sequence
from copy import copy
from functools import cached_property
from typing import ClassVar

from django.db.models import QuerySet

from portal.models import Keyed, Record
from portal.sheets.columns import (
    ApproximateDateColumn,
    DateColumn,
    NumberColumn,
    PublicationColumn,
    SheetColumn,
    SheetRow,
    YesNoColumn,
    translated_columns,
)
from portal.sheets.reading import as_header
from portal.sheets.references import LinkColumn, ReferenceColumn, ReferenceListColumn


class SheetResource:
    """A model with its columns. The first column, `key`, names the row."""

    model: ClassVar[type[Keyed]]
    own_columns: ClassVar[Sequence[SheetColumn]]

    def declared_columns(self) -> list[SheetColumn]:
        return [*self.own_columns]

    @cached_property
    def columns(self) -> list[SheetColumn]:
        columns = [
            copy(column) for column in self.declared_columns()
        ]  # other models may declare the same ones
        for column in columns:
            column.bind(self.model)
        return columns

    @property
    def key(self) -> SheetColumn:
        return self.columns[0]

    @cached_property
    def headers(self) -> list[str]:
        return [column.header for column in self.columns]

    @cached_property
    def list_columns(self) -> list[ReferenceListColumn]:
        return [column for column in self.columns if isinstance(column, ReferenceListColumn)]

    def queryset(self) -> QuerySet:
        """All rows, with the related records that their cells and rules need."""
        queryset = self.model._default_manager.all()
        paths = [column.name for column in self.columns if isinstance(column, ReferenceColumn)]
        return queryset.select_related(*paths) if paths else queryset

    def load_related(self, rows: list[SheetRow]) -> None:
        """Fetch the records of the columns that name several."""
        for column in self.list_columns:
            column.load(rows)

    def required_permissions(self) -> Iterator[tuple[type[Keyed], str]]:
        """The models and actions whose permissions an import needs: those that the admin asks for."""
        actions = ("add", "change", "publish") if issubclass(self.model, Record) else ("add", "change")
        for action in actions:
            yield self.model, action
        for column in self.list_columns:
            if isinstance(column, LinkColumn):
                yield column.link_model, "add"
                yield column.link_model, "delete"


class PartResource(SheetResource):
    """Parts of a record, a line for each beside the key of the record: a memorandum's signatories.

    Parts that the sheet does not name stay: an import deletes nothing. `owner` is the field of the part that
    leads to its record.
    """

    owner: ClassVar[str]


class RecordPartResource(PartResource):
    """Parts that are records themselves, with sources and publication of their own."""

    prefix: ClassVar[str]

    def declared_columns(self):
        return [*self.own_columns, *publication_columns(f"{self.prefix}_")]


class RecordResource(SheetResource):
    """A kind of record, named by its slug, with sources and publication, and perhaps with parts."""

    part_class: ClassVar[type[PartResource] | None] = None
    chosen_once: ClassVar[tuple[str, ...]] = ()  # references that the import form may state for all lines
    identity: ClassVar[tuple[str, ...]] = ()  # fields of which there is one row: its lines are joined
    collected: ClassVar[tuple[str, ...]] = ()  # columns of which joined lines keep every value

    def declared_columns(self):
        return [SheetColumn("slug"), *self.own_columns, *publication_columns()]

    @cached_property
    def part(self) -> PartResource | None:
        return self.part_class() if self.part_class else None

    @property
    def resources(self) -> list[SheetResource]:
        return [self, self.part] if self.part else [self]

    @cached_property
    def all_columns(self) -> list[SheetColumn]:
        return [column for resource in self.resources for column in resource.columns]

    @cached_property
    def header_names(self) -> dict[str, str]:
        """The headers of all columns, by the names that a sheet may give them, such as their labels."""
        names: dict[str, set[str]] = {}
        for column in self.all_columns:
            for name in column.other_names():
                names.setdefault(as_header(name), set()).add(column.header)
        unambiguous = {name: headers.pop() for name, headers in names.items() if len(headers) == 1}
        return unambiguous | {column.header: column.header for column in self.all_columns}

    def may_import(self, user) -> bool:
        """Whether the user may add, change and publish in the admin all that the sheet holds."""
        return all(
            user.has_perm(f"{model._meta.app_label}.{action}_{model._meta.model_name}")
            for resource in self.resources
            for model, action in resource.required_permissions()
        )


def publication_columns(prefix: str = "") -> list[SheetColumn]:
    return [
        ReferenceColumn("source", f"{prefix}source"),
        ReferenceListColumn("more_sources", f"{prefix}more_sources"),
        PublicationColumn("published_at", f"{prefix}published"),
        DateColumn("reviewed_on", f"{prefix}reviewed_on"),
    ]


# The columns of a reported figure beside its subject and measure.
FIGURE_COLUMNS = (
    SheetColumn("qualifier"),
    NumberColumn("value"),
    *translated_columns("unit"),
    *translated_columns("basis"),
    *translated_columns("reported_by"),
    ApproximateDateColumn("as_of"),
    YesNoColumn("headline"),
    SheetColumn("standing"),
)
