"""Load fixtures as statements that are checked, compared and remembered.

Django's `loaddata` writes every row again, unchecked, over whatever staff corrected, and leaves no
history. This one reads the same files and options, and
- checks each object as a form would, and names every defect in one line: file, object, field;
- writes only what differs, with history ("loaddata"); a field that a fixture leaves out is left alone;
- keeps a row that staff changed since it was last loaded, and says so, unless told to `--overwrite`;
- writes all or nothing.
"""

import json
import os
from collections import Counter
from dataclasses import dataclass

from django.apps import apps
from django.core import serializers
from django.core.exceptions import NON_FIELD_ERRORS, FieldDoesNotExist, ValidationError
from django.core.management.base import CommandError
from django.core.management.commands import loaddata
from django.core.serializers import python
from django.core.serializers.base import DeserializationError, DeserializedObject
from django.db import DatabaseError, router, transaction

from portal.models import Keyed

REASON = "loaddata"


@dataclass
class Entry:
    """One object of a fixture file: where it stands and what it says."""

    file: str
    number: int
    raw: dict

    @property
    def names(self) -> tuple[str, ...]:
        """The fields that name the row."""
        return getattr(apps.get_model(self.raw["model"]), "KEY", ())

    @property
    def key(self) -> tuple:
        """What names the object in messages and tells duplicates: its model and natural key."""
        if not self.names:  # not one of ours
            return (self.raw["model"].lower(), str(self.raw.get("pk", self.number)))
        return (self.raw["model"].lower(), *(json.dumps(self.raw["fields"].get(name)) for name in self.names))

    def defect(self, field: str, message) -> str:
        name = " ".join(part.strip('"') for part in self.key)
        message = " ".join(str(message).split())
        return f"{self.file}: {name}: {field}: {message}" if field else f"{self.file}: {name}: {message}"


