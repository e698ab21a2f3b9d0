"""The shared cache does not answer, or not in time: nobody waits long, nothing breaks (AVL-07)."""

import logging
import socket
import threading
import time
from contextlib import contextmanager

import pytest
from redis.exceptions import ConnectionError as RedisConnectionError

from embassy import env
from embassy.lib import shared_cache
from embassy.lib.shared_cache import SharedCache


def cache_at(port: int) -> SharedCache:
    parsed = env.parse_cache(f"redis://127.0.0.1:{port}/0")
    return SharedCache(parsed.pop("LOCATION"), parsed)


@contextmanager
def something_that_hangs():
    """A server that takes every connection and never says a word."""
    held = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def take():
            while True:
                try:
                    held.append(server.accept()[0])
                except OSError:
                    return

        threading.Thread(target=take, daemon=True).start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)
    for connection in held:
        connection.close()


@pytest.fixture(autouse=True)
def _nobody_rests():
    shared_cache._ASK_AGAIN_AT.clear()
    yield
    shared_cache._ASK_AGAIN_AT.clear()


@pytest.fixture
def closed_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def test_a_server_that_hangs_costs_one_page_less_than_two_seconds_and_the_next_ones_nothing():
    with something_that_hangs() as port:
        begun = time.monotonic()
        assert cache_at(port).get("page", "made anew") == "made anew"
        first = time.monotonic() - begun
        others = [cache_at(port).get("page", "made anew") for _ in range(20)]

    assert (first < 2, time.monotonic() - begun - first < 0.2, others) == (True, True, ["made anew"] * 20)


def test_without_a_server_each_process_has_its_own_memory(closed_port):
    cache = cache_at(closed_port)
    cache.set("a", 1, 60)
    cache.set_many({"b": 2, "c": 3}, 60)

    assert cache.is_away
    assert (cache.get("a"), cache.get_many(["b", "c"]), cache.has_key("a"), "z" in cache) == (
        1,
        {"b": 2, "c": 3},
        True,
        False,
    )
    assert (cache.add("a", 9), cache.delete("a"), cache.add("a", 9), cache.touch("a", 60)) == (False, True, True, True)
    cache.delete_many(["b"])
    assert cache.get_many(["a", "b", "c"]) == {"a": 9, "c": 3}
    cache.clear()
    assert cache.get("a") is None


def test_attempts_go_on_being_counted_where_the_count_was_begun_in_the_server(closed_port):
    cache = cache_at(closed_port)

    assert [cache.incr("attempts"), cache.incr("attempts"), cache.decr("attempts")] == [1, 2, 1]


def test_an_outage_is_logged_once_and_so_is_its_end(closed_port, caplog, monkeypatch):
    caplog.set_level(logging.WARNING, "embassy.cache")
    cache = cache_at(closed_port)
    for _ in range(3):
        cache.get("a")
        shared_cache._ASK_AGAIN_AT[cache.name] = 0
    monkeypatch.setattr(shared_cache.RedisCache, "get", lambda self, key, *rest: "from the server")

    assert cache.get("a") == "from the server"
    assert [record.getMessage().split(":")[0] for record in caplog.records] == [
        "The shared cache does not answer; each process uses its own memory",
        "The shared cache answers again.",
    ]


def test_one_thread_asks_again_and_the_others_do_not_wait_for_it(closed_port, monkeypatch):
    cache, asked = cache_at(closed_port), []

    def refuse(self, key, *rest):
        asked.append(key)
        cache_at(closed_port).get("by-another-thread")
        raise RedisConnectionError

    monkeypatch.setattr(shared_cache.RedisCache, "get", refuse)
    shared_cache._ASK_AGAIN_AT[cache.name] = 0
    cache.get("first")

    assert asked == ["first"]


def test_what_was_kept_in_the_outage_is_forgotten_after_it(closed_port, monkeypatch):
    cache = cache_at(closed_port)
    cache.set("a", "of the outage", 60)
    shared_cache._ASK_AGAIN_AT[cache.name] = 0
    with monkeypatch.context() as patched:
        patched.setattr(shared_cache.RedisCache, "get", lambda self, key, *rest: "from the server")
        cache.get("a")

    assert cache.get("a") is None
