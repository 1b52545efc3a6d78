"""The flow as a picture: drawn from the numbers of the table, readable without colour, labels apart."""

from itertools import pairwise

import pytest

from cooperation.flow.drawing import draw, wrap_label

pytestmark = pytest.mark.django_db


def test_picture_is_drawn_from_the_same_numbers(counts, record):
    origins = counts().origins()

    columns = draw(origins).columns

    assert [(str(bar.label), bar.number) for bar in columns[0]] == [
        (str(origin.title), str(origin.count.number)) for origin in origins
    ]
    assert {sum(int(bar.number) for bar in bars) for bars in columns} == {13}
    for place, sides in enumerate([["right"], ["left", "right"], ["left"]]):
        taken = [[getattr(bar, side) for side in sides] for bar in columns[place]]
        assert taken == [[pytest.approx(bar.height)] * len(sides) for bar in columns[place]]


def test_textures_say_what_colour_would(counts, record):
    drawing = draw(counts().origins())

    assert {ribbon.texture for ribbon in drawing.ribbons} == {
        "recorded", "apart", "not-itemised",
        "realised", "under-way", "stopped", "nothing-recorded", "unstated",
    }  # fmt: skip


def test_labels_stand_apart_within_the_picture(counts, record):
    drawing = draw(counts().origins())

    for bars in drawing.columns:
        lines = [line["y"] for bar in bars for line in bar.lines]
        assert lines == sorted(lines)
        assert min(after - before for before, after in pairwise(lines)) >= 14
        assert max(lines) < drawing.height


@pytest.mark.parametrize(
    ("label", "lines"),
    [
        ("Energy: 9", ["Energy: 9"]),
        ("1. Extending healthy life expectancies: 9", ["1. Extending healthy life", "expectancies: 9"]),
        (
            "3. Fundamental expansion of medium-sized and small companies' exchange and cooperation: 120",
            ["3. Fundamental expansion of", "medium-sized and small companies…: 120"],
        ),
        (
            "2. 快適・清潔で住みやすく、活動しやすい都市作り: 4",
            ["2. 快適・清潔で住みやすく、活動しやす", "い都市作り: 4"],
        ),
        (f"{'長' * 60}: 7", ["長" * 19, f"{'長' * 17}…: 7"]),
    ],
)
def test_labels_keep_their_number_in_two_lines(label, lines):
    assert wrap_label(label) == lines
