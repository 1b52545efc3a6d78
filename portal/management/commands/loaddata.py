"""Load fixtures as statements that are checked, compared and kept in the history.

Django's `loaddata` writes every row again, unchecked, over whatever staff corrected, and leaves no
history. This one reads the same files and options, and
- validates each object as a form would, and reports every defect on one line: file, object, field;
- writes only what differs, with history ("loaddata"); a field that a fixture leaves out is left alone;
- keeps a row that staff changed since it was last loaded, and says so, unless `--overwrite` is given;
- follows a slug that staff merged away to the row it was merged into, and leaves out the merged row;
- keeps a row that changed after this load had read it, while it waited for another one, and says so;
- writes all or nothing, and on a terminal says how far it is.
"""

import os
from collections.abc import Iterator

from django.core import serializers
from django.core.management.base import CommandError
from django.core.management.commands import loaddata
from django.core.management.utils import parse_apps_and_model_labels
from django.db import OperationalError, connections, transaction

from portal.fixtures.entries import FixtureEntry
from portal.fixtures.loading import FixtureLoader
from portal.fixtures.progress import Progress
from portal.fixtures.reading import parse_fixture, repeated_entries
from portal.fixtures.stored import last_versions
from portal.models import Keyed

LOCK = 0x6C6F6164  # names the lock of loads among those of the database
BUSY = (
    "Somebody else has been writing for too long (another load, an import). Nothing was written: try again."
)


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
        self.overwrite, self.ignore = options["overwrite"], options["ignore"]
        self.using, self.app_label = options["database"], options["app_label"]
        self.verbosity, self.format = options["verbosity"], options["format"]
        self.excluded_models, self.excluded_apps = parse_apps_and_model_labels(options["exclude"])
        self.serialization_formats = serializers.get_public_serializer_formats()
        self.progress = Progress(self.stderr, self.verbosity)
        self.defects: list[str] = []
        entries = [entry for label in fixture_labels for entry in self.read(label)]
        self.defects += repeated_entries(entries)
        self.stop_at_defects()
        # before this waits for another load: what that one writes is told from what was there
        models = {entry.model for entry in entries if issubclass(entry.model, Keyed)}
        self.known_versions = {model: last_versions(model, self.using) for model in models}
        try:
            with transaction.atomic(using=self.using):
                self.wait_for_other_loads()
                self.load(entries)
        except OperationalError as error:
            if "locked" not in str(error):
                raise
            raise CommandError(BUSY) from error
        finally:
            self.progress.clear()

    def wait_for_other_loads(self) -> None:
        """Have loads follow each other; on SQLite the transaction does."""
        if connections[self.using].vendor == "postgresql":
            with connections[self.using].cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])

    def load(self, entries: list[FixtureEntry]) -> None:
        self.loader = self.make_loader(
            self.using,
            self.defects,
            overwrite=self.overwrite,
            ignore_unknown=self.ignore,
            warn=self.warn,
            progress=self.progress.note,
            known_versions=self.known_versions,
        )
        self.loader.load(entries)
        self.stop_at_defects()
        self.progress.clear()
        self.report(entries)

    def warn(self, line: str) -> None:
        self.progress.clear()
        self.stderr.write(line)

    def make_loader(self, *args, **options) -> FixtureLoader:
        return FixtureLoader(*args, **options)

    def read(self, label: str) -> Iterator[FixtureEntry]:
        """The objects of every file that `label` names."""
        for path, _directory, _name in self.find_fixtures(label):
            _stem, file_format, compression = self.parse_name(os.path.basename(path))
            name = os.path.relpath(path) if os.path.exists(path) else path
            if file_format != "json":
                hint = "without --format dumpdata writes JSON"
                raise CommandError(
                    f"{name}: fixtures are JSON; this is {file_format}. Dump it again: {hint}."
                )
            open_file, mode = self.compression_formats[compression]
            try:
                with open_file(path, mode) as file:
                    content = file.read()
            except Exception as error:  # each kind of compression has its own
                raise CommandError(f"{name}: cannot be read ({error}).") from error
            for entry in parse_fixture(name, content, self.defects):
                if not self.is_excluded(entry.model):
                    yield entry

    def is_excluded(self, model) -> bool:
        return model in self.excluded_models or model._meta.app_config in self.excluded_apps

    def stop_at_defects(self):
        if self.defects:
            raise CommandError("\n".join([*self.defects, "Nothing was written."]))

    def report(self, entries):
        if self.verbosity:
            self.stdout.write(self.summary(entries))

    def summary(self, entries) -> str:
        return f"{len(entries)} objects: {self.loader.summary()}."
