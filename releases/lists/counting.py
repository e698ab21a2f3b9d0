"""How many texts there are of what a reader wants: of each kind, in each year, in one query."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import connections, router
from django.db.backends.base.base import BaseDatabaseWrapper

from releases.lists import entries, periods
from releases.lists.entries import ANY, Entry
from releases.lists.keeping import FIELDS, places
from releases.lists.tables import END_OF_TIME, ENTRY, LIST, PLACE, SETTLED, TALLY
from releases.models import Edition

Sql = tuple[str, list[Any]]
"""A statement or a part of one, and the values for its places."""
Rows = dict[int, list[tuple[Any, ...]]]
MAX_CHANGES = 100
"""Texts that come or go between the settled instant and another, beyond which the plain query answers."""
LEAST = {"sqlite": ("MIN", "MAX"), "postgresql": ("LEAST", "GREATEST")}


@dataclass(frozen=True, slots=True)
class Wanted:
    """The texts in any of these languages, of any of these kinds (none: of all), by this office, about this category
    (their slugs; "" for any), dated from one day to another.
    """

    languages: Sequence[str]
    kinds: Sequence[str] = ()
    office: str = ""
    category: str = ""
    first: date = date.min
    last: date = date.max


class Change(NamedTuple):
    """A text that stands at the instant of the reader and not at the settled one (1), or the other way round (-1)."""

    entry: Entry
    sign: int


@dataclass
class Counts:
    """What the lists hold for a wish at the settled instant, and what has changed since, or had not come yet."""

    wanted: Wanted
    office: int = ANY
    category: int = ANY
    is_found: bool = False
    """Whether the texts were counted by a search, as of the reader's instant."""
    by_period: dict[int, Counter[str]] = field(default_factory=dict)
    """By year, or by month or last day where a stretch of days begins or ends within: texts of each kind."""
    by_year: Counter[int] = field(default_factory=Counter)
    """Texts of each year in the languages, whatever else is wanted."""
    changes: list[Change] = field(default_factory=list)

    def is_wanted(self, entry: Entry, *, of_any_kind: bool = False) -> bool:
        wanted = self.wanted
        return (
            entry.language in wanted.languages
            and (of_any_kind or not wanted.kinds or entry.kind in wanted.kinds)
            and self.office in (ANY, entry.office)
            and self.category in (ANY, *entry.about)
            and entries.day_of(wanted.first) <= entry.day <= entries.day_of(wanted.last)
        )

    @property
    def by_kind(self) -> Counter[str]:
        """How many pass, by kind, as if no kind had been chosen."""
        found: Counter[str] = Counter()
        for kinds in self.by_period.values():
            for kind, texts in kinds.items():
                found[kind] += texts
        for entry, sign in [] if self.is_found else self.changes:
            if self.is_wanted(entry, of_any_kind=True):
                found[entry.kind] += sign
        return found

    @property
    def years(self) -> list[int]:
        """The years of which there is anything in the languages, the latest first."""
        found = Counter(self.by_year)
        for entry, sign in self.changes:
            if entry.language in self.wanted.languages:
                found[entry.day // 10_000] += sign
        return sorted((year for year, texts in found.items() if texts), reverse=True)

    @property
    def total(self) -> int:
        by_kind = self.by_kind
        return sum(by_kind[kind] for kind in self.wanted.kinds or by_kind)

    def changed(self, sign: int) -> list[Entry]:
        return [entry for entry, its in self.changes if its == sign and self.is_wanted(entry)]

    def start(self, offset: int) -> tuple[int, int]:
        """The period in which the text with so many before it stands, and how many of that period stand before it."""
        for period in sorted(self.by_period, key=periods.last_day_of, reverse=True):
            kinds = self.by_period[period]
            texts = sum(kinds[kind] for kind in self.wanted.kinds or kinds)
            if offset < texts:
                return period, offset
            offset -= texts
        return 0, offset


def database() -> BaseDatabaseWrapper:
    """That from which a page reads editions: counts and texts are of one and the same."""
    return connections[router.db_for_read(Edition)]


def counts(wanted: Wanted, at: datetime, found: Sql | None = None) -> Counts | None:
    """One query. None where only the plain query is exact: the lists are not whole, or `at` is too far away.

    `found` counts texts of each kind as of `at`, where the lists do not: those that a search finds.
    """
    parts = [_settled(wanted), _changes(at), *([found] if found else _counted(wanted)), _years(wanted)]
    with database().cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join(sql for sql, _values in parts), [value for part in parts for value in part[1]]
        )
        rows = cursor.fetchall()
    by_part: Rows = {part: [] for part in range(4)}
    for row in rows:
        by_part[row[0]].append(row[1:])
    return _understood(wanted, by_part, entries.moment_of(at), is_found=found is not None)


