"""A PostgreSQL of the run's own, which waits for the disk as one in production does; gone afterwards."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.postgres import program, run, unprivileged


@contextmanager
def cluster(databases: int) -> Iterator[list[str]]:
    """The URLs of so many empty databases of one server."""
    user = unprivileged()
    folder = Path(tempfile.mkdtemp(prefix="embassy-pg-"))
    if user:
        shutil.chown(folder, user)
    data, names = str(folder / "data"), [f"embassy{number}" for number in range(databases)]
    run(user, program("initdb"), "-D", data, *"-U embassy -A trust -E UTF8 --no-sync --locale=C.UTF-8".split())
    options = f"-c listen_addresses='' -c unix_socket_directories='{folder}'"
    run(user, program("pg_ctl"), "-D", data, "-w", "-l", str(folder / "log"), "-o", options, "start")
    try:
        for name in names:
            run(user, program("createdb"), "-h", str(folder), "-U", "embassy", name)
        yield [f"postgres://embassy@/{name}?host={folder}" for name in names]
    finally:
        run(user, program("pg_ctl"), "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)
