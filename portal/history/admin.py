"""The history of a record in the admin: its revisions, any two compared, one restored."""

from typing import Any

from django.contrib import messages
from django.contrib.admin.views.main import PAGE_VAR
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from translated_fields import show_language_code

from portal.admin_base.features import ADDED, CHANGED
from portal.history.conflicts import EditConflicts
from portal.history.display import EllipsisDiffDisplay
from portal.history.forms import RequiredReasonForm
from portal.history.reasons import clean_comment
from portal.history.restoring import Restoration
from portal.history.states import RecordState
from portal.history.values import related_rows, version_name, version_values
from portal.history.versions import Revision, RowDifference, VersionHistory
from portal.models import Record
from portal.text.numbers import parse_key

PER_PAGE = 50
MAX_SHOWN_LENGTH = 100  # characters of a changed text in the list of revisions


class HistoryPages(EditConflicts):
    """Pages that tell who changed what, when and why, and restore a record to an earlier version.

    A version is restored under today's rules and published only by a publisher's step: it is a text, not the
    permission to publish it.
    """

    history_template = "admin/history.html"
    version_template = "admin/version.html"
    deleted_template = "admin/deleted.html"

    def urls(self):
        return [
            self.page("deleted/", self.deleted_view, "deleted"),
            self.page("<path:object_id>/history/", self.history_view, "history"),
            self.page("<int:object_id>/history/compare/", self.compare_view, "compare"),
            self.page("<int:object_id>/history/<str:version>/", self.version_view, "version"),
        ]

    def find(self, request, object_id) -> tuple[Any, VersionHistory]:
        """The row (None if it was deleted) and its versions. Raises Http404 or PermissionDenied."""
        key = self.key_of(str(object_id))
        if key is None:
            raise Http404
        row = self.admin.get_queryset(request).filter(pk=key).first()
        versions = VersionHistory(self.histories(key), self.owners())
        if row is None and not versions:
            raise Http404
        if not self.admin.has_view_permission(request, row):
            raise PermissionDenied
        return row, versions

    def may_restore(self, request, row) -> bool:
        """Whether a user may restore a record: may change it, or, if it was deleted, add and delete."""
        if row is None:
            return self.admin.has_add_permission(request) and self.admin.has_delete_permission(request)
        parts = self.admin.get_inline_instances(request, row)
        return (
            self.admin.has_change_permission(request, row)
            and len(parts) == len(self.admin.inlines)
            and all(one.has_add_permission(request, row) for one in parts)
            and all(one.has_change_permission(request, row) for one in parts)
            and all(one.has_delete_permission(request, row) for one in parts)
        )

    def render(self, request, template: str, title: str, *, status: int = 200, **context):
        with show_language_code(True):
            context = self.page_context(request, title, **context)
            return TemplateResponse(request, template, context, status=status).render()

    def render_differences(
        self, request, row, versions: VersionHistory, differences: list[RowDifference], title, **context
    ):
        return self.render(
            request,
            self.version_template,
            title,
            **self.record_context(row, versions),
            differences=differences,
            differs=any_differs(differences),
            **context,
        )

    def record_context(self, row, versions: VersionHistory) -> dict[str, Any]:
        """The context of a record's pages; for a deleted record, as it last was."""
        if row:
            context = {"object": row, "object_name": str(row), "is_there": True}
        else:
            name = versions.name(0, versions.versions[0][-1])
            context = {"object": versions.last_row, "object_name": name, "is_there": False}
        for feature in self.admin.installed:
            context |= feature.history_context(row, versions)
        return context

    def history_view(self, request, object_id, extra_context=None):
        """The revisions of a record: who changed it or its parts, when, why, from which value to which."""
        row, versions = self.find(request, object_id)
        page = Paginator(versions.revisions[::-1], PER_PAGE).get_page(request.GET.get(PAGE_VAR))
        with show_language_code(True):
            revisions = [(revision, changes(versions, revision)) for revision in page]
        return self.render(
            request,
            self.history_template,
            _("History"),
            **self.record_context(row, versions),
            **page_numbers(page),
            revisions=revisions,
        )

    def state(self, versions: VersionHistory, token: str) -> RecordState:
        """The state that an address names: by itself, or by the number of a version of the record."""
        if versions and (state := versions.current_state.parse(token)):
            return state
        for revision in versions.revisions:
            if (number := parse_key(token)) and revision.state[0][0] >= number:
                return revision.state
        raise Http404

    def compare_view(self, request, object_id):
        """What differs between two states."""
        row, versions = self.find(request, object_id)
        states = [self.state(versions, request.GET.get(name, "")) for name in ("from", "to")]
        before, after = sorted(map(versions.revision_at, states), key=versions.revisions.index)
        with show_language_code(True):
            differences = versions.compare(before.state, after.state)
        context = {"before": before, "after": after}
        return self.render_differences(
            request, row, versions, differences, _("Comparison of two versions"), **context
        )

    def version_view(self, request, object_id, version):
        """An earlier version of a record and its parts beside the present one; on POST it is restored."""
        if request.method == "POST":
            return self.restore(request, object_id, version)
        return self.render_version(request, *self.find(request, object_id), version)

    def render_version(
        self, request, row, versions: VersionHistory, version: str, *, form=None, problems=(), status=200
    ):
        state = self.state(versions, version)
        with show_language_code(True):
            differences = versions.compare(state, versions.current_state)
        restorable = versions.rows_at(state)[0] and any_differs(differences)
        if not (restorable and self.may_restore(request, row)):
            form = None
        elif form is None:
            form = RequiredReasonForm()
        return self.render_differences(
            request,
            row,
            versions,
            differences,
            _("Earlier version"),
            status=status,
            before=versions.revision_at(state),
            opened=versions.current_state,
            form=form,
            problems=problems,
        )

    def restore(self, request, object_id, version):
        form, problems, status = RequiredReasonForm(request.POST), [], 400
        try:
            with transaction.atomic():  # the row is locked; on SQLite everybody else waits
                self.model._default_manager.select_for_update(of=("self",)).filter(pk=object_id).first()
                row, versions = self.find(request, object_id)
                if not self.may_restore(request, row):
                    raise PermissionDenied
                if str(versions.current_state) != request.POST.get("_opened", ""):
                    problems = [_("This was changed after you opened the page. Review the changes again.")]
                    status = 409
                elif form.is_valid():
                    reason = clean_comment(form.cleaned_data["why"])
                    state = self.state(versions, version)
                    restoration = Restoration(versions, state, request.user, reason)
                    return self.restored(request, restoration, restoration.carry_out(), existed=bool(row))
        except ValidationError as error:
            problems = error.messages
        except IntegrityError:
            problems = [_("This conflicts with rows saved since then: look for the same short names.")]
        row, versions = self.find(request, object_id)
        return self.render_version(
            request, row, versions, version, form=form, problems=problems, status=status
        )

    def restored(self, request, restoration: Restoration, row, *, existed: bool):
        """The answer after a restoration: the form of the record, with messages."""
        self.admin.message_user(request, _("“%s” was restored.") % row, messages.SUCCESS)
        if existed:
            self.admin.log_change(request, row, CHANGED)
        else:
            self.admin.log_addition(request, row, ADDED)
        for text in restoration.warnings:
            self.admin.message_user(request, text, messages.WARNING)
        if not existed and isinstance(row, Record):
            text = _("It is now a draft; a publisher can publish it again.")
            self.admin.message_user(request, text, messages.INFO)
        return HttpResponseRedirect(self.reverse("change", row.pk))

    def deleted_view(self, request):
        """Deleted rows, the last first, each with who deleted it, when and why."""
        if not self.admin.has_view_permission(request):
            raise PermissionDenied
        history = self.model.history.model.objects
        gone = history.exclude(id__in=self.model._default_manager.values("pk")).order_by()
        last = history.filter(history_id__in=gone.values("id").annotate(n=Max("history_id")).values("n"))
        versions = last.select_related("history_user").order_by("-history_id")
        page = Paginator(versions, PER_PAGE).get_page(request.GET.get(PAGE_VAR))
        kept = history.filter(id__in=[version.id for version in page]).exclude(history_type="-").order_by()
        restorable = dict(kept.values_list("id").annotate(Max("history_id")))
        for version in page:
            version.restorable = restorable.get(version.id)
        related = related_rows([(self.model, version_values(self.model, list(page)).values())])
        deleted = [(version, version_name(version, related)) for version in page]
        return self.render(
            request, self.deleted_template, _("Deleted"), **page_numbers(page), deleted=deleted
        )


def page_numbers(page) -> dict[str, Any]:
    """The context of the pagination."""
    return {"page": page, "pages": page.paginator.get_elided_page_range(page.number), "page_var": PAGE_VAR}


def any_differs(differences: list[RowDifference]) -> bool:
    return any(one.note or one.changed for one in differences)


def changes(
    versions: VersionHistory, revision: Revision
) -> list[tuple[RowDifference, list[tuple[str, str, str]]]]:
    """What a revision changed, row by row: label, text before and after of each field, long texts cut."""
    cut = EllipsisDiffDisplay(max_length=MAX_SHOWN_LENGTH).common_shorten_repr
    return [
        (one, [] if one.note else [(field.label, *cut(field.before, field.after)) for field in one.changed])
        for one in versions.compare(revision.previous_state, revision.state)
        if one.note or one.changed
    ]
