"""One moment of the database for as long as it takes to read it, while officers go on writing."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper


@contextmanager
def taken(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """All reads of the block are of the moment at which it begins. Not to be called in a transaction."""
    with {"sqlite": _sqlite, "postgresql": _postgresql}[connection.vendor](connection):
        yield


@contextmanager
def _sqlite(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """By hand: `atomic` would begin IMMEDIATE, which keeps every writer out."""
    with connection.cursor() as cursor:
        cursor.execute("BEGIN DEFERRED")
        try:
            # The snapshot is that of the first read, not that of BEGIN.
            cursor.execute("SELECT count(*) FROM django_migrations")
            yield
        finally:
            cursor.execute("ROLLBACK")


@contextmanager
def _postgresql(connection: BaseDatabaseWrapper) -> Iterator[None]:
    with transaction.atomic(connection.alias), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT count(*) FROM django_migrations")
        yield
