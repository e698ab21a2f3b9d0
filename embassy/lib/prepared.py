"""Queries that are written as querysets and put into SQL once: making the SQL anew takes longer than answering it.

    latest = Prepared(lambda at, language: Edition.objects.listed(at)….values_list(…)[:10], at=datetime, language=str)

    latest.rows(at=at, language="en")    the rows of that queryset, as tuples
    latest.said(at=at, language="en")    the same as the database gave them: of what is kept of a row, the cheapest key

The queryset is made with stand-ins of the named types, which are found again among the parameters of its SQL. So it has
the same SQL for all values: nothing may be decided, or computed, by looking at one. Only a subquery given as RawSQL is
put in as it is, with its own parameters.
"""

import re
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property, lru_cache
from itertools import count, zip_longest
from typing import Any

from django.db import connections, router
from django.db.models import Model, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.query import get_related_populators

Converters = list[tuple[int, list[Callable[..., Any]], Any]]
Row = tuple[Any, ...]
_numbers = count(1)


class Prepared:
    """`types` are those of the arguments by their names: datetime (aware, UTC), date, int, str or RawSQL."""

    def __init__(self, queryset: Callable[..., QuerySet[Any, Any]], **types: type) -> None:
        self.queryset = queryset
        self.types = types
        self._compiled: dict[str, Compiled] = {}

    def rows(self, **values: Any) -> list[Row]:
        """Tuples, of a queryset of `values_list`. One query."""
        return self._for_this_page().rows(values)

    def objects(self, **values: Any) -> list[Any]:
        """Models, with what is selected and annotated with them. One query, no prefetching."""
        compiled = self._for_this_page()
        return [compiled.model_of(row) for row in compiled.rows(values)]

    def said(self, **values: Any) -> list["Said"]:
        """What the database says of each model, which is made only when it is asked for. One query, no prefetching."""
        compiled = self._for_this_page()
        return [Said(row, compiled) for row in compiled.said(values)]

    @cached_property
    def _model(self) -> type[Model]:
        return self.queryset(**self._stand_ins()).model

    def _stand_ins(self) -> dict[str, Any]:
        return {name: stand_in(kind) for name, kind in self.types.items()}

    def _for_this_page(self) -> "Compiled":
        """For the database that is read from. May be made by two threads at once: it comes out the same."""
        alias = router.db_for_read(self._model)
        if alias not in self._compiled:
            stand_ins = self._stand_ins()
            self._compiled[alias] = compiled(self.queryset(**stand_ins), stand_ins, alias)
        return self._compiled[alias]


@dataclass(frozen=True, slots=True)
class Piece:
    """SQL up to a subquery that is put in, "" for the end; `places` are the names of its parameters in their order.

    "" stands for one of `fixed`, which never changes.
    """

    sql: str
    places: list[str]
    fixed: list[Any]
    subquery: str


