"""A stretch of days as the years, months and days of which it consists: whole periods are counted already."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from releases.lists.entries import day_of

FIRST, LAST = date.min, date.max
DECEMBER = 12


class Piece(NamedTuple):
    """From one period to another, both included, of one size: 2019 to 2021, or 202601 to 202604, or 20260501 on."""

    first: int
    last: int

    @property
    def is_of_days(self) -> bool:
        return self.last >= 10_000_00


def pieces(first: date, last: date) -> Iterator[Piece]:
    """The fewest pieces that make up the days from `first` to `last`, in no order."""
    if last < first:
        return
    if month_of(first) == month_of(last) and not (first.day == 1 and is_month_end(last)):
        yield Piece(day_of(first), day_of(last))
        return
    since, until = month_of(first), month_of(last)
    if not is_month_end(last):
        yield Piece(until * 100 + 1, day_of(last))
        until = month_before(until)
    if first.day > 1:
        yield Piece(day_of(first), since * 100 + 31)
        since = month_after(since)
    yield from of_months(since, until)


def of_months(since: int, until: int) -> Iterator[Piece]:
    """The months from one to another, whole years as such."""
    if until < since:
        return
    years = range(since // 100 + (since % 100 > 1), until // 100 + (until % 100 == DECEMBER))
    if not years and since // 100 == until // 100:
        yield Piece(since, until)
        return
    if until % 100 < DECEMBER:
        yield Piece(until // 100 * 100 + 1, until)
    if since % 100 > 1:
        yield Piece(since, since // 100 * 100 + DECEMBER)
    if years:
        yield Piece(years[0], years[-1])


def month_of(day: date) -> int:
    return day.year * 100 + day.month


def is_month_end(day: date) -> bool:
    return day.day == monthrange(day.year, day.month)[1]


def month_before(month: int) -> int:
    return month - 1 if month % 100 > 1 else month - 100 + DECEMBER - 1


def month_after(month: int) -> int:
    return month + 1 if month % 100 < DECEMBER else month + 100 - DECEMBER + 1


def last_day_of(period: int) -> int:
    """The last day that a year, a month or a day may have, so that periods of different sizes can be put in order."""
    if period >= 10_000_00:
        return period
    return period * 100 + 31 if period >= 10_000 else period * 10_000 + 12_31
