"""How many texts were first published in each of the last months, by kind: the figures of the desk's chart."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Count
from django.db.models.functions import TruncMonth

from releases.models import Kind, Release

MONTHS = 12


@dataclass(frozen=True, slots=True)
class Month:
    """`counts` are in the order of Kind."""

    first: date
    counts: list[int]

    @property
    def total(self) -> int:
        return sum(self.counts)


def by_month(at: datetime, zone: ZoneInfo, months: int = MONTHS) -> list[Month]:
    """The month of `at` in `zone` and those before it, the earliest first. One query."""
    firsts = months_to(at.astimezone(zone).date(), months)
    start = datetime(firsts[0].year, firsts[0].month, 1, tzinfo=zone)
    rows = (
        Release.objects.public(at)
        .filter(first_published_at__gte=start)
        .annotate(month=TruncMonth("first_published_at", tzinfo=zone))
        .values_list("month", "kind")
        .annotate(Count("pk"))
    )
    found = Counter({(month.date(), kind): count for month, kind, count in rows})
    return [Month(first, [found[first, kind] for kind in Kind.values]) for first in firsts]


def months_to(day: date, months: int) -> list[date]:
    """The first days of the month of `day` and of those before it, the earliest first."""
    last = day.year * 12 + day.month - 1
    return [date(number // 12, number % 12 + 1, 1) for number in range(last - months + 1, last + 1)]
