"""Made-up rows, in the numbers of a large record, to measure and to try with. Everything says "Synthetic"."""

from collections.abc import Callable

from django.apps import apps
from django.db import connection, transaction

from cooperation.models import Area
from portal.models import Change, Slugged
from tests.bench.synthetic.base import PREFIX, RowMaker
from tests.bench.synthetic.fairs import make_fairs
from tests.bench.synthetic.kernel import make_kernel
from tests.bench.synthetic.plan import make_plan


class RealRowError(Exception):
    """The database holds a row that is not synthetic."""


def fill(scale: float, write: Callable[[str], object] = lambda line: None) -> None:
    """Fill an empty, migrated database with synthetic rows, the same ones each time.

    Scale 1 is 300,000 exhibitors of 100,000 organisations, 10,000 memoranda and 20,000 outcomes. `write` is
    given a line about each kind of row. Synthetic rows that are there already stay as they are; with a real
    row it raises RealRowError.
    """
    models = [model for model in apps.get_models() if issubclass(model, Slugged)]
    if row := find_real_row(models):
        raise RealRowError(
            f"The database holds a real row ({row._meta.label_lower} {row.slug}): "
            "name an empty, migrated database in DATABASE_URL."
        )
    if any(model._default_manager.exists() for model in models):
        write("Synthetic data is there already; for another scale take an empty database.")
        return
    maker = RowMaker(scale, write)
    with transaction.atomic():
        make_kernel(maker)
        make_fairs(maker)
        make_plan(maker)
        Change.mark()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def find_real_row(models: list[type[Slugged]]) -> Slugged | None:
    """A row that is not synthetic. Synthetic areas have the slugs of real ones, and a synthetic source."""
    for model in models:
        slug = "source__slug" if model is Area else "slug"
        if row := model._default_manager.exclude(**{f"{slug}__startswith": PREFIX}).first():
            return row
    return None
