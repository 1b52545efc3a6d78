"""Say what loading fixtures would do to the record and to its public totals, and do nothing.

This is `loaddata` itself, in a transaction that is always rolled back: what that one refuses, compares, keeps
and counts is the same here. While it runs, it holds what `loaddata` holds: on SQLite nobody else writes.
The exit code is that of `diff`; `call_command()` raises CommandError with the same number as `returncode`.
"""

import json

from django.core import serializers
from django.core.management.base import CommandError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import DatabaseError, transaction

from portal.management.commands import loaddata
from portal.models import Keyed
from portal.publishing.totals import Totals, changed_totals, public_totals

DIFFERENT, TROUBLE = 1, 2
INDENT = "    "
MOST = 160  # letters of a text that a line shows
AROUND = 30  # of them before and after what differs


class Command(loaddata.Command):
    help = (
        "Says what loading the fixtures would add, change and keep, and which public totals would follow; "
        "writes nothing. Values stand as in a fixture. --verbosity 0 prints the sums, 2 long texts whole. "
        "The exit code is 0 if nothing would change, 1 if something would, 2 if a fixture has a defect."
    )

    def handle(self, *fixture_labels, **options):
        try:
            super().handle(*fixture_labels, **options)
        except (CommandError, DatabaseError) as error:
            raise CommandError(str(error), returncode=TROUBLE) from error
        if written := self.written():
            raise CommandError(f"{written} to load.", returncode=DIFFERENT)

    def loaddata(self, fixture_labels):
        self.lines: dict[tuple[str, int], list[str]] = {}
        self.before: Totals = public_totals()
        super().loaddata(fixture_labels)
        transaction.set_rollback(True, using=self.using)

    def written(self) -> int:
        return self.done["added"] + self.done["changed"]

    # Collecting what happens: objects that wait for others are not installed in the order of the files

    def note(self, entry, *lines):
        self.lines[entry.file, entry.number] = [*lines]

    def keep(self, entry, line):
        self.note(entry, line)

    def install_other(self, entry):
        super().install_other(entry)
        self.note(entry, entry.line("", "added"))

    def write(self, entry, instance, row, what) -> bool:
        names = [*self.differing(instance, row)] if what == "changed" else []
        before = stated(instance, names)
        if not super().write(entry, instance, row, what):
            return False
        after = stated(instance, names)
        changes = (INDENT + self.change(name, before[name], after[name]) for name in names)
        self.note(entry, entry.line("", what), *changes)
        return True

    def change(self, name, old, new) -> str:
        if isinstance(old, list):  # of natural keys; a single one is a tuple
            gone = (f"- {spelled(key)}" for key in sorted(set(old) - set(new)))
            come = (f"+ {spelled(key)}" for key in sorted(set(new) - set(old)))
            return f"{name}: {', '.join([*gone, *come])}"
        if isinstance(old, str) and isinstance(new, str) and self.verbosity < 2:
            old, new = shortened(old, new)
        return f"{name}: {spelled(old)} -> {spelled(new)}"

    # Reporting

    def report(self, entries):
        if self.verbosity:
            for entry in entries:
                for line in self.lines.get((entry.file, entry.number), ()):
                    self.stdout.write(line)
        self.stdout.write(self.summary(entries))
        if others := self.others(entries):
            self.stdout.write(f"{others} more of these kinds are in none of the files: left alone.")
        # where nothing is loaded, what else changes is the clock's doing: a scheduled record became public
        lines = [*changed_totals(self.before, public_totals())] if self.written() else []
        self.stdout.write("Public totals:" if lines else "No public total changes.")
        for line in lines:
            self.stdout.write(INDENT + line)

    def others(self, entries) -> int:
        """How many rows there are of the kinds that the files state, but in none of the files."""
        kinds = {entry.model for entry in entries if issubclass(entry.model, Keyed)}
        return sum(model._base_manager.using(self.using).count() for model in kinds) - len(self.told)


def stated(instance, names) -> dict:
    """The fields as a fixture states them."""
    (row,) = serializers.serialize("python", [instance], fields=names, use_natural_foreign_keys=True)
    return row["fields"]


def spelled(value) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)


def shortened(old: str, new: str) -> tuple[str, str]:
    """Of long texts the part in which they differ, with what stands around it; of a long part both ends."""
    if max(len(old), len(new)) <= MOST:
        return old, new
    start = alike(old, new)
    end = alike(old[start:][::-1], new[start:][::-1])

    def part(text):
        first, last = max(start - AROUND, 0), min(len(text) - end + AROUND, len(text))
        return ends(f"{'…' if first else ''}{text[first:last]}{'…' if last < len(text) else ''}")

    return part(old), part(new)


def alike(one: str, other: str) -> int:
    """How many letters two texts begin with together."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(one), len(other)))


def ends(text: str) -> str:
    return text if len(text) <= MOST else f"{text[: MOST // 2]} … {text[-MOST // 2 :]}"