def _settled(wanted: Wanted) -> Sql:
    """The settled moment, whether the lists are whole, and the numbers of office and category (-1: there is none)."""
    numbers, values = [], []
    for table, slug in (("office", wanted.office), ("category", wanted.category)):
        found = f"COALESCE((SELECT id FROM releases_{table} WHERE slug = %s), -1)"  # noqa: S608
        numbers.append(found if slug else "0")
        values += [slug] if slug else []
    columns = f"at, CAST(is_whole AS integer), {numbers[0]}, {numbers[1]}, 0, 0, 0"
    return f"SELECT 0, '', '', '', {columns} FROM {SETTLED}", values  # noqa: S608


def _changes(at: datetime) -> Sql:
    """What comes and goes, in either direction."""
    rows, values = turned(at)
    columns = "language, kind, categories, edition_id, release_id, office_id, day, published, begins, ends"
    return f"SELECT 1, {columns} FROM ({rows}) AS turned", values  # noqa: S608


def turned(at: datetime) -> Sql:
    """A query for the entries that begin or end between the settled moment and `at`, some too many where there are."""
    least, most = LEAST[database().vendor]
    found = [
        f"SELECT {FIELDS} FROM (SELECT {FIELDS} FROM {ENTRY} WHERE {name} > (SELECT {least}(at, %s) FROM {SETTLED}) "  # noqa: S608
        f"AND {name} <= (SELECT {most}(at, %s) FROM {SETTLED}){bound} LIMIT {MAX_CHANGES + 1}) AS {name}"
        for name, bound in (("begins", ""), ("ends", f" AND ends < {END_OF_TIME}"))
    ]
    return " UNION ".join(found), [entries.moment_of(at)] * 4


def _counted(wanted: Wanted) -> Iterator[Sql]:
    """How many of each kind there are in each period."""
    for piece in periods.pieces(wanted.first, wanted.last):
        named, values = named_lists(wanted)
        if piece.is_of_days:
            texts, source = f"{piece.last}, COUNT(*)", f"{PLACE} AS p ON p.list_id = l.id AND p.day"
        else:
            texts, source = "p.period, CAST(SUM(p.texts) AS bigint)", f"{TALLY} AS p ON p.list_id = l.id AND p.period"
        groups = "l.kind" if piece.is_of_days else "l.kind, p.period"
        sql = (
            f"SELECT 2, '', l.kind, '', {texts}, 0, 0, 0, 0, 0 FROM {LIST} AS l JOIN {source} BETWEEN %s AND %s "  # noqa: S608
            f"WHERE {named} AND l.kind <> '' GROUP BY {groups}"
        )
        yield sql, [*piece, *values]


def _years(wanted: Wanted) -> Sql:
    named, values = named_lists(Wanted(wanted.languages))
    sql = (
        f"SELECT 3, '', '', '', t.period, CAST(SUM(t.texts) AS bigint), 0, 0, 0, 0, 0 FROM {LIST} AS l "  # noqa: S608
        f"JOIN {TALLY} AS t ON t.list_id = l.id AND t.period < 10000 WHERE {named} AND l.kind = '' GROUP BY t.period"
    )
    return sql, values


def named_lists(wanted: Wanted) -> Sql:
    """The condition on lists that names those of a wish, of whatever kinds."""
    values: list[Any] = []
    conditions = []
    for table, slug in (("office", wanted.office), ("category", wanted.category)):
        number = f"(SELECT id FROM releases_{table} WHERE slug = %s)" if slug else "0"  # noqa: S608
        conditions.append(f"l.{table}_id = {number}")
        values += [slug] if slug else []
    conditions.append(f"l.language IN ({places(wanted.languages)})")
    return " AND ".join(conditions), [*values, *wanted.languages]


def _understood(
    wanted: Wanted, rows: dict[int, list[tuple[Any, ...]]], moment: int, *, is_found: bool
) -> Counts | None:
    settled, passed = rows[0], rows[1]
    if not settled or not settled[0][4] or len(passed) > MAX_CHANGES:
        return None
    found = Counts(wanted, office=settled[0][5], category=settled[0][6], is_found=is_found)
    for language, kind, categories, edition, release, office, day, *moments in passed:
        entry = Entry(edition, release, language, kind, office, categories, day, *moments)
        if sign := entry.stands(moment) - entry.stands(settled[0][3]):
            found.changes.append(Change(entry, sign))
    for _language, kind, _categories, period, texts, *_rest in rows[2]:
        if period not in found.by_period:
            found.by_period[period] = Counter()
        found.by_period[period][kind] += texts
    for _language, _kind, _categories, year, texts, *_rest in rows[3]:
        found.by_year[year] += texts
    return found
