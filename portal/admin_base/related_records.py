"""Links from the form of a record to the lists of records that name it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from portal.admin_base.features import AdminFeature
from portal.models import Record


@dataclass(frozen=True)
class RelatedList:
    """A kind of records that name a record: their list, and the form of a new one (empty if not allowed)."""

    kind: Any
    kinds: Any
    list_url: str
    add_url: str


class RelatedRecords(AdminFeature):
    """An edition's exhibitors, figures and forums; an outcome's steps."""

    def form_context(self, request, obj, form):
        return {"related_lists": list(self.related_lists(request, obj))} if obj else {}

    def related_lists(self, request, record: Record) -> Iterator[RelatedList]:
        for model, admin in self.admin.admin_site._registry.items():
            for field in model._meta.fields:
                if field.related_model is not self.model or not issubclass(model, Record):
                    continue
                if not admin.has_view_permission(request):
                    continue
                base = f"admin:{model._meta.app_label}_{model._meta.model_name}"
                list_url = reverse(f"{base}_changelist") + f"?{field.name}__id__exact={record.pk}"
                # a pavilion's exhibitor is at the edition of the pavilion
                shared = {name: getattr(record, f"{name}_id", None) for name in model.part_of}
                known = {name: value for name, value in shared.items() if value} | {field.name: record.pk}
                add_url = reverse(f"{base}_add") + f"?{urlencode(known)}"
                meta = model._meta
                yield RelatedList(
                    meta.verbose_name,
                    meta.verbose_name_plural,
                    list_url,
                    add_url if admin.has_add_permission(request) else "",
                )
