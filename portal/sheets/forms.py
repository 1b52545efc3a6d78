"""The form with which a sheet is uploaded."""

from typing import Any

from django import forms
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.sheets import limits
from portal.sheets.encodings import LABELS
from portal.sheets.reading import check_size
from portal.sheets.resources import RecordResource


class UploadForm(forms.Form):
    """A file, and what it does not say itself."""

    import_file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=format_lazy(
            gettext_lazy(
                "CSV or Excel workbook (.xlsx), up to {size} MiB, {rows} filled rows and {columns} columns."
            ),
            size=limits.MAX_FILE_BYTES // 2**20,
            rows=limits.MAX_ROWS,
            columns=limits.MAX_COLUMNS,
        ),
    )
    encoding = forms.ChoiceField(
        label=gettext_lazy("Encoding"),
        choices=[("", gettext_lazy("Recognise it")), *LABELS.items()],
        required=False,
        help_text=gettext_lazy("Of a CSV file. Choose it if the preview shows wrong letters."),
    )

    def __init__(self, resource: RecordResource, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.chosen_once = resource.chosen_once
        for name in resource.chosen_once:
            field: Any = resource.model._meta.get_field(name)
            self.fields[name] = forms.ModelChoiceField(
                field.related_model._default_manager.all(),
                label=capfirst(str(field.verbose_name)),
                required=False,
                help_text=_("For all lines of the sheet that name none."),
            )

    def clean_import_file(self):
        file = self.cleaned_data["import_file"]
        check_size(file.size)
        return file

    @property
    def options(self) -> dict:
        """What was chosen, as it is kept between preview and confirmation."""
        chosen = {name: self.cleaned_data[name] for name in self.chosen_once}
        defaults = {name: record.slug for name, record in chosen.items() if record}
        return {"encoding": self.cleaned_data["encoding"], "defaults": defaults}
