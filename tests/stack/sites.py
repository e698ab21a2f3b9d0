"""Sites of the stack: their environment, their commands, and servers that can be killed."""

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
KEY = "a-key-of-the-stack-tests-and-of-nothing-else-9f2c7d1b"
OURS = {"SECRET_KEY", "SITE_URL", "DATABASE_URL", "DATABASE_REPLICA_URL", "CACHE_URL", "STORAGE_URL", "EMAIL_URL"}


def environment(var_dir: Path, database_url: str = "", **variables: str) -> dict[str, str]:
    """Of one site: nothing of the caller's own site is in it."""
    theirs = {name: value for name, value in os.environ.items() if name not in OURS}
    given = {"DATABASE_URL": database_url, **variables}
    return {
        **theirs,
        "DJANGO_SETTINGS_MODULE": "embassy.settings",
        "SECRET_KEY": KEY,
        "VAR_DIR": str(var_dir),
        **{name: value for name, value in given.items() if value},
    }


def manage(environment: dict[str, str], *command: str) -> str:
    """What `manage.py command` prints; fails with what it said where it fails."""
    done = subprocess.run(
        [sys.executable, "manage.py", *command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"manage.py {' '.join(command)} failed:\n{done.stdout}\n{done.stderr}")
    return done.stdout


def told(environment: dict[str, str], code: str) -> dict:
    """The JSON that Python prints in its last line beside the site, over its database."""
    return json.loads(manage(environment, "shell", "-v", "0", "-c", code).splitlines()[-1])


@contextmanager
def serving(environment: dict[str, str], port: int, *, workers: int = 1, log: Path) -> Iterator[subprocess.Popen]:
    """`manage.py serve` on a port of this machine, until the block ends; killed with all its processes."""
    command = [sys.executable, "manage.py", "serve", "--port", str(port), "--workers", str(workers)]
    with log.open("ab") as output:
        server = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=output, stderr=output, start_new_session=True
        )
    try:
        wait_for(port, server, log)
        yield server
    finally:
        server.terminate()
        try:
            server.wait(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, 9)


def wait_for(port: int, server: subprocess.Popen, log: Path, seconds: float = 300) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and server.poll() is None:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/health/live", timeout=2).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"the site did not start:\n{log.read_text()}")
