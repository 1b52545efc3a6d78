"""The form with which a sheet is uploaded."""

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy

from portal.sheets import limits
from portal.sheets.encodings import LABELS
from portal.sheets.reading import check_size


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

    def clean_import_file(self):
        file = self.cleaned_data["import_file"]
        check_size(file.size)
        return file
