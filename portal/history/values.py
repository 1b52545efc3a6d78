"""The values from which a form of a row would start: of the row as it is, or of its versions."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from inspect import getattr_static
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from simple_history.models import DeletedObject
from simple_history.utils import get_m2m_reverse_field_name

from portal.history.display import RelatedRows, display_name

FormValues = dict[str, Any]  # by the name of the field; related rows by their primary keys


def editable_fields(model: type[models.Model]) -> list[Any]:
    """The fields that people fill in. Relations through a model of ours are parts of the record instead."""
    many: list[Any] = [*model._meta.many_to_many]
    plain = [field for field in many if field.remote_field.through._meta.auto_created]
    return [field for field in (*model._meta.fields, *plain) if field.editable and not field.primary_key]


def form_values(model: type[models.Model], row: Any) -> FormValues:
    """The values of a row, or of one version of it."""
    values: FormValues = {}
    for field in editable_fields(model):
        if not field.many_to_many:
            values[field.name] = field.value_from_object(row)
        elif row.pk is None:
            values[field.name] = []
        else:
            key = "pk" if isinstance(row, model) else get_m2m_reverse_field_name(field)
            values[field.name] = sorted(getattr(row, field.name).values_list(key, flat=True))
    return values


def version_values(model: Any, versions: list[Any]) -> dict[int, FormValues]:
    """The values of many versions, by `history_id`. Costs a query for each relation to many."""
    related: dict[str, dict[int, list]] = {}
    for field in editable_fields(model):
        if field.many_to_many:
            historical: Any = getattr_static(model.history.model, field.name).model
            links = historical.objects.filter(history__in=[version.history_id for version in versions])
            target = f"{get_m2m_reverse_field_name(field)}_id"
            related[field.name] = defaultdict(list)
            for number, key in links.order_by(target).values_list("history_id", target):
                related[field.name][number].append(key)
    return {
        version.history_id: {
            field.name: related[field.name].get(version.history_id, [])
            if field.many_to_many
            else field.value_from_object(version)
            for field in editable_fields(model)
        }
        for version in versions
    }


def related_rows(values: Iterable[tuple[Any, Collection[FormValues]]]) -> RelatedRows:
    """The rows to which the values of some models relate, as far as they still exist."""
    keys: dict[Any, set] = defaultdict(set)
    for model, of_model in values:
        for field in editable_fields(model):
            for one in of_model if field.is_relation else ():
                value = one[field.name]
                keys[field.related_model] |= {*value} if field.many_to_many else {value} - {None}
    return {model: model._default_manager.with_owners().in_bulk(found) for model, found in keys.items()}


def row_of_version(version: Any, related: RelatedRows) -> Any:
    """The unsaved row that a version describes, with those of its related rows that still exist."""
    row = version.instance
    for field in editable_fields(type(row)):
        to_one = field.is_relation and not field.many_to_many
        if to_one and (target := related.get(field.related_model, {}).get(getattr(row, field.attname))):
            setattr(row, field.name, target)
    return row


def version_name(version: Any, related: RelatedRows) -> str:
    """The name of a row at a version; its kind and number if it was named after rows that are gone."""
    row = row_of_version(version, related)
    try:
        return str(row)
    except ObjectDoesNotExist:
        return display_name(DeletedObject(type(row), row.pk))
