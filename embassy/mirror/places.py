"""The folder of a mirror and the one beside it in which the next is made; how the two change places at once.

DIR                   the mirror that is being served
.DIR.next/files       the one that is being made; after the change the old one, which is then removed
.DIR.next/journal     what is in it so far, so that a build that was killed goes on where it stopped
"""

import ctypes
import errno
import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from embassy.mirror import sums

AT_CURRENT_FOLDER, EXCHANGE = -100, 2


class Refused(Exception):
    """The mirror cannot be made here; the message says why and what to do."""


class Place:
    def __init__(self, folder: Path) -> None:
        self.folder = Path(os.path.realpath(folder))
        self.workshop = self.folder.with_name(f".{self.folder.name}.next")
        self.files = self.workshop / "files"
        self.journal = self.workshop / "journal"

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Raises Refused where another build of this mirror is running, or the folder is no mirror."""
        self.refuse_what_is_no_mirror()
        self.workshop.mkdir(parents=True, exist_ok=True)
        with (self.workshop / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise Refused("Another build of this mirror is running.") from error
            yield

    def refuse_what_is_no_mirror(self) -> None:
        if not self.folder.exists():
            return
        if not self.folder.is_dir():
            raise Refused(f"{self.folder} is no folder.")
        if os.path.ismount(self.folder):
            raise Refused(f"{self.folder} is a disk of its own, which cannot be exchanged: name a folder on it.")
        if any(self.folder.iterdir()) and not (self.folder / sums.FACTS).is_file():
            raise Refused(f"{self.folder} is not empty and holds no mirror: name another folder.")

    def begin_anew(self) -> None:
        shutil.rmtree(self.files, ignore_errors=True)
        self.journal.unlink(missing_ok=True)
        self.files.mkdir(parents=True)

    def remove_what_is_not(self, wanted: set[str]) -> None:
        """A build that was interrupted may have left files that are no part of the mirror."""
        for path in self.files.rglob("*"):
            if path.is_file() and str(path.relative_to(self.files)) not in wanted:
                path.unlink()

    def change(self) -> None:
        """The new mirror in the place of the old: one act of the file system, which nobody sees half done."""
        os.sync()
        exchange(self.files, self.folder)

    def clear(self) -> None:
        """Takes the workshop away, the old mirror with it."""
        shutil.rmtree(self.workshop, ignore_errors=True)


def exchange(new: Path, old: Path) -> None:
    """Each is then where the other was; where there was nothing, the new one moves there."""
    if not old.exists():
        new.rename(old)
    elif not exchanged(new, old):
        # A file system without this act (FAT): for a moment there is no mirror.
        aside = new.with_name("old")
        shutil.rmtree(aside, ignore_errors=True)
        old.rename(aside)
        new.rename(old)


def exchanged(one: Path, other: Path) -> bool:
    """By renameat2(2); False where the system or the file system has not got it."""
    act = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if act is None:
        return False
    if act(AT_CURRENT_FOLDER, os.fsencode(one), AT_CURRENT_FOLDER, os.fsencode(other), EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in {errno.EINVAL, errno.ENOSYS, errno.ENOTSUP}:
        return False
    raise OSError(number, os.strerror(number), str(other))
