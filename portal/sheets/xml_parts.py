"""The XML parts of a workbook, parsed within limits: nothing is built of what is not asked for.

A workbook of five kilobytes can unpack to gigabytes, or hold one attribute of fifty megabytes.
"""

import zipfile
from collections.abc import Callable
from xml.parsers import expat

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from portal.sheets.limits import MAX_OTHER_ELEMENTS, MAX_TOKEN_BYTES, MAX_UNPACKED_BYTES

READ_BYTES = 2**16
MAX_MEMBERS = 1000
MAX_DEPTH = 100  # of elements within elements

Starts = dict[str, Callable[[dict[str, str]], object]]  # by the tag without its prefix
Ends = dict[str, Callable[[], object]]


def damaged() -> ValidationError:
    return ValidationError(_("This workbook is damaged and cannot be read. Save it again as .xlsx."))


def too_large() -> ValidationError:
    message = _("The workbook is larger than %(size)s MiB when unpacked: split it.")
    return ValidationError(message % {"size": MAX_UNPACKED_BYTES // 2**20})


def check_size(archive: zipfile.ZipFile) -> None:
    """Refuse what would unpack to more than is taken. A member is never read beyond the size it states."""
    members = archive.infolist()
    if len(members) > MAX_MEMBERS or sum(member.file_size for member in members) > MAX_UNPACKED_BYTES:
        raise too_large()


def parse_part(
    archive: zipfile.ZipFile,
    name: str,
    starts: Starts,
    ends: Ends | None = None,
    text: Callable[[str], object] | None = None,
    *,
    max_elements: int = MAX_OTHER_ELEMENTS,
) -> None:
    """Call the handlers of tags, and of texts, for a part of a workbook.

    Raises ValidationError if it is larger than `max_elements`, has a single tag of more than a megabyte, or
    declares a document type, whose entities could grow or lead out of the file.
    """
    elements_left, depth = max_elements, 0
    ends = ends or {}

    def start_element(tag, attributes):
        nonlocal elements_left, depth
        elements_left -= 1
        depth += 1
        if elements_left < 0 or depth > MAX_DEPTH:
            raise too_large()
        if handler := starts.get(tag) or (":" in tag and starts.get(tag.rpartition(":")[2])):
            handler(attributes)

    def end_element(tag):
        nonlocal depth
        depth -= 1
        if handler := ends.get(tag) or (":" in tag and ends.get(tag.rpartition(":")[2])):
            handler()

    def doctype(*_declaration):
        raise damaged()

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start_element
    parser.StartDoctypeDeclHandler = doctype
    parser.EndElementHandler = end_element
    if text:
        parser.CharacterDataHandler = text
    fed = 0
    with archive.open(name) as file:
        while block := file.read(READ_BYTES):
            parser.Parse(block)
            fed += len(block)
            if fed - parser.CurrentByteIndex > MAX_TOKEN_BYTES:
                raise too_large()
        parser.Parse(b"", True)
