"""`at`: the one instant that a page is computed as of. This module alone asks the clock.

A request's instant is now, or what `?as-of=` names: an ISO 8601 instant with an offset (2020-01-18T08:46Z), or a date,
which means the last minute of that day in the host city. Every instant is UTC and a whole minute.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

PARAMETER = "as-of"
DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
# "+" in a query string arrives as a blank: 08:46+03:00 typed by hand is 08:46 03:00 here.
INSTANT = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?)(Z|[ +-]\d\d:\d\d)", re.ASCII)


# A day from either end of the calendar, every zone still has a date.
EARLIEST, LATEST = datetime(1000, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC)


class BadInstantError(ValueError):
    """The text is neither an instant with an offset nor a date, or lies outside of the years 1000 to 9998."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A request's instant, and what its reader must be told about it."""

    at: datetime
    as_of: str = ""
    """The value that internal links carry on; "" on a page of now."""
    problem: str = ""
    """Why the reader sees the page of now although another was asked for; "" when nothing is wrong."""


_standing: ContextVar[datetime | None] = ContextVar("standing", default=None)


def now() -> datetime:
    """The current instant, UTC, cut to the minute."""
    return _standing.get() or truncated(timezone.now())


@contextmanager
def standing_at(at: datetime) -> Iterator[None]:
    """Within this block the present is `at`: for a program that writes the whole site as of one instant."""
    token = _standing.set(truncated(at))
    try:
        yield
    finally:
        _standing.reset(token)


def exact() -> datetime:
    """The current instant to the microsecond: to hold a clock against another, never for a page."""
    return timezone.now()


def truncated(instant: datetime) -> datetime:
    return instant.astimezone(UTC).replace(second=0, microsecond=0)


def second() -> datetime:
    """The present second, for what is stamped rather than shown."""
    return exact().replace(microsecond=0)


def seconds_to_next_minute() -> int:
    """How long what is computed as of now stays right: 1 to 60."""
    return 60 - timezone.now().second


def parse(text: str, zone: ZoneInfo) -> datetime:
    """The instant that `text` names; `zone` is the host city's, for a plain date. Raises BadInstantError."""
    try:
        at = truncated(_named(text, zone))
    except (ValueError, OverflowError) as error:
        raise BadInstantError(text) from error
    if not EARLIEST <= at < LATEST:
        raise BadInstantError(text)
    return at


def _named(text: str, zone: ZoneInfo) -> datetime:
    if DAY.fullmatch(text):
        return datetime.combine(date.fromisoformat(text), time(23, 59), tzinfo=zone)
    if match := INSTANT.fullmatch(text):
        return datetime.fromisoformat(match[1] + match[2].replace(" ", "+"))
    raise BadInstantError(text)


def moment(text: str | None, *, zone: ZoneInfo, present: datetime, may_rehearse: Callable[[], bool]) -> Moment:
    """The moment that a query value asks for. `may_rehearse` is called only for an instant after `present`."""
    if text is None:
        return Moment(present)
    try:
        at = parse(text, zone)
    except BadInstantError:
        problem = _("“as-of” takes a date (2020-01-18) or an instant (2020-01-18T08:46Z). This is the page of now.")
        return Moment(present, problem=problem)
    if at > present and not may_rehearse():
        return Moment(present, problem=_("The instant asked for lies in the future. This is the page of now."))
    return Moment(at, as_of=text.replace(" ", "+"))


def of(request: HttpRequest) -> datetime:
    """The instant of a request, as the page middleware took it."""
    at: datetime = request.moment.at  # type: ignore[attr-defined]
    return at
