"""CSV files for spreadsheets: in UTF-8 that Excel recognises, without cells that run as formulas."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence

BYTE_ORDER_MARK = (
    "\N{ZERO WIDTH NO-BREAK SPACE}"  # without it Excel reads UTF-8 as the machine's old code page
)
# How a cell begins that a spreadsheet takes for a formula; Japanese ones take the full-width signs too.
FORMULA_STARTS = frozenset("=+-@\t\r\n＝＋－＠")
# A spreadsheet that splits at semicolons or tabs heeds no quotation marks after a comma: there a separator or
# a line break in a text begins a cell.
INNER_FORMULA = re.compile(r"([;\t\r\n])(?=[=+\-@＝＋－＠])")
ESCAPED_INNER_FORMULA = re.compile(r"([;\t\r\n])'(?=[=+\-@＝＋－＠])")


def escape_formula(text: str) -> str:
    """Put an apostrophe before a text, or a part of it, that a spreadsheet would take for a formula."""
    text = INNER_FORMULA.sub(r"\1'", text)
    return f"'{text}" if text[:1] in FORMULA_STARTS else text


def unescape_formula(cell: str) -> str:
    """Take the apostrophes away that `escape_formula` put into a text."""
    cell = cell[1:] if cell[:1] == "'" and cell[1:2] in FORMULA_STARTS else cell
    return ESCAPED_INNER_FORMULA.sub(r"\1", cell)


def stream_csv(header: Sequence[str], chunks: Iterable[Iterable[Sequence]]) -> Iterator[bytes]:
    """Write a CSV file piece by piece: the header, then each chunk of rows. Texts are escaped and quoted."""
    buffer = io.StringIO()
    buffer.write(BYTE_ORDER_MARK)
    csv.writer(buffer).writerow(header)
    writer = csv.writer(buffer, quoting=csv.QUOTE_NONNUMERIC)
    yield buffer.getvalue().encode()
    for rows in chunks:
        buffer.seek(0)
        buffer.truncate()
        for row in rows:
            writer.writerow([escape_formula(cell) if isinstance(cell, str) else cell for cell in row])
        yield buffer.getvalue().encode()
