"""The cache that all processes share, in Redis or Valkey, and what is there while it does not answer.

What is cached can be made again, and what is counted (attempts, requests) is then counted by each process for itself.
So an outage never breaks a page: after the first failure every thread of the process works with memory of its own for
some seconds, and then one of them asks again.
"""

import logging
import time
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger("embassy.cache")

REST_SECONDS = 5.0
"""For so long nobody waits again for a server that has just not answered."""

_ASK_AGAIN_AT: dict[str, float] = {}
"""By server, for all threads: before when nobody asks. Not there while all is well."""


def _or_own(name: str) -> Any:
    """A method of Django's backend that gives way to this process's memory where the server does not answer."""

    def method(self: "SharedCache", *args: Any, **options: Any) -> Any:
        if self.is_resting():
            return getattr(self.own, name)(*args, **options)
        try:
            answer = getattr(RedisCache, name)(self, *args, **options)
        except (RedisError, OSError) as error:
            self.rest(error)
            return getattr(self.own, name)(*args, **options)
        self.well()
        return answer

    method.__name__ = name
    return method


class OwnMemory(LocMemCache):
    """What one process has instead. A count that was begun in the shared cache goes on from nothing."""

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        self.add(key, 0, version=version)
        return super().incr(key, delta, version)


class SharedCache(RedisCache):
    """Django's Redis backend, which raises nothing because of the server."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self.name = str(server)
        self.own = OwnMemory(f"instead of {server}", {**params, "OPTIONS": {}})

    @property
    def is_away(self) -> bool:
        """Whether the server did not answer when it was last asked."""
        return self.name in _ASK_AGAIN_AT

    def is_resting(self) -> bool:
        """Whether nobody should ask now. The one who may ask again moves the others' turn first."""
        turn = _ASK_AGAIN_AT.get(self.name)
        if turn is None:
            return False
        if time.monotonic() < turn:
            return True
        _ASK_AGAIN_AT[self.name] = time.monotonic() + REST_SECONDS
        return False

    def rest(self, error: Exception) -> None:
        if self.name not in _ASK_AGAIN_AT:
            logger.warning("The shared cache does not answer; each process uses its own memory: %s", error)
        _ASK_AGAIN_AT[self.name] = time.monotonic() + REST_SECONDS

    def well(self) -> None:
        if _ASK_AGAIN_AT.pop(self.name, None) is not None:
            self.own.clear()
            logger.warning("The shared cache answers again.")

    add = _or_own("add")
    get = _or_own("get")
    set = _or_own("set")
    touch = _or_own("touch")
    delete = _or_own("delete")
    get_many = _or_own("get_many")
    has_key = _or_own("has_key")
    incr = _or_own("incr")
    set_many = _or_own("set_many")
    delete_many = _or_own("delete_many")
    clear = _or_own("clear")
