"""What takes seconds to make is made once a run, by whichever worker needs it first; tests take copies."""

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import ROOT


def made(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """The folder of that name that `make` has filled. Workers wait for one another; half of one is made anew."""
    folder = everybodys(factory) / name
    done = folder.with_suffix(".done")
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            make(folder)
            done.touch()
    return folder


def everybodys(factory: pytest.TempPathFactory) -> Path:
    """The folder of the run: that of a worker lies in it."""
    base = factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


def migrated(factory: pytest.TempPathFactory) -> Path:
    """A VAR_DIR as `manage.py migrate` leaves it: the file of a database without a row of ours."""

    def migrate(folder: Path) -> None:
        left_out = {"DATABASE_URL", "SITE_URL"}
        environment = {name: value for name, value in os.environ.items() if name not in left_out}
        command = [sys.executable, "manage.py", "migrate", "-v0"]
        subprocess.run(command, cwd=ROOT, env={**environment, "VAR_DIR": str(folder)}, check=True)

    return made(factory, "migrated", migrate)
