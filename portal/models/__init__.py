"""The shared kernel: what a record is, what a reported figure is, and what both apps point at."""

from portal.models.change import Change
from portal.models.constraints import choice_rank, is_choice, not_empty
from portal.models.figure import Figure, format_amount
from portal.models.keyed import (
    Keyed,
    KeyedQuerySet,
    Slugged,
    follow_path,
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
    "choice_rank",
    "follow_path",
    "format_amount",
    "is_choice",
    "not_empty",
    "owned_models",
    "page_address",
    "page_pattern",
    "record_models",
    "related_model",
]
