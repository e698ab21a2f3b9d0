"""Reading the chronicle: how long a line was by an instant, what stood at a place of it, what came last."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Max, Q
from django.db.models.expressions import RawSQL

from embassy.lib.prepared import adapt
from releases.lists import entries
from releases.lists.chronicle import CHANGED, PUBLISHED, YEARS, month_of
from releases.lists.counting import database
from releases.lists.keeping import places
from releases.lists.tables import ENTRY, HAPPENING, MONTH, SETTLED
from releases.models import Edition


@dataclass(frozen=True, slots=True)
class Line:
    """What one line of each of these languages had by `at`, as one."""

    about: int
    codes: Sequence[str]
    at: datetime
    by_month: dict[int, int]
    """How much happened in each month (202605, by UTC) that has any, up to `at`."""

    @property
    def count(self) -> int:
        return sum(self.by_month.values())

    def of_year(self, year: int) -> range:
        """The places of what happened in a year (UTC)."""
        first = sum(texts for month, texts in self.by_month.items() if month < year * 100)
        return range(first, first + sum(texts for month, texts in self.by_month.items() if month // 100 == year))

    def part(self, rows: slice) -> RawSQL:
        """The numbers that stand on these places, counted from the oldest, in no order."""
        month, skipped = self._start(rows.start)
        size = max(rows.stop - rows.start, 0)
        since = entries.moment_of(datetime(month // 100, month % 100, 1, tzinfo=UTC))
        streams, values = [], list[Any]()
        for code in self.codes:
            streams.append(
                f"SELECT * FROM (SELECT moment, number FROM {HAPPENING} WHERE about = {self.about} AND language = %s "  # noqa: S608
                f"AND moment >= %s AND moment <= %s ORDER BY moment, number LIMIT {skipped + size}) AS stream"
            )
            values += [code, since, entries.moment_of(self.at)]
        sql = (
            f"SELECT number FROM ({' UNION ALL '.join(streams)}) AS found "  # noqa: S608
            f"ORDER BY moment, number LIMIT {size} OFFSET {skipped}"
        )
        return RawSQL(sql, values)  # noqa: S611

    def _start(self, place: int) -> tuple[int, int]:
        """The month in which a place lies, and how many of that month lie before it."""
        for month, texts in sorted(self.by_month.items()):
            if place < texts:
                return month, place
            place -= texts
        return month_of(self.at), place


def line(about: int, codes: Sequence[str], at: datetime) -> Line | None:
    """One query. None where the lists are not whole."""
    month, named = month_of(at), f"about = {about} AND language IN ({places(codes)})"
    since = entries.moment_of(datetime(at.year, at.month, 1, tzinfo=UTC))
    sql = (
        f"SELECT 0, CAST(is_whole AS integer) FROM {SETTLED} "  # noqa: S608
        f"UNION ALL SELECT month, CAST(SUM(texts) AS bigint) FROM {MONTH} WHERE {named} AND month < {month} "
        f"GROUP BY month "
        f"UNION ALL SELECT {month}, COUNT(*) FROM {HAPPENING} WHERE {named} AND moment >= %s AND moment <= %s"
    )
    with database().cursor() as cursor:
        cursor.execute(sql, [*codes, *codes, since, entries.moment_of(at)])
        found: dict[int, int] = dict(cursor.fetchall())
    is_whole = found.pop(0, 0)
    return Line(about, codes, at, {month: texts for month, texts in found.items() if texts}) if is_whole else None


def listed(releases: RawSQL, at: datetime) -> RawSQL:
    """The numbers of the listed editions of some releases."""
    moment = entries.moment_of(at)
    live = f"SELECT edition_id FROM {ENTRY} WHERE release_id IN ({releases.sql}) AND begins <= %s AND ends > %s"  # noqa: S608
    return RawSQL(live, [*releases.params, moment, moment])  # noqa: S611


def last(about: int, codes: Sequence[str], at: datetime, size: int, *, is_live: bool = False) -> RawSQL:
    """The numbers of what came last by `at`; `is_live`: of the editions that readers see."""
    sql, values = _last("number", about, codes, at, size, is_live=is_live)
    return RawSQL(sql, values)  # noqa: S611


def last_releases(codes: Sequence[str], at: datetime, size: int) -> RawSQL:
    """The numbers of the releases in which something changed last, as many as had the last `size` changes."""
    sql, values = _last("release_id", CHANGED, codes, at, size)
    return RawSQL(sql, values)  # noqa: S611


def _last(
    column: str, about: int, codes: Sequence[str], at: datetime, size: int, *, is_live: bool = False
) -> tuple[str, list[Any]]:
    alive = "EXISTS (SELECT 1 FROM releases_edition AS e WHERE e.id = c.number AND e.live_until > %s)"
    streams, values = [], list[Any]()
    for code in codes:
        streams.append(
            f"SELECT * FROM (SELECT c.moment, c.number, c.release_id FROM {HAPPENING} AS c WHERE c.about = {about} "  # noqa: S608
            f"AND c.language = %s AND c.moment <= %s{f' AND {alive}' if is_live else ''} "
            f"ORDER BY c.moment DESC, c.number DESC LIMIT {size}) AS stream"
        )
        values += [code, entries.moment_of(at), *([adapt(database(), at)] if is_live else [])]
    in_order = f"ORDER BY moment DESC, number DESC LIMIT {size}"
    sql = f"SELECT {column} FROM ({' UNION ALL '.join(streams)}) AS found {in_order}"  # noqa: S608
    return sql, values


def changed_at(codes: Sequence[str], at: datetime) -> datetime | None:
    """When anything in public last changed in these languages; None for never. One query where the lists are whole."""
    newest = f"SELECT 1, MAX(moment) FROM {HAPPENING} WHERE about = {CHANGED} AND language = %s AND moment <= %s"  # noqa: S608
    sql = " UNION ALL ".join([f"SELECT 0, CAST(is_whole AS integer) FROM {SETTLED}", *[newest] * len(codes)])  # noqa: S608
    with database().cursor() as cursor:
        cursor.execute(sql, [value for code in codes for value in (code, entries.moment_of(at))])
        rows = cursor.fetchall()
    if (0, 1) in rows:
        found = max((moment for part, moment in rows if part and moment is not None), default=None)
        return None if found is None else entries.instant_of(found)
    public = Edition.objects.public(at).in_any_of(codes)
    erased = Max("redacted_at", filter=Q(redacted_at__lte=at))
    return max(filter(None, public.aggregate(Max("live_from"), erased=erased).values()), default=None)


def years(codes: Sequence[str], at: datetime) -> Iterator[tuple[int, datetime]]:
    """The years (UTC) in which texts were first published that are still listed, and when any text of them changed.

    One query.
    """
    moment = entries.moment_of(at)
    known = (
        f"SELECT DISTINCT month / 100 AS year, language FROM {MONTH} "  # noqa: S608
        f"WHERE about = {PUBLISHED} AND language IN ({places(codes)}) AND texts > 0"
    )
    of_year = f"FROM {HAPPENING} AS c WHERE c.about = {YEARS} + y.year AND c.language = y.language AND c.moment <= %s"
    listed = f"{ENTRY} AS e WHERE e.edition_id = c.number AND e.ends > %s"
    sql = (
        f"SELECT y.year, (SELECT MAX(c.moment) {of_year}), "  # noqa: S608
        f"EXISTS (SELECT 1 {of_year} AND EXISTS (SELECT 1 FROM {listed})) FROM ({known}) AS y"
    )
    with database().cursor() as cursor:
        cursor.execute(sql, [moment, moment, moment, *codes])
        rows = cursor.fetchall()
    for year in sorted({year for year, _moment, is_listed in rows if is_listed}, reverse=True):
        yield year, entries.instant_of(max(moment for its, moment, _is_listed in rows if its == year and moment))
