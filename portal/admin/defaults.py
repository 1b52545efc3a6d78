"""What a form fills in by itself: from where it was opened, from what was just saved, from the rest of it."""

import re
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import urlencode

from django import forms
from django.contrib.admin.options import BaseModelAdmin
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.http import QueryDict
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from portal.choices import Precision
from portal.fields.dates import dates_of
from portal.models import Record

CHOSEN = re.compile(r"(__id)?__exact$")  # how a list says by which value of a field it is filtered


class FilledForm(forms.ModelForm):
    """A form that takes no date as known to the day, month or year, and makes a short name from the rest."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.named_after:
            self.fields["slug"].required = False
            self.fields["slug"].help_text = _("Left empty, it is made of what the record is about.")

    @property
    def named_after(self) -> tuple[str, ...]:
        """Of what a new record's short name is made; nothing once it has one, or none is asked for."""
        asked = self.instance._state.adding and "slug" in self.fields
        return getattr(self._meta.model, "NAMED_AFTER", ()) if asked else ()

    def clean(self):
        super().clean()
        given = self.cleaned_data
        for name in dates_of(self._meta.model):
            on, precision = f"{name}_on", f"{name}_precision"
            if on in given and precision in given and not given[on]:
                given[precision] = ""
        if self.named_after and not given.get("slug", "refused"):
            given["slug"] = self.free_slug()
        return given

    def free_slug(self) -> str:
        """The short names and words of what the record is named after, and a number if that is taken."""
        made = ""
        for name in self.named_after:
            value = self.cleaned_data.get(name)
            part = slugify(str(getattr(value, "slug", value or "")))
            made = part if part.startswith(f"{made}-") else f"{made}-{part}".strip("-")
        made, number, model = made[:75].strip("-"), 1, self._meta.model
        slug = made
        while model.objects.filter(slug=slug).exists():
            number += 1
            slug = f"{made}-{number}"
        return slug


class FilledDesk(BaseModelAdmin):
    """A desk whose form begins with what is known. `stays` is kept for the next row of the same kind."""

    stays: tuple[str, ...] = ()

    def get_changeform_initial_data(self, request):
        """What the address says, or the filters of the list from which a row is added."""
        filters = QueryDict(request.GET.get("_changelist_filters", ""))
        asked = {CHOSEN.sub("", name): value for name, value in filters.items() if CHOSEN.search(name)}
        initial = {f"{name}_precision": Precision.DAY for name in dates_of(self.model)}
        for name, value in {**asked, **request.GET.dict()}.items():
            with suppress(FieldDoesNotExist, ValidationError):
                field = self.model._meta.get_field(name)
                if field.editable and field.concrete and not field.many_to_many:
                    initial[name] = field.clean(value, None) if field.is_relation else field.to_python(value)
        return initial

    def response_add(self, request, obj, post_url_continue=None):
        return self.with_what_stays(request, obj, super().response_add(request, obj, post_url_continue))

    def response_change(self, request, obj):
        return self.with_what_stays(request, obj, super().response_change(request, obj))

    def with_what_stays(self, request, obj, response):
        kept = {name: obj.serializable_value(name) for name in self.stays}
        kept = {name: value for name, value in kept.items() if value is not None}
        if "_addanother" in request.POST and kept:
            address, _mark, query = response["Location"].partition("?")
            known = QueryDict(query, mutable=True)
            for name, value in kept.items():
                known[name] = value
            response["Location"] = f"{address}?{known.urlencode()}"
        return response

    def beneath(self, request, record: Record) -> Iterator[tuple[str, str, str, str]]:
        """The kinds of record that name this one: kind, kinds, the list of its own, the form of a new one."""
        for model, desk in self.admin_site._registry.items():
            for field in model._meta.fields:
                if field.related_model is not self.model or not issubclass(model, Record):
                    continue
                base = f"admin:{model._meta.app_label}_{model._meta.model_name}"
                listed = reverse(f"{base}_changelist") + f"?{field.name}__id__exact={record.pk}"
                # a pavilion's exhibitor is at the edition of the pavilion
                shared = {name: getattr(record, f"{name}_id", None) for name in model.part_of}
                given = {name: value for name, value in shared.items() if value} | {field.name: record.pk}
                added = reverse(f"{base}_add") + f"?{urlencode(given)}"
                if desk.has_view_permission(request):
                    addable = added if desk.has_add_permission(request) else ""
                    yield model._meta.verbose_name, model._meta.verbose_name_plural, listed, addable
