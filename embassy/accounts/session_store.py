"""Sessions in the database; while its disk takes nothing, who is logged in can still read the desk (DUR-06)."""

from django.contrib.sessions.backends import db
from django.db import transaction

from embassy.lib import disk


class SessionStore(db.SessionStore):
    def save(self, must_create: bool = False) -> None:
        """That a session was used is forgotten where it cannot be written; a new one is not begun."""
        try:
            with transaction.atomic():
                super().save(must_create)
        except Exception as error:
            if must_create or disk.trouble(error) is None:
                raise
