"""Edit conflicts: the second of two editors of a record is told what the first changed, and loses nothing."""

import re
from copy import copy
from datetime import datetime
from typing import Any, Self

from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Max, QuerySet, Value
from django.forms.models import _get_foreign_key
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from portal.admin_base.features import AdminFeature
from portal.history import reasons
from portal.history.comparison import Entry, Parts, Sheet, values_of
from portal.history.wording import EMPTY


class State(tuple[tuple[int, int], ...]):
    """Which state a record and its parts are in: of each history the newest version, and how many there are.

    The number tells of a version that was written before the newest one, and committed after it.
    """

    FORM = re.compile(r"\d{1,18}-\d{1,18}(\.\d{1,18}-\d{1,18})*", re.ASCII)

    def __str__(self) -> str:
        return ".".join(f"{newest}-{number}" for newest, number in self)

    @classmethod
    def of(cls, histories: list[QuerySet]) -> Self:
        """The present state. To be asked for before the rows are read: too new a state tells nothing."""
        found = [
            history.order_by()
            .values(place=Value(place))
            .annotate(newest=Max("history_id"), number=Count("history_id"))
            for place, history in enumerate(histories)
        ]
        rows = found[0].union(*found[1:], all=True) if found[1:] else found[0]
        states = {row["place"]: (row["newest"] or 0, row["number"]) for row in rows}
        return cls(states.get(place, (0, 0)) for place in range(len(histories)))

    def read(self, token: str) -> Self | None:
        """The state that a form says it was opened in; None if this record was never in one like it."""
        if not self.FORM.fullmatch(token):
            return None
        state = type(self)(tuple(map(int, pair.split("-"))) for pair in token.split("."))
        passed = len(state) == len(self) and all(
            then <= now for (then, _), (now, _) in zip(state, self, strict=True)
        )
        return state if passed else None


