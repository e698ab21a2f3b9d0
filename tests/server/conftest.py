"""Two machines over one PostgreSQL and one Redis, made once for the tests that look at them."""

import glob
import shutil
import tempfile
from pathlib import Path

import pytest

from tests.server.stack import Machine, Postgres, Redis


@pytest.fixture(scope="session")
def database():
    if not (shutil.which("initdb") or glob.glob("/usr/lib/postgresql/*/bin/initdb")):
        pytest.skip("PostgreSQL is not installed")
    folder = Path(tempfile.mkdtemp(prefix="embassy-pg-"))  # pytest's own folders are closed to the user it runs as
    found = Postgres(folder)
    yield found
    found.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def redis(tmp_path_factory):
    if not shutil.which("redis-server"):
        pytest.skip("Redis is not installed")
    pytest.importorskip("redis")
    found = Redis(tmp_path_factory.mktemp("redis"))
    yield found
    found.stop()


@pytest.fixture(scope="session")
def machines(database, redis, tmp_path_factory):
    """The first has made the demo site. SECRET_KEY is the site's, so both have the same."""
    shared = {"DATABASE_URL": database.url, "CACHE_URL": redis.url, "SECRET_KEY": "tests-only-" + "x" * 50}
    one = Machine(tmp_path_factory.mktemp("one"), "--demo", "--workers", "1", **shared)
    folder = tmp_path_factory.mktemp("other")
    shutil.copytree(one.folder / "static", folder / "static")
    other = Machine(folder, "--workers", "1", **shared)
    yield one, other
    for machine in (one, other):
        machine.stop()
