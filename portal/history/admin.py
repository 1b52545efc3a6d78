"""The history of a record on its desk: every save with its parts, any two compared, one restored."""

from typing import Any

from django.contrib import messages
from django.contrib.admin.views.main import PAGE_VAR
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from translated_fields import show_language_code

from portal.history.conflicts import StaleGuard
from portal.history.display import EllipsisDiffDisplay
from portal.history.forms import NeededWhyForm
from portal.history.reasons import clean_comment
from portal.history.restoring import Restoration
from portal.history.states import RecordState
from portal.history.values import related_rows, version_name, version_values
from portal.history.versions import Revision, RowDifference, VersionHistory
from portal.models import Record

PER_PAGE = 50


class HistoryDesk(StaleGuard):
    """A desk that tells what was changed, by whom, when and why, and can make a record again what it was.

    What is restored goes through the rules that hold today, and is made public by nothing but a publisher's
    step: a version is a text, not the permission to publish it.
    """

    change_list_template = "admin/record_list.html"
    history_template = "admin/history.html"
    version_template = "admin/version.html"
    deleted_template = "admin/deleted.html"

    def get_urls(self):
        def page(route, view, name):
            name = f"{self.opts.app_label}_{self.opts.model_name}_{name}"
            return path(route, self.admin_site.admin_view(view), name=name)

        return [
            page("deleted/", self.deleted_view, "deleted"),
            page("<int:object_id>/history/compare/", self.compare_view, "compare"),
            page("<int:object_id>/history/<str:version>/", self.version_view, "version"),
            *super().get_urls(),
        ]

    def chronicle(self, request, object_id) -> tuple[Any, VersionHistory]:
        """The row, if it is still there, and all that was written of it."""
        key = self.key_of(str(object_id))
        if key is None:
            raise Http404
        row = self.get_queryset(request).filter(pk=key).first()
        chronicle = VersionHistory(self.histories(key), self.owners())
        if row is None and not chronicle:
            raise Http404
        if not self.has_view_permission(request, row):
            raise PermissionDenied
        return row, chronicle

    def may_restore(self, request, row) -> bool:
        """Whoever may change a record may make it again what it was; whoever may delete, what was deleted."""
        if row is None:
            return self.has_add_permission(request) and self.has_delete_permission(request)
        parts = self.get_inline_instances(request, row)
        return (
            self.has_change_permission(request, row)
            and len(parts) == len(self.inlines)
            and all(one.has_add_permission(request, row) for one in parts)
            and all(one.has_change_permission(request, row) for one in parts)
            and all(one.has_delete_permission(request, row) for one in parts)
        )

    def page(self, request, template: str, title: str, *, status: int = 200, **context):
        context = {**self.admin_site.each_context(request), "opts": self.opts, "title": title, **context}
        with show_language_code(True):
            return TemplateResponse(request, template, context, status=status).render()

    def compared(
        self, request, row, chronicle: VersionHistory, differences: list[RowDifference], title, **context
    ):
        return self.page(
            request,
            self.version_template,
            title,
            **self.about(row, chronicle),
            differences=differences,
            differs=differing(differences),
            **context,
        )

    def about(self, row, chronicle: VersionHistory) -> dict[str, Any]:
        """What the pages of a record are told of it; of one that was deleted, what it was."""
        if row:
            return {"object": row, "object_name": str(row), "is_there": True}
        was = chronicle.versions[0][-1]
        return {"object": chronicle.last_row, "object_name": chronicle.name(0, was), "is_there": False}

    def history_view(self, request, object_id, extra_context=None):
        """Who changed a record or its parts, when, why, and from which value to which."""
        row, chronicle = self.chronicle(request, object_id)
        saves = Paginator(chronicle.revisions[::-1], PER_PAGE).get_page(request.GET.get(PAGE_VAR))
        with show_language_code(True):
            told = [(save, changes(chronicle, save)) for save in saves]
        return self.page(
            request,
            self.history_template,
            _("History"),
            **self.about(row, chronicle),
            **turning(saves),
            told=told,
        )

    def state(self, chronicle: VersionHistory, token: str) -> RecordState:
        """The state that an address names: by itself, or by a version of the record that it had."""
        if chronicle and (state := chronicle.current_state.parse(token)):
            return state
        for save in chronicle.revisions:
            if token.isdecimal() and save.state[0][0] >= int(token):
                return save.state
        raise Http404

    def compare_view(self, request, object_id):
        """What differs between two states."""
        row, chronicle = self.chronicle(request, object_id)
        chosen = [self.state(chronicle, request.GET.get(name, "")) for name in ("from", "to")]
        before, after = sorted(map(chronicle.revision_at, chosen), key=chronicle.revisions.index)
        with show_language_code(True):
            differences = chronicle.compare(before.state, after.state)
        told = {"before": before, "after": after}
        return self.compared(request, row, chronicle, differences, _("Two versions"), **told)

    def version_view(self, request, object_id, version):
        """A record and its parts as they were, beside what they are; restored once that is confirmed."""
        if request.method == "POST":
            return self.restore(request, object_id, version)
        return self.shown(request, *self.chronicle(request, object_id), version)

    def shown(
        self, request, row, chronicle: VersionHistory, version: str, *, form=None, problems=(), status=200
    ):
        state = self.state(chronicle, version)
        with show_language_code(True):
            differences = chronicle.compare(state, chronicle.current_state)
        restorable = chronicle.rows_at(state)[0] and differing(differences)
        if not (restorable and self.may_restore(request, row)):
            form = None
        elif form is None:
            form = NeededWhyForm()
        told = {
            "before": chronicle.revision_at(state),
            "opened": chronicle.current_state,
            "form": form,
            "problems": problems,
        }
        title = _("Earlier version")
        return self.compared(request, row, chronicle, differences, title, status=status, **told)

    def restore(self, request, object_id, version):
        form, problems, status = NeededWhyForm(request.POST), [], 400
        try:
            with transaction.atomic():  # the row is held, or on SQLite everybody else
                self.model._default_manager.select_for_update(of=("self",)).filter(pk=object_id).first()
                row, chronicle = self.chronicle(request, object_id)
                if not self.may_restore(request, row):
                    raise PermissionDenied
                if str(chronicle.current_state) != request.POST.get("_opened", ""):
                    problems = [_("This was changed after you opened the page. Read anew what would change.")]
                    status = 409
                elif form.is_valid():
                    why = clean_comment(form.cleaned_data["why"])
                    restoration = Restoration(chronicle, self.state(chronicle, version), request.user, why)
                    return self.restored(request, restoration, restoration.carry_out(), was_there=bool(row))
        except ValidationError as error:
            problems = error.messages
        except IntegrityError:
            problems = [_("Rows that were written since stand against it: look for the same short names.")]
        row, chronicle = self.chronicle(request, object_id)
        return self.shown(request, row, chronicle, version, form=form, problems=problems, status=status)

    def restored(self, request, restoration: Restoration, row, *, was_there: bool):
        self.message_user(request, _("“%s” is again what it was.") % row, messages.SUCCESS)
        for text in restoration.warnings:
            self.message_user(request, text, messages.WARNING)
        if not was_there and isinstance(row, Record):
            self.message_user(request, _("It is a draft now: publishers publish it again."), messages.INFO)
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
        return HttpResponseRedirect(reverse(name, args=[row.pk]))

    def deleted_view(self, request):
        """Rows that were deleted, the last first, each with who deleted it, when and why."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        history = self.model.history.model.objects
        gone = history.exclude(id__in=self.model._default_manager.values("pk")).order_by()
        last = history.filter(history_id__in=gone.values("id").annotate(n=Max("history_id")).values("n"))
        pages = Paginator(last.select_related("history_user").order_by("-history_id"), PER_PAGE)
        shown = pages.get_page(request.GET.get(PAGE_VAR))
        named = related_rows([(self.model, version_values(self.model, list(shown)).values())])
        told = [(version, version_name(version, named)) for version in shown]
        return self.page(request, self.deleted_template, _("Deleted"), **turning(shown), told=told)


def turning(page) -> dict[str, Any]:
    """What the foot of a page of a long list needs."""
    return {"page": page, "pages": page.paginator.get_elided_page_range(page.number), "page_var": PAGE_VAR}


def differing(differences: list[RowDifference]) -> bool:
    return any(one.note or one.changed for one in differences)


def changes(
    chronicle: VersionHistory, save: Revision
) -> list[tuple[RowDifference, list[tuple[str, str, str]]]]:
    """What a save changed: the record and its parts, their fields before and after; long texts are cut."""
    cut = EllipsisDiffDisplay(max_length=100).common_shorten_repr
    return [
        (one, [] if one.note else [(field.label, *cut(field.before, field.after)) for field in one.changed])
        for one in chronicle.compare(save.previous_state, save.state)
        if one.note or one.changed
    ]
