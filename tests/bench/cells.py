"""One thing that is measured, and one measurement of it: what a page costs in one of the ways of serving it."""

import statistics
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from tests.bench.load import load, one_by_one
from tests.bench.servers import Server

READERS = {"Accept-Encoding": "gzip, deflate, br, zstd"}
"""What browsers send. Finished pages are asked for as they ask."""
PLAIN: dict[str, str] = {}
"""Rendering is compared without compression, of which the textbook has none."""
SLOW_SECONDS = 0.01
"""Above this single requests are counted: of what a load leaves half done, its processor time would be counted."""
CONNECTIONS = {"warm": 32, "nginx": 32, "hello WSGI": 32, "hello Django": 32}
ONE = 1
"""What is rendered is asked for by one reader at a time: of several at once the site would render for one alone."""


@dataclass
class Sample:
    cpu_ms: float
    per_second: float
    p99_ms: float | None


@dataclass
class Cell:
    size: int
    page: str
    way: str
    server: Server
    path: str
    headers: dict[str, str]
    bytes: int = 0
    seconds: float = 0
    """What one request takes, by the quickest of a few."""
    samples: list[Sample] = field(default_factory=list)

    def measure(self) -> None:
        self.server.wait_until_idle()
        before = self.server.cpu()
        done = self.load()
        cpu = self.server.cpu() - before
        if done.failed:
            raise SystemExit(f"{self.server.name} failed {done.failed} of {done.requests} requests for {self.path}")
        p99 = done.p99_ms if done.requests >= 100 else None
        self.samples.append(Sample(cpu * 1000 / done.requests, done.per_second, p99))

    def load(self):
        if self.seconds > SLOW_SECONDS:
            count = max(int(0.7 / self.seconds), 1)
            return one_by_one(self.server.port, self.path, self.headers, count)
        connections = CONNECTIONS.get(self.way, ONE)
        return load(self.server.port, [self.path], self.headers, connections=connections, seconds=1)

    def medians(self) -> dict[str, Any]:
        tails = [sample.p99_ms for sample in self.samples if sample.p99_ms is not None]
        return {
            "size": self.size,
            "page": self.page,
            "way": self.way,
            "cpu_ms": median(sample.cpu_ms for sample in self.samples),
            "per_second": median(sample.per_second for sample in self.samples),
            "p99_ms": min(tails, default=None),
            "bytes": self.bytes,
            "runs": len(self.samples),
        }


def median(values: Iterable[float]) -> float:
    return round(statistics.median(values), 4)
