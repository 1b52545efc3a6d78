"""What every kind of synthetic row needs: numbers by scale, repeatable random values, writing in batches."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate, islice, pairwise
from random import Random
from typing import Any, NamedTuple

from django.db import models

from portal.choices import Precision

PREFIX = "synthetic-"
SEED = 2017
BATCH_SIZE = 5000
FIRST_YEAR, YEARS = 2016, 10

COUNTRIES = (
    "RU", "JP", "CN", "DE", "IT", "KR", "IN", "FR", "US", "TR", "BY", "KZ", "CZ", "AT", "CH", "FI", "SE",
    "PL", "ES", "GB", "NL", "BE", "HU", "UZ", "AE", "VN", "TH", "BR", "IL", "MN", "AM", "GE",
)  # fmt: skip
SUBJECTS = (
    "hydrogen", "logistics", "diagnostics", "timber", "ports", "machine-tools", "seeds", "fisheries",
    "turbines", "rail", "robotics", "water", "housing", "recycling", "polymers", "sensors", "training",
    "tourism", "vaccines", "greenhouses",
)  # fmt: skip
# the first of the subjects in the other languages
SUBJECTS_JA = ("水素", "物流", "診断", "木材", "港湾", "工作機械", "種子", "水産")
SUBJECTS_RU = ("водород", "логистика", "диагностика", "лес", "порты", "станки", "семена", "рыболовство")


class MadeRow(NamedTuple):
    """What later rows need to know of a row that was made."""

    pk: int
    slug: str
    country: str = ""
    year: int = 0
    kind: str = ""


class LongTail:
    """A random choice among values of which the first are common and the last rare."""

    def __init__(self, values: Iterable, steepness: float = 1.0):
        self.values = list(values)
        weights = (1 / rank**steepness for rank in range(1, len(self.values) + 1))
        self.cumulative_weights = list(accumulate(weights))

    def pick(self, rng: Random):
        return rng.choices(self.values, cum_weights=self.cumulative_weights)[0]


class RowMaker:
    """Makes rows at a scale: 1 is 300,000 exhibitors. Rows refer to earlier ones, in `made` by kind.

    Each kind has random values of its own, so that a change to one leaves the others as they were.
    """

    def __init__(self, scale: float, write: Callable[[str], object]):
        self.scale = scale
        self.write = write
        self.made: dict[str, list[MadeRow]] = {}
        self.countries = LongTail(COUNTRIES)

    def scaled(self, at_scale_one: int, least: int = 10) -> int:
        return max(least, round(at_scale_one * self.scale))

    def random(self, kind: str) -> Random:
        return Random(f"{SEED}:{kind}")

    def publication(self, number: int, rng: Random) -> dict[str, Any]:
        """Publication and source: of 200 rows two are drafts without a source and one is scheduled."""
        place = number % 200
        if place in (99, 199):
            return {"published_at": None}
        published = datetime(2018, 1, 1, tzinfo=UTC) + timedelta(hours=rng.randrange(60_000))
        if place == 149:
            published = datetime(2100, 1, 1, tzinfo=UTC)
        return {"published_at": published, "source_id": rng.choice(self.made["source"]).pk}

    def create(self, model: type[models.Model], rows: Iterable) -> Iterator:
        """Write rows in batches, and yield each once it is in the database."""
        rows, count = iter(rows), 0
        while batch := list(islice(rows, BATCH_SIZE)):
            yield from model._default_manager.bulk_create(batch)
            count += len(batch)
        self.write(f"{count:>9,} {model._meta.verbose_name_plural}")

    def create_all(self, model: type[models.Model], rows: Iterable) -> None:
        for _row in self.create(model, rows):
            pass

    def create_and_keep(self, name: str, model: type[models.Model], rows: Iterable) -> None:
        """Write rows, and keep in `made` what later rows need of them."""
        self.made[name] = [
            MadeRow(
                row.pk,
                row.slug,
                country=str(getattr(row, "country", "")),
                year=getattr(row, "year", 0),
                kind=getattr(row, "kind", ""),
            )
            for row in self.create(model, rows)
        ]


def random_date(name: str, rng: Random, first: date, days: int) -> dict[str, Any]:
    """A date in the `days` from `first`: mostly known to the day, sometimes to the month or the year."""
    on, exactness = first + timedelta(days=rng.randrange(days)), rng.random()
    if exactness < 0.05:
        return {f"{name}_on": on.replace(month=1, day=1), f"{name}_precision": Precision.YEAR}
    if exactness < 0.15:
        return {f"{name}_on": on.replace(day=1), f"{name}_precision": Precision.MONTH}
    return {f"{name}_on": on, f"{name}_precision": Precision.DAY}


def exact_date(name: str, day: date) -> dict[str, Any]:
    return {f"{name}_on": day, f"{name}_precision": Precision.DAY}


def translations(name: str, english: str, japanese: str, russian: str, rng: Random) -> dict[str, str]:
    """A text in English, in a third of the cases in Japanese, and in a third in Russian."""
    return {
        f"{name}_en": english,
        f"{name}_ja": japanese if rng.random() < 0.33 else "",
        f"{name}_ru": russian if rng.random() < 0.33 else "",
    }


def sample(rng: Random, values: Sequence, most: int, least: int = 1) -> list:
    """A random number of `values`, from `least` to `most`, each once."""
    return rng.sample(values, min(len(values), rng.randint(least, most)))


def split_by_weight(total: int, weights: list[float]) -> list[int]:
    """Parts of `total` in proportion to the weights; they add up to it."""
    bounds = [0, *(round(total * part / sum(weights)) for part in accumulate(weights))]
    return [after - before for before, after in pairwise(bounds)]
