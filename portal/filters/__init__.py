"""The parameters of a list, declared once for its page, its CSV and its JSON."""

from portal.filters.filterset import PAGING, RecordFilterSet, SourceFilterSet
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
    "RecordFacet",
    "RecordFilterSet",
    "RecordPick",
    "Setting",
    "SourceFilterSet",
]
