"""A word that all machines of a site see: a random one is written after each public change.

In Redis where CACHE_URL names one, else in one row of PostgreSQL; with SQLite there is one machine, and no board.
It has a connection of its own to Redis: the cache may give way when it does not answer, the board must say so.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any, Protocol

from django.apps import apps
from django.conf import settings
from django.db import connection

WORD_BYTES = 16
NOTHING = bytes(WORD_BYTES)
"""What stands on a board on which nobody has written, or that was emptied."""
KEY = "embassy:changed"
SECONDS = 0.5
"""How long Redis may take to connect, and to answer."""


class Board(Protocol):
    name: str

    def read(self) -> bytes: ...

    def write(self, word: bytes) -> None: ...


class RedisBoard:
    name = "Redis (CACHE_URL)"

    def __init__(self, url: str) -> None:
        from redis import Redis  # noqa: PLC0415 - optional
        from redis.backoff import NoBackoff  # noqa: PLC0415
        from redis.retry import Retry  # noqa: PLC0415

        times = {"socket_timeout": SECONDS, "socket_connect_timeout": SECONDS}
        # Once more where a connection that lay idle has been cut.
        self._redis: Any = Redis.from_url(url, retry=Retry(NoBackoff(), 1), **times)

    def read(self) -> bytes:
        return self._redis.get(KEY) or NOTHING

    def write(self, word: bytes) -> None:
        self._redis.set(KEY, word)


class DatabaseBoard:
    """One row. Read by a connection that stays open, but for a pool, whose connections are for requests."""

    name = "the database"

    def read(self) -> bytes:
        word = self._rows.values_list("word", flat=True).first()
        if getattr(connection, "pool", None):
            connection.close()
        return bytes.fromhex(word or NOTHING.hex())

    def write(self, word: bytes) -> None:
        if not self._rows.filter(pk=1).update(word=word.hex()):
            self._rows.bulk_create([self._rows.model(pk=1, word=word.hex())], ignore_conflicts=True)

    @property
    def _rows(self) -> Any:
        return apps.get_model("embassy.Board")._default_manager


def check() -> Iterator[str]:
    """What is wrong with it, and what to do."""
    shared = of_this_site()
    if shared is None:
        return
    try:
        shared.read()
    except Exception as error:  # noqa: BLE001 - whatever it is is told
        yield (
            f"{shared.name} does not answer ({error}), so that other machines see a change only when the minute turns; "
            "start it, or correct its address."
        )


@cache
def of_this_site() -> Board | None:
    """None where one machine serves the site."""
    location = str(settings.CACHES["default"].get("LOCATION", ""))
    if location.startswith(("redis://", "rediss://")):
        return RedisBoard(location)
    return DatabaseBoard() if settings.DATABASES["default"]["ENGINE"].endswith("postgresql") else None
