"""CSV files for spreadsheets: in UTF-8 that Excel recognises, without cells that run as formulas."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

BYTE_ORDER_MARK = (
    "\N{ZERO WIDTH NO-BREAK SPACE}"  # without it Excel reads UTF-8 as the machine's old code page
)
# How a cell begins that a spreadsheet takes for a formula; Japanese ones take the full-width signs too.
FORMULA_STARTS = frozenset("=+-@\t\r\n＝＋－＠")


def escape_formula(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would take for a formula."""
    return f"'{text}" if text[:1] in FORMULA_STARTS else text


def unescape_formula(cell: str) -> str:
    """Take the apostrophe away that `escape_formula` put before a text."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in FORMULA_STARTS else cell


def stream_csv(header: Sequence[str], chunks: Iterable[Iterable[Sequence]]) -> Iterator[bytes]:
    """Write a CSV file piece by piece: the header, then each chunk of rows. Texts are escaped."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    buffer.write(BYTE_ORDER_MARK)
    writer.writerow(header)
    yield buffer.getvalue().encode()
    for rows in chunks:
        buffer.seek(0)
        buffer.truncate()
        for row in rows:
            writer.writerow([escape_formula(cell) if isinstance(cell, str) else cell for cell in row])
        yield buffer.getvalue().encode()
