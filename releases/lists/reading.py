"""What a reader asks of the lists, each a query: how many there are, and which stand from the n-th on."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import connection
from django.db.models.expressions import RawSQL

from releases.lists import entries, periods
from releases.lists.entries import ANY, Entry
from releases.lists.keeping import FIELDS, places
from releases.lists.tables import END_OF_TIME, ENTRY, LIST, PLACE, SETTLED, TALLY

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
            found.update(kinds)
        for entry, sign in self.changes:
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


def counts(wanted: Wanted, at: datetime) -> Counts | None:
    """One query. None where only the plain query is exact: the lists are not whole, or `at` is too far away."""
    parts = [_settled(wanted), _changes(at), *_counted(wanted), _years(wanted)]
    with connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join(sql for sql, _values in parts), [value for part in parts for value in part[1]]
        )
        rows = cursor.fetchall()
    found: dict[int, list[tuple[Any, ...]]] = {part: [] for part in range(4)}
    for row in rows:
        found[row[0]].append(row[1:])
    return _understood(wanted, found, entries.moment_of(at))


Sql = tuple[str, list[Any]]


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
    """The entries that begin or end between the settled moment and `at`, in either direction."""
    turned, values = _turned(at)
    columns = "language, kind, categories, edition_id, release_id, office_id, day, published, begins, ends"
    return f"SELECT 1, {columns} FROM ({turned}) AS turned", values  # noqa: S608


def _turned(at: datetime) -> Sql:
    least, most = LEAST[connection.vendor]
    turned = [
        f"SELECT {FIELDS} FROM (SELECT {FIELDS} FROM {ENTRY} WHERE {name} > (SELECT {least}(at, %s) FROM {SETTLED}) "  # noqa: S608
        f"AND {name} <= (SELECT {most}(at, %s) FROM {SETTLED}){bound} LIMIT {MAX_CHANGES + 1}) AS {name}"
        for name, bound in (("begins", ""), ("ends", f" AND ends < {END_OF_TIME}"))
    ]
    return " UNION ".join(turned), [entries.moment_of(at)] * 4


def _counted(wanted: Wanted) -> Iterator[Sql]:
    """How many of each kind there are in each period."""
    for piece in periods.pieces(wanted.first, wanted.last):
        named, values = _named(wanted)
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
    named, values = _named(Wanted(wanted.languages))
    sql = (
        f"SELECT 3, '', '', '', t.period, CAST(SUM(t.texts) AS bigint), 0, 0, 0, 0, 0 FROM {LIST} AS l "  # noqa: S608
        f"JOIN {TALLY} AS t ON t.list_id = l.id AND t.period < 10000 WHERE {named} AND l.kind = '' GROUP BY t.period"
    )
    return sql, values


def _named(wanted: Wanted) -> Sql:
    """The condition on lists that names those of a wish, of whatever kinds."""
    values: list[Any] = []
    conditions = []
    for table, slug in (("office", wanted.office), ("category", wanted.category)):
        number = f"(SELECT id FROM releases_{table} WHERE slug = %s)" if slug else "0"  # noqa: S608
        conditions.append(f"l.{table}_id = {number}")
        values += [slug] if slug else []
    conditions.append(f"l.language IN ({places(wanted.languages)})")
    return " AND ".join(conditions), [*values, *wanted.languages]


def _understood(wanted: Wanted, rows: dict[int, list[tuple[Any, ...]]], moment: int) -> Counts | None:
    turned, settled = rows[1], rows[0]
    if not settled or not settled[0][4] or len(turned) > MAX_CHANGES:
        return None
    found = Counts(wanted, *settled[0][5:7])
    for language, kind, categories, edition, release, office, day, *moments in turned:
        entry = Entry(edition, release, language, kind, office, categories, day, *moments)
        if sign := entry.stands(moment) - entry.stands(settled[0][3]):
            found.changes.append(Change(entry, sign))
    for _language, kind, _categories, period, texts, *_rest in rows[2]:
        found.by_period.setdefault(period, Counter())[kind] += texts
    for _language, _kind, _categories, year, texts, *_rest in rows[3]:
        found.by_year[year] += texts
    return found


def window(counts: Counts, offset: int, size: int, extra: Collection[int] = ()) -> RawSQL:
    """The numbers of the editions that stand on the lists from the offset on, as a subquery; `extra` besides."""
    start, values = _start(counts, *counts.start(offset))
    streams = []
    for language in counts.wanted.languages:
        for kind in counts.wanted.kinds or ("",):
            streams.append(_stream(DAY, f"{SKIPPED} + {size}"))
            values += [language, kind, counts.office, counts.category, entries.day_of(counts.wanted.first)]
    sql = (
        f"{start} SELECT edition_id FROM ({' UNION ALL '.join(streams)}) AS found "  # noqa: S608
        f"ORDER BY day DESC, published DESC, release_id DESC LIMIT {size} OFFSET {SKIPPED}"
    )
    if extra:
        besides = f"SELECT edition_id FROM {ENTRY} WHERE edition_id IN ({places(extra)})"  # noqa: S608
        sql = f"SELECT edition_id FROM ({sql}) AS windowed UNION ALL {besides}"  # noqa: S608
    return RawSQL(sql, [*values, *extra])  # noqa: S611


DAY, SKIPPED = "(SELECT day FROM start)", "(SELECT skipped FROM start)"


def _start(counts: Counts, period: int, skipped: int) -> Sql:
    """WITH clauses up to `start`: the last day to look at, and how many texts to skip from there on.

    A year is narrowed to one of its months, a month of a broad list to one of its days.
    """
    sql = f"WITH start_0 AS (SELECT CAST({period} AS bigint) AS period, CAST({skipped} AS bigint) AS skipped)"
    values: list[Any] = []
    is_broad = counts.office == counts.category == ANY
    sizes = [size for size, is_narrowed in ((10_000, True), (1_000_000, is_broad)) if period < size and is_narrowed]
    named, names = _named(counts.wanted)
    kinds = list(counts.wanted.kinds) or [""]
    for step, _size in enumerate(sizes if period else [], start=1):
        sql += f", {_narrowed(step, f'{named} AND l.kind IN ({places(kinds)})')}"
        values += [*names, *kinds]
    last = f"start_{len(sizes) if period else 0}"
    day = (
        "CASE WHEN period < 10000 THEN period * 10000 + 1231 "
        "WHEN period < 1000000 THEN period * 100 + 31 ELSE period END"
    )
    return f"{sql}, start AS (SELECT {day} AS day, skipped FROM {last})", values  # noqa: S608


def _narrowed(step: int, named: str) -> str:
    """In which part of the period of the step before the text stands, and how many of that part before it.

    Where that has just gone, the step before stays.
    """
    before, parts, reached = f"start_{step - 1}", f"parts_{step}", f"reached_{step}"
    return (
        f"{parts} AS (SELECT t.period, SUM(t.texts) AS texts FROM {LIST} AS l JOIN {TALLY} AS t ON t.list_id = l.id "  # noqa: S608
        f"AND t.period > (SELECT period * 100 FROM {before}) AND t.period < (SELECT period * 100 + 100 FROM {before}) "
        f"WHERE {named} GROUP BY t.period), "
        f"{reached} AS (SELECT period, texts, SUM(texts) OVER (ORDER BY period DESC) AS upto FROM {parts}), "
        f"start_{step} AS (SELECT period, skipped FROM ("
        f"SELECT period, CAST((SELECT skipped FROM {before}) - upto + texts AS bigint) AS skipped "
        f"FROM {reached} WHERE upto > (SELECT skipped FROM {before}) "
        f"UNION ALL SELECT period, skipped FROM {before}) AS found ORDER BY period DESC LIMIT 1)"
    )


def _stream(day: str, size: str) -> str:
    """The first texts of one list up to a day."""
    number = f"(SELECT id FROM {LIST} WHERE language = %s AND kind = %s AND office_id = %s AND category_id = %s)"  # noqa: S608
    return (
        f"SELECT * FROM (SELECT day, published, release_id, edition_id FROM {PLACE} "  # noqa: S608
        f"WHERE list_id = {number} AND day <= {day} AND day >= %s "
        f"ORDER BY day DESC, published DESC, release_id DESC LIMIT {size}) AS stream"
    )


def newest(language: str, at: datetime, size: int) -> tuple[RawSQL, RawSQL]:
    """Subqueries: the numbers of the newest editions of a language, and whether they can be relied on (else 0).

    As many more are looked at as have come or gone since the lists were settled; those that stand are in the entries.
    """
    turned, values = _turned(at)
    moment = entries.moment_of(at)
    many = f"(SELECT COUNT(*) FROM ({turned}) AS turned)"  # noqa: S608
    listed = _stream("99991231", f"{size} + {many}")
    chosen = (
        f"SELECT edition_id FROM {ENTRY} WHERE language = %s AND begins <= %s AND ends > %s AND edition_id IN "  # noqa: S608
        f"(SELECT edition_id FROM ({listed}) AS listed UNION ALL SELECT edition_id FROM ({turned}) AS turned) "
        f"ORDER BY day DESC, published DESC, release_id DESC LIMIT {size}"
    )
    names = [language, "", ANY, ANY, 0]
    exact = (
        f"SELECT CAST(is_whole AS integer) FROM {SETTLED} "  # noqa: S608
        f"WHERE {many} <= {MAX_CHANGES}"
    )
    return RawSQL(chosen, [language, moment, moment, *names, *values, *values]), RawSQL(exact, values)  # noqa: S611


def neighbours(counts: Counts) -> tuple[date | None, date | None]:
    """The last day before those wanted, and the first after them, that have a text in the languages. One query."""
    first, last = (entries.day_of(day) for day in (counts.wanted.first, counts.wanted.last))
    gone = [entry.edition for entry, sign in counts.changes if sign < 0]
    nearest = [_nearest(counts, "<", first, gone), _nearest(counts, ">", last, gone)]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(sql for sql, _values in nearest), [*nearest[0][1], *nearest[1][1]])
        days = [row[0] for row in cursor.fetchall()]
    days += [entry.day for entry, sign in counts.changes if sign > 0 and entry.language in counts.wanted.languages]
    earlier, later = [day for day in days if day < first], [day for day in days if day > last]
    return entries.date_of(max(earlier, default=0)), entries.date_of(min(later, default=0))


def _nearest(counts: Counts, side: str, day: int, gone: list[int]) -> Sql:
    """The nearest day before or after another with a text that is not gone."""
    named, values = _named(Wanted(counts.wanted.languages))
    order = "DESC" if side == "<" else "ASC"
    sql = (
        f"SELECT * FROM (SELECT p.day FROM {LIST} AS l JOIN {PLACE} AS p ON p.list_id = l.id "  # noqa: S608
        f"WHERE {named} AND l.kind = '' AND p.day {side} %s AND p.edition_id NOT IN ({places(gone) or 0}) "
        f"ORDER BY p.day {order} LIMIT 1) AS nearest"
    )
    return sql, [*values, day, *gone]
