"""Public totals: how many public records there are of each kind.

Each app's `totals` module adds what it can tell. Whoever is about to change much at once asks before and
after, and says what that does: `manage.py fixturediff` first.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from django.db.models import Count, QuerySet, TextChoices
from django.utils.formats import number_format
from django.utils.module_loading import autodiscover_modules
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from portal.models import Keyed, Source, record_models


@dataclass(frozen=True)
class Total:
    """A count of public rows; `of` is the reported number with its qualifier, if any, that it is part of."""

    key: str  # the same in every language, before and after
    label: str
    value: int
    of: str = ""

    @property
    def number(self) -> str:
        return number_format(self.value, use_l10n=True, force_grouping=True)

    def __str__(self) -> str:
        beside = {"number": self.number, "of": self.of}
        return _("%(number)s of %(of)s reported") % beside if self.of else self.number


Totals = dict[str, Total]
TotalFunction = Callable[[], Iterator[Total]]
TOTAL_FUNCTIONS: list[TotalFunction] = []


def public_total(counting: TotalFunction) -> TotalFunction:
    """Register a function that yields public totals."""
    TOTAL_FUNCTIONS.append(counting)
    return counting


def public_totals() -> Totals:
    """The totals of all apps, by key."""
    autodiscover_modules("totals")
    return {total.key: total for counting in TOTAL_FUNCTIONS for total in counting()}


def kind_label(model: type[Keyed]) -> str:
    return capfirst(str(model._meta.verbose_name_plural))


def shares(rows: QuerySet, column: str, choices: type[TextChoices]) -> Iterator[Total]:
    """The number of rows with each value of a closed list."""
    counts = dict(rows.values_list(column).annotate(n=Count("pk")))
    for choice in choices:
        label = _("%(kind)s, %(value)s") % {"kind": kind_label(rows.model), "value": choice.label}
        key = f"{rows.model._meta.label_lower} {column} {choice.value}"
        yield Total(key, label, counts.get(choice.value, 0))


@public_total
def records_of_each_kind() -> Iterator[Total]:
    """The number of records of each kind with a page of its own; apps count the others."""
    kinds: list[type[Keyed]] = [*(model for model in record_models() if model.has_page), Source]
    for model in kinds:
        yield Total(model._meta.label_lower, kind_label(model), model.objects.published().count())


def changed_totals(before: Totals, after: Totals) -> Iterator[str]:
    """A line for each total that differs; one that is missing on a side is 0, with no reported number."""
    for key, total in {**before, **after}.items():
        none = replace(total, value=0, of="")
        was, now = before.get(key, none), after.get(key, none)
        if was.of != now.of:
            yield f"{total.label}: {with_reported(was)} -> {with_reported(now)}"
        elif was.value != now.value:
            yield f"{total.label}: {was.number} -> {now}"


def with_reported(total: Total) -> str:
    return str(total) if total.of else _("%(number)s, no reported total") % {"number": total.number}
