"""A minute turns under load: the real server, two workers, 200 connections (AVL-05)."""

import asyncio
import os
import shutil
import subprocess
import sys
import time
from collections import Counter

import pytest

from embassy.management.commands import serve
from tests.conftest import ROOT
from tests.stack.machines import free_port, is_open, until

pytestmark = pytest.mark.stack
PATHS = ["/", "/messages/", "/messages/feed.atom"]
WORKERS, CONNECTIONS, SECONDS = 2, 200, 6


@pytest.fixture
def turning(tmp_path_factory):
    """A port, where renderings are written down, and the shift of the clock."""
    folder = tmp_path_factory.mktemp("turning")
    dropped = {"SECRET_KEY", "SITE_URL", "DATABASE_URL", "CACHE_URL"}
    environment = {name: value for name, value in os.environ.items() if name not in dropped}
    port, lines = free_port(), folder / "renderings"
    environment |= {"VAR_DIR": str(folder), "RENDERINGS": str(lines), "SITE_URL": f"http://localhost:{port}"}
    for command in (["migrate"], ["collectstatic", "--no-input"], ["demo"]):
        subprocess.run([sys.executable, "manage.py", *command, "-v0"], cwd=ROOT, env=environment, check=True)
    environment["CLOCK_SHIFT"] = str(35 - time.time() % 60)
    more = ("--without-worker", "--application", "tests.stack.counted:application")
    command = serve.server("127.0.0.1", port, WORKERS, *more)
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    until(lambda: is_open(port) and lines.exists() and lines.read_text().count("up") == WORKERS)
    yield port, lines, float(environment["CLOCK_SHIFT"])
    server.terminate()
    server.wait(30)
    shutil.rmtree(folder, ignore_errors=True)


async def ask_again_and_again(port, path, end, taken):
    """One connection that is kept; the seconds of each answer."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while time.time() < end:
        begun = time.monotonic()
        writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: br\r\n\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200"), head
        length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length"))
        await reader.readexactly(int(length.split(b":")[1]))
        taken.append(time.monotonic() - begun)
        await asyncio.sleep(0.05)
    writer.close()


async def load(port, end):
    taken = []
    await asyncio.gather(
        *(ask_again_and_again(port, PATHS[number % len(PATHS)], end, taken) for number in range(CONNECTIONS))
    )
    return taken


def test_each_worker_renders_a_page_once_and_no_request_waits(turning):
    port, lines, shift = turning
    turn = (int(time.time() + shift) // 60 + 1) * 60 - shift
    time.sleep(max(0.0, turn - time.time() - SECONDS / 2))
    taken = asyncio.run(load(port, turn + SECONDS / 2))
    minute = f"{int(turn + shift) // 60} "
    renderings = Counter(line.strip() for line in lines.read_text().splitlines() if line.startswith(minute))

    assert set(renderings) == {minute + path for path in PATHS}
    assert max(renderings.values()) <= 2
    assert max(taken) < 1
    assert len(taken) > CONNECTIONS * 10
