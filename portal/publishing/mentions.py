"""The records that others mention: a document's parties, the organisation of an appearance.

Visitors are shown a public record that mentions a draft without it: "a party not yet published".
"""

from functools import cache
from typing import cast

from django.apps import apps
from django.db.models import ForeignKey, Q

from portal.models import Part, Record


@cache
def mentions_of(model: type[Record]) -> dict[str, type[Record]]:
    """The lookups that lead from a record to those it mentions, itself or in its parts, and their models.

    What a record is part of is no mention: it hides the record.
    """
    found = {name: target for name, target in _relations(model) if name not in model.part_of}
    for part in apps.get_models():
        if issubclass(part, Part):
            for name, owner in _relations(part):
                if owner is model and name in part.part_of:
                    prefix = cast(ForeignKey, part._meta.get_field(name)).related_query_name()
                    others = (other for other in _relations(part) if other[0] not in part.part_of)
                    found |= {f"{prefix}__{other}": target for other, target in others}
    return found


def _relations(model) -> list[tuple[str, type[Record]]]:
    fields = (*model._meta.fields, *model._meta.many_to_many)
    named = ((field.name, field.related_model) for field in fields if field.is_relation)
    return [(name, target) for name, target in named if issubclass(target, Record)]


def withheld_mentions(records: list[Record]) -> list[Record]:
    """The drafts and scheduled records that some records of one kind mention, each once."""
    if not records:
        return []
    model = type(records[0])
    asked = {"pk__in": [record.pk for record in records]}
    found: list[Record] = []
    if mentions_of(model) and model._default_manager.filter(mentions_q(model), **asked).exists():
        for path, target in mentions_of(model).items():
            keys = model._default_manager.order_by().filter(**asked).values(path)
            found += target._default_manager.withheld().filter(pk__in=keys).with_owners()
    return list(dict.fromkeys(found))


def mentions_q(model: type[Record]) -> Q:
    """The condition for mentioning what is not public."""
    condition = Q(pk__in=[])
    for path, target in mentions_of(model).items():
        withheld = target._default_manager.withheld().order_by()
        mentioning = model._default_manager.order_by().filter(**{f"{path}__in": withheld.values("pk")})
        condition |= Q(pk__in=mentioning.values("pk"))
    return condition


def waiting_mentions_q(model: type[Record]) -> Q:
    """The condition for being public, or submitted, and mentioning what is not public."""
    return mentions_q(model) & (Q(published_at__isnull=False) | Q(submitted_at__isnull=False))
