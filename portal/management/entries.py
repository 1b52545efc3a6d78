"""The objects of fixture files, as they are read and as they are written."""

import json
from dataclasses import dataclass, field
from functools import cached_property

from django.apps import apps

from portal.models import Keyed


@dataclass
class Entry:
    """One object of a fixture file: where it stands and what it says."""

    file: str
    number: int
    raw: dict

    @cached_property
    def model(self):
        return apps.get_model(self.raw["model"])

    @property
    def fields(self) -> dict:
        return self.raw["fields"]

    @cached_property
    def key(self) -> tuple:
        """What names the object in messages and tells duplicates: its model and natural key."""
        if not issubclass(self.model, Keyed):
            return (self.model._meta.label_lower, str(self.raw.get("pk", self.number)))
        return (self.model._meta.label_lower, *(json.dumps(self.fields.get(name)) for name in self.model.KEY))

    def line(self, name: str, message) -> str:
        """A message about the object or one of its fields, with the place where it stands."""
        row = " ".join(part.strip('"') for part in self.key)
        message = " ".join(str(message).split())
        return f"{self.file}: {row}: {name}: {message}" if name else f"{self.file}: {row}: {message}"


@dataclass
class Reference:
    """A relation that an entry states to a row that is not there (yet)."""

    name: str
    model: type[Keyed]
    key: list

    @property
    def target(self) -> tuple:
        """The `Entry.key` of the row meant, when that row is named by a slug."""
        return (self.model._meta.label_lower, *(json.dumps(part) for part in self.key))

    def __str__(self):
        return f"there is no {self.model._meta.label_lower} {' '.join(map(str, self.key))}"


@dataclass
class Row:
    """The values of an entry, ready for the database."""

    values: dict = field(default_factory=dict)
    related: dict = field(default_factory=dict)
    missing: list[Reference] = field(default_factory=list)
