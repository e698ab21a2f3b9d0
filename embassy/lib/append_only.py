"""Triggers by which the database itself refuses to change or delete a row of a table, on SQLite and PostgreSQL."""

from collections.abc import Iterator

from django.db.backends.base.base import BaseDatabaseWrapper

# BEFORE INSERT: INSERT OR REPLACE deletes the row that stands in its way without asking a DELETE trigger.
SQLITE = {
    "no_update": "BEFORE UPDATE ON {table}",
    "no_delete": "BEFORE DELETE ON {table}",
    "no_replace": "BEFORE INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id)",
}
POSTGRESQL = {
    "no_update": "BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW",
    "no_truncate": "BEFORE TRUNCATE ON {table} FOR EACH STATEMENT",
}


def install(connection: BaseDatabaseWrapper, table: str) -> None:
    """May be repeated; the table must exist."""
    remove(connection, table)
    statements = {"sqlite": _sqlite, "postgresql": _postgresql}[connection.vendor]
    _execute(connection, statements(table))


def remove(connection: BaseDatabaseWrapper, table: str) -> None:
    on_table = "" if connection.vendor == "sqlite" else f" ON {table}"
    names = SQLITE if connection.vendor == "sqlite" else POSTGRESQL
    _execute(connection, (f"DROP TRIGGER IF EXISTS {table}_{name}{on_table}" for name in names))


def is_installed(connection: BaseDatabaseWrapper, table: str) -> bool:
    """Whether every trigger is in its place."""
    names = SQLITE if connection.vendor == "sqlite" else POSTGRESQL
    in_place = {
        "sqlite": "sqlite_master WHERE type = 'trigger' AND tbl_name = %s",
        "postgresql": "pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D' AND tgrelid = %s::regclass",
    }
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {in_place[connection.vendor]}", [table])  # noqa: S608 - words of our own
        return bool(cursor.fetchone()[0] >= len(names))


def _sqlite(table: str) -> Iterator[str]:
    for name, event in SQLITE.items():
        refusal = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        yield f"CREATE TRIGGER {table}_{name} {event.format(table=table)} {refusal}"


def _postgresql(table: str) -> Iterator[str]:
    yield (
        f"CREATE OR REPLACE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"RAISE EXCEPTION '{table} is append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    for name, event in POSTGRESQL.items():
        yield f"CREATE TRIGGER {table}_{name} {event.format(table=table)} EXECUTE FUNCTION {table}_refuse()"


def _execute(connection: BaseDatabaseWrapper, statements: Iterator[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
