"""What is no page: publishing, memory, the start, and the turn of a minute under load."""

import json
import subprocess
import sys
import time
from collections import Counter
from typing import Any

from tests.bench import servers
from tests.bench.archives import Archive
from tests.bench.cells import READERS
from tests.bench.load import load
from tests.bench.options import ROOT
from tests.bench.pages import Page

CONNECTIONS = 200
SECONDS_BEFORE, SECONDS = 4, 8
"""The load begins so long before a minute turns, and lasts."""


def asked(archive: Archive, question: str) -> dict[str, Any]:
    """What `tests.bench.asking` says of a site."""
    command = [sys.executable, "-m", "tests.bench.asking", question]
    done = subprocess.run(command, cwd=ROOT, env=archive.environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{done.stderr[-2000:]}")
    return json.loads(done.stdout.splitlines()[-1])


def start(archive: Archive, runs: int = 3) -> dict[str, float]:
    """Seconds from the command to the first home page, files collected before; the quickest of a few."""
    took = []
    for _ in range(runs):
        begun = time.perf_counter()
        with servers.site(archive, "start"):
            took.append(time.perf_counter() - begun)
    return {"start_seconds": round(min(took), 2)}


def stampede(archive: Archive, chosen: list[Page]) -> dict[str, Any]:
    """Many connections ask for a few pages while a minute turns: how often each is rendered, the slowest request."""
    log = archive.folder / "rendered"
    log.unlink(missing_ok=True)
    paths = [page.site for page in chosen if page.part in {"home", "list", "release"}]
    with servers.site(archive, "like") as like:
        environment = {**like.environment, "RENDERED": str(log)}
        with servers.same_server(like, "counted", servers.COUNTED, environment) as server:
            time.sleep(-(time.time() + SECONDS_BEFORE) % 60)
            for path in paths:
                server.get(path, READERS)
            before = Counter(log.read_text().split())
            done = load(server.port, paths, READERS, connections=CONNECTIONS, seconds=SECONDS)
            rendered = Counter(log.read_text().split()) - before
    return {
        "stampede_rebuilds": max(rendered.values(), default=0),
        "stampede_slowest_ms": round(done.slowest_ms, 1),
        "stampede_requests": done.requests,
        "stampede_failed": done.failed,
    }
