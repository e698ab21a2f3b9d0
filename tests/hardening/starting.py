"""The site as an operator starts it: in a process of its own, with an environment of its own."""

import os
import secrets
import subprocess
import sys
import tempfile

from tests.conftest import ROOT

PRODUCTION = {"SITE_URL": "https://press.ruritania.example", "TRUSTED_PROXIES": "1"}


def environment_of(folder, **changes) -> dict[str, str]:
    """That of the tests without any setting of the site, on the open net unless `changes` say otherwise."""
    dropped = {"SITE_URL", "SECRET_KEY", "VAR_DIR", "DATABASE_URL", "PYTEST_CURRENT_TEST"}
    plain = {name: value for name, value in os.environ.items() if name not in dropped}
    return {**plain, "VAR_DIR": str(folder), "SECRET_KEY": secrets.token_urlsafe(50), **PRODUCTION, **changes}


def managed(*command, **changes) -> tuple[int, str]:
    """The exit code of manage.py and what it said."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "manage.py", *command],
            check=False, cwd=ROOT, env=environment_of(folder, **changes), capture_output=True, text=True,
        )  # fmt: skip
    return done.returncode, done.stdout + done.stderr
