"""The geometry of a chart of stacked bars, in whole units of an SVG drawing."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, GAP, HEIGHT = 36, 12, 160


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a bar: `series` is its place in the order of the counts."""

    series: int
    y: int
    height: int


@dataclass(frozen=True, slots=True)
class Bar:
    x: int
    parts: list[Part]

    @property
    def middle(self) -> int:
        return self.x + WIDTH // 2


def stacked(columns: Sequence[Sequence[int]]) -> list[Bar]:
    """One bar a column, the first series at the foot. The highest bar fills the drawing."""
    highest = max((sum(column) for column in columns), default=0) or 1
    return [Bar(number * (WIDTH + GAP), _parts(column, highest)) for number, column in enumerate(columns)]


def _parts(column: Sequence[int], highest: int) -> list[Part]:
    parts, below = [], 0
    for series, count in enumerate(column):
        bottom, top = (HEIGHT - HEIGHT * total // highest for total in (below, below + count))
        below += count
        if count:
            parts.append(Part(series, top, bottom - top))
    return parts


def width(columns: Sequence[object]) -> int:
    return max(len(columns) * (WIDTH + GAP) - GAP, 0)
