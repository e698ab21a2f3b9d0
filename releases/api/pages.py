"""Pages of the list of releases by keyset: each asks for what lies beyond one place in the feed's order.

So a text that comes in at the top moves nothing, and the last page costs what the first one does (API-03).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db.models import Q

from embassy.lib.rest import cursors
from releases.api.kept import Summaries, Summary
from releases.listing import AHEAD
from releases.lists import entries
from releases.lists.entries import Key
from releases.models.edition import EditionQuerySet

ORDER = ("dated", "release__first_published_at", "release_id")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Place:
    """Just beside an edition of the list: the page goes on below it, or, `is_before`, ends above it."""

    dated: date
    published_at: datetime
    release_id: int
    is_before: bool

    @property
    def key(self) -> Key:
        return entries.day_of(self.dated), entries.moment_of(self.published_at), self.release_id

    def cursor(self) -> str:
        side = "b" if self.is_before else "a"
        microseconds = (self.published_at - EPOCH) // MICROSECOND
        return cursors.sealed(f"{side} {self.dated.toordinal()} {microseconds} {self.release_id}")


def beside(key: Key, *, is_before: bool) -> Place:
    day, published, release_id = key
    return Place(entries.date_of(day) or date.min, entries.instant_of(published), release_id, is_before)


def place_of(cursor: str) -> Place:
    """Raises BadCursorError."""
    side, day, microseconds, release_id = cursors.opened(cursor).split(" ")
    published_at = EPOCH + int(microseconds) * MICROSECOND
    return Place(date.fromordinal(int(day)), published_at, int(release_id), side == "b")


Numbers = Callable[[Place | None, int], Iterable[int]]
"""The numbers of so many editions beside a place, the nearest first."""


@dataclass(frozen=True, slots=True)
class Page:
    items: list[Summary]
    next: Place | None
    previous: Place | None


def page(texts: Summaries, place: Place | None, size: int, others: Numbers) -> Page:
    """At most `size` texts beside `place`, from the top without one. Two queries.

    Found by the lists; what a search finds, and where the lists know nothing of it, by `others`: three queries.
    """
    found = nearest(texts, place, size + 1, others)
    if place is None or not place.is_before:
        return cut(found[:size], is_more_below=len(found) > size, is_more_above=place is not None)
    return cut(found[:size][::-1], is_more_below=True, is_more_above=len(found) > size)


def nearest(texts: Summaries, place: Place | None, size: int, others: Numbers) -> list[Summary]:
    """The texts beside a place, the nearest first."""
    if not texts.are_listed:
        return texts.of(others(place, size))
    found: list[Any] = texts.beyond(key_of(place), size, is_above=is_above(place))
    return found


def key_of(place: Place | None) -> Key:
    return place.key if place else AHEAD


def is_above(place: Place | None) -> bool:
    return place is not None and place.is_before


def cut(items: list[Summary], *, is_more_below: bool, is_more_above: bool) -> Page:
    if not items:
        return Page([], None, None)
    following = beside(items[-1].key, is_before=False) if is_more_below else None
    return Page(items, following, beside(items[0].key, is_before=True) if is_more_above else None)


def below(editions: EditionQuerySet, place: Place | None) -> EditionQuerySet:
    """In the feed's order. Always within a date, which leads the planner to the index that has this order."""
    ordered = editions.order_by(*(f"-{name}" for name in ORDER)).filter(dated__lte=place.dated if place else date.max)
    return ordered.filter(beyond("lt", place)) if place else ordered


def above(editions: EditionQuerySet, place: Place) -> EditionQuerySet:
    """In the opposite order, the nearest first."""
    return editions.order_by(*ORDER).filter(dated__gte=place.dated).filter(beyond("gt", place))


def beyond(side: str, place: Place) -> Q:
    """Rows that come after (`side` "gt") or before ("lt") the place, by the three columns of the order."""
    same_day = Q(dated=place.dated)
    same_minute = Q(release__first_published_at=place.published_at)
    return (
        Q(**{f"dated__{side}": place.dated})
        | same_day & Q(**{f"release__first_published_at__{side}": place.published_at})
        | same_day & same_minute & Q(**{f"release_id__{side}": place.release_id})
    )
