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

from portal.history.conflicts import EditConflicts, State
from portal.history.forms import RequiredReasonForm
from portal.history.reasons import typed
from portal.history.restoring import Restoration
from portal.history.versions import Chronicle, Difference, Save, name_of, rows_named, values_of_versions
from portal.history.wording import Shortened
from portal.models import Record

PER_PAGE = 50


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

    def chronicle(self, request, object_id) -> tuple[Any, Chronicle]:
        """The row, if it is still there, and all that was written of it."""
        key = self.key_of(str(object_id))
        if key is None:
            raise Http404
        row = self.admin.get_queryset(request).filter(pk=key).first()
        chronicle = Chronicle(self.histories(key), self.owners())
        if row is None and not chronicle:
            raise Http404
        if not self.admin.has_view_permission(request, row):
            raise PermissionDenied
        return row, chronicle

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

    def compared(self, request, row, chronicle: Chronicle, differences: list[Difference], title, **context):
        return self.render(
            request,
            self.version_template,
            title,
            **self.about(row, chronicle),
            differences=differences,
            differs=differing(differences),
            **context,
        )

    def about(self, row, chronicle: Chronicle) -> dict[str, Any]:
        """The context of a record's pages; for a deleted record, as it last was."""
        if row:
            about = {"object": row, "object_name": str(row), "is_there": True}
        else:
            was = chronicle.versions[0][-1]
            about = {"object": chronicle.last, "object_name": chronicle.name(0, was), "is_there": False}
        for feature in self.admin.installed:
            about |= feature.history_context(row, chronicle)
        return about

    def history_view(self, request, object_id, extra_context=None):
        """Who changed a record or its parts, when, why, and from which value to which."""
        row, chronicle = self.chronicle(request, object_id)
        saves = Paginator(chronicle.saves[::-1], PER_PAGE).get_page(request.GET.get(PAGE_VAR))
        with show_language_code(True):
            told = [(save, changes(chronicle, save)) for save in saves]
        return self.render(
            request,
            self.history_template,
            _("History"),
            **self.about(row, chronicle),
            **turning(saves),
            told=told,
        )

    def state(self, chronicle: Chronicle, token: str) -> State:
        """The state that an address names: by itself, or by a version of the record that it had."""
        if chronicle and (state := chronicle.now.read(token)):
            return state
        for save in chronicle.saves:
            if token.isdecimal() and save.state[0][0] >= int(token):
                return save.state
        raise Http404

    def compare_view(self, request, object_id):
        """What differs between two states."""
        row, chronicle = self.chronicle(request, object_id)
        chosen = [self.state(chronicle, request.GET.get(name, "")) for name in ("from", "to")]
        before, after = sorted(map(chronicle.save_of, chosen), key=chronicle.saves.index)
        with show_language_code(True):
            differences = chronicle.compare(before.state, after.state)
        told = {"before": before, "after": after}
        return self.compared(request, row, chronicle, differences, _("Two versions"), **told)

    def version_view(self, request, object_id, version):
        """A record and its parts as they were, beside what they are; restored once that is confirmed."""
        if request.method == "POST":
            return self.restore(request, object_id, version)
        return self.shown(request, *self.chronicle(request, object_id), version)

    def shown(self, request, row, chronicle: Chronicle, version: str, *, form=None, problems=(), status=200):
        state = self.state(chronicle, version)
        with show_language_code(True):
            differences = chronicle.compare(state, chronicle.now)
        restorable = chronicle.at(state)[0] and differing(differences)
        if not (restorable and self.may_restore(request, row)):
            form = None
        elif form is None:
            form = RequiredReasonForm()
        told = {
            "before": chronicle.save_of(state),
            "opened": chronicle.now,
            "form": form,
            "problems": problems,
        }
        title = _("Earlier version")
        return self.compared(request, row, chronicle, differences, title, status=status, **told)

    def restore(self, request, object_id, version):
        form, problems, status = RequiredReasonForm(request.POST), [], 400
        try:
            with transaction.atomic():  # the row is held, or on SQLite everybody else
                self.model._default_manager.select_for_update(of=("self",)).filter(pk=object_id).first()
                row, chronicle = self.chronicle(request, object_id)
                if not self.may_restore(request, row):
                    raise PermissionDenied
                if str(chronicle.now) != request.POST.get("_opened", ""):
                    problems = [_("This was changed after you opened the page. Read anew what would change.")]
                    status = 409
                elif form.is_valid():
                    why = typed(form.cleaned_data["why"])
                    restoration = Restoration(chronicle, self.state(chronicle, version), request.user, why)
                    return self.restored(request, restoration, restoration.carry_out(), was_there=bool(row))
        except ValidationError as error:
            problems = error.messages
        except IntegrityError:
            problems = [_("Rows that were written since stand against it: look for the same short names.")]
        row, chronicle = self.chronicle(request, object_id)
        return self.shown(request, row, chronicle, version, form=form, problems=problems, status=status)

    def restored(self, request, restoration: Restoration, row, *, was_there: bool):
        self.admin.message_user(request, _("“%s” is again what it was.") % row, messages.SUCCESS)
        for text in restoration.left:
            self.admin.message_user(request, text, messages.WARNING)
        if not was_there and isinstance(row, Record):
            self.admin.message_user(
                request, _("It is a draft now: publishers publish it again."), messages.INFO
            )
        return HttpResponseRedirect(self.reverse("change", row.pk))

    def deleted_view(self, request):
        """Rows that were deleted, the last first, each with who deleted it, when and why."""
        if not self.admin.has_view_permission(request):
            raise PermissionDenied
        history = self.model.history.model.objects
        gone = history.exclude(id__in=self.model._default_manager.values("pk")).order_by()
        last = history.filter(history_id__in=gone.values("id").annotate(n=Max("history_id")).values("n"))
        pages = Paginator(last.select_related("history_user").order_by("-history_id"), PER_PAGE)
        shown = pages.get_page(request.GET.get(PAGE_VAR))
        named = rows_named([(self.model, dict(values_of_versions(self.model, list(shown))))])
        told = [(version, name_of(version, named)) for version in shown]
        return self.render(request, self.deleted_template, _("Deleted"), **turning(shown), told=told)


def turning(page) -> dict[str, Any]:
    """The context of the pagination."""
    return {"page": page, "pages": page.paginator.get_elided_page_range(page.number), "page_var": PAGE_VAR}


def differing(differences: list[Difference]) -> bool:
    return any(one.note or one.changed for one in differences)


def changes(chronicle: Chronicle, save: Save) -> list[tuple[Difference, list[tuple[str, str, str]]]]:
    """What a save changed: the record and its parts, their fields before and after; long texts are cut."""
    cut = Shortened(max_length=100).common_shorten_repr
    return [
        (one, [] if one.note else [(field.label, *cut(field.before, field.after)) for field in one.changed])
        for one in chronicle.compare(save.before, save.state)
        if one.note or one.changed
    ]
