"""A reader's request waits for PostgreSQL for two seconds and no longer.

A server of few threads is down when each of them waits for a database that hangs, also for the pages that it has. So a
thread of its own looks at what the connections of requests are doing, five times a second. One that was busy at each
look is asked to stop its query; if it does not (the machine is gone, the process is halted), it is cut. The request
fails then like any on which the database fails.
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

LOOK_SECONDS = 0.2
LOOKS = 8
"""At so many looks a request was waiting when it is stopped; to stop it takes up to 0.4 seconds more."""
CANCEL_SECONDS = 0.2
PATIENT = ("/admin/",)
"""Officers wait for what they do."""


@dataclass(slots=True)
class Waiting:
    """A request and the connections of its thread."""

    connections: list[Any]
    looks: int = 0
    """How often in a row it was seen to wait."""


class Patience:
    def __init__(self) -> None:
        self._waiting: dict[int, Waiting] = {}
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()

    @contextmanager
    def limited(self) -> Iterator[None]:
        """Within this block the database connections of this thread are looked at."""
        self._begin()
        thread = threading.get_ident()
        self._waiting[thread] = Waiting([connections[alias] for alias in connections])
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
        for thread, waiting in list(self._waiting.items()):
            asking = [connection for connection in waiting.connections if is_asking(connection)]
            waiting.looks = waiting.looks + 1 if asking else 0
            for connection in asking:
                if waiting.looks >= LOOKS and self._waiting.get(thread) is waiting:
                    stop(connection, is_last_time=waiting.looks > LOOKS)


def is_asking(wrapper: Any) -> bool:
    """Whether the thread of a connection waits for PostgreSQL. Only a field of the connection is read."""
    raw = wrapper.connection
    if wrapper.vendor != "postgresql" or raw is None or raw.closed:
        return False
    from psycopg.pq import TransactionStatus  # noqa: PLC0415 - optional

    return bool(raw.pgconn.transaction_status == TransactionStatus.ACTIVE)


def stop(wrapper: Any, *, is_last_time: bool) -> None:
    """End what a connection of another thread is waiting for."""
    logger.warning("A query of a reader's request took more than %.1f seconds and is stopped.", LOOKS * LOOK_SECONDS)
    raw = wrapper.connection
    if raw is not None and (is_last_time or not was_cancelled(raw)):
        wrapper.connect = refuse  # until the end of the request: to connect again would take its time, too
        cut(raw)


def refuse() -> None:
    raise OperationalError("The database did not answer in time; in this request it is not asked again.")


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
