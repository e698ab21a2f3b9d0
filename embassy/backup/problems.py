"""What ends a backup or a restore, in words for the operator."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import Error

from embassy.lib import disk
from embassy.lib.disk import Trouble


class BackupError(Exception):
    """Nothing was changed, or nothing was kept; the message says what to do."""


def not_written(path: Path, error: OSError) -> BackupError:
    """Why a backup could not be written at `path`, and that nothing of it is left."""
    if disk.trouble(error) == Trouble.FULL:
        return BackupError(
            f"There is no room for {path}. Nothing was kept: make room, or name a place on another disk."
        )
    return BackupError(f"{path} cannot be written ({error.strerror or error}). Nothing was kept.")


@contextmanager
def told_of_the_database(kept: str) -> Iterator[None]:
    """What the database refuses, as a BackupError; `kept` says that nothing was kept, or changed."""
    try:
        yield
    except Error as error:
        if disk.trouble(error) == Trouble.FULL:
            raise BackupError(f"There is no room for the database. {kept} Make room and run it again.") from error
        raise BackupError(f"The database does not do it: {str(error).strip()}. {kept}") from error
