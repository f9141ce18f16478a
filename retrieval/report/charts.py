"""Where the parts of a bar chart stand, in the units of its drawing."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

LEFT, TOP, BOTTOM = 44.0, 10.0, 24.0
"""Room for the numbers of the scale, above the tallest bar, and for the marks below."""

_LINES = 4
_GAP = 0.18


@dataclass(frozen=True, slots=True)
class Bar:
    label: str
    value: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Mark:
    """A text beside the bars: a number of the scale at height `at`, or a label below at `at`."""

    at: float
    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    width: float
    height: float
    bars: tuple[Bar, ...]
    scale: tuple[Mark, ...]
    below: tuple[Mark, ...]


def columns(
    values: Sequence[tuple[str, int]], marks: Sequence[str], width: float = 720, height: float = 220
) -> Chart:
    """A standing bar for each label and value; `marks` has the text below each, empty for none."""
    largest = max((value for _, value in values if value), default=1)
    step = scale_step(largest)
    top = step * -(-largest // step)
    room, base = height - TOP - BOTTOM, height - BOTTOM
    pitch = (width - LEFT) / max(len(values), 1)
    bars = tuple(
        Bar(label, value, LEFT + pitch * (place + _GAP / 2), base - room * value / top,
            pitch * (1 - _GAP), room * value / top)
        for place, (label, value) in enumerate(values)
    )  # fmt: skip
    scale = tuple(Mark(base - room * value / top, f"{value}") for value in range(0, top + 1, step))
    below = tuple(Mark(LEFT + pitch * (place + 0.5), text) for place, text in enumerate(marks) if text)
    return Chart(width, height, bars, scale, below)


def scale_step(largest: int) -> int:
    """The round distance (1, 2, 5, 10, 20 …) that takes a few steps to `largest`."""
    steps = (factor * int(10**power) for power in count() for factor in (1, 2, 5))
    return next(step for step in steps if step * _LINES >= largest)
