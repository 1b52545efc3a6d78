"""Import and export in the admin: an upload form, a preview, its confirmation, and the finished imports."""

import logging
from collections.abc import Callable, Iterator

from django.contrib import messages
from django.contrib.admin.utils import quote
from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, IntegrityError
from django.http import FileResponse, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from portal.admin_base.features import ADDED, AdminFeature
from portal.admin_base.model_admin import UnknownFilter
from portal.history.reasons import IMPORTED
from portal.publishing.totals import changed_totals, public_totals
from portal.sheets import exports, limits
from portal.sheets.encodings import LABELS
from portal.sheets.forms import UploadForm
from portal.sheets.lookups import CHUNK_SIZE
from portal.sheets.models import FinishedImport, Upload
from portal.sheets.namesakes import note_namesakes
from portal.sheets.plan import ImportPlan
from portal.sheets.reading import parse
from portal.sheets.resources import RecordResource
from portal.sheets.writing import ImportWriter, StalePlan

SALT = "portal.sheets"
MAX_LISTED = 1000  # rows and problems that a page lists; it says how many more there are
FORMATS = ("csv", "xlsx")
MAX_RECENT = 20  # finished imports that the import page lists
logger = logging.getLogger(__name__)


class Spreadsheets(AdminFeature):
    """A list that can be exported as a spreadsheet and filled from one.

    `resource` of the admin class says which columns a sheet of its records has.
    """

    def __init__(self, admin):
        super().__init__(admin)
        self.resource: type[RecordResource] = admin.resource

    def urls(self):
        return [
            self.page("import/", self.import_view, "import"),
            self.page("import/confirm/", self.confirm_view, "confirm"),
            self.page("import/<int:number>/", self.finished_view, "finished"),
            *(
                self.page(f"{name}.{format}", view, f"{name}_{format}", format=format)
                for format in FORMATS
                for name, view in (("export", self.export_view), ("template", self.template_view))
            ),
        ]

    def may_import(self, request) -> bool:
        return self.resource().may_import(request.user)

    def list_context(self, request):
        return {"has_import_permission": self.may_import(request), "sheets": self._addresses()}

    def _addresses(self) -> dict[str, str]:
        names = ["import", "confirm"]
        names += [f"{name}_{format}" for name in ("export", "template") for format in FORMATS]
        return {name: self.reverse(name) for name in names}

    # Export

    def export_view(self, request, format):
        """What the list shows, with its filters and its search."""
        if not self.admin.has_view_permission(request):
            raise PermissionDenied
        try:
            rows = self.admin.get_changelist_instance(request).queryset
        except UnknownFilter:
            return self.admin.list_refused(request)
        if format == "xlsx" and rows.count() > limits.MAX_ROWS:
            text = _("A workbook can hold at most %(rows)s rows: export as CSV, or filter the list.")
            self.admin.message_user(request, text % {"rows": limits.MAX_ROWS}, messages.WARNING)
            return HttpResponseRedirect(self.reverse("changelist"))
        resource = self.resource()
        return self._file(format, resource, exports.export_lines(resource, rows), self.opts.model_name)

    def template_view(self, request, format):
        if not self.may_import(request):
            raise PermissionDenied
        resource = self.resource()
        return self._file(
            format, resource, exports.template_lines(resource), f"{self.opts.model_name}-template"
        )

    @staticmethod
    def _file(format, resource, lines, name):
        if format == "xlsx":
            file = exports.as_xlsx(resource, lines)
            return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx", content_type=exports.XLSX)
        disposition = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
        return StreamingHttpResponse(
            exports.as_csv(lines), content_type="text/csv; charset=utf-8", headers=disposition
        )

    # Import

    def import_view(self, request):
        if not self.may_import(request):
            raise PermissionDenied
        resource = self.resource()
        form = UploadForm(resource, *([request.POST, request.FILES] if request.method == "POST" else []))
        if form.is_valid():
            file = form.cleaned_data["import_file"]
            upload = Upload.store(request.user, file.name, file.read())
            return self._answered(request, lambda: self._preview(request, upload, form.options))
        finished = FinishedImport.objects.filter(kind=self.opts.label).select_related("user")
        context = {
            **self._context(request),
            "form": form,
            "columns": resource.all_columns,
            "part": resource.part,
            "finished": [(each, self.reverse("finished", each.pk)) for each in finished[:MAX_RECENT]],
        }
        return self._render(request, "admin/sheets/import.html", context, 422 if form.is_bound else 200)

    def confirm_view(self, request):
        """Import what was previewed, or discard it; if the record changed meanwhile, preview it again."""
        if not self.may_import(request):
            raise PermissionDenied
        token = self._read_token(request.POST.get("preview", ""))
        upload = Upload.objects.filter(pk=token.get("upload"), user=request.user).first() if token else None
        if request.method != "POST" or upload is None or token["model"] != self.opts.label:
            self.admin.message_user(
                request, _("That file is no longer available: upload it again."), messages.WARNING
            )
            return HttpResponseRedirect(self.reverse("import"))
        if "reread" in request.POST:
            chosen = request.POST.get("encoding", "")
            options = {**token["options"], "encoding": chosen if chosen in LABELS else ""}
            return self._answered(request, lambda: self._preview(request, upload, options))
        if "confirm" not in request.POST:
            upload.delete()
            self.admin.message_user(request, _("Nothing was imported."), messages.INFO)
            return HttpResponseRedirect(self.reverse("import"))
        return self._answered(request, lambda: self._import(request, upload, token))

    def finished_view(self, request, number):
        """What an import wrote, whenever it is asked for: also if nobody waited for its end."""
        if not self.may_import(request):
            raise PermissionDenied
        finished = get_object_or_404(FinishedImport, pk=number, kind=self.opts.label)
        rows = list(self._written_rows(finished))
        context = {"finished": finished, "rows": rows[:MAX_LISTED], "more": len(rows) > MAX_LISTED}
        return self._render(
            request, "admin/sheets/done.html", {**self._context(request), **context, "shown": MAX_LISTED}
        )

    def _written_rows(self, finished: FinishedImport) -> Iterator[tuple[str, str]]:
        """The records that an import wrote, or whose parts, and the addresses of their forms."""
        resource = self.resource()
        versions = resource.model.history.filter(revision=finished.revision)
        pks = set(versions.values_list("id", flat=True))
        if part := resource.part:
            parts = part.model.history.filter(revision=finished.revision)
            pks |= set(parts.values_list(f"{part.owner}_id", flat=True))
        for start in range(0, len(pks), CHUNK_SIZE):
            for record in resource.queryset().filter(pk__in=sorted(pks)[start : start + CHUNK_SIZE]):
                yield str(record), self.reverse("change", quote(record.pk))

    @staticmethod
    def _read_token(text: str) -> dict:
        try:
            return signing.loads(text, salt=SALT, max_age=Upload.MAX_AGE)
        except signing.BadSignature:
            return {}

    def _compare(self, upload, options: dict) -> ImportPlan:
        resource = self.resource()
        sheet = parse(bytes(upload.content), options["encoding"], resource.header_names)
        plan = ImportPlan(resource, sheet, upload.uploaded_at, options["defaults"])
        plan.compare()
        return plan

    def _preview(self, request, upload, options: dict, notice: str = "") -> HttpResponse:
        plan = self._compare(upload, options)
        context = {
            **self._context(request),
            "plan": plan,
            "upload": upload,
            "notice": notice,
            "shown": MAX_LISTED,
            "encodings": [(codec, label, codec == options["encoding"]) for codec, label in LABELS.items()],
        }
        writer, refused = self._writer(request, upload, plan), None
        before = public_totals()
        try:
            context["effects"] = list(changed_totals(before, writer.try_out(public_totals)))
        except IntegrityError as error:
            refused = error
        # the database accepted the valid rows together: only others can break a rule not reported yet
        plan.check_rules(plan.to_write if refused else plan.invalid_rows)
        if refused and not plan.problems:  # by a rule that no row can check
            raise refused
        if plan.problems:
            upload.delete()
        else:
            token = {"upload": upload.pk, "model": self.opts.label, "digest": plan.digest, "options": options}
            context["preview"] = signing.dumps(token, salt=SALT)
            note_namesakes([row for row in plan.rows if row.is_new][:MAX_LISTED])
        status = 422 if plan.problems else 409 if notice else 200
        return self._render(request, "admin/sheets/preview.html", context, status)

    def _import(self, request, upload, token: dict) -> HttpResponse:
        plan = self._compare(upload, token["options"])
        if not plan.problems and plan.digest == token["digest"]:
            try:
                finished = self._writer(request, upload, plan).write(upload.name)
                upload.delete()
                self.admin.log_addition(request, finished, ADDED)
                return HttpResponseRedirect(self.reverse("finished", finished.pk))
            except (StalePlan, IntegrityError):
                logger.info("import: the record was changed meanwhile")
        changed = _("Records have changed since the preview. This is what the import would do now.")
        return self._preview(request, upload, token["options"], changed)

    @staticmethod
    def _writer(request, upload, plan) -> ImportWriter:
        return ImportWriter(plan, request.user, IMPORTED % upload.name)

    # Pages

    def _context(self, request) -> dict:
        title = _("Import: %s") % self.opts.verbose_name_plural
        return self.page_context(request, title, sheets=self._addresses())

    def _render(self, request, template, context, status: int = 200) -> TemplateResponse:
        request.current_app = self.admin.admin_site.name
        return TemplateResponse(request, template, context, status=status)

    def _answered(self, request, answer: Callable[[], HttpResponse]) -> HttpResponse:
        """The answer, or the reasons for which nothing was imported.

        It is complete before it is sent: an import goes on when the page is closed, and the status is true.
        """
        try:
            return answer()
        except ValidationError as error:
            Upload.objects.filter(user=request.user).delete()
            return self._refused(request, error.messages, 422)
        except StalePlan:  # while it was tried out
            changed = _("Records were changed in the meantime. Nothing was imported.")
            return self._refused(request, [changed], 409)
        except DatabaseError:
            logger.exception("import")
            return self._refused(request, [_("The database did not respond. Nothing was imported.")], 503)

    def _refused(self, request, reasons: list[str], status: int) -> TemplateResponse:
        context = {**self._context(request), "reasons": reasons}
        return self._render(request, "admin/sheets/refused.html", context, status)
