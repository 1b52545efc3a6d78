"""What is wrong with the header row of a sheet: columns one by one, or the whole file."""

from collections.abc import Iterator

from django.utils import translation
from django.utils.translation import gettext as _

from portal.fields import LANGUAGES
from portal.lists.csv_headers import translated_headers
from portal.sheets.reading import ParsedSheet, SheetProblem, as_header
from portal.sheets.resources import RecordResource
from portal.text.punctuation import comma_list

MAX_UNKNOWN = 2  # columns that are named one by one; more of them are another file
MAX_NAMED = 5


def other_file(sheet: ParsedSheet, resource: RecordResource, makes_slugs: bool) -> SheetProblem | None:
    """One sentence on a file that is no sheet of this kind, instead of one on each of its columns."""
    known = [column.header for column in resource.all_columns]
    unknown = [header for header in dict.fromkeys(sheet.headers) if header and header not in known]
    found = [header for header in known if header in sheet.headers]
    named = resource.key.header in found or (makes_slugs and found)
    if named and len(unknown) <= max(MAX_UNKNOWN, len(found) // 2):
        return None
    if is_public_list(sheet.headers):
        message = _(
            "This file was downloaded from the public pages, whose columns cannot be imported: use “Export "
            "as CSV” of this list in the admin."
        )
        return SheetProblem(None, "", message)
    if not unknown:
        return None
    message = _(
        "This file is no sheet of this kind: there are no columns %(columns)s. Use the headers of the "
        "template, or of an export of this list."
    )
    names = [f"“{header}”" for header in unknown[:MAX_NAMED]]
    return SheetProblem(None, "", message % {"columns": comma_list(*names)})


def is_public_list(headers: list[str]) -> bool:
    """Whether a header row begins as that of every public list does, in any language."""
    for language in LANGUAGES:
        with translation.override(language):
            if headers[:2] == [as_header(header) for header in translated_headers(["id", "url"])]:
                return True
    return False


def header_problems(
    sheet: ParsedSheet, resource: RecordResource, *, needs_key: bool
) -> Iterator[SheetProblem]:
    headers, known = sheet.headers, [column.header for column in resource.all_columns]
    for header in dict.fromkeys(headers):
        if not header:
            yield SheetProblem(None, "", _("A column has no header."))
        elif header not in known:
            message = _("There is no column with this name; the template has all the names.")
            yield SheetProblem(None, header, message)
        if header and headers.count(header) > 1:
            yield SheetProblem(None, header, _("This column appears more than once."))
    key = resource.key.header
    if needs_key and key not in headers:
        yield SheetProblem(None, key, _("This column is missing: it identifies the rows."))
    part = resource.part
    if part and part.key.header not in headers and any(header in headers for header in part.headers):
        message = _("This column is missing: it identifies the parts of a row.")
        yield SheetProblem(None, part.key.header, message)
