from argparse import ArgumentTypeError

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from cooperation.management.synthetic import PREFIX, Maker, make_fairs, make_kernel, make_plan
from cooperation.models import Area
from portal.models import Change, Slugged

SCALES = (0.001, 10)


def scale(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0
    if not SCALES[0] <= value <= SCALES[1]:
        raise ArgumentTypeError(f"{text} is not a number from {SCALES[0]} to {SCALES[1]}")
    return value


def real_row() -> Slugged | None:
    """A row that this command did not make. Synthetic areas are told by their source, not by their slug."""
    for model in apps.get_models():
        if issubclass(model, Slugged):
            slug = "source__slug" if model is Area else "slug"
            if row := model._default_manager.exclude(**{f"{slug}__startswith": PREFIX}).first():
                return row
    return None


class Command(BaseCommand):
    help = (
        "Fills an empty database with visibly synthetic rows, the same ones each time, to measure and to try "
        "with. Scale 1 is 300,000 exhibitors of 100,000 organisations, 10,000 memoranda and 20,000 outcomes."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--scale", type=scale, default=0.01, help="How much, from 0.001 to 10 (default: 0.01)."
        )

    def handle(self, **options):
        if row := real_row():
            raise CommandError(
                f"The database holds a real row ({row._meta.label_lower} {row.slug}): "
                "name an empty, migrated database in DATABASE_URL."
            )
        if any(model._default_manager.exists() for model in apps.get_models() if issubclass(model, Slugged)):
            self.stdout.write("Synthetic data is there already; for another scale take an empty database.")
            return
        maker = Maker(options["scale"], self.stdout.write if options["verbosity"] else lambda line: None)
        with transaction.atomic():
            make_kernel(maker)
            make_fairs(maker)
            make_plan(maker)
            Change.mark()
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
