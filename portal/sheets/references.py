"""Columns that name other records by their slugs: one record, several, or several by way of a link."""

from typing import Any

from django.utils.translation import gettext as _

from portal.models import Keyed
from portal.sheets.columns import SheetColumn, SheetRow
from portal.sheets.values import in_all_languages

SEPARATOR = ";"


class ReferenceColumn(SheetColumn):
    """Another record by its slug."""

    @property
    def required(self):
        return not self.field.null

    @property
    def related_model(self):
        return self.field.related_model

    def text(self, row):
        record = getattr(row.instance, self.name, None)
        return record.slug if record else ""

    def read(self, row, cell, find):
        setattr(row.instance, self.name, find(self.related_model, cell) if cell else None)

    def is_verified(self, row):
        return getattr(row.instance, self.name, None) is not None

    def format_hint(self):
        return _("short name of an existing record: %s") % self.related_model._meta.verbose_name


class ReferenceListColumn(SheetColumn):
    """Other records by their slugs, with semicolons between them. The cell names all that the row has."""

    @property
    def related_model(self):
        return self.field.related_model

    @property
    def required(self):
        return False

    def slugs(self, cell):
        return [slug for part in cell.replace("\n", SEPARATOR).split(SEPARATOR) if (slug := part.strip())]

    def text(self, row):
        return f"{SEPARATOR} ".join(sorted(record.slug for record in row.related[self.header]))

    def read(self, row, cell, find):
        slugs = dict.fromkeys(self.slugs(cell))
        row.related[self.header] = [find(self.related_model, slug) for slug in slugs]

    def load(self, rows: list[SheetRow]) -> None:
        """Fetch the records that are stored for all these rows with one query."""
        owner, other = m2m_names(self.field)
        self._load_from(rows, self.field.remote_field.through.objects.select_related(other), owner, other)

    def _load_from(self, rows: list[SheetRow], links: Any, owner: str, other: str) -> None:
        records: dict[int, list] = {}
        stored = [row.instance.pk for row in rows if not row.is_new]
        if stored:
            for link in links.filter(**{f"{owner}__in": stored}):
                records.setdefault(getattr(link, f"{owner}_id"), []).append(getattr(link, other))
        for row in rows:
            row.related[self.header] = records.get(row.instance.pk, [])

    def format_hint(self):
        kind = self.related_model._meta.verbose_name_plural
        return _("short names of existing records, separated by “;”: %s") % kind


class LinkColumn(ReferenceListColumn):
    """Other records by way of a part that says more about the link.

    `name` is the relation of the row to its links, `other` the field of a link that leads to the record named
    in the cell, `link_values` what the links of this column have in common (`stated=True`).
    """

    def __init__(self, name: str, header: str, other: str, label, **link_values):
        super().__init__(name, header)
        self.other, self.label, self.link_values = other, label, link_values

    def bind(self, model):
        relation = model._meta.get_field(self.name)
        self.link_model: Any = relation.related_model
        self.owner = relation.field.name
        self.field = self.link_model._meta.get_field(self.other)

    def load(self, rows):
        links = self.link_model.objects.filter(**self.link_values).select_related(self.other)
        self._load_from(rows, links, self.owner, self.other)

    def includes(self, link: Keyed) -> bool:
        """Whether a link belongs to this column."""
        return all(getattr(link, name) == value for name, value in self.link_values.items())

    def description(self):
        return str(self.label)

    def other_names(self):
        return in_all_languages(self.label)


def m2m_names(field: Any) -> tuple[str, str]:
    """The fields of a many-to-many table that lead to the row and to the other record."""
    return field.m2m_field_name(), field.m2m_reverse_field_name()
