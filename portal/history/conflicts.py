"""Two people edit one record: the second to save is told what the first did, and loses nothing."""

from copy import copy
from datetime import datetime
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, QuerySet
from django.forms.models import _get_foreign_key
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from portal.history.display import EMPTY_VALUE
from portal.history.reasons import translate_reason
from portal.history.states import RecordState
from portal.history.submitted import RowConflict, SubmittedParts, SubmittedRow
from portal.history.values import form_values

ModelAdmin: Any = admin.ModelAdmin  # whose stubs take no fieldsets that are put together


class StaleGuard(ModelAdmin):
    """A desk whose form saves only what was opened in the state that the record and its parts are in now."""

    change_form_template = "admin/guarded_form.html"
    unsaved_template = "admin/unsaved.html"

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        key = self.key_of(object_id)
        if key is None:  # a row that is being added, or an address of none
            return super().changeform_view(request, object_id, form_url, extra_context)
        if request.method != "POST":
            context = {**(extra_context or {}), "opened": RecordState.of(self.histories(key))}
            return super().changeform_view(request, object_id, form_url, context)
        with transaction.atomic():  # which on SQLite keeps every other writer out by itself
            row = self.model._default_manager.select_for_update(of=("self",)).filter(pk=key).first()
            state, token = RecordState.of(self.histories(key)), request.POST.get("_opened", "")
            context = {**(extra_context or {}), "opened": state}
            if row and str(state) == token:
                return super().changeform_view(request, object_id, form_url, context)
            opened = state.parse(token)
            if row is None or not self.has_change_permission(request, row):
                response = self.unsaved_view(request, key, row, opened)
                return response or super().changeform_view(request, object_id, form_url, extra_context)
            told = {"known": opened is not None, "news": self.news(key, opened)}
            response = super().changeform_view(
                as_read(request), object_id, form_url, {**context, "told": told}
            )
            told["sheets"] = self.merge(request, key, opened, response.context_data)
            response.status_code = 400 if opened is None else 409
            return response

    def key_of(self, object_id: str | None) -> Any:
        try:
            return self.opts.pk.clean(unquote(object_id), None) if object_id else None
        except ValidationError:
            return None

    def owners(self) -> list[str]:
        """Of the record and of each kind of its parts the column that names the record."""
        parts = [_get_foreign_key(self.model, one.model, fk_name=one.fk_name).name for one in self.inlines]
        return [self.opts.pk.attname, *parts]

    def histories(self, key: Any) -> list[QuerySet]:
        """The versions of a record, and of all that were its parts at some time, kind by kind."""
        own, *parts = self.owners()
        histories = [self.model.history.filter(**{own: key})]
        for inline, owner in zip(self.inlines, parts, strict=True):
            pk, versions = inline.model._meta.pk.attname, inline.model.history
            histories.append(versions.filter(**{f"{pk}__in": versions.filter(**{owner: key}).values(pk)}))
        return histories

    def opened(self, key: Any, opened: RecordState | None) -> list[dict[Any, Any]]:
        """What was there when a form was opened: kind by kind the version of each row, by its number."""
        found = []
        for place, history in enumerate(self.histories(key)):
            pk = history.model.instance_type._meta.pk.attname
            before = history.filter(history_id__lte=opened[place][0]) if opened else history.none()
            newest = before.order_by().values(pk).annotate(newest=Max("history_id")).values("newest")
            versions = history.model.objects.filter(history_id__in=newest).exclude(history_type="-")
            found.append({getattr(version, pk): version for version in versions})
        return found

    def news(self, key: Any, opened: RecordState | None) -> list[tuple[str, datetime]]:
        """Who changed the record since, and when: to the minute, each once."""
        news: dict[tuple[datetime, str], None] = {}
        for (newest, _number), history in zip(opened or (), self.histories(key), strict=bool(opened)):
            for version in history.filter(history_id__gt=newest).select_related("history_user"):
                reason = version.history_change_reason
                who = version.history_user or (translate_reason(reason) if reason else EMPTY_VALUE)
                when = version.history_date.replace(second=0, microsecond=0)
                news[when, str(who)] = None
        return [(who, when) for when, who in sorted(news)]

    def merge(self, request, key: Any, opened: RecordState | None, context: dict) -> list[RowConflict]:
        """Put what was typed over a form of what is there now, and tell where they differ."""
        form, (own, *parts) = context["adminform"].form, self.opened(key, opened)
        row = SubmittedRow(
            type(form),
            request.POST,
            request.FILES,
            original=form_values(self.model, own[key]) if key in own else None,
            current=form_values(self.model, form.instance),
        )
        row.apply_to(form)
        found = row.conflicts(str(form.instance))
        for shown in context["inline_admin_formsets"]:
            there = parts[self.place(shown.opts)]
            submitted = SubmittedParts(shown.formset, request.POST, request.FILES, there)
            submitted.apply_to_formset()
            found += submitted.conflicts
        return found

    def place(self, inline: Any) -> int:
        return [type(inline) is kind for kind in self.inlines].index(True)

    def unsaved_view(
        self, request, key: Any, row: Any, opened: RecordState | None
    ) -> TemplateResponse | None:
        """What was typed into the form of a record that was deleted since, or published: to be read alone.

        None if the form was not open to this person in the first place.
        """
        own, *parts = self.opened(key, opened)
        if key not in own or not self.has_change_permission(request, was := own[key].instance):
            return None
        fields = flatten_fieldsets(self.get_fieldsets(request, was))
        form = self.get_form(request, was, change=True, fields=fields)
        original = form_values(self.model, own[key])
        submitted = SubmittedRow(form, request.POST, request.FILES, original=original, current=None)
        found = submitted.conflicts(str(was))
        formsets, inlines = self._create_formsets(as_read(request), was, change=True)
        for formset, inline in zip(formsets, inlines, strict=True):
            formset.queryset = inline.model._default_manager.none()
            there = parts[self.place(inline)]
            found += SubmittedParts(formset, request.POST, request.FILES, there).conflicts
        context = {
            **self.admin_site.each_context(request),
            "title": _("Not saved"),
            "opts": self.opts,
            "was": was,
            "object_id": key,
            "deleted": row is None,
            "told": {"known": True, "news": self.news(key, opened), "sheets": found},
        }
        status = 410 if row is None else 403
        return TemplateResponse(request, self.unsaved_template, context, status=status)


def as_read(request):
    """The request as if it had only asked for the form: which the admin then makes of what is there now."""
    reading = copy(request)
    reading.method = "GET"
    return reading
