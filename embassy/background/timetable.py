"""What is done by itself, and when: at night in the home capital, one thing after the other."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django_tasks.base import Task

from embassy.background import tasks as own
from releases import tasks as releases

Calendar = Callable[[datetime, ZoneInfo], datetime]
"""The first instant after one, in a zone."""


@dataclass(frozen=True)
class Entry:
    task: Task[Any, Any]
    next_after: Calendar

    @property
    def name(self) -> str:
        return str(self.task.name)


def nightly(hour: int, minute: int) -> Calendar:
    """At this time of each day; where the clocks jump over it, an hour off, once all the same."""

    def next_after(at: datetime, zone: ZoneInfo) -> datetime:
        today = at.astimezone(zone).date()
        days = (datetime.combine(today + timedelta(days=later), time(hour, minute), zone) for later in range(3))
        return next(instant for day in days if (instant := day.astimezone(UTC)) > at)

    return next_after


ENTRIES = (
    Entry(own.clear_sessions, nightly(2, 40)),
    Entry(own.forget_results, nightly(2, 50)),
    Entry(releases.forget_traces, nightly(3, 10)),
    Entry(releases.sweep_media, nightly(3, 20)),
    Entry(releases.mend_search, nightly(3, 40)),
    Entry(releases.check_links, nightly(4, 10)),
)
