"""Where uploaded files lie: a folder, or a bucket of an S3-compatible store. Readers reach neither, only our own view.

A file is whole or not there: it is written under another name and renamed.
"""

import contextlib
import os
import secrets
import time
from pathlib import Path
from typing import IO, Any

from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage
from django.utils.translation import gettext as _

UNFINISHED = ".part"
REST_SECONDS = 15
"""How long a store that has failed is not asked again: a store that hangs must not take every thread with it."""


class StorageDown(Exception):
    """The store cannot be reached just now."""


def no_room() -> str:
    """For the officer whose file could not be written."""
    return _("The file could not be stored: the disk is full or the storage does not answer. Nothing was kept.")


class WholeFileStorage(FileSystemStorage):
    """A folder in which no file is ever seen half-written, not even after a power cut."""

    def _save(self, name: str, content: File) -> str:  # type: ignore[type-arg]
        unfinished = f"{name}.{secrets.token_hex(4)}{UNFINISHED}"
        try:
            written = Path(self.path(super()._save(unfinished, content)))  # type: ignore[misc]
            with written.open("rb") as file:
                os.fsync(file.fileno())
            written.replace(self.path(name))
        except BaseException:
            with contextlib.suppress(OSError):
                self.delete(unfinished)
            raise
        return name


_failed_at = float("-inf")


def reset() -> None:
    """Forget that the store has failed."""
    global _failed_at  # noqa: PLW0603 - one store a process
    _failed_at = float("-inf")


def read(name: str) -> IO[bytes] | None:
    """The stored file, None where there is none. Raises StorageDown, at once where it was down a moment ago."""
    global _failed_at  # noqa: PLW0603 - one store a process
    if time.monotonic() - _failed_at < REST_SECONDS:
        raise StorageDown
    try:
        return _read(name)
    except FileNotFoundError:
        return None
    except Exception as error:  # each store has exceptions of its own
        _failed_at = time.monotonic()
        raise StorageDown(name) from error


def _read(name: str) -> IO[bytes]:
    file: Any = default_storage.open(name, "rb")
    if not isinstance(default_storage._wrapped, FileSystemStorage):  # type: ignore[attr-defined]
        with file:
            return ContentFile(file.read())  # the whole of it before the first byte is sent
    return file  # type: ignore[no-any-return]
