"""What the servers of the stack are asked, and how long they take."""

import time
import urllib.error
import urllib.request
from collections.abc import Callable


def ask(port: int, path: str = "/", **headers: str) -> tuple[int, str]:
    """Status and body."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"Host": "localhost", **named})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def timed(port: int, path: str = "/") -> tuple[int, float]:
    """Status and seconds."""
    begun = time.monotonic()
    status, _body = ask(port, path)
    return status, time.monotonic() - begun


def seconds_until(holds: Callable[[], bool], limit: float) -> float:
    """How long it took until it held; fails after `limit` seconds."""
    begun = time.monotonic()
    while not holds():
        if time.monotonic() - begun > limit:
            raise AssertionError(f"not within {limit} seconds")
        time.sleep(0.05)
    return time.monotonic() - begun
