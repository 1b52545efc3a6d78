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
from django.utils import translation
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.admin_base.features import AdminFeature
from portal.history.reasons import IMPORTED
from portal.publishing.totals import changed_totals, public_totals
from portal.sheets import bounds, tables
from portal.sheets.models import Upload
from portal.sheets.plan import Plan
from portal.sheets.reading import check_size, read
from portal.sheets.resources import RecordResource
from portal.sheets.writing import Outdated, Writer

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
            size=bounds.BYTES // 2**20,
            rows=bounds.ROWS,
            columns=bounds.COLUMNS,
        ),
    )

    def clean_import_file(self):
        file = self.cleaned_data["import_file"]
        check_size(file.size)
        return file


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
        return self.resource().allowed_to(request.user)

    def list_context(self, request):
        return {"has_import_permission": self.may_import(request), "sheets": self._addresses()}

    def _addresses(self) -> dict[str, str]:
        names = ["import", "confirm"]
        names += [f"{name}_{format}" for name in ("export", "template") for format in FORMATS]
        return {name: self.reverse(name) for name in names}

    # Taking away

    def export_view(self, request, format):
        """What the list shows, with its filters and its search."""
        if not self.admin.has_view_permission(request):
            raise PermissionDenied
        try:
            rows = self.admin.get_changelist_instance(request).queryset
        except IncorrectLookupParameters:
            return HttpResponseRedirect(self.reverse("changelist"))
        if format == "xlsx" and rows.count() > bounds.ROWS:
            text = _("A workbook takes at most %(rows)s rows: export as CSV, or narrow the list down.")
            self.admin.message_user(request, text % {"rows": bounds.ROWS}, messages.WARNING)
            return HttpResponseRedirect(self.reverse("changelist"))
        resource = self.resource()
        return self._file(format, resource, tables.exported(resource, rows), self.opts.model_name)

    def template_view(self, request, format):
        if not self.may_import(request):
            raise PermissionDenied
        resource = self.resource()
        return self._file(format, resource, tables.template(resource), f"{self.opts.model_name}-template")

    @staticmethod
    def _file(format, resource, lines, name):
        if format == "xlsx":
            file = tables.as_xlsx(resource, lines)
            return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx", content_type=tables.XLSX)
        disposition = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
        return StreamingHttpResponse(
            tables.as_csv(lines), content_type="text/csv; charset=utf-8", headers=disposition
        )

    # Filling

    def import_view(self, request):
        if not self.may_import(request):
            raise PermissionDenied
        form = UploadForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            file = form.cleaned_data["import_file"]
            upload = Upload.keep(request.user, file.name, file.read())
            return self._streamed(request, self._preview(request, upload))
        resource = self.resource()
        context = {
            **self._context(request),
            "form": form,
            "columns": resource.all_columns,
            "part": resource.parts,
        }
        return self._render(request, "admin/sheets/import.html", context)

    def confirm_view(self, request):
        """Import what was previewed, or let it go; if the record says otherwise by now, preview it again."""
        if not self.may_import(request):
            raise PermissionDenied
        told = self._told(request.POST.get("preview", ""))
        upload = Upload.objects.filter(pk=told.get("upload"), user=request.user).first() if told else None
        if request.method != "POST" or upload is None or told["model"] != self.opts.label:
            self.admin.message_user(
                request, _("That file is not here any more: upload it again."), messages.WARNING
            )
            return HttpResponseRedirect(self.reverse("import"))
        if "confirm" not in request.POST:
            upload.delete()
            self.admin.message_user(request, _("Nothing was imported."), messages.INFO)
            return HttpResponseRedirect(self.reverse("import"))
        return self._streamed(request, self._import(request, upload, told["digest"]))

    @staticmethod
    def _told(text: str) -> dict:
        try:
            return signing.loads(text, salt=SALT, max_age=Upload.KEPT)
        except signing.BadSignature:
            return {}

    def _compared(self, upload) -> Generator[str, None, Plan]:
        """Says how far it is, and gives the plan."""
        yield self._progress(_("Reading %(name)s.") % {"name": upload.name})
        sheet = read(bytes(upload.content))
        plan = Plan(self.resource(), sheet, upload.uploaded_at)
        for done, total in plan.compare():
            yield self._progress(_("%(done)s of %(total)s compared.") % {"done": done, "total": total})
        return plan

    def _preview(self, request, upload, notice: str = "") -> Iterator[str]:
        plan = yield from self._compared(upload)
        context = {**self._context(request), "plan": plan, "upload": upload, "notice": notice, "shown": SHOWN}
        writer, refused = self._writer(request, upload, plan), None
        before = public_totals()
        try:
            context["effects"] = list(changed_totals(before, writer.try_out(public_totals)))
        except IntegrityError as error:
            refused = error
        # the database took the sound ones together: only the others can break a rule that was not told yet
        doubtful = plan.touched if refused else plan.unsound
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
            except (Outdated, IntegrityError):
                logger.info("import: the record was changed meanwhile")
        if not written:
            changed = _("The record was changed since this was previewed. This is what it would do now.")
            yield from self._preview(request, upload, changed)
            return
        upload.delete()
        context = {**self._context(request), "plan": plan, "upload": upload}
        yield render_to_string("admin/sheets/done.html", context, request)

    @staticmethod
    def _writer(request, upload, plan) -> Writer:
        return Writer(plan, request.user, IMPORTED % upload.name)

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
        get_token(request)  # sets its cookie, while there are heads to set it in
        request.current_app = self.admin.admin_site.name
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
                except Outdated:  # while it was tried out
                    changed = _("The record was changed meanwhile. Nothing was written.")
                    yield self._refused(request, [changed])
                except DatabaseError:
                    logger.exception("import")
                    yield self._refused(request, [_("The database did not answer. Nothing was written.")])
                yield end

        return StreamingHttpResponse(stream())
