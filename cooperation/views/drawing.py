"""Where the bars and bands of a flow stand: plain numbers that a template turns into SVG."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from cooperation.choices import Band
from cooperation.models import Area
from cooperation.recorded import STATES, Count, Origin, state_label
from portal.lists.filterset import RecordFilterSet

UNITS = ("documents", "outcomes")
WIDTH = 1000
COLUMNS = (250, 530, 800)  # where the bars of origins, bands and states begin
BAR = 12
SLOT = 32  # two lines of a label
GAP = 8
LINE = 14  # of a label
LETTERS = 38  # in a line of a label
TALLEST = 560  # of all documents together, where they are many
THICKEST = 12  # of one document, where they are few


@dataclass
class Bar:
    """A bar with its label: where the flow begins, passes or ends."""

    key: Hashable
    label: Any
    number: str
    x: float
    y: float = 0
    height: float = 0
    left: float = 0  # how much of its left and right side is taken
    right: float = 0

    @property
    def lines(self) -> list[dict]:
        """The label in one line or two, with its number, beside the middle of the bar."""
        words = wrapped(f"{self.label}: {self.number}")
        x = self.x - 8 if self.x == COLUMNS[0] else self.x + BAR + 8
        top = self.y + self.height / 2 + 4 - (len(words) - 1) * LINE / 2
        return [{"x": x, "y": top + place * LINE, "text": text} for place, text in enumerate(words)]


@dataclass(frozen=True)
class Ribbon:
    """A band from one bar to another; `texture` says what it is without colour."""

    path: str
    texture: str
    area: str


@dataclass
class Drawing:
    """A flow in three columns: where documents come from, their areas, what became of them."""

    height: float = 0
    columns: tuple[list[Bar], list[Bar], list[Bar]] = field(default_factory=lambda: ([], [], []))
    ribbons: list[Ribbon] = field(default_factory=list)
    width: int = WIDTH

    @property
    def bars(self) -> Iterable[tuple[str, Bar]]:
        for place, bars in zip(("origin", "band", "state"), self.columns, strict=True):
            yield from ((place, bar) for bar in bars)


def flow(origins: list[Origin], asked: RecordFilterSet, area: Area | None = None) -> dict:
    """What a page needs to show a flow: its table, its picture, and what lists are to be asked besides."""
    day = [pair for pair in asked.query_pairs() if pair[0] == "as_of"]
    pairs = asked.query_pairs() + ([("area", area.slug)] if area else [])
    return {
        "origins": origins,
        "drawing": draw(origins) if origins else None,
        "states": STATES,
        "asked": also(pairs),
        "day": also(day),
    }


def also(pairs: list[tuple[str, str]]) -> str:
    return f"&{urlencode(pairs)}" if pairs else ""


def draw(origins: list[Origin]) -> Drawing:
    """Documents above, and beneath them, on their own since they are other things, outcomes."""
    drawing = Drawing()
    largest = max(total(o.count for o in origins if o.unit == unit).number for unit in UNITS)
    scale = min(THICKEST, TALLEST / largest)
    for unit in UNITS:
        of_unit = [origin for origin in origins if origin.unit == unit]
        if of_unit:
            block(drawing, of_unit, scale)
    return drawing


def block(drawing: Drawing, origins: list[Origin], scale: float) -> None:
    """Add the bars and bands of the origins of one unit under what is drawn already."""
    bands: dict[Any, dict] = {band: defaultdict(Count) for band in order(origins)}
    states: dict[Any, Count] = {}
    for origin in origins:
        for cell in origin.cells:
            bands[cell.band][cell.state] += cell.count
            states[cell.state] = states.get(cell.state, Count()) + cell.count
    left = [bar(origin.slug, origin.title, origin.count, 0, scale) for origin in origins]
    middle = [
        bar(band, band_label(band), total(by_state.values()), 1, scale) for band, by_state in bands.items()
    ]
    right = [bar(s, state_label(s), states[s], 2, scale) for s in STATES if s in states]
    heights = [stack(bars, drawing.height) for bars in (left, middle, right)]
    at_left, at_middle, at_right = ({one.key: one for one in bars} for bars in (left, middle, right))
    for origin in origins:
        for line in origin.lines:
            texture = "not-itemised" if line.band == Band.NOT_ITEMISED else "recorded"
            ends, area = (at_left[origin.slug], at_middle[line.band]), getattr(line.band, "slug", "")
            drawing.ribbons += join(*ends, line.count.confirmed * scale, texture, area)
            drawing.ribbons += join(*ends, line.count.apart * scale, "apart", area)
    for band, by_state in bands.items():
        for state in STATES:
            if count := by_state.get(state):
                ends, area = (at_middle[band], at_right[state]), getattr(band, "slug", "")
                texture = str(state) if state else "not-itemised"
                drawing.ribbons += join(*ends, (count.number - count.unstated) * scale, texture, area)
                drawing.ribbons += join(*ends, count.unstated * scale, "unstated", area)
    for bars, more in zip(drawing.columns, (left, middle, right), strict=True):
        bars.extend(more)
    drawing.height = max(heights) + SLOT


def order(origins: list[Origin]) -> list:
    """The bands that occur: areas in the order of their numbers, then several, none, not itemised."""
    found = {cell.band for origin in origins for cell in origin.cells}
    areas = sorted((band for band in found if isinstance(band, Area)), key=lambda area: area.number)
    return [*areas, *(band for band in Band if band in found)]


def band_label(band: Area | Band):
    return f"{band.number}. {band.title}" if isinstance(band, Area) else band.label


def wrapped(label: str) -> list[str]:
    """A label in two lines at most; what is longer gives way to its number."""
    text, _colon, number = label.rpartition(": ")
    tail, lines = f": {number}", [""]
    *words, last = re.findall(r"\s+|[^\s\u3040-\u9fff]+|[\u3040-\u9fff]", text)  # Japanese breaks anywhere
    for word in [*words, last + tail]:
        if width(lines[-1] + word) <= LETTERS:
            lines[-1] += word
        elif len(lines) == 1:
            lines.append(word.lstrip())
        else:  # no room for the rest
            while width(lines[-1]) + len(tail) + 1 > LETTERS:
                lines[-1] = lines[-1][:-1]
            lines[-1] = f"{lines[-1].rstrip()}…{tail}"
            break
    return [line.rstrip() for line in lines if line]


def width(text: str) -> float:
    """In Latin letters: a Japanese one takes the room of two, a Russian one a little more than one."""
    return sum(
        2 if unicodedata.east_asian_width(letter) in "WF" else 1.15 if "Ѐ" <= letter <= "ӿ" else 1
        for letter in text
    )


def total(counts: Iterable[Count]) -> Count:
    return sum(counts, Count())


def bar(key, label, count: Count, column: int, scale: float) -> Bar:
    return Bar(key, label, count.shown, COLUMNS[column], height=max(count.number * scale, 1.5))


def stack(bars: list[Bar], top: float) -> float:
    """Set bars under each other, each with room for its label; returns where the last one ends."""
    y = top + GAP
    for one in bars:
        slot = max(one.height, SLOT)
        one.y = y + (slot - one.height) / 2
        y += slot + GAP
    return y


def join(start: Bar, end: Bar, thickness: float, texture: str, area: str) -> list[Ribbon]:
    if thickness <= 0:
        return []
    x0, x1 = start.x + BAR, end.x
    bend = (x0 + x1) / 2
    y0, y1 = start.y + start.right, end.y + end.left
    start.right += thickness
    end.left += thickness
    path = (
        f"M{x0:.1f} {y0:.1f}C{bend:.1f} {y0:.1f} {bend:.1f} {y1:.1f} {x1:.1f} {y1:.1f}"
        f"v{thickness:.1f}C{bend:.1f} {y1 + thickness:.1f} {bend:.1f} {y0 + thickness:.1f} "
        f"{x0:.1f} {y0 + thickness:.1f}z"
    )
    return [Ribbon(path, texture, area)]
