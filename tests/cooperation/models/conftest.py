"""Follow-through, derived from dated steps; and the rules of the plan that no single row can hold.

What the tests share: outcomes with dated steps, and the state that follows from them.
"""

from datetime import date

from tests import factories


def step(outcome, stage, on=date(2017, 9, 7), precision="day", **given):
    return factories.step(outcome=outcome, stage=stage, happened_on=on, happened_precision=precision, **given)


def linked(memorandum, *stages, **given):
    """An outcome of a document, with a step a month for each stage."""
    outcome = factories.outcome(**given)
    factories.outcome_link(outcome=outcome, memorandum=memorandum)
    for month, stage in enumerate(stages, 1):
        step(outcome, stage, date(2017, month, 1))
    return outcome


def state_of(row, as_of=None) -> str:
    return type(row).objects.with_progress(as_of).get(pk=row.pk).progress
