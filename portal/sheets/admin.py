"""Import and export on a desk: a form, a preview of what it would do, the answer to it."""

import logging
from collections.abc import Generator, Iterator

from django import forms
from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, IntegrityError
from django.http import FileResponse, HttpResponseRedirect, StreamingHttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import translation
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.admin.desk import RecordAdmin
from portal.history.reasons import IMPORTED
from portal.publishing.totals import effects, public_totals
from portal.sheets import exports, limits
from portal.sheets.models import Upload
from portal.sheets.plan import ImportPlan
from portal.sheets.reading import check_size, parse
from portal.sheets.resources import RecordResource
from portal.sheets.writing import ImportWriter, StalePlan

SALT = "portal.sheets"
SHOWN = 1000  # rows of a kind, and problems, that a page lists; it says how many more there are
FORMATS = ("csv", "xlsx")
MARK = "<!-- the answer -->"  # where a page is cut in two, to be sent before it is known what it says
logger = logging.getLogger(__name__)


class UploadForm(forms.Form):
    import_file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=format_lazy(
            gettext_lazy(
                "CSV or Excel workbook (.xlsx); at most {size} MiB, {rows} filled lines, {columns} columns."
            ),
            size=limits.MAX_FILE_BYTES // 2**20,
            rows=limits.MAX_ROWS,
            columns=limits.MAX_COLUMNS,
        ),
    )

    def clean_import_file(self):
        file = self.cleaned_data["import_file"]
        check_size(file.size)
        return file


