"""Reading from a copy of the database that follows it (DATABASE_REPLICA_URL), and when that may be done.

    visitor's page ── does the copy answer? ── does it hold all that has been published? ──▶ read there
                          │ no                     │ not yet
                          └────────────────────────┴──▶ read where everybody writes

Officers and every act are at the primary, so that officers read what they have just written. A page is kept under a
generation (`embassy.lib.minute_pages`): one that was read from a copy that lags would be kept for the rest of its
minute. So under each generation the copy is asked how far it has replayed PostgreSQL's log, until it is past the
position that the primary named once that generation was there. After that nothing is asked: what readers see changes
by a new generation alone.
"""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.core.exceptions import MiddlewareNotUsed
from django.db import DEFAULT_DB_ALIAS, InterfaceError, OperationalError, connections
from django.db.models import Model
from django.http import HttpRequest, HttpResponseBase

from embassy.lib import generation
from embassy.lib.visitors import is_visitor

logger = logging.getLogger("embassy.replica")

ALIAS = "replica"
REST_SECONDS = 5.0
"""For so long a copy that did not answer is not asked again."""
GONE = (OperationalError, InterfaceError)

_reads_there: ContextVar[bool] = ContextVar("reads_there", default=False)


class Router:
    """Reads go to the copy where a visitor's page is being made; all else is at the primary."""

    def db_for_read(self, model: type[Model], **hints: Any) -> str:
        return ALIAS if _reads_there.get() else DEFAULT_DB_ALIAS

    def db_for_write(self, model: type[Model], **hints: Any) -> str:
        return DEFAULT_DB_ALIAS

    def allow_relation(self, one: Model, other: Model, **hints: Any) -> bool:
        """They are the same rows."""
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool | None:
        return False if db == ALIAS else None


@contextmanager
def reading() -> Iterator[None]:
    token = _reads_there.set(True)
    try:
        yield
    finally:
        _reads_there.reset(token)


@contextmanager
def at_the_primary() -> Iterator[None]:
    token = _reads_there.set(False)
    try:
        yield
    finally:
        _reads_there.reset(token)


class State:
    """What this process knows of the copy. Safe for threads: each fact is one assignment."""

    def __init__(self) -> None:
        self.asked_again_at = 0.0
        self.primary_asked_again_at = 0.0
        self.wanted: tuple[bytes, str] = (b"", "")
        """Of a generation: the position of the log that holds all of it."""

    def is_resting(self) -> bool:
        return time.monotonic() < self.asked_again_at

    def rest(self, error: Exception) -> None:
        logger.warning("The replica does not answer, pages are read from the primary: %s", str(error).strip())
        self.asked_again_at = time.monotonic() + REST_SECONDS

    def is_fit(self) -> bool:
        """Whether a page that is made now may be read from the copy. At most two short queries, mostly none."""
        if self.is_resting():
            return False
        try:
            with connections[ALIAS].cursor():  # asks for a sign of life, once a request
                return self.holds(generation.of_this_site().current())
        except GONE as error:
            self.rest(error)
            return False

    def holds(self, number: bytes) -> bool:
        """Whether the copy has everything of this generation. Known of a connection: the next may lead elsewhere."""
        connection = connections[ALIAS]
        known = connection.connection, number
        if getattr(connection, "known_to_hold", None) == known:
            return True
        position = self.position_of(number)
        if position is None:
            return True  # without a primary nothing is published either
        if not has_reached(position):
            return False
        connection.known_to_hold = known  # type: ignore[attr-defined]
        return True

    def position_of(self, number: bytes) -> str | None:
        """None where the primary does not answer."""
        if self.wanted[0] == number:
            return self.wanted[1]
        if time.monotonic() < self.primary_asked_again_at:
            return None
        try:
            position = position_of_primary()
        except GONE:
            self.primary_asked_again_at = time.monotonic() + REST_SECONDS
            return None
        self.wanted = number, position
        return position


def position_of_primary() -> str:
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute("SELECT pg_current_wal_lsn()")
        return str(cursor.fetchone()[0])


def has_reached(position: str) -> bool:
    with connections[ALIAS].cursor() as cursor:
        cursor.execute("SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn", [position])
        return cursor.fetchone()[0] is True


state = State()


class ReplicaMiddleware:
    """Visitors' pages are read from the copy where it is fit for them; one on which it fails is made again."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if ALIAS not in connections.settings:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not is_visitor(request) or not state.is_fit():
            return self.get_response(request)
        with reading():
            return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """The copy went away midway, or stopped a query that stood in the way of what it replays."""
        match = request.resolver_match
        if not _reads_there.get() or not isinstance(exception, GONE) or match is None:
            return None
        state.rest(exception)
        with at_the_primary():
            answer: HttpResponseBase = match.func(request, *match.args, **match.kwargs)
        return answer


def check() -> Iterator[str]:
    """What is wrong with the copy, and what to do."""
    if ALIAS not in connections.settings:
        return
    try:
        with connections[ALIAS].cursor() as cursor:
            cursor.execute("SELECT pg_is_in_recovery()")
            if not cursor.fetchone()[0]:
                yield "DATABASE_REPLICA_URL names a server that follows none; let it name a standby of DATABASE_URL."
            elif not has_reached_soon(position_of_primary()):
                yield (
                    "The replica is behind by more than a second, so that pages are read from the primary; "
                    "see pg_stat_replication on the primary and the log of the replica."
                )
    except GONE as error:
        yield f"The replica does not answer ({str(error).strip()}); start it, or take DATABASE_REPLICA_URL away."


def has_reached_soon(position: str, tries: int = 10) -> bool:
    for _ in range(tries):
        if has_reached(position):
            return True
        time.sleep(0.1)
    return False
