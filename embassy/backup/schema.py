"""The shape of the tables: which migrations a database has seen, and how tables of such a shape are made anew."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.management.sql import emit_post_migrate_signal
from django.db import models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from embassy.backup.problems import BackupError

Node = tuple[str, str]
HISTORY = MigrationRecorder.Migration._meta.db_table
STRANGE = "The database holds tables of another program: name one of its own in DATABASE_URL."
FUNCTIONS = """
    SELECT p.oid::regprocedure::text FROM pg_proc p WHERE p.pronamespace = current_schema()::regnamespace
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
"""
TABLES = "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = current_schema()"


def applied(connection: BaseDatabaseWrapper) -> list[str]:
    """The migrations that the database has seen and this program knows, as app.name."""
    loader = MigrationLoader(connection)
    return sorted(".".join(node) for node in loader.applied_migrations if node in loader.graph.nodes)


def unknown(names: Iterable[str]) -> list[str]:
    """Migrations that this program does not know."""
    known = MigrationLoader(None).graph.nodes
    return [name for name in names if _node(name) not in known]


def tables(names: Collection[str]) -> dict[str, type[models.Model]]:
    """The models of the time at which these migrations were the last, by table."""
    loader = MigrationLoader(None)
    state = loader.project_state(_last(loader, names))
    found = state.apps.get_models(include_auto_created=True)
    return {model._meta.db_table: model for model in found if model._meta.managed and not model._meta.proxy}


def _node(name: str) -> Node:
    app, _dot, migration = name.partition(".")
    return app, migration


def _last(loader: MigrationLoader, names: Collection[str]) -> list[Node]:
    """Of each app the migrations after which none follows."""
    chosen = {_node(name) for name in names}
    following = {node: {child.key for child in loader.graph.node_map[node].children} & chosen for node in chosen}
    return sorted(node for node in chosen if not any(child[0] == node[0] for child in following[node]))


@contextmanager
def made_anew(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """One transaction, in which tables may be dropped, made, filled in any order and migrated: all of it or nothing.

    SQLite checks no foreign keys meanwhile; whoever fills the tables does, by `connection.check_constraints`.
    """
    with connection.constraint_checks_disabled(), transaction.atomic(connection.alias):
        yield


def make(connection: BaseDatabaseWrapper, names: Collection[str]) -> None:
    """Drop everything, and make the tables that these migrations make."""
    drop_everything(connection)
    executor = MigrationExecutor(connection)
    executor.migrate(_last(executor.loader, names))
    if connection.vendor == "postgresql":
        # A migration that alters a column has all of them checked at once, to the end of the transaction.
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def bring_forward(connection: BaseDatabaseWrapper) -> None:
    """Migrate to what this program knows."""
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def settle(connection: BaseDatabaseWrapper) -> None:
    """What follows every migration: kinds of content and rights, the groups, and the guards of the database."""
    ContentType.objects.clear_cache()
    emit_post_migrate_signal(verbosity=0, interactive=False, db=connection.alias)


def demand_own(connection: BaseDatabaseWrapper) -> None:
    """Raises BackupError where the database is another program's."""
    found = set(connection.introspection.table_names())
    if found and HISTORY not in found:
        raise BackupError(STRANGE)


def demand_tables(connection: BaseDatabaseWrapper) -> None:
    """Raises BackupError where there is nothing to back up."""
    if HISTORY not in connection.introspection.table_names():
        raise BackupError("The database has no tables of this program yet: there is nothing to back up.")


def drop_everything(connection: BaseDatabaseWrapper) -> None:
    """Every table of the database (on PostgreSQL: of its schema), and the functions that stand beside them."""
    with connection.cursor() as cursor:
        {"sqlite": _drop_sqlite, "postgresql": _drop_postgresql}[connection.vendor](cursor)


def _drop_sqlite(cursor: Any) -> None:
    """Virtual tables first: they take tables of their own with them."""
    cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY sql NOT LIKE 'CREATE VIRTUAL%'")
    for (name,) in cursor.fetchall():
        if not name.startswith("sqlite_"):
            cursor.execute(f'DROP TABLE IF EXISTS "{name}"')


def _drop_postgresql(cursor: Any) -> None:
    for kind, query in (("TABLE", TABLES), ("FUNCTION", FUNCTIONS)):
        cursor.execute(query)
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP {kind} IF EXISTS {name} CASCADE")
