"""Edit conflicts: the second of two editors of a record is told what the first changed, and loses nothing."""

from copy import copy
from datetime import datetime
from typing import Any

from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, QuerySet
from django.forms.models import _get_foreign_key
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from portal.admin_base.features import AdminFeature
from portal.history.display import EMPTY_VALUE
from portal.history.reasons import translate_reason
from portal.history.states import RecordState
from portal.history.submitted import RowConflict, SubmittedParts, SubmittedRow
from portal.history.values import form_values

NAMED_BY = "row"  # the column of a `RowReference` that names a record


class EditConflicts(AdminFeature):
    """Saves a form only if the record and its parts are in the state in which it was opened.

    The second of two editors is told what the first one changed, and gets the form back with what they typed
    (409), or, where they may not change the record any more, a page to copy it from (403, or 410 if it was
    deleted).
    """

    refused_template = "admin/save_refused.html"

    def around_form_view(self, view):
        def guarded(request, object_id=None, form_url="", extra_context=None):
            key = self.key_of(object_id)
            if key is None:  # a row that is being added, or an address of none
                return view(request, object_id, form_url, extra_context)
            if request.method != "POST":
                context = {**(extra_context or {}), "opened": RecordState.of(self.histories(key))}
                return view(request, object_id, form_url, context)
            with transaction.atomic():  # which on SQLite keeps every other writer out by itself
                return self.save(view, request, object_id, key, form_url, extra_context or {})

        return guarded

    def save(self, view, request, object_id: str, key: Any, form_url: str, context: dict):
        """The response of the form's view, or the page of the conflict. To be called in a transaction."""
        row = self.model._default_manager.select_for_update(of=("self",)).filter(pk=key).first()
        state, token = RecordState.of(self.histories(key)), request.POST.get("_opened", "")
        context = {**context, "opened": state}
        if row and str(state) == token:
            return view(request, object_id, form_url, context)
        opened = state.parse(token)
        if row is None or not self.admin.has_change_permission(request, row):
            response = self.refusal(request, key, row, opened)
            return response or view(request, object_id, form_url, context)
        conflict = {"known": opened is not None, "changes": self.changes_since(key, opened)}
        response = view(as_get(request), object_id, form_url, {**context, "conflict": conflict})
        conflict["rows"] = self.merge(request, key, opened, response.context_data)
        response.status_code = 400 if opened is None else 409
        return response

    def key_of(self, object_id: str | None) -> Any:
        try:
            return self.opts.pk.clean(unquote(object_id), None) if object_id else None
        except ValidationError:
            return None

    def owners(self) -> list[str]:
        """The columns that name the record: of itself, of each kind of its parts, and of what else is its."""
        parts = (_get_foreign_key(self.model, one.model, fk_name=one.fk_name) for one in self.admin.inlines)
        others = [NAMED_BY for _history in self.other_histories(None)]
        return [self.opts.pk.attname, *(field.name for field in parts), *others]

    def other_histories(self, key: Any) -> list[QuerySet]:
        return [history for feature in self.admin.installed for history in feature.attached_histories(key)]

    def histories(self, key: Any) -> list[QuerySet]:
        """The versions of a record, and of all that ever belonged to it, a queryset for each model."""
        own, *parts = self.owners()
        histories = [self.model.history.filter(**{own: key})]
        for inline, owner in zip(self.admin.inlines, parts, strict=False):
            pk, versions = inline.model._meta.pk.attname, inline.model.history
            histories.append(versions.filter(**{f"{pk}__in": versions.filter(**{owner: key}).values(pk)}))
        return [*histories, *self.other_histories(key)]

    def rows_opened(self, key: Any, opened: RecordState | None) -> list[dict[Any, Any]]:
        """The versions of the rows that a form was opened with, by primary key, for each model."""
        found = []
        for table, history in enumerate(self.histories(key)):
            pk = history.model.instance_type._meta.pk.attname
            before = history.filter(history_id__lte=opened[table][0]) if opened else history.none()
            newest = before.order_by().values(pk).annotate(newest=Max("history_id")).values("newest")
            versions = history.model.objects.filter(history_id__in=newest).exclude(history_type="-")
            found.append({getattr(version, pk): version for version in versions})
        return found

    def changes_since(self, key: Any, opened: RecordState | None) -> list[tuple[str, datetime]]:
        """Who changed the record since the form was opened, and when, to the minute, each once."""
        changes: dict[tuple[datetime, str], None] = {}
        for (newest, _number), history in zip(opened or (), self.histories(key), strict=bool(opened)):
            for version in history.filter(history_id__gt=newest).select_related("history_user"):
                reason = version.history_change_reason
                user = version.history_user or (translate_reason(reason) if reason else EMPTY_VALUE)
                date = version.history_date.replace(second=0, microsecond=0)
                changes[date, str(user)] = None
        return [(user, date) for date, user in sorted(changes)]

    def merge(self, request, key: Any, opened: RecordState | None, context: dict) -> list[RowConflict]:
        """Put what was typed into the form of what is stored now; where the two differ, row by row."""
        form, (own, *parts) = context["adminform"].form, self.rows_opened(key, opened)
        row = SubmittedRow(
            type(form),
            request.POST,
            request.FILES,
            original=form_values(self.model, own[key]) if key in own else None,
            current=form_values(self.model, form.instance),
        )
        row.apply_to(form)
        found = row.conflicts(str(form.instance))
        for inline in context["inline_admin_formsets"]:
            submitted = SubmittedParts(
                inline.formset, request.POST, request.FILES, parts[self.index(inline.opts)]
            )
            submitted.apply_to_formset()
            found += submitted.conflicts
        return found

    def index(self, inline: Any) -> int:
        """The position of an inline among those of the admin, which a user may not all see."""
        return [type(inline) is kind for kind in self.admin.inlines].index(True)

    def refusal(self, request, key: Any, row: Any, opened: RecordState | None) -> TemplateResponse | None:
        """The page with what was typed into the form of a record that was deleted or published since.

        None if the form was not open to this user in the first place.
        """
        own, *parts = self.rows_opened(key, opened)
        if key not in own or not self.admin.has_change_permission(request, was := own[key].instance):
            return None
        fields = flatten_fieldsets(self.admin.get_fieldsets(request, was))
        form = self.admin.get_form(request, was, change=True, fields=fields)
        original = form_values(self.model, own[key])
        submitted = SubmittedRow(form, request.POST, request.FILES, original=original, current=None)
        found = submitted.conflicts(str(was))
        formsets, inlines = self.admin._create_formsets(as_get(request), was, change=True)
        for formset, inline in zip(formsets, inlines, strict=True):
            formset.queryset = inline.model._default_manager.none()
            there = parts[self.index(inline)]
            found += SubmittedParts(formset, request.POST, request.FILES, there).conflicts
        context = self.page_context(
            request,
            _("Not saved"),
            was=was,
            object_id=key,
            deleted=row is None,
            conflict={"known": True, "changes": self.changes_since(key, opened), "rows": found},
        )
        status = 410 if row is None else 403
        return TemplateResponse(request, self.refused_template, context, status=status)


def as_get(request):
    """A copy of the request with the method GET, for the form of what is stored now."""
    copied = copy(request)
    copied.method = "GET"
    return copied
