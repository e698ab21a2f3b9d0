"""What the site stands on, really started: PostgreSQL, Redis, nginx; and two machines of a site over them."""

import shutil
import tempfile
from pathlib import Path

import pytest

from tests import postgres
from tests.stack.machines import Machine, Postgres, Redis


@pytest.fixture(scope="session")
def postgresql():
    with postgres.running() as url:
        yield url


@pytest.fixture(scope="session")
def database():
    """For tests that stop or halt it; the other one runs on."""
    folder = Path(tempfile.mkdtemp(prefix="embassy-pg-"))  # pytest's own folders are closed to the user it runs as
    found = Postgres(folder)
    yield found
    found.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def redis(tmp_path_factory):
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
