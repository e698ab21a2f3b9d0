"""What a search finds, by the entries of the lists: they know of each text all that filters ask, at any instant.

The editions themselves lie behind their long texts: to ask those for a common word takes a second at a million. A stem
is marked by its language, so the stems of the languages that are wanted are enough.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db.models.expressions import RawSQL

from releases.lists import entries
from releases.lists.counting import Sql, Wanted, database
from releases.lists.entries import Key
from releases.lists.keeping import places
from releases.lists.tables import ENTRY
from releases.search.matching import holding, liked
from releases.search.query import Clause, Query

JOIN = {"sqlite": "CROSS JOIN", "postgresql": "JOIN"}
"""SQLite's CROSS JOIN keeps the order of the tables: what the index found comes first, then its entries one by one."""

LOOKED = 2_000
"""Hits that are looked at for a suggestion: it need not be exact."""


def counted(wanted: Wanted, query: Query, at: datetime) -> Sql:
    """How many of each kind are found, as if no kind had been chosen; in the columns of the parts of `counting`."""
    passing, values = _passing(replace(wanted, kinds=()), query, at, "e.kind")
    return f"SELECT 2, '', kind, '', 0, COUNT(*), 0, 0, 0, 0, 0 FROM ({passing}) AS found GROUP BY kind", values  # noqa: S608


def chosen(wanted: Wanted, query: Query, at: datetime, rows: slice, *, is_ranked: bool) -> list[int]:
    """The numbers of the editions of a part of what is found: the best first, or the newest. One query."""
    points, weights = _points(wanted, query) if is_ranked else ("0", [])
    columns = "e.edition_id, e.day, e.published, e.release_id"
    passing, values = _passing(wanted, query, at, f"{columns}, {points} AS points", weights)
    sql = (
        f"SELECT edition_id FROM ({passing}) AS found "  # noqa: S608
        "ORDER BY points DESC, day DESC, published DESC, release_id DESC "
        f"LIMIT {rows.stop - rows.start} OFFSET {rows.start}"
    )
    return _numbers(sql, values)


def beyond(wanted: Wanted, query: Query, at: datetime, key: Key, size: int, *, is_above: bool = False) -> list[int]:
    """The numbers of the editions nearest to a place among what is found, below it or above. One query."""
    side, order = (">", "ASC") if is_above else ("<", "DESC")
    passing, values = _passing(wanted, query, at, "e.edition_id, e.day, e.published, e.release_id")
    sql = (
        f"SELECT edition_id FROM ({passing}) AS found WHERE (day, published, release_id) {side} (%s, %s, %s) "  # noqa: S608
        f"ORDER BY day {order}, published {order}, release_id {order} LIMIT {size}"
    )
    return _numbers(sql, [*values, *key])


def _numbers(sql: str, values: list[Any]) -> list[int]:
    with database().cursor() as cursor:
        cursor.execute(sql, values)
        return [row[0] for row in cursor.fetchall()]


def latest(wanted: Wanted, query: Query, at: datetime, size: int) -> RawSQL:
    """The numbers of the editions that came last, of what is found."""
    passing, values = _passing(wanted, query, at, "e.edition_id, e.begins")
    order = f"ORDER BY begins DESC, edition_id DESC LIMIT {size}"
    return RawSQL(f"SELECT edition_id FROM ({passing}) AS found {order}", values)  # noqa: S608, S611


def few(wanted: Wanted, query: Query, at: datetime, *, also: Clause | None = None) -> Sql:
    """How many of the latest `LOOKED` hits a reader finds, and how many hits those are; `also` is wanted besides."""
    parts = [*_conditions(wanted, at), *_unwanted(wanted, query)]
    values = [value for _condition, its in parts for value in its]
    held = holding([*query.wanted, *([also] if also else [])], wanted.languages, database().vendor)
    passes = " AND ".join(condition for condition, _values in parts)
    sql = (
        f"WITH held(number) AS (SELECT * FROM ({held.sql} ORDER BY 1 DESC LIMIT {LOOKED}) AS latest) "  # noqa: S608
        f"SELECT COALESCE(SUM(CASE WHEN {passes} THEN 1 ELSE 0 END), 0) AS texts, COUNT(*) AS looked "
        f"FROM held {JOIN[database().vendor]} {ENTRY} AS e ON e.edition_id = held.number"
    )
    return sql, [*held.params, *values]


def _passing(wanted: Wanted, query: Query, at: datetime, columns: str, of_columns: Sequence[Any] = ()) -> Sql:
    """A query for the entries that a reader finds at `at`; `of_columns` are the values of the columns asked for."""
    parts = [*_conditions(wanted, at), *_unwanted(wanted, query)]
    where = f"WHERE {' AND '.join(condition for condition, _values in parts)}"
    values = [*of_columns, *(value for _condition, its in parts for value in its)]
    if not query.wanted:
        return f"SELECT {columns} FROM {ENTRY} AS e {where}", values  # noqa: S608
    vendor = database().vendor
    held = holding(query.wanted, wanted.languages, vendor)
    source = f"held {JOIN[vendor]} {ENTRY} AS e ON e.edition_id = held.number"
    return f"WITH held(number) AS ({held.sql}) SELECT {columns} FROM {source} {where}", [*held.params, *values]  # noqa: S608


def _conditions(wanted: Wanted, at: datetime) -> Iterator[Sql]:
    moment = entries.moment_of(at)
    yield "e.begins <= %s AND e.ends > %s", [moment, moment]
    if (wanted.first, wanted.last) != (date.min, date.max):
        yield "e.day BETWEEN %s AND %s", [entries.day_of(wanted.first), entries.day_of(wanted.last)]
    yield f"e.language IN ({places(wanted.languages)})", [*wanted.languages]
    if wanted.kinds:
        yield f"e.kind IN ({places(wanted.kinds)})", [*wanted.kinds]
    if wanted.office:
        yield "e.office_id = (SELECT id FROM releases_office WHERE slug = %s)", [wanted.office]
    if wanted.category:
        number = "(SELECT CAST(id AS text) FROM releases_category WHERE slug = %s)"
        yield f"',' || e.categories || ',' LIKE '%%,' || {number} || ',%%'", [wanted.category]


def _unwanted(wanted: Wanted, query: Query) -> Iterator[Sql]:
    """What the texts must not hold; a query of no word finds nothing."""
    if query.is_empty:
        yield "1 = 0", []
    for clause in query.unwanted:
        found = holding([clause], wanted.languages, database().vendor)
        yield f"e.edition_id NOT IN ({found.sql})", [*found.params]


def _points(wanted: Wanted, query: Query) -> Sql:
    """As `matching.ranked` has it: a point for each part of the query that the title holds."""
    titled = [holding([clause], wanted.languages, database().vendor, in_title=True) for clause in liked(query)]
    cases = [f"CASE WHEN e.edition_id IN ({found.sql}) THEN 1 ELSE 0 END" for found in titled]
    return " + ".join(["0", *cases]), [value for found in titled for value in found.params]
