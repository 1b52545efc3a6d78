"""What waits for staff: a registry for the admin's first page, its lists and `manage.py audit`.

A concern is no defect (those are in `portal.quality.checks`) but work to do: a draft to review, a text to
translate. The `checks` module of each app adds those of its own records.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from django.db.models import Count, Q
from django.utils.module_loading import autodiscover_modules
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from portal.choices import Language
from portal.fields import LANGUAGES, texts_of
from portal.models import Keyed, Part, record_models
from portal.publishing.mentions import mentions_of, waiting_mentions_q
from portal.publishing.states import in_state_q
from portal.quality.checks import keyed_models
from portal.quality.translations import missing_q, outdated_q, translated_parts, with_parts_q


@dataclass(frozen=True)
class Concern:
    """Rows of a kind that wait for something. `parameter` and `name` filter the admin's list to them."""

    model: type[Keyed]
    parameter: str
    name: str
    label: Any
    condition: Callable[[], Q]


REGISTERED: list[Concern] = []


def concern(model: type[Keyed], name: str, label: Any) -> Callable[[Callable[[], Q]], Callable[[], Q]]:
    """Register a condition: staff are told of the rows of `model` that fulfil it."""

    def register(condition):
        REGISTERED.append(Concern(model, "attention", name, label, condition))
        return condition

    return register


@cache
def concerns() -> list[Concern]:
    """All concerns: reviews first, translations last."""
    autodiscover_modules("checks")
    label = _("waiting for review")
    waiting = [Concern(model, "publication", "review", label, model.in_review_q) for model in record_models()]
    for model in record_models():
        if model.part_of:
            condition = partial(in_state_q, model, "hidden")
            waiting.append(Concern(model, "publication", "hidden", _("public, but hidden"), condition))
        if mentions_of(model):
            condition = partial(waiting_mentions_q, model)
            waiting.append(Concern(model, "attention", "mentions", _("mentions drafts"), condition))
    return [*waiting, *REGISTERED, *(one for model in keyed_models() for one in translation_concerns(model))]


def translation_concerns(model: type[Keyed]) -> Iterator[Concern]:
    """Missing and outdated translations of a model and of its parts, which have no list of their own."""
    if issubclass(model, Part) or not (texts_of(model) or any(translated_parts(model))):
        return
    for code in LANGUAGES:
        label = format_lazy(_("{}: missing"), Language(code).label)
        yield Concern(
            model, "translations", f"no-{code}", label, partial(with_parts_q, missing_q, model, code)
        )
    for code in LANGUAGES[1:]:
        label = format_lazy(_("{}: older than the English"), Language(code).label)
        yield Concern(
            model, "translations", f"old-{code}", label, partial(with_parts_q, outdated_q, model, code)
        )


def count_concerns(chosen: list[Concern]) -> list[tuple[Concern, int]]:
    """The concerns that have rows, each with their number; one query for each model."""
    found = []
    for model in dict.fromkeys(one.model for one in chosen):
        own = [one for one in chosen if one.model is model]
        counts = {f"n{place}": Count("pk", filter=one.condition()) for place, one in enumerate(own)}
        numbers = model._default_manager.aggregate(**counts)
        found += [(one, numbers[f"n{place}"]) for place, one in enumerate(own)]
    numbers_of = {id(one): number for one, number in found}
    return [(one, numbers_of[id(one)]) for one in chosen if numbers_of[id(one)]]
