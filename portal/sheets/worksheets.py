"""The rows of a worksheet, read in one pass over its XML."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache, reduce
from zipfile import ZipFile

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from portal.sheets.cell_formats import date_text, number_text, unescape
from portal.sheets.limits import (
    MAX_CELL_CHARACTERS,
    MAX_CHARACTERS,
    MAX_COLUMNS,
    MAX_MERGED_CELLS,
    MAX_MERGED_RANGES,
    MAX_SHEET_ELEMENTS,
)
from portal.sheets.xml_parts import Ends, Starts, damaged, parse_part, too_large

PLACE = re.compile(r"(\$?[A-Z]{1,3})\$?([0-9]{1,7})")
COLUMN = re.compile(r"\$?[A-Z]{1,3}")
DIGITS = "0123456789"
TRUE = {"1", "true"}


@dataclass(frozen=True)
class MergedRange:
    """Cells that are shown as one, by their first and last row and column, counted from 1."""

    name: str
    first_row: int
    first_column: int
    last_row: int
    last_column: int

    def is_filled(self, sheet: "Worksheet") -> bool:
        return bool(sheet.rows.get(self.first_row, {}).get(self.first_column))


@dataclass
class Worksheet:
    """The filled rows of a sheet by their numbers, and what an editor does not see of it."""

    rows: dict[int, dict[int, str]] = field(default_factory=dict)  # cells by column, counted from 1
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merged: list[MergedRange] = field(default_factory=list)

    def listed_rows(self) -> Iterator[tuple[int, list[str]]]:
        """The filled rows in order, with empty texts for the cells between."""
        for number, cells in sorted(self.rows.items()):
            yield number, [cells.get(column, "") for column in range(1, max(cells) + 1)]

    def fill_merged(self) -> None:
        """Write the value of merged cells into each row of their range; of a row, into the first cell."""
        numbers = sorted(self.rows)
        left = MAX_MERGED_CELLS
        for range_ in self.merged:
            text = self.rows.get(range_.first_row, {}).get(range_.first_column, "")
            begin, end = bisect_left(numbers, range_.first_row), bisect_right(numbers, range_.last_row)
            left -= 1 + max(0, end - begin)
            if left < 0:
                raise too_large()
            if text:
                for number in numbers[begin:end]:
                    self.rows[number][range_.first_column] = text


@lru_cache(maxsize=1024)
def column_of(letters: str) -> int:
    """The number of a column such as B."""
    if not COLUMN.fullmatch(letters):
        raise damaged()
    return reduce(lambda number, letter: number * 26 + ord(letter) - ord("A") + 1, letters.lstrip("$"), 0)


def place_of(reference: str) -> tuple[int, int]:
    """Row and column of a reference such as B12."""
    match = PLACE.fullmatch(reference)
    if not match:
        raise damaged()
    return int(match[2]), column_of(match[1])


@dataclass
class SheetReader:
    """Reads one worksheet. `formats` are the number formats by style, `strings` the shared texts."""

    formats: list[str]
    strings: list[str]
    is_mac: bool
    sheet: Worksheet = field(default_factory=Worksheet)

    def read(self, archive: ZipFile, name: str) -> Worksheet:
        self.row = self.column = self.characters = 0
        self.cells: dict[int, str] = {}
        self.attributes: dict[str, str] = {}
        self.texts: list[str] = []
        self.takes_text = self.in_reading = self.has_formula = self.has_value = False
        starts: Starts = {
            "row": self._start_row,
            "c": self._start_cell,
            "v": self._start_text,
            "t": self._start_text,
            "f": self._formula,
            "rPh": self._start_reading,
            "mergeCell": self._merge,
            "col": self._column,
        }
        ends: Ends = {
            "c": self._end_cell,
            "v": self._end_text,
            "t": self._end_text,
            "rPh": self._end_reading,
            "row": self._end_row,
        }

        parse_part(archive, name, starts, ends, self._text, max_elements=MAX_SHEET_ELEMENTS)
        self.sheet.fill_merged()
        return self.sheet

    def _start_row(self, attributes: dict[str, str]) -> None:
        self.row = int(attributes.get("r") or self.row + 1)
        self.column, self.cells = 0, {}
        if attributes.get("hidden") in TRUE:
            self.sheet.hidden_rows.add(self.row)

    def _end_row(self) -> None:
        if self.cells:
            self.sheet.rows[self.row] = self.cells

    def _start_cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r")
        self.column = column_of(reference.rstrip(DIGITS)) if reference else self.column + 1
        self.attributes, self.texts = attributes, []
        self.has_formula = self.has_value = False

    def _formula(self, _attributes: dict[str, str]) -> None:
        self.has_formula = True

    def _start_text(self, _attributes: dict[str, str]) -> None:
        self.takes_text = not self.in_reading

    def _text(self, text: str) -> None:
        if self.takes_text:
            self.texts.append(text)

    def _end_text(self) -> None:
        self.takes_text = False
        self.has_value = True

    def _start_reading(self, _attributes: dict[str, str]) -> None:
        self.in_reading = True  # the kana above kanji are no part of the text

    def _end_reading(self) -> None:
        self.in_reading = False

    def _end_cell(self) -> None:
        text, kind = "".join(self.texts), self.attributes.get("t", "n")
        if self.has_formula and not text and kind != "str":  # only a text may be empty
            message = _(
                "The workbook has formulas without values: open it in a spreadsheet program and save "
                "it there."
            )
            raise ValidationError(message)
        if text and self.column <= MAX_COLUMNS + 1:
            text = self._seen(text, kind)[:MAX_CELL_CHARACTERS]  # `reading` reports this length as cut off
            self.characters += len(text)
            if self.characters > MAX_CHARACTERS:
                raise ValidationError(
                    _("The sheet contains more text than can be imported at once: split it.")
                )
            self.cells[self.column] = text

    def _seen(self, text: str, kind: str) -> str:
        if kind == "s":
            return self.strings[int(text)]
        if kind in {"inlineStr", "str"}:
            return unescape(text)
        if kind == "b":
            return "yes" if text in TRUE else "no"
        style = int(self.attributes.get("s") or 0)
        number_format = self.formats[style] if style < len(self.formats) else ""
        if kind == "d":
            return date_text(text, number_format)
        return text if kind == "e" else number_text(text, number_format, is_mac=self.is_mac)

    def _merge(self, attributes: dict[str, str]) -> None:
        if len(self.sheet.merged) == MAX_MERGED_RANGES:
            raise too_large()
        name = attributes.get("ref", "")
        first, _colon, last = name.partition(":")
        self.sheet.merged.append(MergedRange(name, *place_of(first), *place_of(last or first)))

    def _column(self, attributes: dict[str, str]) -> None:
        if attributes.get("hidden") in TRUE:
            first, last = int(attributes.get("min", 0)), int(attributes.get("max", 0))
            self.sheet.hidden_columns.update(range(first, min(last, MAX_COLUMNS) + 1))