class Command(loaddata.Command):
    help = "Loads fixtures: checks every object, writes only what differs, keeps what staff changed since."

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument(
            "--overwrite",
            action="store_true",
            help="Write over rows that staff changed since they were last loaded.",
        )

    def handle(self, *fixture_labels, **options):
        self.overwrite = options["overwrite"]
        super().handle(*fixture_labels, **options)

    def loaddata(self, fixture_labels):
        self.serialization_formats = serializers.get_public_serializer_formats()
        self.defects: list[str] = []
        self.done: Counter[str] = Counter()
        entries = [entry for label in fixture_labels for entry in self.read(label)]
        self.refuse_duplicates(entries)
        self.stop_at_defects()
        self.install(entries)
        self.stop_at_defects()
        if self.verbosity:
            counts = ", ".join(
                f"{self.done[what]} {what}" for what in ("added", "changed", "unchanged", "kept")
            )
            self.stdout.write(f"{len(entries)} objects: {counts}.")

    def stop_at_defects(self):
        if self.defects:
            raise CommandError("\n".join([*self.defects, "Nothing was written."]))

    # Reading

    def read(self, label):
        """Read the objects of every file that `label` names."""
        for path, _directory, _name in self.find_fixtures(label):
            _stem, file_format, compression = self.parse_name(os.path.basename(path))
            if file_format != "json":
                raise CommandError(f"{path}: fixtures are JSON; this is {file_format}.")
            opened, mode = self.compression_formats[compression]
            with opened(path, mode) as file:
                content = file.read()
            yield from self.parse(os.path.relpath(path) if os.path.exists(path) else path, content)

    def parse(self, path, content):
        try:
            objects = json.loads(content.decode("utf-8") if isinstance(content, bytes) else content)
        except UnicodeDecodeError as error:
            raise CommandError(f"{path}: byte {error.start}: not UTF-8. Save the file as UTF-8.") from error
        except json.JSONDecodeError as error:
            raise CommandError(
                f"{path}: line {error.lineno}, column {error.colno}: not whole JSON ({error.msg})."
            ) from error
        if not isinstance(objects, list):
            raise CommandError(f"{path}: a fixture is a list of objects.")
        for number, raw in enumerate(objects, 1):
            well_formed = (
                isinstance(raw, dict)
                and isinstance(raw.get("model"), str)
                and isinstance(raw.get("fields"), dict)
                and set(raw) <= {"model", "pk", "fields"}
            )
            if not well_formed:
                self.defects.append(
                    f'{path}: object {number}: an object is {{"model": "...", "fields": {{...}}}}'
                )
                continue
            try:
                model = apps.get_model(raw["model"])
            except (LookupError, ValueError):
                self.defects.append(f"{path}: object {number}: model: there is no model {raw['model']!r}")
                continue
            if model in self.excluded_models or model._meta.app_config in self.excluded_apps:
                continue
            yield Entry(path, number, raw)

    def refuse_duplicates(self, entries):
        """A row stands once in a file. Another file may add to it, but not state the same field again."""
        stated: dict[tuple, list[Entry]] = {}
        for entry in entries:
            earlier_entries = stated.setdefault(entry.key, [])
            for earlier in earlier_entries:
                where = f"object {entry.number} repeats object {earlier.number} of {earlier.file}"
                if earlier.file == entry.file:
                    self.defects.append(entry.defect("natural key", where))
                    break
                shared = set(entry.raw["fields"]) & set(earlier.raw["fields"]) - set(entry.names)
                self.defects += [entry.defect(name, where) for name in sorted(shared)]
            earlier_entries.append(entry)

    # Writing

    def install(self, entries):
        """Install what refers to nothing that is still missing, until nothing is left or nothing moves."""
        pending, failed = entries, set()
        while pending:
            waiting = []
            for entry in pending:
                found = self.deserialize(entry)
                if found is None:
                    failed.add(entry.key)
                elif found.deferred_fields:
                    waiting.append((entry, found))
                elif not self.save_checked(entry, found):
                    failed.add(entry.key)
            if len(waiting) == len(pending):
                for entry, found in waiting:
                    self.report_broken_keys(entry, found, failed)
                return
            pending = [entry for entry, _found in waiting]

    def deserialize(self, entry) -> DeserializedObject | None:
        model = apps.get_model(entry.raw["model"])
        raw, fields = entry.raw, entry.raw["fields"]
        if issubclass(model, Keyed):
            if "pk" in raw:
                self.defects.append(
                    entry.defect("pk", "rows are named by their natural key; remove the number")
                )
                return None
            known = {field.name for field in model._meta.get_fields()}
            unknown = [name for name in fields if name not in known]
            if unknown and not self.ignore:
                self.defects += [
                    entry.defect(name, f"{model.__name__} has no such field") for name in unknown
                ]
                return None
            absent = [name for name in model.KEY if name not in fields]
            if absent:
                self.defects += [entry.defect(name, "is missing, and names the row") for name in absent]
                return None
        try:
            return self.deserialized(raw)
        except (DeserializationError, FieldDoesNotExist, ValidationError, ValueError, TypeError) as error:
            self.defects.append(
                entry.defect(self.field_at_fault(raw), getattr(error, "__cause__", None) or error)
            )
            return None

    def deserialized(self, raw) -> DeserializedObject:
        (found,) = python.Deserializer(
            [raw], using=self.using, ignorenonexistent=self.ignore, handle_forward_references=True
        )
        return found

    def field_at_fault(self, raw) -> str:
        for name, value in raw["fields"].items():
            try:
                self.deserialized({**raw, "fields": {name: value}})
            except Exception:  # whichever it is, this is the field
                return name
        return ""

    def report_broken_keys(self, entry, found, failed):
        for field, value in found.deferred_fields.items():
            values = value if field.many_to_many else [value]
            for key in values:
                target = field.related_model
                label = target._meta.label_lower
                if (label, *(json.dumps(part) for part in key)) in failed:
                    continue  # reported as its own defect
                manager = target._default_manager.db_manager(self.using)
                try:
                    manager.get_by_natural_key(*key)
                except Exception:  # missing, or a key of another shape
                    self.defects.append(
                        entry.defect(field.name, f"there is no {label} {' '.join(map(str, key))}")
                    )

    def save_checked(self, entry, found) -> bool:
        """Write the object if it is sound and differs from what is stored. False if it is not sound."""
        instance = found.object
        if not router.allow_migrate_model(self.using, type(instance)):
            return True
        if not isinstance(instance, Keyed):
            found.save(using=self.using)
            self.done["added"] += 1
            return True
        stored = (
            type(instance)._base_manager.using(self.using).filter(pk=instance.pk).first()
            if instance.pk
            else None
        )
        named = self.named_fields(entry, instance)
        differs = [field.name for field in named if self.differs(field, instance, stored, found)]
        if stored and not differs:
            self.done["unchanged"] += 1
            return True
        if stored:
            last = stored.history.select_related("history_user").first()
            if not self.overwrite and last is not None and last.history_change_reason != REASON:
                who = last.history_user or "somebody"
                self.stderr.write(
                    entry.defect(
                        ", ".join(differs),
                        f"kept as {who} left it on {last.history_date:%Y-%m-%d}; --overwrite loads it",
                    )
                )
                self.done["kept"] += 1
                return True
            for field in named:
                if not field.many_to_many:
                    setattr(stored, field.attname, getattr(instance, field.attname))
            instance = stored
        return self.write(entry, instance, found, "changed" if stored else "added")

    def write(self, entry, instance, found, what) -> bool:
        instance._change_reason = REASON
        try:
            with transaction.atomic(using=self.using):
                instance.full_clean()
                instance.save(using=self.using)
                for name, related in found.m2m_data.items():
                    getattr(instance, name).set(related)
        except ValidationError as error:
            for field, messages in error.message_dict.items():
                name = "" if field == NON_FIELD_ERRORS else field
                self.defects += [entry.defect(name, message) for message in messages]
            return False
        except (DatabaseError, ValueError) as error:
            self.defects.append(entry.defect("", error))
            return False
        self.done[what] += 1
        return True

    @staticmethod
    def named_fields(entry, instance):
        """The fields that the fixture states. Those it leaves out stay as they are."""
        return [
            field
            for field in (*instance._meta.concrete_fields, *instance._meta.many_to_many)
            if field.name in entry.raw["fields"]
        ]

    @staticmethod
    def differs(field, instance, stored, found) -> bool:
        if stored is None:
            return True
        if field.many_to_many:
            new = {getattr(related, "pk", related) for related in found.m2m_data[field.name]}
            return new != set(getattr(stored, field.name).values_list("pk", flat=True))
        return getattr(instance, field.attname) != getattr(stored, field.attname)