class EditConflicts(AdminFeature):
    """Saves a form only if the record and its parts are in the state in which it was opened.

    The second of two editors is told what the first one changed, and gets the form back with what they typed
    (409), or, where they may not change the record any more, a page to copy it from (403, or 410 if it was
    deleted).
    """

    unsaved_template = "admin/save_refused.html"

    def around_form_view(self, view):
        def guarded(request, object_id=None, form_url="", extra_context=None):
            key = self.key_of(object_id)
            if key is None:  # a row that is being added, or an address of none
                return view(request, object_id, form_url, extra_context)
            if request.method != "POST":
                context = {**(extra_context or {}), "opened": State.of(self.histories(key))}
                return view(request, object_id, form_url, context)
            with transaction.atomic():  # which on SQLite keeps every other writer out by itself
                return self.save(view, request, object_id, key, form_url, extra_context or {})

        return guarded

    def save(self, view, request, object_id: str, key: Any, form_url: str, context: dict):
        """The response of the form's view, or the page of the conflict. To be called in a transaction."""
        row = self.model._default_manager.select_for_update(of=("self",)).filter(pk=key).first()
        state, token = State.of(self.histories(key)), request.POST.get("_opened", "")
        context = {**context, "opened": state}
        if row and str(state) == token:
            return view(request, object_id, form_url, context)
        opened = state.read(token)
        if row is None or not self.admin.has_change_permission(request, row):
            response = self.unsaved_view(request, key, row, opened)
            return response or view(request, object_id, form_url, context)
        conflict = {"known": opened is not None, "news": self.news(key, opened)}
        response = view(as_read(request), object_id, form_url, {**context, "told": conflict})
        conflict["sheets"] = self.merge(request, key, opened, response.context_data)
        response.status_code = 400 if opened is None else 409
        return response

    def key_of(self, object_id: str | None) -> Any:
        try:
            return self.opts.pk.clean(unquote(object_id), None) if object_id else None
        except ValidationError:
            return None

    def owners(self) -> list[str]:
        """Of the record and of each kind of its parts the column that names the record."""
        parts = [
            _get_foreign_key(self.model, one.model, fk_name=one.fk_name).name for one in self.admin.inlines
        ]
        return [self.opts.pk.attname, *parts]

    def histories(self, key: Any) -> list[QuerySet]:
        """The versions of a record, and of all that were its parts at some time, kind by kind."""
        own, *parts = self.owners()
        histories = [self.model.history.filter(**{own: key})]
        for inline, owner in zip(self.admin.inlines, parts, strict=True):
            pk, versions = inline.model._meta.pk.attname, inline.model.history
            histories.append(versions.filter(**{f"{pk}__in": versions.filter(**{owner: key}).values(pk)}))
        return histories

    def opened(self, key: Any, opened: State | None) -> list[dict[Any, Any]]:
        """What was there when a form was opened: kind by kind the version of each row, by its number."""
        found = []
        for place, history in enumerate(self.histories(key)):
            pk = history.model.instance_type._meta.pk.attname
            before = history.filter(history_id__lte=opened[place][0]) if opened else history.none()
            newest = before.order_by().values(pk).annotate(newest=Max("history_id")).values("newest")
            versions = history.model.objects.filter(history_id__in=newest).exclude(history_type="-")
            found.append({getattr(version, pk): version for version in versions})
        return found

    def news(self, key: Any, opened: State | None) -> list[tuple[str, datetime]]:
        """Who changed the record since, and when: to the minute, each once."""
        news: dict[tuple[datetime, str], None] = {}
        for (newest, _number), history in zip(opened or (), self.histories(key), strict=bool(opened)):
            for version in history.filter(history_id__gt=newest).select_related("history_user"):
                reason = version.history_change_reason
                who = version.history_user or (reasons.told(reason) if reason else EMPTY)
                when = version.history_date.replace(second=0, microsecond=0)
                news[when, str(who)] = None
        return [(who, when) for when, who in sorted(news)]

    def merge(self, request, key: Any, opened: State | None, context: dict) -> list[Sheet]:
        """Put what was typed over a form of what is there now, and tell where they differ."""
        form, (own, *parts) = context["adminform"].form, self.opened(key, opened)
        entry = Entry(
            type(form),
            request.POST,
            request.FILES,
            opened=values_of(self.model, own[key]) if key in own else None,
            now=values_of(self.model, form.instance),
        )
        entry.put_into(form)
        sheets = [Sheet(str(form.instance), lines)] if (lines := list(entry.lines())) else []
        for shown in context["inline_admin_formsets"]:
            there = parts[self.place(shown.opts)]
            kind = Parts(shown.formset, request.POST, request.FILES, there)
            kind.put_into_formset()
            sheets += kind.sheets
        return sheets

    def place(self, inline: Any) -> int:
        return [type(inline) is kind for kind in self.admin.inlines].index(True)

    def unsaved_view(self, request, key: Any, row: Any, opened: State | None) -> TemplateResponse | None:
        """What was typed into the form of a record that was deleted since, or published: to be read alone.

        None if the form was not open to this person in the first place.
        """
        own, *parts = self.opened(key, opened)
        if key not in own or not self.admin.has_change_permission(request, was := own[key].instance):
            return None
        fields = flatten_fieldsets(self.admin.get_fieldsets(request, was))
        form = self.admin.get_form(request, was, change=True, fields=fields)
        entry = Entry(form, request.POST, request.FILES, opened=values_of(self.model, own[key]), now=None)
        sheets = [Sheet(str(was), lines)] if (lines := list(entry.lines())) else []
        formsets, inlines = self.admin._create_formsets(as_read(request), was, change=True)
        for formset, inline in zip(formsets, inlines, strict=True):
            formset.queryset = inline.model._default_manager.none()
            sheets += Parts(formset, request.POST, request.FILES, parts[self.place(inline)]).sheets
        context = {
            **self.admin.admin_site.each_context(request),
            "title": _("Not saved"),
            "opts": self.opts,
            "was": was,
            "object_id": key,
            "deleted": row is None,
            "told": {"known": True, "news": self.news(key, opened), "sheets": sheets},
        }
        status = 410 if row is None else 403
        return TemplateResponse(request, self.unsaved_template, context, status=status)


def as_read(request):
    """A copy of the request with the method GET, for the form of what is stored now."""
    reading = copy(request)
    reading.method = "GET"
    return reading