class SheetAdmin(RecordAdmin):
    """A desk whose list can be taken away as a sheet, and filled from one."""

    resource: type[RecordResource]
    change_list_template = "admin/sheets/change_list.html"

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        view = self.admin_site.admin_view
        formats = [
            path(f"{what}.{format}", view(answer), {"format": format}, name=f"{name}_{what}_{format}")
            for format in FORMATS
            for what, answer in (("export", self.export_view), ("template", self.template_view))
        ]
        return [
            path("import/", view(self.import_view), name=f"{name}_import"),
            path("import/confirm/", view(self.confirm_view), name=f"{name}_confirm"),
            *formats,
            *super().get_urls(),
        ]

    def has_import_permission(self, request) -> bool:
        return self.resource().may_import(request.user)

    def changelist_view(self, request, extra_context=None):
        sheets = {"has_import_permission": self.has_import_permission(request), "sheets": self._addresses()}
        return super().changelist_view(request, {**(extra_context or {}), **sheets})

    def _addresses(self) -> dict[str, str]:
        base = f"admin:{self.opts.app_label}_{self.opts.model_name}"
        names = [
            "import",
            "confirm",
            *(f"{what}_{each}" for what in ("export", "template") for each in FORMATS),
        ]
        return {name: reverse(f"{base}_{name}") for name in names}

    # Taking away

    def export_view(self, request, format):
        """What the list shows, with its filters and its search."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        try:
            rows = self.get_changelist_instance(request).queryset
        except IncorrectLookupParameters:
            return HttpResponseRedirect(
                reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
            )
        if format == "xlsx" and rows.count() > limits.MAX_ROWS:
            text = _("A workbook takes at most %(rows)s rows: export as CSV, or narrow the list down.")
            self.message_user(request, text % {"rows": limits.MAX_ROWS}, messages.WARNING)
            return HttpResponseRedirect(self._addresses()["changelist"])
        resource = self.resource()
        return self._file(format, resource, exports.export_lines(resource, rows), self.opts.model_name)

    def template_view(self, request, format):
        if not self.has_import_permission(request):
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

    # Filling

    def import_view(self, request):
        if not self.has_import_permission(request):
            raise PermissionDenied
        form = UploadForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            file = form.cleaned_data["import_file"]
            upload = Upload.store(request.user, file.name, file.read())
            return self._streamed(request, self._preview(request, upload))
        resource = self.resource()
        context = {
            **self._context(request),
            "form": form,
            "columns": resource.all_columns,
            "part": resource.part,
        }
        return self._page(request, "admin/sheets/import.html", context)

    def confirm_view(self, request):
        """Import what was previewed, or let it go; if the record says otherwise by now, preview it again."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        told = self._told(request.POST.get("preview", ""))
        upload = Upload.objects.filter(pk=told.get("upload"), user=request.user).first() if told else None
        if request.method != "POST" or upload is None or told["model"] != self.opts.label:
            self.message_user(
                request, _("That file is not here any more: upload it again."), messages.WARNING
            )
            return HttpResponseRedirect(self._addresses()["import"])
        if "confirm" not in request.POST:
            upload.delete()
            self.message_user(request, _("Nothing was imported."), messages.INFO)
            return HttpResponseRedirect(self._addresses()["import"])
        return self._streamed(request, self._import(request, upload, told["digest"]))

    @staticmethod
    def _told(text: str) -> dict:
        try:
            return signing.loads(text, salt=SALT, max_age=Upload.MAX_AGE)
        except signing.BadSignature:
            return {}

    def _compared(self, upload) -> Generator[str, None, ImportPlan]:
        """Says how far it is, and gives the plan."""
        yield self._progress(_("Reading %(name)s.") % {"name": upload.name})
        sheet = parse(bytes(upload.content))
        plan = ImportPlan(self.resource(), sheet, upload.uploaded_at)
        for done, total in plan.compare():
            yield self._progress(_("%(done)s of %(total)s compared.") % {"done": done, "total": total})
        return plan

    def _preview(self, request, upload, notice: str = "") -> Iterator[str]:
        plan = yield from self._compared(upload)
        context = {**self._context(request), "plan": plan, "upload": upload, "notice": notice, "shown": SHOWN}
        writer, refused = self._writer(request, upload, plan), None
        before = public_totals()
        try:
            context["effects"] = list(effects(before, writer.try_out(public_totals)))
        except IntegrityError as error:
            refused = error
        # the database accepted the valid rows together: only others can break a rule not reported yet
        doubtful = plan.to_write if refused else plan.invalid_rows
        for done, total in plan.check_rules(doubtful):
            yield self._progress(_("%(done)s of %(total)s checked.") % {"done": done, "total": total})
        if refused and not plan.problems:  # a rule of which no row knows
            raise refused
        if plan.problems:
            upload.delete()
        else:
            told = {"upload": upload.pk, "model": self.opts.label, "digest": plan.digest}
            context["preview"] = signing.dumps(told, salt=SALT)
        yield render_to_string("admin/sheets/preview.html", context, request)

    def _import(self, request, upload, digest: str) -> Iterator[str]:
        plan = yield from self._compared(upload)
        written = False
        if not plan.problems and plan.digest == digest:
            try:
                self._writer(request, upload, plan).write()
                written = True
            except (StalePlan, IntegrityError):
                logger.info("import: the record was changed meanwhile")
        if not written:
            changed = _("The record was changed since this was previewed. This is what it would do now.")
            yield from self._preview(request, upload, changed)
            return
        upload.delete()
        context = {**self._context(request), "plan": plan, "upload": upload}
        yield render_to_string("admin/sheets/done.html", context, request)

    @staticmethod
    def _writer(request, upload, plan) -> ImportWriter:
        return ImportWriter(plan, request.user, IMPORTED % upload.name)

    # Pages

    def _context(self, request) -> dict:
        return {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Import: %s") % self.opts.verbose_name_plural,
            "sheets": self._addresses(),
        }

    def _page(self, request, template, context):
        request.current_app = self.admin_site.name
        return TemplateResponse(request, template, context)

    def _refused(self, request, reasons: list[str]) -> str:
        context = {"reasons": reasons, "sheets": self._addresses()}
        return render_to_string("admin/sheets/refused.html", context, request)

    @staticmethod
    def _progress(line: str) -> str:
        return render_to_string("admin/sheets/progress.html", {"line": line})

    def _streamed(self, request, parts: Iterator[str]) -> StreamingHttpResponse:
        """A page that is sent as it is made: those who wait see how far it is, without any script."""
        get_token(request)  # sets its cookie, while there are heads to set it in
        request.current_app = self.admin_site.name
        frame = render_to_string("admin/sheets/answer.html", self._context(request), request)
        begin, _mark, end = frame.partition(MARK)
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
                    changed = _("The record was changed meanwhile. Nothing was written.")
                    yield self._refused(request, [changed])
                except DatabaseError:
                    logger.exception("import")
                    yield self._refused(request, [_("The database did not answer. Nothing was written.")])
                yield end

        return StreamingHttpResponse(stream())
