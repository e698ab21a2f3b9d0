"""How long a page may keep the database busy. Commands (migrations, imports, backups) take the time that they take."""

from typing import Any

from django.db.backends.signals import connection_created

LIMITS = "SET statement_timeout = '30s'; SET idle_in_transaction_session_timeout = '60s'"


def limit(connection: Any, **_rest: Any) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(LIMITS)


def limit_in_this_process() -> None:
    connection_created.connect(limit, dispatch_uid="limits of statements")
