"""Which texts stand where on the lists: subqueries for their numbers, whatever the offset at the same cost."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db.models.expressions import RawSQL

from releases.lists import entries
from releases.lists.counting import MAX_CHANGES, Counts, Sql, Wanted, database, named_lists, turned
from releases.lists.entries import ANY, Key
from releases.lists.keeping import places
from releases.lists.tables import ENTRY, LIST, PLACE, SETTLED, TALLY


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
    return _besides(sql, values, extra)


NUMBER = f"(SELECT id FROM {LIST} WHERE language = %s AND kind = %s AND office_id = %s AND category_id = %s)"  # noqa: S608
DAY, SKIPPED = "(SELECT day FROM start)", "(SELECT skipped FROM start)"


def _start(counts: Counts, period: int, skipped: int) -> Sql:
    """WITH clauses up to `start`: the last day to look at, and how many texts to skip from there on.

    A year is narrowed to one of its months, a month of a broad list to one of its days.
    """
    sql = f"WITH start_0 AS (SELECT CAST({period} AS bigint) AS period, CAST({skipped} AS bigint) AS skipped)"
    values: list[Any] = []
    is_broad = counts.office == counts.category == ANY
    sizes = [size for size, is_narrowed in ((10_000, True), (1_000_000, is_broad)) if period < size and is_narrowed]
    named, names = named_lists(counts.wanted)
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
    return (
        f"SELECT * FROM (SELECT day, published, release_id, edition_id FROM {PLACE} "  # noqa: S608
        f"WHERE list_id = {NUMBER} AND day <= {day} AND day >= %s "
        f"ORDER BY day DESC, published DESC, release_id DESC LIMIT {size}) AS stream"
    )


def newest(language: str, at: datetime, size: int) -> tuple[RawSQL, RawSQL]:
    """Subqueries: the numbers of the newest editions of a language, and whether they can be relied on (else 0).

    As many more are looked at as have come or gone since the lists were settled; those that stand are in the entries.
    """
    passed, values = turned(at)
    moment = entries.moment_of(at)
    many = f"(SELECT COUNT(*) FROM ({passed}) AS passed)"  # noqa: S608
    listed = _stream("99991231", f"{size} + {many}")
    chosen = (
        f"SELECT edition_id FROM {ENTRY} WHERE language = %s AND begins <= %s AND ends > %s AND edition_id IN "  # noqa: S608
        f"(SELECT edition_id FROM ({listed}) AS listed UNION ALL SELECT edition_id FROM ({passed}) AS passed) "
        f"ORDER BY day DESC, published DESC, release_id DESC LIMIT {size}"
    )
    names = [language, "", ANY, ANY, 0]
    exact = (
        f"SELECT CAST(is_whole AS integer) FROM {SETTLED} "  # noqa: S608
        f"WHERE {many} <= {MAX_CHANGES}"
    )
    return RawSQL(chosen, [language, moment, moment, *names, *values, *values]), RawSQL(exact, values)  # noqa: S611


def beyond(counts: Counts, key: Key, size: int, extra: Collection[int] = (), *, is_above: bool = False) -> RawSQL:
    """The numbers of the editions nearest to a place on the lists, below it or above; `extra` besides."""
    side, order = (">", "ASC") if is_above else ("<", "DESC")
    in_order = f"ORDER BY day {order}, published {order}, release_id {order} LIMIT {size}"
    columns = "day, published, release_id"
    stream = (
        f"SELECT * FROM (SELECT {columns}, edition_id FROM {PLACE} WHERE list_id = {NUMBER} "  # noqa: S608
        f"AND ({columns}) {side} (%s, %s, %s) AND day BETWEEN %s AND %s {in_order}) AS stream"
    )
    days = [entries.day_of(counts.wanted.first), entries.day_of(counts.wanted.last)]
    streams, values = [], []
    for language in counts.wanted.languages:
        for kind in counts.wanted.kinds or ("",):
            streams.append(stream)
            values += [language, kind, counts.office, counts.category, *key, *days]
    sql = f"SELECT edition_id FROM ({' UNION ALL '.join(streams)}) AS found {in_order}"  # noqa: S608
    return _besides(sql, values, extra)


def _besides(sql: str, values: list[Any], extra: Collection[int]) -> RawSQL:
    if extra:
        besides = f"SELECT edition_id FROM {ENTRY} WHERE edition_id IN ({places(extra)})"  # noqa: S608
        sql = f"SELECT edition_id FROM ({sql}) AS windowed UNION ALL {besides}"  # noqa: S608
    return RawSQL(sql, [*values, *extra])  # noqa: S611


def neighbours(counts: Counts) -> tuple[date | None, date | None]:
    """The last day before those wanted, and the first after them, that have a text in the languages. One query."""
    first, last = (entries.day_of(day) for day in (counts.wanted.first, counts.wanted.last))
    gone = [entry.edition for entry, sign in counts.changes if sign < 0]
    nearest = [_nearest(counts, "<", first, gone), _nearest(counts, ">", last, gone)]
    with database().cursor() as cursor:
        cursor.execute(" UNION ALL ".join(sql for sql, _values in nearest), [*nearest[0][1], *nearest[1][1]])
        days = [row[0] for row in cursor.fetchall()]
    days += [entry.day for entry, sign in counts.changes if sign > 0 and entry.language in counts.wanted.languages]
    earlier, later = [day for day in days if day < first], [day for day in days if day > last]
    return entries.date_of(max(earlier, default=0)), entries.date_of(min(later, default=0))


def _nearest(counts: Counts, side: str, day: int, gone: list[int]) -> Sql:
    """The nearest day before or after another with a text that is not gone."""
    named, values = named_lists(Wanted(counts.wanted.languages))
    order = "DESC" if side == "<" else "ASC"
    sql = (
        f"SELECT * FROM (SELECT p.day FROM {LIST} AS l JOIN {PLACE} AS p ON p.list_id = l.id "  # noqa: S608
        f"WHERE {named} AND l.kind = '' AND p.day {side} %s AND p.edition_id NOT IN ({places(gone) or 0}) "
        f"ORDER BY p.day {order} LIMIT 1) AS nearest"
    )
    return sql, [*values, day, *gone]
