"""Say what loading fixtures would do to the record and to its public totals, and do nothing.

This is `loaddata` itself in a transaction that is always rolled back: it refuses, compares, keeps and counts
the same. While it runs, it holds the same locks: on SQLite nobody else writes.
The exit code is that of `diff`; `call_command()` raises CommandError with the same number as `returncode`.
"""

from django.core.management.base import CommandError
from django.db import DatabaseError, transaction

from portal.fixtures.preview import INDENT, LoadPreview
from portal.management.commands import loaddata
from portal.publishing.totals import Totals, changed_totals, public_totals

DIFFERENT, TROUBLE = 1, 2


class Command(loaddata.Command):
    help = (
        "Says what loading the fixtures would add, change and keep, and which public totals would follow; "
        "writes nothing. Values stand as in a fixture. --verbosity 0 prints the sums, 2 long texts whole. "
        "The exit code is 0 if nothing would change, 1 if something would, 2 if a fixture has a defect."
    )
    loader: LoadPreview

    def handle(self, *fixture_labels, **options):
        try:
            super().handle(*fixture_labels, **options)
        except (CommandError, DatabaseError) as error:
            raise CommandError(str(error), returncode=TROUBLE) from error
        if self.loader.written:
            raise CommandError(f"{self.loader.written} to load.", returncode=DIFFERENT)

    def load(self, entries):
        self.totals_before: Totals = public_totals()
        super().load(entries)
        transaction.set_rollback(True, using=self.using)

    def make_loader(self, *args, **options):
        return LoadPreview(*args, shorten=self.verbosity < 2, **options)

    def report(self, entries):
        if self.verbosity:
            for entry in entries:
                for line in self.loader.lines(entry):
                    self.stdout.write(line)
        self.stdout.write(self.summary(entries))
        if others := self.loader.count_other_rows(entries):
            self.stdout.write(f"{others} more of these kinds are in none of the files: left alone.")
        # where nothing is loaded, what else changes is the clock's doing: a scheduled record became public
        lines = [*changed_totals(self.totals_before, public_totals())] if self.loader.written else []
        self.stdout.write("Public totals:" if lines else "No public total changes.")
        for line in lines:
            self.stdout.write(INDENT + line)
