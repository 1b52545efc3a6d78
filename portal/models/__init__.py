"""The shared kernel: what a record is, what a reported figure is, and what both apps point at."""

from portal.models.base import (
    Keyed,
    KeyedQuerySet,
    Part,
    Record,
    RecordQuerySet,
    Slugged,
    filled,
    one_of,
    owned_models,
    rank_of,
    record_models,
)
from portal.models.figure import Figure, qualified
from portal.models.organization import Organization
from portal.models.person import Person
from portal.models.source import Source

__all__ = [
    "Figure",
    "Keyed",
    "KeyedQuerySet",
    "Organization",
    "Part",
    "Person",
    "Record",
    "RecordQuerySet",
    "Slugged",
    "Source",
    "filled",
    "one_of",
    "owned_models",
    "qualified",
    "rank_of",
    "record_models",
]
