"""What the tests of sheets share: files in the formats that staff bring, and the way through an import."""

import csv
import io
import re

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook

from portal.models import Record
from tests.admin.conftest import admin_url


def csv_of(*lines, encoding="utf-8", delimiter=",") -> bytes:
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter).writerows(lines)
    return file.getvalue().encode(encoding)


def xlsx_of(*lines) -> bytes:
    workbook, file = Workbook(), io.BytesIO()
    for line in lines:
        workbook.active.append(line)
    workbook.save(file)
    return file.getvalue()


def cells_of(response) -> list[list[str]]:
    """The lines of an answer that is a file."""
    content = b"".join(response.streaming_content)
    if content.startswith(b"PK"):
        rows = load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)
        return [["" if cell is None else str(cell) for cell in row] for row in rows]
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


BLOCK_TAG = re.compile(r"\s*(</?(?:caption|div|form|h[1-6]|li|p|t[dhr]|table|ul)\b[^>]*>)\s*")


def page_of(response) -> str:
    """The HTML of a page, without the whitespace that a browser does not show."""
    page = b"".join(response).decode() if response.streaming else response.content.decode()
    return BLOCK_TAG.sub(r"\1", re.sub(r"\s+", " ", page))


def upload(client, model: type[Record], content: bytes, name="sheet.csv", prefix=""):
    """`prefix` is that of a language."""
    address = prefix + admin_url(model, "import")
    return client.post(address, {"import_file": SimpleUploadedFile(name, content)})


def preview(client, model, content: bytes, name="sheet.csv", prefix="") -> str:
    return page_of(upload(client, model, content, name, prefix))


def token_of(page: str) -> str:
    return re.search(r'name="preview" value="([^"]+)"', page)[1]


def confirm(client, model, page: str, **answer) -> str:
    data = {"preview": token_of(page), **(answer or {"confirm": "Import"})}
    return page_of(client.post(admin_url(model, "confirm"), data, follow=True))


def imported(client, model, content: bytes, name="sheet.csv") -> str:
    return confirm(client, model, preview(client, model, content, name))


def counts(page: str) -> tuple[int, ...]:
    """New, changed, unchanged."""
    return tuple(map(int, re.search(r"New: (\d+)\. Changed: (\d+)\. Unchanged: (\d+)", page).groups()))


def problems(page: str) -> list[tuple[str, str, str]]:
    """Line, column and what is wrong."""
    found = re.findall(r"<tr><td>(\d*)</td><td><code>(.*?)</code></td><td>(.*?)</td></tr>", page)
    return [(line, column, message) for line, column, message in found]
