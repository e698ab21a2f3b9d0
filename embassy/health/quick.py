"""What a machine may ask every few seconds: does everything answer that the site stands on?"""

import secrets
import shutil
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from embassy.audit.models import Entry
from embassy.background import checks as background
from embassy.health.checks import Check
from embassy.lib import board, instant, replica
from releases import overdue

LEAST_MB, LOW_MB = 100, 1000
MEGABYTE = 1_000_000
MOST_SKEW = timedelta(seconds=2)
NO_NAME = "health"


def database() -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        if cursor.fetchone() != (1,):
            yield "The database answers nonsense. Look at its log."


def migrations() -> Iterator[str]:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        names = ", ".join(f"{migration.app_label}.{migration.name}" for migration, _backwards in waiting)
        yield f"The database is older than the program: run manage.py migrate ({names})."


def shared_cache() -> Iterator[str]:
    """Writes a key that lives ten seconds and reads it."""
    key, value = f"health-{secrets.token_hex(8)}", secrets.token_hex(8)
    cache.set(key, value, timeout=10)
    found = cache.get(key)
    if getattr(cache, "is_away", False):
        yield "The shared cache does not answer; each process uses its own memory. See that Redis or Valkey runs."
    elif found != value:
        yield "The cache does not keep what it is given. See that Redis runs and that CACHE_URL is right."


def storage() -> Iterator[str]:
    """Asks the store for a file that is not there, which takes no more than a real one."""
    default_storage.exists(NO_NAME)
    yield from (unwritable(folder) for folder in media_folder() if not is_writable(folder))


def disk() -> Iterator[str]:
    for folder in folders():
        if not is_writable(folder):
            yield unwritable(folder)
        elif (free := free_mb(folder)) < LEAST_MB:
            yield f"Only {free} MB are free where {folder} lies: officers cannot save. Make room at once."


def room() -> Iterator[str]:
    for folder in folders():
        if LEAST_MB <= (free := free_mb(folder)) < LOW_MB:
            yield f"{free} MB are free where {folder} lies. Make room before it is full."


def clock() -> Iterator[str]:
    """The clock of this machine against that of the database, and against the last entry of the audit log."""
    now = instant.exact()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            (theirs,) = cursor.fetchone()
        if abs(theirs - now) > MOST_SKEW:
            yield f"The clocks here and at the database differ ({theirs:%H:%M:%S} UTC there). Use NTP on both."
    last = Entry.objects.order_by("-pk").values_list("at", flat=True).first()
    if last and last > now + MOST_SKEW:
        yield f"The clock stands before the last entry of the audit log ({last:%Y-%m-%d %H:%M} UTC). Set it by NTP."


def folders() -> list[Path]:
    return [settings.VAR_DIR, *media_folder()]


def media_folder() -> list[Path]:
    """Where media lie, if that is on a disk of this machine and has been made already."""
    if not isinstance(default_storage._wrapped, FileSystemStorage):  # type: ignore[attr-defined]
        return []
    folder = Path(default_storage.location)  # type: ignore[attr-defined]
    return [folder] if folder.is_dir() else []


def is_writable(folder: Path) -> bool:
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"x")
    except OSError:
        return False
    return True


def unwritable(folder: Path) -> str:
    return f"Nothing can be written in {folder}. See who owns it, and whether the disk is full or read-only."


def free_mb(folder: Path) -> int:
    return shutil.disk_usage(folder).free // MEGABYTE


CHECKS = (
    Check("database", database),
    Check("migrations", migrations),
    Check("cache", shared_cache),
    Check("storage", storage),
    Check("disk", disk),
    Check("room", room, is_essential=False),
    Check("clock", clock, is_essential=False),
    Check("board", board.check, is_essential=False),
    Check("replica", replica.check, is_essential=False),
    Check("background work", background.check, is_essential=False),
    Check("held texts", overdue.check, is_essential=False),
)
