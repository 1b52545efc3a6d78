"""Records that are called as a new row of a sheet is: it may be one of them under another short name."""

from collections.abc import Sequence

from django.db.models import Q

from portal.fields import columns_of, texts_of
from portal.models import Keyed
from portal.sheets.columns import SheetRow
from portal.sheets.lookups import CHUNK_SIZE, NameIndex, has_names
from portal.text.words import fold

NAMES = ("name", "title")  # the texts by which records are called


def note_namesakes(rows: list[SheetRow]) -> None:
    """Fill `namesakes` of new rows, all of one kind, with the stored records that may be the same."""
    if not rows:
        return
    model = type(rows[0].instance)
    if has_names(model):
        _note_likely(model, rows)
    elif name := next((name for name in NAMES if name in texts_of(model)), ""):
        for start in range(0, len(rows), CHUNK_SIZE):
            _note_same(model, columns_of(name), rows[start : start + CHUNK_SIZE])


def _note_likely(model: type[Keyed], rows: list[SheetRow]) -> None:
    index = NameIndex(model)
    likely = {row: index.namesakes(row.instance) for row in rows}
    records = model._default_manager.in_bulk({pk for pks in likely.values() for pk in pks})
    for row, pks in likely.items():
        row.namesakes = [records[pk] for pk in pks]


def _note_same(model: type[Keyed], columns: Sequence[str], rows: list[SheetRow]) -> None:
    same = Q(pk__in=[])
    for column in columns:
        same |= Q(**{f"{column}__in": {getattr(row.instance, column) for row in rows} - {""}})
    stored = list(model._default_manager.filter(same))
    for row in rows:
        names = {fold(getattr(row.instance, column)) for column in columns} - {""}
        row.namesakes = [
            record for record in stored if names & {fold(getattr(record, column)) for column in columns}
        ]
