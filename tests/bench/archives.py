"""The archives that a run measures: built once in var/bench/, and brought up to date by `migrate` at each run."""

import hashlib
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from tests import big
from tests.bench import filling, made
from tests.bench.options import ROOT

PROBE = 1000
"""Releases by which the rate of an import is taken."""
UNCOUNTED = {"API_REQUESTS_PER_MINUTE": "0", "REQUESTS_PER_MINUTE": "search=0 feed=0"}
FEW, WORDS, FEWER_WORDS = 50_000, 500, 120
"""Texts are as long as press offices write them where no archive of the run has more than so many."""


@dataclass
class Archive:
    size: int
    folder: Path
    database: str
    """URL of the site's database, "" for SQLite in the folder."""
    words: int
    """Of each text."""

    @property
    def environment(self) -> dict[str, str]:
        """Of the site's processes: as in production, but that nobody's requests are limited."""
        own = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "ONLY", "N", "JSON"}}
        site = {"VAR_DIR": str(self.folder), "DEBUG": "0", **UNCOUNTED}
        return {**own, **site, **({"DATABASE_URL": self.database} if self.database else {})}

    @property
    def file(self) -> Path:
        return self.folder / "db.sqlite3"

    @property
    def textbook_environment(self) -> dict[str, str]:
        return {**self.environment, "TEXTBOOK_URL": self.database or f"sqlite:///{self.folder}/textbook.sqlite3"}

    def manage(self, *arguments: str) -> float:
        """Run a command on the site; the seconds it took."""
        return run([sys.executable, "manage.py", *arguments], self.environment)


def run(command: list[str], environment: dict[str, str]) -> float:
    begun = time.perf_counter()
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}")
    return time.perf_counter() - begun


def build(archive: Archive, *, is_fresh: bool) -> Archive:
    """Make the site and the textbook's copy of it, unless an earlier run left them as this one would make them."""
    stamp = archive.folder / "built"
    if is_fresh or not stamp.is_file() or stamp.read_text() != recipe(archive):
        shutil.rmtree(archive.folder, ignore_errors=True)
        archive.folder.mkdir(parents=True)
        fill(archive)
        stamp.write_text(recipe(archive))
    else:
        archive.manage("migrate", "-v0")
    return archive


def recipe(archive: Archive) -> str:
    """Differs when the builder does, so that no run measures texts of another."""
    source = b"".join(Path(module.__file__).read_bytes() for module in (big, filling))
    return f"{archive.size} {archive.words} {archive.database} {hashlib.sha256(source).hexdigest()}"


def fill(archive: Archive) -> None:
    print(f"building an archive of {archive.size:,} releases …", flush=True)
    archive.manage("migrate", "-v0")
    run([sys.executable, "-m", "tests.bench.filling", str(archive.size), str(archive.words)], archive.environment)
    source = [] if archive.database else [str(archive.file)]
    run([sys.executable, "-m", "tests.bench.textbook.load", *source], archive.textbook_environment)


def import_rate(folder: Path) -> float:
    """Releases a second by `import_archive` into an empty site on SQLite, the start of the command taken off."""
    shutil.rmtree(folder, ignore_errors=True)
    probe = Archive(PROBE, folder, "", 0)
    probe.folder.mkdir(parents=True)
    probe.manage("migrate", "-v0")
    idle = probe.manage("check")
    seconds = probe.manage("import_archive", str(made.write(folder / "made", PROBE)))
    shutil.rmtree(folder, ignore_errors=True)
    return PROBE / (seconds - idle)
