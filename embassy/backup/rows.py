"""The rows of a table as lines of JSON that no database has a say in, and back again."""

import base64
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any

from django.db import DatabaseError, models
from django.db.backends.base.base import BaseDatabaseWrapper

from embassy.backup.problems import BackupError

BATCH = 500
MAX_LINE_BYTES = 64 << 20
Progress = Callable[[int], object]


def fields(model: type[models.Model]) -> list[Any]:
    return [field for field in model._meta.concrete_fields if not field.generated]


def columns(model: type[models.Model]) -> list[str]:
    return [field.column for field in fields(model)]


def lines(connection: BaseDatabaseWrapper, model: type[models.Model]) -> Iterator[bytes]:
    """Every row by its number, an array of its columns a line: equal rows make equal bytes on every database."""
    names = [field.attname for field in fields(model)]
    ordered = model._base_manager.using(connection.alias).order_by("pk")
    for values in ordered.values_list(*names).iterator(chunk_size=BATCH):
        text = json.dumps(values, ensure_ascii=False, separators=(",", ":"), sort_keys=True, default=_plain)
        yield text.encode() + b"\n"


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode()
    return str(value)


def fill(
    connection: BaseDatabaseWrapper,
    model: type[models.Model],
    given: list[str],
    found: Iterable[bytes],
    progress: Progress,
) -> None:
    """Enter lines whose columns are `given` into an empty table, past models, signals and defaults."""
    by_column = {field.column: field for field in fields(model)}
    if set(given) != set(by_column):
        raise BackupError(f"The table {model._meta.db_table} of the backup has other columns than its migrations make.")
    taken = [by_column[name] for name in given]
    with connection.cursor() as cursor:
        for batch in _batches(found):
            _insert(cursor, model, taken, [_values(line, taken, connection) for line in batch])
            progress(len(batch))


def _batches(found: Iterable[bytes]) -> Iterator[list[bytes]]:
    iterator = iter(found)
    while batch := list(islice(iterator, BATCH)):
        yield batch


def _values(line: bytes, taken: list[Any], connection: BaseDatabaseWrapper) -> list[Any]:
    values = json.loads(line)
    return [
        field.get_db_prep_save(field.to_python(value), connection) for field, value in zip(taken, values, strict=True)
    ]


def _insert(cursor: Any, model: type[models.Model], taken: list[Any], rows: list[list[Any]]) -> None:
    quoted = cursor.db.ops.quote_name
    names = ", ".join(quoted(field.column) for field in taken)
    places = ", ".join(["%s"] * len(taken))
    table = model._meta.db_table
    try:
        cursor.executemany(f"INSERT INTO {quoted(table)} ({names}) VALUES ({places})", rows)  # noqa: S608
    except DatabaseError as error:
        raise BackupError(f"The database does not take a row of {table}: {error}") from error


def last_number(connection: BaseDatabaseWrapper, model: type[models.Model]) -> int:
    """The highest number that the table has given, of rows that are gone too: none is given twice. 0 for none."""
    column = model._meta.auto_field.column if model._meta.auto_field else ""
    if not column:
        return 0
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [model._meta.db_table])
        else:
            cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [model._meta.db_table, column])
            cursor.execute(f"SELECT last_value FROM {cursor.fetchone()[0]} WHERE is_called")  # noqa: S608
        found = cursor.fetchone()
    return found[0] if found else 0


def go_on_from(connection: BaseDatabaseWrapper, model: type[models.Model], number: int) -> None:
    """The next row of the table gets a higher number than `number`."""
    if not (number and model._meta.auto_field):
        return
    table, column = model._meta.db_table, model._meta.auto_field.column
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, number])
        else:
            cursor.execute("SELECT setval(pg_get_serial_sequence(%s, %s), %s)", [table, column, number])
