"""Whether an error says that there is no room on a disk, or that it takes nothing: in Python, SQLite or PostgreSQL."""

import errno
from collections.abc import Iterator
from enum import Enum

NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
TAKES_NOTHING = frozenset({errno.EROFS})
FAULTY = frozenset({errno.EIO})


class Trouble(Enum):
    FULL = "full"
    READ_ONLY = "read-only"
    FAULTY = "faulty"


SAID_BY_SQLITE = {
    "database or disk is full": Trouble.FULL,
    "attempt to write a readonly database": Trouble.READ_ONLY,
    "disk I/O error": Trouble.FAULTY,
}
SQLSTATES = {"53100": Trouble.FULL, "25006": Trouble.READ_ONLY, "58030": Trouble.FAULTY}


def trouble(error: BaseException | None) -> Trouble | None:
    """What is wrong with a disk by this error or the one it came from; None where it tells of something else."""
    return next((found for one in _chain(error) if (found := _of_one(one))), None)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _of_one(error: BaseException) -> Trouble | None:
    if isinstance(error, OSError):
        numbers = {Trouble.FULL: NO_ROOM, Trouble.READ_ONLY: TAKES_NOTHING, Trouble.FAULTY: FAULTY}
        return next((found for found, known in numbers.items() if error.errno in known), None)
    if state := getattr(error, "sqlstate", None):
        return SQLSTATES.get(state)
    return SAID_BY_SQLITE.get(str(error)) if type(error).__name__ == "OperationalError" else None
