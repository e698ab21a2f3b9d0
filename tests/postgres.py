"""Runs the suite on a PostgreSQL of its own: a cluster in a temporary folder, on a socket, gone afterwards.

PostgreSQL does not run as root: as root its programs run as the user `postgres` or `nobody`.
"""

import glob
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def program(name: str) -> str:
    """Path of a PostgreSQL program; exits where there is none."""
    found = shutil.which(name) or next(iter(sorted(glob.glob(f"/usr/lib/postgresql/*/bin/{name}"), reverse=True)), None)
    return found or sys.exit(f"{name} was not found. Install PostgreSQL (Debian: apt-get install postgresql).")


def unprivileged() -> str | None:
    """The user to run as, None where this is no root."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def run(user: str | None, *command: str) -> None:
    subprocess.run(command, user=user, cwd="/", check=True, stdout=subprocess.DEVNULL)


@contextmanager
def running() -> Iterator[str]:
    """The DATABASE_URL of a new and empty database, until the block ends."""
    user = unprivileged()
    folder = Path(tempfile.mkdtemp(prefix="embassy-pg-"))
    if user:
        shutil.chown(folder, user)
    data = str(folder / "data")
    cluster = ["-U", "embassy", "-A", "trust", "-E", "UTF8", "--no-sync", "--locale=C.UTF-8"]
    run(user, program("initdb"), "-D", data, *cluster)
    options = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=off"
    run(user, program("pg_ctl"), "-D", data, "-w", "-l", str(folder / "log"), "-o", options, "start")
    run(user, program("createdb"), "-h", str(folder), "-U", "embassy", "embassy")
    try:
        yield f"postgres://embassy@/embassy?host={folder}"
    finally:
        run(user, program("pg_ctl"), "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def main() -> int:
    with running() as url:
        return subprocess.call([sys.executable, "-m", "pytest", *sys.argv[1:]], env={**os.environ, "DATABASE_URL": url})


if __name__ == "__main__":
    sys.exit(main())
