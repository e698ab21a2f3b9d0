"""Real programs on loopback: PostgreSQL, Redis and the production server, which tests stop, halt and start again."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from tests import postgres
from tests.conftest import ROOT

STARTS_WITHIN = 300
"""Seconds, on a machine that does much else."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Postgres:
    """A cluster of its own; `halt` stops all its processes where they are."""

    def __init__(self, folder: Path) -> None:
        self.user, self.folder, self.port = postgres.unprivileged(), folder, free_port()
        self.data = str(folder / "data")
        if self.user:
            shutil.chown(folder, self.user)
        options = ("-D", self.data, "-U", "embassy", "-A", "trust", "-E", "UTF8", "--no-sync", "--locale=C.UTF-8")
        postgres.run(self.user, postgres.program("initdb"), *options)
        self.start()
        postgres.run(
            self.user, postgres.program("createdb"), "-h", str(folder), *self.at_port, "-U", "embassy", "embassy"
        )

    @property
    def at_port(self) -> tuple[str, str]:
        return "-p", str(self.port)

    @property
    def url(self) -> str:
        return f"postgres://embassy@127.0.0.1:{self.port}/embassy?connect_timeout=2"

    def start(self) -> None:
        options = f"-c port={self.port} -c unix_socket_directories='{self.folder}' -c fsync=off"
        self.control("-w", "-l", str(self.folder / "log"), "-o", options, "start")

    def stop(self) -> None:
        self.control("-m", "immediate", "stop")

    def control(self, *arguments: str) -> None:
        postgres.run(self.user, postgres.program("pg_ctl"), "-D", self.data, *arguments)

    @property
    def processes(self) -> list[int]:
        first = int((self.folder / "data" / "postmaster.pid").read_text().split()[0])
        children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
        return [first, *map(int, children)]

    def halt(self) -> list[int]:
        halted = self.processes
        for process in halted:
            os.kill(process, signal.SIGSTOP)
        return halted

    def go_on(self, halted: list[int]) -> None:
        for process in halted:
            os.kill(process, signal.SIGCONT)


class Redis:
    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.start()

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        command = ["redis-server", "--port", str(self.port), "--save", "", "--dir", str(self.folder)]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        until(lambda: is_open(self.port))

    def stop(self) -> None:
        self.process.kill()
        self.process.wait(10)


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    text: str
    seconds: float

    @property
    def is_stale(self) -> bool:
        return "stale" in self.headers.get("cache-status", "")


class Machine:
    """The production server with a VAR_DIR of its own."""

    def __init__(self, folder: Path, *options: str, **environment: str) -> None:
        self.folder, self.port = folder, free_port()
        dropped = {"SECRET_KEY", "SITE_URL", "DATABASE_URL", "CACHE_URL"}
        kept = {name: value for name, value in os.environ.items() if name not in dropped}
        self.environment = {**kept, "VAR_DIR": str(folder), **environment}
        self.log = folder / "log"
        self.start(*options)

    def start(self, *options: str) -> None:
        command = [sys.executable, "manage.py", "serve", "--port", str(self.port), *options]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=log, stderr=log)
        try:
            until(lambda: self.process.poll() is not None or self.is_up)
            assert self.process.poll() is None, self.log.read_text()
        except AssertionError:
            self.process.kill()
            raise

    @property
    def is_up(self) -> bool:
        return is_open(self.port) and self.get("/health/live").status == 200

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(30)

    def get(self, path: str) -> Answer:
        begun = time.monotonic()
        try:
            with urllib.request.urlopen(f"http://localhost:{self.port}{path}", timeout=20) as found:
                status, headers, content = found.status, found.headers, found.read()
        except urllib.error.HTTPError as refused:
            with refused:
                status, headers, content = refused.code, refused.headers, refused.read()
        told = {name.lower(): value for name, value in headers.items()}
        return Answer(status, told, content.decode(), time.monotonic() - begun)

    def shell(self, code: str) -> str:
        """What Python prints that runs on this machine beside the server."""
        command = [sys.executable, "manage.py", "shell", "-v", "0", "-c", code]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=True)
        return done.stdout


def is_open(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def until(is_so, within: float = STARTS_WITHIN) -> float:
    """Wait until something is so; the seconds it took."""
    begun = time.monotonic()
    while not is_so():
        assert time.monotonic() - begun < within, "it did not come to that"
        time.sleep(0.02)
    return time.monotonic() - begun
