"""The shared kernel: what a record is, what a reported figure is, and what both apps point at."""

from portal.models.base import (
    Keyed,
    KeyedQuerySet,
    Part,
    Record,
    RecordQuerySet,
    Slugged,
    attach_sources,
    follow,
    owned_models,
    page_address,
    page_pattern,
    record_models,
    related_model,
)
from portal.models.change import Change
from portal.models.figure import Figure, qualified
from portal.models.former import FormerAddress, Withdrawal, addresses_kept, was_withdrawn
from portal.models.organization import Organization
from portal.models.person import Person
from portal.models.rules import filled, one_of, rank_of
from portal.models.source import Source
from portal.models.upload import Upload

__all__ = [
    "Change",
    "Figure",
    "FormerAddress",
    "Keyed",
    "KeyedQuerySet",
    "Organization",
    "Part",
    "Person",
    "Record",
    "RecordQuerySet",
    "Slugged",
    "Source",
    "Upload",
    "Withdrawal",
    "addresses_kept",
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
    "was_withdrawn",
]
