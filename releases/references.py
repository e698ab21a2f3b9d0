"""Official reference numbers, 2026/17: one a release, gapless in each year, never changed once public.

    number = the last number settled in the year + the place among the year's public releases that have none yet

That number is *settled*, written to its release, by the next act or import. Until then it is computed: what is shown is
what will be written, and a page writes nothing. A draft, a scheduled, held or discarded text has none and takes none.

The year is that of the first publication by the calendar of the host city, whose date the page shows first.
"""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Case, Count, Max, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, ExtractYear

from embassy.lib.clock import day_in
from embassy.models import Mission
from releases.models import Edition, Release
from releases.models.edition import EditionQuerySet

_ASKED = re.compile(r"(?<![0-9])([1-9][0-9]{3})/([1-9][0-9]{0,4})\Z")


class Number(NamedTuple):
    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year}/{self.number}"


def of(release: Release, at: datetime, mission: Mission | None = None) -> str:
    """The reference as it is printed, the mission's prefix before it; "" for what is not public at `at`.

    One query where the number is not settled, one more where no mission is given.
    """
    if not is_public(release, at):
        return ""
    mission = mission or Mission.current()
    return f"{mission.reference_prefix}{settled(release) or _coming(release, mission.host_time_zone)}"


def of_edition(edition: Edition, at: datetime, mission: Mission) -> str:
    """The same for an edition loaded by `with_coming`: no query."""
    release, coming = edition.release, getattr(edition, "coming_number", None)
    if coming is None or settled(release) or not is_public(release, at):
        return of(release, at, mission)
    return f"{mission.reference_prefix}{Number(_year(release.first_published_at, mission.host_time_zone), coming)}"


def found_in(words: str) -> Number | None:
    """The number that somebody asks for: 2026/17, with or without the mission's prefix before it."""
    match = _ASKED.search(words.strip())
    return Number(int(match[1]), int(match[2])) if match else None


def is_public(release: Release, at: datetime) -> bool:
    return release.first_published_at is not None and release.first_published_at <= at


def settled(release: Release) -> Number | None:
    if release.reference_year is None or release.reference_number is None:
        return None
    return Number(release.reference_year, release.reference_number)


def settle(at: datetime, *, most: int | None = None) -> int:
    """Number every release that is public at `at` and has no number, in the order of publication; says how many.

    In a transaction of its own or its caller's. Two officers at once take turns: the mission's row is locked; SQLite
    has one writer. May be repeated; `most` bounds how many at a time. Two queries where there is nothing to do.
    """
    with transaction.atomic():
        mission = Mission.objects.select_for_update().first() or Mission()
        due = Release.objects.public(at).filter(reference_number=None).order_by("first_published_at", "pk")
        last: dict[int, int] = {}
        rows = due.values_list("pk", "first_published_at")[:most]
        for pk, published_at in rows:
            year = _year(published_at, mission.host_time_zone)
            last[year] = (last[year] if year in last else _last(year)) + 1
            Release.objects.filter(pk=pk).update(reference_year=year, reference_number=last[year])
        return len(rows)


def with_coming(editions: EditionQuerySet, mission: Mission) -> EditionQuerySet:
    """Annotates `coming_number`: what a release without a number is to get; None where it is settled."""
    published, zone = "first_published_at", ZoneInfo(mission.host_time_zone)
    year = ExtractYear(OuterRef(f"release__{published}"), tzinfo=zone)
    earlier = Q(**{f"{published}__lt": OuterRef(f"release__{published}")})
    same = Q(**{published: OuterRef(f"release__{published}"), "pk__lte": OuterRef("release_id")})
    waiting = Release.objects.filter(earlier | same, reference_number=None)
    of_year = waiting.annotate(year=ExtractYear(published, tzinfo=zone)).filter(year=year)
    last = Release.objects.filter(reference_year=year).order_by("-reference_number").values("reference_number")[:1]
    coming = Coalesce(Subquery(last), 0) + Subquery(_counted(of_year))
    unsettled = Q(release__reference_number=None, release__first_published_at__isnull=False)
    return editions.annotate(coming_number=Case(When(unsettled, then=coming), default=Value(None)))


def _counted(releases: "QuerySet[Release]") -> Any:
    return releases.order_by().annotate(one=Value(1)).values("one").annotate(count=Count("pk")).values("count")


def _coming(release: Release, zone: str) -> Number:
    published_at = release.first_published_at
    year = _year(published_at, zone)
    begins, ends = (datetime.combine(date(y, 1, 1), time(), ZoneInfo(zone)).astimezone(UTC) for y in (year, year + 1))
    waiting = Q(reference_number=None, first_published_at__gte=begins, first_published_at__lt=ends)
    before = Q(first_published_at__lt=published_at) | Q(first_published_at=published_at, pk__lte=release.pk)
    found = Release.objects.filter(Q(reference_year=year) | (waiting & before)).aggregate(
        last=Max("reference_number"), rank=Count("pk", filter=Q(reference_number=None))
    )
    return Number(year, (found["last"] or 0) + found["rank"])


def _last(year: int) -> int:
    """The highest number of a year that is settled; 0 for none."""
    found = Release.objects.filter(reference_year=year).aggregate(last=Max("reference_number"))
    return found["last"] or 0


def _year(published_at: datetime | None, zone: str) -> int:
    assert published_at is not None  # noqa: S101  (the callers have asked whether it is public)
    return day_in(zone, published_at).year


def out_of_order(at: datetime, mission: Mission) -> dict[int, Number]:
    """The numbers, by release, of the years whose numbers are not those that the order of publication would give.

    That is what an archive has to say: an import numbers everything else the same way by itself. One query.
    """
    rows = list(_as_numbered(at, mission.host_time_zone))
    ranks: dict[int, int] = {}
    years = set()
    for year, _pk, number in rows:
        ranks[year] = ranks.get(year, 0) + 1
        if number != (year, ranks[year]):
            years |= {year, number.year}
    return {pk: number for year, pk, number in rows if year in years or number.year in years}


def _as_numbered(at: datetime, zone: str) -> Iterable[tuple[int, int, Number]]:
    """Year of publication, key and number of every public release, in the order of publication."""
    rows = list(
        Release.objects.public(at)
        .order_by("first_published_at", "pk")
        .values_list("pk", "first_published_at", "reference_year", "reference_number")
    )
    last: dict[int, int] = {}
    for _pk, _published_at, year, number in rows:
        if year and number:
            last[year] = max(last.get(year, 0), number)
    for pk, published_at, settled_year, number in rows:
        year = _year(published_at, zone)
        if not number:
            last[year] = last.get(year, 0) + 1
        yield year, pk, Number(settled_year, number) if settled_year and number else Number(year, last[year])
