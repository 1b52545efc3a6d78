"""Write fixtures that load anywhere and compare byte for byte.

Extends Django's `dumpdata`: rows are named and ordered by their natural keys instead of by numbers
that differ from database to database. History is left out: a fixture says what is stated, not who typed
it when.
"""

import bz2
import gzip
import io
import json
import lzma
from itertools import groupby
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core import serializers
from django.core.management.base import CommandError, OutputWrapper
from django.core.management.commands import dumpdata
from simple_history.models import HistoricalChanges

from portal.duplicates.models import Distinction
from portal.models import Change, Keyed
from portal.models.row_reference import RowReference
from portal.sheets.models import FinishedImport, Upload

# What belongs to one database and no fixture states.
LOCAL_MODELS = (HistoricalChanges, Change, Distinction, RowReference, FinishedImport, Upload)
OPENERS: dict[str, Any] = {".gz": gzip.open, ".bz2": bz2.open, ".xz": lzma.open, ".lzma": lzma.open}
OTHER_FORMATS = (*serializers.get_public_serializer_formats(), "yml", "zip")


def refuse_other_formats(file_format: str, output: str) -> None:
    """Raise CommandError for a dump that `loaddata` would refuse by its format or by the name of its file."""
    if file_format != "json":
        raise CommandError(f"Fixtures are JSON, loaddata reads no {file_format}: leave out --format.")
    file = Path(output)
    name = file.stem if file.suffix in OPENERS else file.name
    suffix = Path(name).suffix.removeprefix(".")
    if suffix != "json" and suffix in OTHER_FORMATS:
        raise CommandError(f"{output}: loaddata would not read it. End the name with .json or .json.gz.")


class Command(dumpdata.Command):
    help = "Writes the record as fixtures: natural keys, stable order, no history."

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.set_defaults(use_natural_foreign_keys=True, use_natural_primary_keys=True, indent=2)

    def handle(self, *app_labels, **options):
        refuse_other_formats(options["format"], options["output"] or "")
        requested = {label.lower() for label in app_labels}
        local = [model._meta.label for model in apps.get_models() if issubclass(model, LOCAL_MODELS)]
        options["exclude"] = [
            *options["exclude"],
            *(label for label in local if label.lower() not in requested),
        ]
        output, options["output"] = options["output"], None
        dump, real = io.StringIO(), self.stdout
        self.stdout = OutputWrapper(dump)
        try:
            super().handle(*app_labels, **options)
        finally:
            self.stdout = real
        objects = json.loads(dump.getvalue())
        ordered = [
            entry
            for _model, entries in groupby(objects, key=lambda entry: entry["model"])
            for entry in sorted(entries, key=self.natural_order)
        ]
        text = json.dumps(ordered, indent=options["indent"], ensure_ascii=False) + "\n"
        if output:
            open_file = OPENERS.get(Path(output).suffix, open)
            with open_file(output, "wt", encoding="utf-8") as file:
                file.write(text)
        else:
            self.stdout.write(text, ending="")

    @staticmethod
    def natural_order(entry):
        model = apps.get_model(entry["model"])
        names = model.KEY if issubclass(model, Keyed) else ()
        return [json.dumps(entry["fields"][name], ensure_ascii=False) for name in names]
