"""A site of its own on a real database file, whose commands run in processes of their own."""

import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import ROOT

SETUP = "import django; django.setup()\n"
NOT_COMPARED = (
    *(
        "sqlite_",
        "releases_words",
        "releases_vocabulary",
        "releases_list",
        "releases_chronicle",
        "django_migrations",
        "django_session",
    ),
    *("background_", "django_tasks_"),
)
"""What SQLite, the search index, the lists and the workers keep for themselves, when migrations ran, and log-ins."""


@dataclass(frozen=True)
class Site:
    folder: Path
    database_url: str = ""
    site_url: str = "http://localhost:8000"

    @property
    def database(self) -> Path:
        return self.folder / "db.sqlite3"

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "VAR_DIR": str(self.folder),
            "DATABASE_URL": self.database_url or f"sqlite:///{self.database}",
            "STORAGE_URL": f"file://{self.folder}/media",
            "SITE_URL": self.site_url,
            "SECRET_KEY": "tests-only-" + "x" * 50,
            "DJANGO_SETTINGS_MODULE": "embassy.settings",
            "PYTHONPATH": str(ROOT),
        }

    def start(self, *command, **options) -> subprocess.Popen:
        """A command of manage.py, or Python source as the only argument."""
        given = ["-c", SETUP + command[0]] if len(command) == 1 and "\n" in command[0] else ["manage.py", *command]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        arguments = [sys.executable, *(str(part) for part in given)]
        return subprocess.Popen(arguments, cwd=ROOT, env=self.environment, **pipes | options)

    def run(self, *command, **options) -> tuple[int, str, str]:
        """Exit code, what it said, and its complaints without the lines of the security log."""
        with self.start(*command, **options) as process:
            out, err = process.communicate(timeout=600)
        told = "".join(line for line in err.splitlines(keepends=True) if not line.startswith("{"))
        return process.returncode, out, told

    def manage(self, *command, **options) -> str:
        code, out, err = self.run(*command, **options)
        assert code == 0, out + err
        return out

    def copy(self, folder: Path) -> "Site":
        shutil.copytree(self.folder, folder)
        return Site(folder)

    def rows(self) -> dict[str, list[tuple]]:
        """Every row of every table, as the file has it. The last entries of the audit log tell of the restore."""
        connection = sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)
        try:
            names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
            tables = [name for (name,) in names if not name.startswith(NOT_COMPARED)]
            return {name: connection.execute(f"SELECT * FROM {name} ORDER BY 1").fetchall() for name in tables}
        finally:
            connection.close()

    def shape(self) -> list[tuple]:
        """Tables, indexes and triggers, the guards among them."""
        connection = sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)
        try:
            return connection.execute("SELECT type, name, sql FROM sqlite_master ORDER BY type, name").fetchall()
        finally:
            connection.close()

    def files(self) -> dict[str, str]:
        media = self.folder / "media"
        found = (path for path in sorted(media.rglob("*")) if path.is_file())
        return {str(path.relative_to(media)): hashlib.sha256(path.read_bytes()).hexdigest() for path in found}


def findings() -> list[str]:
    """What the doctor finds in the rows of this process's site, its people and its machine aside."""
    from embassy.health import thorough

    looks = {"database file", "guards", "audit log", "intervals", "approved words", "reference numbers", "search index"}
    looks |= {"first publications", "files"}
    assert looks <= {check.name for check in thorough.CHECKS}
    return [finding for check in thorough.CHECKS if check.name in looks for finding in check.examine()]


def log(rows: dict[str, list[tuple]]) -> list[tuple]:
    """The audit log, its instants with as many digits as are told: SQLite's own clock writes milliseconds."""
    return [(number, at.rstrip("0"), *more) for number, at, *more in rows["audit_entry"]]


def but_log(rows: dict[str, list[tuple]]) -> dict[str, list[tuple]]:
    return {name: found for name, found in rows.items() if name != "audit_entry"}
