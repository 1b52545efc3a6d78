"""The parameters of a list, declared once for its page, its CSV and its JSON."""

from portal.filters.fields import PageField, WordsField
from portal.filters.filterset import PAGING, RecordFilterForm, RecordFilterSet, SourceFilterSet
from portal.filters.parameters import (
    AsOf,
    ChoiceFacet,
    CountryFacet,
    DateBound,
    Facet,
    Ordering,
    RecordFacet,
    RecordPick,
    Setting,
)

__all__ = [
    "PAGING",
    "AsOf",
    "ChoiceFacet",
    "CountryFacet",
    "DateBound",
    "Facet",
    "Ordering",
    "PageField",
    "RecordFacet",
    "RecordFilterForm",
    "RecordFilterSet",
    "RecordPick",
    "Setting",
    "SourceFilterSet",
    "WordsField",
]
