"""Where backups are written to: whole under their name or not there, readable by their owner alone."""

import contextlib
import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO

from embassy.backup.problems import BackupError, not_written

UNFINISHED = ".unfinished"
OURS = "embassy-*.backup"


def named(path: Path, at: datetime) -> Path:
    """`path`; in a folder a name that says when, so that the names are in the order of their time."""
    return path / f"embassy-{at:%Y%m%dT%H%M%SZ}.backup" if path.is_dir() else path


@contextmanager
def new_file(path: Path, *, replace: bool) -> Iterator[IO[bytes]]:
    """A file that gets its name when it is whole and on the disk. Left by an exception, nothing of it is there."""
    if not path.parent.is_dir():
        raise BackupError(f"The folder {path.parent} does not exist; make it first.")
    if path.exists() and not replace:
        raise BackupError(f"{path} is there already; name another place, or add --replace.")
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}{UNFINISHED}")
    try:
        clear(path.parent)
        beside.touch(mode=0o600, exist_ok=False)
        with beside.open("wb") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield file
            file.flush()
            os.fsync(file.fileno())
            beside.replace(path)
        _settle(path.parent)
    except OSError as error:
        raise not_written(path, error) from error
    finally:
        with contextlib.suppress(OSError):
            beside.unlink()


def _settle(folder: Path) -> None:
    """The new name, too, survives a power cut."""
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def clear(folder: Path) -> None:
    """Remove what a backup left that was killed; one that is still being written holds a lock."""
    for left in folder.glob(f".*{UNFINISHED}"):
        with left.open("rb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            left.unlink(missing_ok=True)


def keep(folder: Path, count: int) -> list[Path]:
    """Remove all but the latest `count` backups that carry a name of ours; says which."""
    old = sorted(folder.glob(OURS))[:-count]
    for path in old:
        path.unlink()
        note(path).unlink(missing_ok=True)
    return old


def note(path: Path) -> Path:
    """Beside a backup that is being sent: how far it has come."""
    return path.with_name(f"{path.name}.sending")
