"""Load fixtures as statements that are checked, compared and kept in the history.

Django's `loaddata` writes every row again, unchecked, over whatever staff corrected, and leaves no
history. This one reads the same files and options, and
- validates each object as a form would, and reports every defect on one line: file, object, field;
- writes only what differs, with history ("loaddata"); a field that a fixture leaves out is left alone;
- keeps a row that staff changed since it was last loaded, and says so, unless `--overwrite` is given;
- follows a slug that staff merged away to the row it was merged into, and leaves out the merged row;
- writes all or nothing.
"""

import os
from collections.abc import Iterator

from django.core import serializers
from django.core.management.base import CommandError
from django.core.management.commands import loaddata

from portal.fixtures.entries import FixtureEntry
from portal.fixtures.loading import FixtureLoader
from portal.fixtures.reading import parse_fixture, repeated_entries


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
        entries = [entry for label in fixture_labels for entry in self.read(label)]
        self.defects += repeated_entries(entries)
        self.stop_at_defects()
        self.loader = self.make_loader(
            self.using,
            self.defects,
            overwrite=self.overwrite,
            ignore_unknown=self.ignore,
            warn=self.stderr.write,
        )
        self.loader.load(entries)
        self.stop_at_defects()
        self.report(entries)

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
