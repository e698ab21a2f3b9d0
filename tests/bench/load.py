"""Load on one address of 127.0.0.1: by wrk where it is installed, else by threads of our own."""

import http.client
import re
import shutil
import statistics
import subprocess
import threading
import time
from pathlib import Path
from typing import NamedTuple

WRK = shutil.which("wrk")
SCRIPT = Path(__file__).with_name("report.lua")
NAME = "wrk" if WRK else "threads of Python's http.client (install wrk for more requests a second)"


class Load(NamedTuple):
    requests: int
    seconds: float
    p99_ms: float
    slowest_ms: float
    failed: int

    @property
    def per_second(self) -> float:
        return self.requests / self.seconds


def load(port: int, paths: list[str], headers: dict[str, str], *, connections: int, seconds: int) -> Load:
    """As many requests as are answered in that time. Of several paths each in turn."""
    if WRK:
        return by_wrk(port, paths, headers, connections, seconds)
    return by_threads(port, paths, headers, connections, time.monotonic() + seconds, most=None)


def one_by_one(port: int, path: str, headers: dict[str, str], count: int) -> Load:
    """For pages that take long: so many requests, neither more nor fewer."""
    return by_threads(port, [path], headers, 1, time.monotonic() + 600, most=count)


def by_wrk(port: int, paths: list[str], headers: dict[str, str], connections: int, seconds: int) -> Load:
    given = [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
    command = [str(WRK), "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s", *given, "-s", str(SCRIPT)]
    address = f"http://127.0.0.1:{port}{paths[0]}"
    done = subprocess.run([*command, address, "--", *paths], capture_output=True, text=True, check=True)
    found = re.search(r"RESULT (\d+) (\d+) (\d+) (\d+) (\d+)", done.stdout)
    assert found, done.stdout + done.stderr
    requests, took, p99, slowest, failed = map(int, found.groups())
    return Load(requests, took / 1e6, p99 / 1e3, slowest / 1e3, failed)


def by_threads(
    port: int, paths: list[str], headers: dict[str, str], connections: int, deadline: float, most: int | None
) -> Load:
    times: list[float] = []
    failed: list[int] = []

    def ask() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        number = 0
        while time.monotonic() < deadline and (most is None or number < most):
            begun = time.perf_counter()
            connection.request("GET", paths[number % len(paths)], headers=headers)
            response = connection.getresponse()
            response.read()
            times.append(time.perf_counter() - begun)
            failed.extend([response.status] * (response.status >= 400))
            number += 1
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(connections)]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - begun
    p99 = statistics.quantiles(times, n=100)[98] if len(times) > 1 else times[0]
    return Load(len(times), seconds, p99 * 1000, max(times) * 1000, len(failed))
