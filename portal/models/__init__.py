"""The shared kernel: what a record is, what a reported figure is, and what both apps point at."""

from portal.models.change import Change
from portal.models.constraints import filled, one_of, rank_of
from portal.models.figure import Figure, qualified
from portal.models.keyed import (
    Keyed,
    KeyedQuerySet,
    Slugged,
    follow,
    page_address,
    page_pattern,
    related_model,
)
from portal.models.organization import Organization
from portal.models.person import Person
from portal.models.records import Part, Record, RecordQuerySet, attach_sources, owned_models, record_models
from portal.models.source import Source

__all__ = [
    "Change",
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
    "attach_sources",
    "filled",
    "follow",
    "one_of",
    "owned_models",
    "page_address",
    "page_pattern",
    "qualified",
    "rank_of",
    "record_models",
    "related_model",
]
