"""Missing translations, and those that are older than their English.

What was translated, and when, is in the history of the row: nothing else has to be kept, on any path by
which a text is written. Who has read a translation again and found that it still holds leaves a version
with the reason `CHECKED`.
"""

from collections.abc import Callable, Iterator
from typing import Any, cast

from django.apps import apps
from django.db.models import (
    CASCADE,
    BigIntegerField,
    BooleanField,
    ExpressionWrapper,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThan, GreaterThanOrEqual

from portal.fields import LANGUAGES, columns_of, texts_of
from portal.history.reasons import CHECKED
from portal.models import Keyed, Part

ENGLISH = LANGUAGES[0]


def missing_q(model: type[Model], language: str) -> Q:
    """The condition for rows with a text that is there in another language and not in this one."""
    condition = Q(pk__in=[])
    for name in texts_of(model):
        others = Q()
        for column in columns_of(name):
            if column != f"{name}_{language}":
                others |= ~Q(**{column: ""})
        condition |= Q(**{f"{name}_{language}": ""}) & others
    return condition


def outdated_q(model: type[Keyed], language: str) -> Q:
    """The condition for rows with a translation that is older than its English."""
    condition = Q(pk__in=[])
    for name in texts_of(model):
        condition |= outdated_text_q(model, name, language)
    return condition


def translated_parts(model: type[Model]) -> Iterator[tuple[type[Keyed], str]]:
    """The models of parts with translated texts, each with the field that names its owner of `model`."""
    for part in apps.get_models():
        for field in part._meta.fields if issubclass(part, Part) and texts_of(part) else ():
            relation = cast(Any, field).remote_field
            if field.related_model is model and relation.on_delete is CASCADE:
                yield part, field.name


def with_parts_q(condition: Callable[[Any, str], Q], model: type[Keyed], language: str) -> Q:
    """The condition for rows that fulfil `condition` (`missing_q`, `outdated_q`) themselves or in a part."""
    found = condition(model, language)
    for part, owner in translated_parts(model):
        found |= Q(pk__in=part.objects.filter(condition(part, language)).values(owner))
    return found


def outdated_text_q(model: type[Keyed], name: str, language: str) -> Q:
    """The condition for one text: its English was another when the translation was already this one."""
    history = cast(Any, model).history.model.objects.filter(**{_pk(model): OuterRef("pk")})

    def newest(versions) -> Coalesce:
        latest = versions.order_by("-history_id").values("history_id")[:1]
        return Coalesce(Subquery(latest, output_field=BigIntegerField()), Value(0))

    def with_another(column: str) -> Coalesce:
        return newest(history.exclude(**{column: OuterRef(column)}))

    english, translated = with_another(f"{name}_{ENGLISH}"), with_another(f"{name}_{language}")
    checked = newest(history.filter(history_change_reason__startswith=CHECKED))
    there = ~Q(**{f"{name}_{language}": ""}) & ~Q(**{f"{name}_{ENGLISH}": ""})
    return there & Q(GreaterThan(english, translated)) & Q(GreaterThanOrEqual(english, checked))


def outdated_columns(rows: QuerySet) -> list[str]:
    """The columns in which any of `rows` has a translation older than its English."""
    model = cast(type[Keyed], rows.model)
    columns = {
        f"{name}_{language}": (name, language) for name in texts_of(model) for language in LANGUAGES[1:]
    }
    stored = rows.order_by().values_list(*columns) if columns else []
    conditions = {
        column: ExpressionWrapper(outdated_text_q(model, *columns[column]), BooleanField())
        for column, *texts in zip(columns, *stored, strict=True)
        if any(texts)  # most parts have no translations, and the query for all takes a tenth of a form's time
    }
    annotations = {f"older_{column}": condition for column, condition in conditions.items()}
    found = rows.order_by().annotate(**annotations).values_list(*annotations) if annotations else []
    return [column for column, *olds in zip(conditions, *found, strict=True) if any(olds)]


def _pk(model: type[Model]) -> str:
    return cast(Any, model._meta.pk).attname
