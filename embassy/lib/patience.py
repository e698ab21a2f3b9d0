"""A reader's request waits for the database for two seconds and no longer.

A server of few threads is down when each of them waits for a database that hangs, also for the pages that it has. So a
thread of its own looks at the requests that are older, and stops what they wait for: PostgreSQL is asked to end the
query; if it does not (the machine is gone, the process is halted), the connection is cut. SQLite is interrupted. The
request then fails like any on which the database fails.
"""

import logging
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from django.db import OperationalError, connections

logger = logging.getLogger("embassy.patience")

LIMIT_SECONDS = 1.5
"""The age of a request from which nothing is asked any more; to end what was asked takes up to half a second more."""
LOOK_SECONDS = 0.2
CANCEL_SECONDS = 0.2
PATIENT = ("/admin/",)
"""Officers wait for what they do."""


@dataclass(slots=True)
class Waiting:
    """A request and the connections of its thread."""

    since: float
    connections: list[Any]
    was_asked_to_stop: bool = False


class Patience:
    def __init__(self, limit: float = LIMIT_SECONDS) -> None:
        self._limit = limit
        self._waiting: dict[int, Waiting] = {}
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()

    @contextmanager
    def limited(self) -> Iterator[None]:
        """Within this block the database connections of this thread are looked at."""
        self._begin()
        thread = threading.get_ident()
        self._waiting[thread] = Waiting(time.monotonic(), [connections[alias] for alias in connections])
        try:
            yield
        finally:
            for connection in self._waiting.pop(thread).connections:
                vars(connection).pop("connect", None)

    def _begin(self) -> None:
        """The thread is begun by the process that needs it: a fork has none."""
        if self._thread is not None and self._thread.is_alive():
            return
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._look_on, name="patience", daemon=True)
                self._thread.start()

    def _look_on(self) -> None:
        while True:
            time.sleep(LOOK_SECONDS)
            try:
                self.look()
            except Exception:
                logger.exception("A request that waits could not be looked at.")

    def look(self) -> None:
        now = time.monotonic()
        for thread, waiting in list(self._waiting.items()):
            if now - waiting.since > self._limit:
                for connection in waiting.connections:
                    if self._waiting.get(thread) is waiting:
                        stop(connection, is_last_time=waiting.was_asked_to_stop)
                waiting.was_asked_to_stop = True


def stop(wrapper: Any, *, is_last_time: bool) -> None:
    """End what a connection of another thread is waiting for; nothing where it waits for nothing."""
    raw = wrapper.connection
    if raw is None:
        return
    if wrapper.vendor == "sqlite":
        raw.interrupt()
    elif is_asking(raw):
        logger.warning("A reader's request was older than %s seconds; its query was stopped.", LIMIT_SECONDS)
        if is_last_time or not was_cancelled(raw):
            wrapper.connect = refuse  # until the end of the request: to connect again would take its time, too
            cut(raw)


def refuse() -> None:
    raise OperationalError("The database did not answer in time; in this request it is not asked again.")


def is_asking(raw: Any) -> bool:
    from psycopg.pq import TransactionStatus  # noqa: PLC0415 - optional

    return not raw.closed and raw.pgconn.transaction_status == TransactionStatus.ACTIVE


def was_cancelled(raw: Any) -> bool:
    """Whether PostgreSQL has taken the request to end the query; it may still go on."""
    from psycopg import Error, capabilities  # noqa: PLC0415 - optional

    if not capabilities.has_cancel_safe():  # the older way waits for as long as it takes
        return False
    try:
        raw.cancel_safe(timeout=CANCEL_SECONDS)
    except (Error, OSError):
        return False
    return True


def cut(raw: Any) -> None:
    """The thread that waits reads the end of the stream. The descriptor stays its own."""
    with suppress(OSError), socket.socket(fileno=socket.dup(raw.fileno())) as shared:
        shared.shutdown(socket.SHUT_RDWR)


of_readers = Patience()


class Patient:
    """A WSGI application that limits the requests of readers."""

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self.application = application

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        is_read = environ["REQUEST_METHOD"] in {"GET", "HEAD"}
        if not is_read or environ.get("PATH_INFO", "").startswith(PATIENT):
            return self.application(environ, start_response)
        with of_readers.limited():
            return self.application(environ, start_response)
