"""Load fixtures as statements that are checked, compared and remembered.

Django's `loaddata` writes every row again, unchecked, over whatever staff corrected, and leaves no
history. This one reads the same files and options, and
- checks each object as a form would, and names every defect in one line: file, object, field;
- writes only what differs, with history ("loaddata"); a field that a fixture leaves out is left alone;
- keeps a row that staff changed since it was last loaded, and says so, unless told to `--overwrite`;
- takes a slug that staff merged away for the row that it is now, and leaves out the row itself;
- writes all or nothing.
"""

import json
import os
from collections import Counter

from django.apps import apps
from django.core import serializers
from django.core.exceptions import NON_FIELD_ERRORS, SuspiciousFileOperation, ValidationError
from django.core.management.base import CommandError
from django.core.management.commands import loaddata
from django.core.serializers import python
from django.db import DatabaseError, IntegrityError, models, router, transaction
from django.utils import timezone

from portal.management.entries import Entry, Reference, Row
from portal.models import Keyed, Merger
from portal.reasons import LOADED


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
        self.found: dict[tuple, int] = {}
        self.keys: dict[type[Keyed], set[tuple]] = {}
        self.merged = Merger.rows_now(self.using)
        self.told: dict[tuple, Entry] = {}
        entries = [entry for label in fixture_labels for entry in self.read(label)]
        self.refuse_duplicates(entries)
        self.stop_at_defects()
        self.install(entries)
        self.stop_at_defects()
        self.report(entries)

    def stop_at_defects(self):
        if self.defects:
            raise CommandError("\n".join([*self.defects, "Nothing was written."]))

    def report(self, entries):
        if self.verbosity:
            self.stdout.write(self.summary(entries))

    def summary(self, entries) -> str:
        counts = ", ".join(f"{self.done[what]} {what}" for what in ("added", "changed", "unchanged", "kept"))
        return f"{len(entries)} objects: {counts}."

    # Reading files

    def read(self, label):
        """Read the objects of every file that `label` names."""
        for path, _directory, _name in self.find_fixtures(label):
            _stem, file_format, compression = self.parse_name(os.path.basename(path))
            name = os.path.relpath(path) if os.path.exists(path) else path
            if file_format != "json":
                raise CommandError(f"{name}: fixtures are JSON; this is {file_format}.")
            opened, mode = self.compression_formats[compression]
            try:
                with opened(path, mode) as file:
                    content = file.read()
            except Exception as error:  # each kind of compression has its own
                raise CommandError(f"{name}: cannot be read ({error}).") from error
            yield from self.parse(name, content)

    def parse(self, path, content):
        try:
            text = content.decode("utf-8") if isinstance(content, bytes) else content
            objects = json.loads(text, object_pairs_hook=self.once_each)
        except UnicodeDecodeError as error:
            raise CommandError(f"{path}: byte {error.start}: not UTF-8. Save the file as UTF-8.") from error
        except json.JSONDecodeError as error:
            raise CommandError(
                f"{path}: line {error.lineno}, column {error.colno}: not whole JSON ({error.msg})."
            ) from error
        except (RecursionError, ValueError) as error:
            raise CommandError(f"{path}: cannot be read ({error}).") from error
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
            if model not in self.excluded_models and model._meta.app_config not in self.excluded_apps:
                yield Entry(path, number, raw)

    @staticmethod
    def once_each(pairs):
        """JSON lets a field stand twice in one object, and the last one win."""
        stated = dict(pairs)
        if len(stated) < len(pairs):
            names = [name for name, _value in pairs]
            twice = next(name for name in names if names.count(name) > 1)
            raise ValueError(
                f"an object states “{twice}” twice: {json.dumps(stated, ensure_ascii=False)[:100]}"
            )
        return stated

    def refuse_duplicates(self, entries):
        """A row stands once in a file. Another file may add to it, but not state the same field again."""
        stated: dict[tuple, list[Entry]] = {}
        for entry in entries:
            for earlier in stated.setdefault(entry.key, []):
                where = f"object {entry.number} repeats object {earlier.number} of {earlier.file}"
                if earlier.file == entry.file:
                    self.defects.append(entry.line("natural key", where))
                    break
                shared = set(entry.fields) & set(earlier.fields) - set(getattr(entry.model, "KEY", ()))
                self.defects += [entry.line(name, where) for name in sorted(shared)]
            stated[entry.key].append(entry)

    # Reading objects

    def row_of(self, entry) -> Row | None:
        """The values of the entry; None if it has a defect."""
        before = len(self.defects)
        if "pk" in entry.raw:
            self.defects.append(entry.line("pk", "rows are named by their natural key; remove the number"))
        for name in entry.model.KEY:
            if name not in entry.fields:
                self.defects.append(entry.line(name, "is missing, and names the row"))
        writable = self.writable(entry.model)
        row = Row()
        for name, value in entry.fields.items():
            if name not in writable:
                if not self.ignore:
                    self.defects.append(entry.line(name, f"{entry.model.__name__} has no such field"))
                continue
            try:
                self.read_value(row, writable[name], value)
            except ValidationError as error:
                self.defects += [entry.line(name, message) for message in error.messages]
            except (TypeError, ValueError, OverflowError) as error:
                self.defects.append(entry.line(name, error))
        return row if len(self.defects) == before else None

    def read_value(self, row, column, value):
        if column.many_to_many:
            if not isinstance(value, list):
                raise TypeError("a list of natural keys is expected")
            row.related[column.name] = [self.find(row, column, key) for key in value]
        elif column.remote_field:
            row.values[column.attname] = None if value is None else self.find(row, column, value)
        else:
            row.values[column.attname] = self.plain(column, value)

    @staticmethod
    def plain(column, value):
        """A value of the column's type that both databases can hold."""
        if value is None and not column.null:
            raise ValueError("is never null: leave a text empty")
        if isinstance(value, str):
            value.encode()  # a lone surrogate is no text
            if "\0" in value:
                raise ValueError("holds a NUL character")
        value = column.to_python(value)
        if isinstance(column, models.DateTimeField) and value and timezone.is_naive(value):
            raise ValueError("has no time zone: end it with Z")
        return value

    def find(self, row, column, key):
        """The number of the row with this natural key; noted as missing, and None, if there is none."""
        model = column.related_model
        paths = model.key_paths()
        plain = isinstance(key, list) and not any(isinstance(part, list | dict) for part in key)
        if not plain or len(key) != len(paths):
            raise TypeError(f"a natural key is a list of {len(paths)}: [{', '.join(paths)}]")
        place = (model, *key)
        for part in filter(lambda part: isinstance(part, str), key):
            self.plain(models.TextField(), part)
        if place not in self.found:
            number = self.stored(model, dict(zip(paths, key, strict=True))) or self.now(model, *key)
            if number is None:
                row.missing.append(Reference(column.name, model, key))
                return None
            self.found[place] = number
        return self.found[place]

    def stored(self, model, lookup):
        return model._base_manager.using(self.using).filter(**lookup).values_list("pk", flat=True).first()

    def now(self, model, *key) -> int | None:
        """The number of the row that one with this slug was merged into."""
        return self.merged.get((model._meta.label_lower, *key))

    @staticmethod
    def writable(model) -> dict:
        """What a fixture may state: own columns that are not derived, and plain relations to many."""
        columns = [c for c in model._meta.concrete_fields if not c.generated and not c.primary_key]
        plain = [c for c in model._meta.many_to_many if c.remote_field.through._meta.auto_created]
        return {column.name: column for column in (*columns, *plain)}

    # Writing

    def install(self, entries):
        """Install what refers to nothing that is still missing, until nothing is left or nothing moves."""
        pending, failed = entries, set()
        while pending:
            waiting: list[tuple[Entry, list[Reference]]] = []
            held: set[tuple] = set()
            for entry in pending:
                if entry.key in failed:
                    continue
                if entry.key in held:  # adds to a row that itself waits
                    waiting.append((entry, []))
                elif not issubclass(entry.model, Keyed):
                    self.install_other(entry)
                elif (row := self.row_of(entry)) is None:
                    failed.add(entry.key)
                elif row.missing:
                    waiting.append((entry, row.missing))
                    held.add(entry.key)
                elif not self.save(entry, row):
                    failed.add(entry.key)
            if len(waiting) == len(pending):
                self.report_missing(waiting, failed)
                return
            pending = [entry for entry, _missing in waiting]

    def report_missing(self, waiting, failed):
        """Name what is nowhere; not what waits for something that is reported itself."""
        present = failed | {entry.key for entry, _missing in waiting}
        lost = [
            entry.line(reference.name, reference)
            for entry, missing in waiting
            for reference in missing
            if reference.target not in present
        ]
        if not lost and not self.defects:  # they wait for each other
            lost = [
                entry.line(ref.name, f"{ref} yet, and it waits for this")
                for entry, refs in waiting
                for ref in refs
            ]
        self.defects += lost

    def install_other(self, entry):
        """An object that is not ours (an account, a group): as Django loads it."""
        try:
            for other in python.Deserializer([entry.raw], using=self.using, ignorenonexistent=self.ignore):
                if router.allow_migrate_model(self.using, entry.model):
                    other.save(using=self.using)
                    self.done["added"] += 1
        except Exception as error:  # the deserialiser passes on whatever it trips over
            self.defects.append(entry.line("", error))

    def save(self, entry, row) -> bool:
        """Write the row if it is sound and differs from what is stored. False if it is not sound."""
        if not router.allow_migrate_model(self.using, entry.model):
            return True
        lookup = {name: row.values[entry.model._meta.get_field(name).attname] for name in entry.model.KEY}
        rows = entry.model._base_manager.using(self.using)
        stored = rows.filter(**lookup)
        instance = stored.first() if tuple(lookup.values()) in self.keys_of(entry.model) else None
        if instance is not None and any(self.differing(instance, row)):
            instance = self.held(stored, instance)
        if instance is None and (pk := self.now(entry.model, *lookup.values())):
            return self.leave(entry, "", f"left out as it was merged into {rows.get(pk=pk).slug}")
        first = self.told.setdefault((entry.model, *lookup.values()), entry)
        if instance is None:
            instance = entry.model()
            if not self.write(entry, instance, row, "added"):
                return False
            self.keys_of(entry.model).add(tuple(lookup.values()))
            if entry.model.key_paths() == [*lookup]:
                self.found[entry.model, *lookup.values()] = instance.pk
            return True
        differing = [*self.differing(instance, row)]
        if not differing:
            self.done["unchanged"] += 1
            return True
        last = instance.history.select_related("history_user").first()
        if not self.overwrite and last is not None and last.history_change_reason != LOADED:
            who = f"{last.history_user or 'somebody'} left it on {last.history_date:%Y-%m-%d}"
            return self.leave(entry, ", ".join(differing), f"kept as {who}; --overwrite loads it")
        if first.key != entry.key:
            where = f"object {first.number} of {first.file}"
            return self.leave(entry, ", ".join(differing), f"{where} states the same row since a merger")
        return self.write(entry, instance, row, "changed")

    def keys_of(self, model) -> set[tuple]:
        """The keys of the rows that are stored: most rows of a first load need not be looked for."""
        if model not in self.keys:
            names = [model._meta.get_field(name).attname for name in model.KEY]
            self.keys[model] = set(model._base_manager.using(self.using).values_list(*names))
        return self.keys[model]

    def leave(self, entry, names, why) -> bool:
        self.keep(entry, entry.line(names, why))
        self.done["kept"] += 1
        return True

    def held(self, stored, instance):
        """The row as it is once nobody else can save it, nor a form of what it is part of."""
        for name in getattr(instance, "part_of", ()):
            owners = instance.owner_model(name)._base_manager.using(self.using)
            list(owners.select_for_update(of=("self",)).filter(pk=getattr(instance, f"{name}_id")))
        return stored.select_for_update(of=("self",)).first()

    def keep(self, entry, line):
        self.stderr.write(line)

    @staticmethod
    def differing(instance, row):
        for name, value in row.values.items():
            if getattr(instance, name) != value:
                yield instance._meta.get_field(name).name
        for name, related in row.related.items():
            if set(getattr(instance, name).values_list("pk", flat=True)) != set(related):
                yield name

    def write(self, entry, instance: models.Model, row, what) -> bool:
        for name, value in row.values.items():
            setattr(instance, name, value)
        instance._change_reason = LOADED  # type: ignore[attr-defined]  # read by the history
        references = [column for column in instance._meta.concrete_fields if column.remote_field]
        try:
            try:
                with transaction.atomic(using=self.using):
                    # the database holds to these by itself, in half the time; the rows referred to were found
                    found = {column.name for column in references if row.values.get(column.attname)}
                    instance.full_clean(found, validate_unique=False, validate_constraints=False)
                    instance.save(using=self.using)
                    for name, related in row.related.items():
                        relation = getattr(instance, name)
                        relation.add(*related) if what == "added" else relation.set(related)
            except (ValidationError, IntegrityError):
                instance.full_clean()  # says all that is wrong with it
                raise
        except ValidationError as error:
            for name, messages in error.message_dict.items():
                shown = "" if name == NON_FIELD_ERRORS else name
                self.defects += [entry.line(shown, message) for message in messages]
            return False
        except (DatabaseError, ValueError, OSError, SuspiciousFileOperation) as error:
            self.defects.append(entry.line("", error))
            return False
        self.done[what] += 1
        return True