@dataclass(frozen=True)
class Compiled:
    alias: str
    pieces: list[Piece]
    compiler: Any

    def rows(self, values: dict[str, Any]) -> list[Row]:
        return list(map(self.converted, self.said(values))) if self.converters else self.said(values)

    def said(self, values: dict[str, Any]) -> list[Row]:
        connection = connections[self.alias]
        sql, parameters = self.filled({name: adapt(connection, value) for name, value in values.items()})
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            rows: list[Row] = cursor.fetchall()
        return rows

    def filled(self, adapted: dict[str, Any]) -> tuple[str, list[Any]]:
        sql, parameters = "", []
        for piece in self.pieces:
            sql += piece.sql
            parameters += [
                adapted[name] if name else known for name, known in zip(piece.places, piece.fixed, strict=True)
            ]
            if piece.subquery:
                sql += adapted[piece.subquery].sql
                parameters += adapted[piece.subquery].params
        return sql, parameters

    @cached_property
    def converters(self) -> Converters:
        columns = [column for column, *_rest in self.compiler.select[: self.compiler.col_count]]
        found = self.compiler.get_converters(columns)
        return [(place, functions, expression) for place, (functions, expression) in found.items()]

    def converted(self, row: Row) -> Row:
        """As Django reads what the database said."""
        connection, values = connections[self.alias], list(row)
        for place, functions, expression in self.converters:
            for convert in functions:
                values[place] = convert(values[place], expression, connection)
        return tuple(values)

    def model_of(self, row: Row) -> Model:
        """As Django's own ModelIterable makes one."""
        start, end, names, model = self.own
        found = model.from_db(self.alias, names, row[start:end])
        for related in self.related:
            related.populate(row, found)
        for name, place in self.compiler.annotation_col_map.items():
            setattr(found, name, row[place])
        return found

    @cached_property
    def own(self) -> tuple[int, int, list[str], type[Model]]:
        fields = self.compiler.klass_info["select_fields"]
        start, end = fields[0], fields[-1] + 1
        names = [column.target.attname for column, *_rest in self.compiler.select[start:end]]
        return start, end, names, self.compiler.klass_info["model"]

    @cached_property
    def related(self) -> list[Any]:
        return get_related_populators(self.compiler.klass_info, self.compiler.select, self.alias)  # type: ignore[call-arg]  # the stubs are those of Django 6


@dataclass(frozen=True, slots=True)
class Said:
    """A row as the database gave it. The model of it holds nothing else: whatever it makes is a function of the row."""

    row: Row
    compiled: Compiled

    @property
    def pk(self) -> Any:
        return self.row[self.compiled.own[0]]

    def model(self) -> Any:
        return self.compiled.model_of(self.compiled.converted(self.row))


def compiled(queryset: QuerySet[Any, Any], stand_ins: dict[str, Any], alias: str) -> Compiled:
    """Raises ValueError where the query does not depend on one of its arguments."""
    compiler = queryset.query.get_compiler(using=alias)
    sql, parameters = compiler.as_sql()
    subqueries = {value.sql: name for name, value in stand_ins.items() if isinstance(value, RawSQL)}
    names = {adapt(connections[alias], value): name for name, value in stand_ins.items()}
    places = [names.get(parameter, "") if isinstance(parameter, Hashable) else "" for parameter in parameters]
    pieces = list(parted(sql, places, list(parameters), subqueries))
    if missing := set(stand_ins) - set(places) - {piece.subquery for piece in pieces}:
        raise ValueError(f"not among the parameters of the query: {', '.join(sorted(missing))}")
    return Compiled(alias, pieces, compiler)


def parted(sql: str, places: list[str], parameters: list[Any], subqueries: dict[str, str]) -> Iterator[Piece]:
    texts = re.split(f"({'|'.join(map(re.escape, subqueries))})", sql) if subqueries else [sql]
    start = 0
    for text, subquery in zip_longest(texts[::2], texts[1::2], fillvalue=""):
        end = start + text.count("%s")
        yield Piece(text, places[start:end], parameters[start:end], subqueries.get(subquery, ""))
        start = end


@lru_cache(maxsize=64)
def adapted_instant(operations: Any, value: datetime) -> Any:
    """All queries of a minute have one."""
    return operations.adapt_datetimefield_value(value)


def stand_in(kind: type) -> Any:
    """A value that no queryset of ours has by itself."""
    number = next(_numbers)
    if kind is datetime:
        return datetime(1001, 1, 1, tzinfo=UTC) + timedelta(seconds=number)
    if kind is date:
        return date(1002, 1, 1) + timedelta(days=number)
    if kind is RawSQL:
        return RawSQL(f"SELECT 'stand-in {number}'", ())  # noqa: S611 - of a number
    return 7_000_000_000_000_000_000 + number if kind is int else f"\ufdd0stand-in {number}"


def adapt(connection: Any, value: Any) -> Any:
    """As a parameter of the database's."""
    if isinstance(value, datetime):
        return adapted_instant(connection.ops, value)
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value
