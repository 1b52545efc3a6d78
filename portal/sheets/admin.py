"""Import and export in the admin: an upload form, a preview of the import, and its confirmation."""

import logging
from collections.abc import Generator, Iterator

from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, IntegrityError
from django.http import FileResponse, HttpResponseRedirect, StreamingHttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.utils import translation
from django.utils.translation import gettext as _

from portal.admin_base.features import AdminFeature
from portal.history.reasons import IMPORTED
from portal.publishing.totals import changed_totals, public_totals
from portal.sheets import exports, limits
from portal.sheets.forms import UploadForm
from portal.sheets.models import Upload
from portal.sheets.plan import ImportPlan
from portal.sheets.reading import parse
from portal.sheets.resources import RecordResource
from portal.sheets.writing import ImportWriter, StalePlan

SALT = "portal.sheets"
MAX_LISTED = 1000  # rows and problems that a page lists; it says how many more there are
FORMATS = ("csv", "xlsx")
CONTENT_MARK = (
    "<!-- the answer -->"  # splits a page, so that its beginning is sent before its content is known
)
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
        except IncorrectLookupParameters:
            return HttpResponseRedirect(self.reverse("changelist"))
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
        form = UploadForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            file = form.cleaned_data["import_file"]
            upload = Upload.store(request.user, file.name, file.read())
            return self._streamed(request, self._preview(request, upload, form.cleaned_data["encoding"]))
        resource = self.resource()
        context = {
            **self._context(request),
            "form": form,
            "columns": resource.all_columns,
            "part": resource.part,
        }
        return self._render(request, "admin/sheets/import.html", context)

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
        if "confirm" not in request.POST:
            upload.delete()
            self.admin.message_user(request, _("Nothing was imported."), messages.INFO)
            return HttpResponseRedirect(self.reverse("import"))
        return self._streamed(request, self._import(request, upload, token))

    @staticmethod
    def _read_token(text: str) -> dict:
        try:
            return signing.loads(text, salt=SALT, max_age=Upload.MAX_AGE)
        except signing.BadSignature:
            return {}

    def _compare(self, upload, encoding: str) -> Generator[str, None, ImportPlan]:
        """Yield progress lines; return the plan."""
        yield self._progress(_("Reading %(name)s.") % {"name": upload.name})
        resource = self.resource()
        sheet = parse(bytes(upload.content), encoding, resource.header_names)
        plan = ImportPlan(resource, sheet, upload.uploaded_at)
        for done, total in plan.compare():
            yield self._progress(_("%(done)s of %(total)s compared.") % {"done": done, "total": total})
        return plan

    def _preview(self, request, upload, encoding: str, notice: str = "") -> Iterator[str]:
        plan = yield from self._compare(upload, encoding)
        context = {
            **self._context(request),
            "plan": plan,
            "upload": upload,
            "notice": notice,
            "shown": MAX_LISTED,
        }
        writer, refused = self._writer(request, upload, plan), None
        before = public_totals()
        try:
            context["effects"] = list(changed_totals(before, writer.try_out(public_totals)))
        except IntegrityError as error:
            refused = error
        # the database accepted the valid rows together: only others can break a rule not reported yet
        doubtful = plan.to_write if refused else plan.invalid_rows
        for done, total in plan.check_rules(doubtful):
            yield self._progress(_("%(done)s of %(total)s checked.") % {"done": done, "total": total})
        if refused and not plan.problems:  # by a rule that no row can check
            raise refused
        if plan.problems:
            upload.delete()
        else:
            token = {
                "upload": upload.pk,
                "model": self.opts.label,
                "encoding": encoding,
                "digest": plan.digest,
            }
            context["preview"] = signing.dumps(token, salt=SALT)
        yield render_to_string("admin/sheets/preview.html", context, request)

    def _import(self, request, upload, token: dict) -> Iterator[str]:
        plan = yield from self._compare(upload, token["encoding"])
        written = False
        if not plan.problems and plan.digest == token["digest"]:
            try:
                self._writer(request, upload, plan).write()
                written = True
            except (StalePlan, IntegrityError):
                logger.info("import: the record was changed meanwhile")
        if not written:
            changed = _("Records have changed since the preview. This is what the import would do now.")
            yield from self._preview(request, upload, token["encoding"], changed)
            return
        upload.delete()
        context = {**self._context(request), "plan": plan, "upload": upload}
        yield render_to_string("admin/sheets/done.html", context, request)

    @staticmethod
    def _writer(request, upload, plan) -> ImportWriter:
        return ImportWriter(plan, request.user, IMPORTED % upload.name)

    # Pages

    def _context(self, request) -> dict:
        title = _("Import: %s") % self.opts.verbose_name_plural
        return self.page_context(request, title, sheets=self._addresses())

    def _render(self, request, template, context):
        request.current_app = self.admin.admin_site.name
        return TemplateResponse(request, template, context)

    def _refused(self, request, reasons: list[str]) -> str:
        context = {"reasons": reasons, "sheets": self._addresses()}
        return render_to_string("admin/sheets/refused.html", context, request)

    @staticmethod
    def _progress(line: str) -> str:
        return render_to_string("admin/sheets/progress.html", {"line": line})

    def _streamed(self, request, parts: Iterator[str]) -> StreamingHttpResponse:
        """A page that is sent as it is made: those who wait see how far it is, without any script."""
        get_token(request)  # sets its cookie while there are headers to set it in
        request.current_app = self.admin.admin_site.name
        frame = render_to_string("admin/sheets/answer.html", self._context(request), request)
        begin, _mark, end = frame.partition(CONTENT_MARK)
        language = translation.get_language()

        def stream():
            with translation.override(language):
                yield begin
                try:
                    yield from parts
                except ValidationError as error:
                    Upload.objects.filter(user=request.user).delete()
                    yield self._refused(request, error.messages)
                except StalePlan:  # while it was tried out
                    changed = _("Records were changed in the meantime. Nothing was imported.")
                    yield self._refused(request, [changed])
                except DatabaseError:
                    logger.exception("import")
                    yield self._refused(request, [_("The database did not respond. Nothing was imported.")])
                yield end

        return StreamingHttpResponse(stream())
