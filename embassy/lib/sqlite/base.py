"""The parameters of a query are `%s` for Django and `?` for SQLite.

Django looks for them with a regular expression that tries every character: of SQL of four thousand characters that
takes as long as answering it.
"""

from collections.abc import Sequence
from typing import Any

from django.db.backends.sqlite3 import base


class Cursor(base.SQLiteCursorWrapper):
    def convert_query(self, query: str, *, param_names: Sequence[str] | None = None) -> str:
        """As Django's, which is left what only it can tell: parameters by name, and a percent sign that is meant."""
        if param_names is not None or "%%" in query:
            return super().convert_query(query, param_names=param_names)
        return query.replace("%s", "?")


class DatabaseWrapper(base.DatabaseWrapper):
    def create_cursor(self, name: str | None = None) -> Any:
        return self.connection.cursor(factory=Cursor)
