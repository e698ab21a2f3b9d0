"""The database lets nobody change or delete an entry. Installed after every migration: see releases/guards.py."""

from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from embassy.lib import append_only

TABLE = "audit_entry"


def are_installed(connection: BaseDatabaseWrapper) -> bool:
    return append_only.is_installed(connection, TABLE)


def install_after_migrate(using: str, **_rest: Any) -> None:
    connection = connections[using]
    if TABLE in connection.introspection.table_names():
        append_only.install(connection, TABLE)
