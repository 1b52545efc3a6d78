"""The flow as a picture: where its bars and ribbons are, in plain numbers that a template turns into SVG."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from cooperation.choices import FlowGroup
from cooperation.flow.counts import DocumentCount, sum_counts
from cooperation.flow.origins import FLOW_STATES, FlowOrigin, state_label
from cooperation.models import Area

# In units of the picture's viewBox, except where another unit is named.
WIDTH = 1000
COLUMN_X = (250, 530, 800)  # where the bars of origins, groups and states begin
BAR_WIDTH = 12
MIN_SLOT_HEIGHT = 32  # of a bar with its label: two lines
SLOT_GAP = 8
LINE_HEIGHT = 14  # of a label
MAX_LINE_WIDTH = 38  # of a label, in Latin letters
MAX_FLOW_HEIGHT = 560  # of all documents together, where they are many
MAX_DOCUMENT_HEIGHT = 12  # of one document, where they are few
MIN_BAR_HEIGHT = 1.5


@dataclass
class FlowBar:
    """A bar with its label: where the flow begins, passes or ends."""

    key: Hashable
    label: Any
    number: str
    x: float
    y: float = 0
    height: float = 0
    left: float = 0  # how much of its left and right side ribbons take already
    right: float = 0

    @property
    def lines(self) -> list[dict]:
        """The label in one line or two, with its number, beside the middle of the bar."""
        texts = wrap_label(f"{self.label}: {self.number}")
        x = self.x - 8 if self.x == COLUMN_X[0] else self.x + BAR_WIDTH + 8
        top = self.y + self.height / 2 + 4 - (len(texts) - 1) * LINE_HEIGHT / 2
        return [{"x": x, "y": top + place * LINE_HEIGHT, "text": text} for place, text in enumerate(texts)]


@dataclass(frozen=True)
class Ribbon:
    """A ribbon from one bar to another; `texture` says without colour what it is."""

    path: str
    texture: str
    area: str


@dataclass
class FlowDrawing:
    """A flow in three columns: where documents come from, their areas, what became of them."""

    height: float = 0
    columns: tuple[list[FlowBar], list[FlowBar], list[FlowBar]] = field(default_factory=lambda: ([], [], []))
    ribbons: list[Ribbon] = field(default_factory=list)
    width: int = WIDTH

    @property
    def bars(self) -> Iterator[tuple[str, FlowBar]]:
        """The bars, each with the class of its column."""
        for place, bars in zip(("origin", "band", "state"), self.columns, strict=True):
            yield from ((place, bar) for bar in bars)


def draw(origins: list[FlowOrigin]) -> FlowDrawing:
    """Draw the documents and, separately below them, the outcomes that no source ties to one."""
    drawing = FlowDrawing()
    by_unit = {unit: [one for one in origins if one.unit == unit] for unit in ("documents", "outcomes")}
    largest = max(sum_counts(one.count for one in of_unit).number for of_unit in by_unit.values())
    scale = min(MAX_DOCUMENT_HEIGHT, MAX_FLOW_HEIGHT / largest)
    for of_unit in by_unit.values():
        if of_unit:
            draw_origins(drawing, of_unit, scale)
    return drawing


def draw_origins(drawing: FlowDrawing, origins: list[FlowOrigin], scale: float) -> None:
    """Add the bars and ribbons of the origins of one unit below what is drawn already."""
    groups: dict[Any, dict] = {group: defaultdict(DocumentCount) for group in groups_in_order(origins)}
    states: dict[Any, DocumentCount] = defaultdict(DocumentCount)
    for origin in origins:
        for cell in origin.cells:
            groups[cell.group][cell.state] += cell.count
            states[cell.state] += cell.count
    columns = (
        [make_bar(one.slug, one.title, one.count, 0, scale) for one in origins],
        [
            make_bar(group, group_label(group), sum_counts(by_state.values()), 1, scale)
            for group, by_state in groups.items()
        ],
        [make_bar(one, state_label(one), states[one], 2, scale) for one in FLOW_STATES if one in states],
    )
    bottom = max(stack(bars, drawing.height) for bars in columns)
    at_left, at_middle, at_right = ({bar.key: bar for bar in bars} for bars in columns)
    for origin in origins:
        for row in origin.rows:
            texture = "not-itemised" if row.group == FlowGroup.NOT_ITEMISED else "recorded"
            ends, area = (at_left[origin.slug], at_middle[row.group]), getattr(row.group, "slug", "")
            drawing.ribbons += connect(*ends, row.count.confirmed * scale, texture, area)
            drawing.ribbons += connect(*ends, row.count.unconfirmed * scale, "apart", area)
    for group, by_state in groups.items():
        for state in FLOW_STATES:
            if count := by_state.get(state):
                ends, area = (at_middle[group], at_right[state]), getattr(group, "slug", "")
                texture = str(state) if state else "not-itemised"
                stated = count.number - count.link_not_stated
                drawing.ribbons += connect(*ends, stated * scale, texture, area)
                drawing.ribbons += connect(*ends, count.link_not_stated * scale, "unstated", area)
    for column, bars in zip(drawing.columns, columns, strict=True):
        column.extend(bars)
    drawing.height = bottom + MIN_SLOT_HEIGHT


def groups_in_order(origins: list[FlowOrigin]) -> list:
    """The groups that occur: areas in the order of their numbers, then several, none, not itemised."""
    found = {cell.group for origin in origins for cell in origin.cells}
    areas = sorted((group for group in found if isinstance(group, Area)), key=lambda area: area.number)
    return [*areas, *(group for group in FlowGroup if group in found)]


def group_label(group: Area | FlowGroup):
    return f"{group.number}. {group.title}" if isinstance(group, Area) else group.label


def wrap_label(label: str) -> list[str]:
    """Break a label into two lines at most; a longer text is cut before its number."""
    text, _colon, number = label.rpartition(": ")
    tail, lines = f": {number}", [""]
    *words, last = re.findall(r"\s+|[^\s\u3040-\u9fff]+|[\u3040-\u9fff]", text)  # Japanese breaks anywhere
    for word in [*words, last + tail]:
        if text_width(lines[-1] + word) <= MAX_LINE_WIDTH:
            lines[-1] += word
        elif len(lines) == 1:
            lines.append(word.lstrip())
        else:  # no room for the rest
            while text_width(lines[-1]) + len(tail) + 1 > MAX_LINE_WIDTH:
                lines[-1] = lines[-1][:-1]
            lines[-1] = f"{lines[-1].rstrip()}…{tail}"
            break
    return [line.rstrip() for line in lines if line]


def text_width(text: str) -> float:
    """In Latin letters: a Japanese one is as wide as two, a Russian one a little wider than one."""
    return sum(
        2 if unicodedata.east_asian_width(letter) in "WF" else 1.15 if "Ѐ" <= letter <= "ӿ" else 1
        for letter in text
    )


def make_bar(key, label, count: DocumentCount, column: int, scale: float) -> FlowBar:
    height = max(count.number * scale, MIN_BAR_HEIGHT)
    return FlowBar(key, label, count.qualified_number, COLUMN_X[column], height=height)


def stack(bars: Iterable[FlowBar], top: float) -> float:
    """Set bars below each other, each with room for its label; return where the last one ends."""
    y = top + SLOT_GAP
    for bar in bars:
        slot = max(bar.height, MIN_SLOT_HEIGHT)
        bar.y = y + (slot - bar.height) / 2
        y += slot + SLOT_GAP
    return y


def connect(start: FlowBar, end: FlowBar, height: float, texture: str, area: str) -> list[Ribbon]:
    """The ribbon between two bars, below those that they have already; none without a height."""
    if height <= 0:
        return []
    x0, x1 = start.x + BAR_WIDTH, end.x
    bend = (x0 + x1) / 2
    y0, y1 = start.y + start.right, end.y + end.left
    start.right += height
    end.left += height
    path = (
        f"M{x0:.1f} {y0:.1f}C{bend:.1f} {y0:.1f} {bend:.1f} {y1:.1f} {x1:.1f} {y1:.1f}"
        f"v{height:.1f}C{bend:.1f} {y1 + height:.1f} {bend:.1f} {y0 + height:.1f} "
        f"{x0:.1f} {y0 + height:.1f}z"
    )
    return [Ribbon(path, texture, area)]
