"""The strip under an incident's figure: its time to scale, one unit a day."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

MAX_MONTH_TICKS = 72
"""Beyond six years single months are no longer seen apart: only the years are marked."""


@dataclass(frozen=True, slots=True)
class Tick:
    x: int
    is_year: bool


@dataclass(frozen=True, slots=True)
class Scale:
    """`width` in days, at least one; ticks at the first of each month; a mark at each step."""

    width: int
    ticks: tuple[Tick, ...]
    marks: tuple[int, ...]


def scale(start: date, end: date, steps: Iterable[date]) -> Scale:
    width = max((end - start).days, 1)
    ticks = tuple(Tick((first - start).days, first.month == 1) for first in firsts_of_months(start, end))
    if len(ticks) > MAX_MONTH_TICKS:
        ticks = tuple(tick for tick in ticks if tick.is_year)
    marks = sorted({(day - start).days for day in steps if start <= day <= end})
    return Scale(width, ticks, tuple(marks))


def firsts_of_months(start: date, end: date) -> Iterator[date]:
    """The first days of months in [start, end]."""
    number = start.year * 12 + start.month - 1 + (start.day > 1)
    while (first := date(number // 12, number % 12 + 1, 1)) <= end:
        yield first
        number += 1
