"""Until when pages stay as they are, but for their clock.

What a page shows is a function of the archive and an instant. It becomes another one when somebody writes
(embassy.lib.generation); when something that was given its time begins or ends; and at a midnight of some zone, all of
which lie on quarters of an hour. Between two of these only the clock goes on.

    unchanged.but_for(Notice, "shown_from", "shown_until")    in AppConfig.ready: columns that pages compare with `at`
"""

from collections.abc import Hashable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from django.db import connections, router
from django.db.models import Model

from embassy.lib import board, generation
from embassy.lib.once_a_minute import is_writing

QUARTER = timedelta(minutes=15)
_columns: list[tuple[type[Model], str]] = []


class Stretch(NamedTuple):
    """[since, until), in which nothing changes by itself, as of what had been written."""

    written: Hashable
    since: datetime
    until: datetime


_known: Stretch | None = None


def but_for(model: type[Model], *names: str) -> None:
    """A page may change at each instant in these columns, which should be indexed where there are many rows."""
    _columns.extend((model, name) for name in names)


def columns() -> set[tuple[type[Model], str]]:
    return set(_columns)


def stretch(at: datetime) -> Hashable | None:
    """What two instants have in common between which nothing changes; None where that cannot be known.

    No query, but once a stretch in each process.
    """
    global _known  # noqa: PLW0603 - one archive a process
    if is_writing() or not is_alone():
        return None
    now, known = written(), _known
    if known is None or known.written != now or not known.since <= at < known.until:
        known = _known = Stretch(now, at, until(at))
    return known.written, known.until


def until(at: datetime) -> datetime:
    """The next change after `at` that comes by itself. One query."""
    connection = connections[router.db_for_read(_columns[0][0])]
    parts = [
        f"SELECT MIN({column}) AS at FROM {table} WHERE {column} > %s"  # noqa: S608 - names of our own tables
        for table, column in (
            (connection.ops.quote_name(model._meta.db_table), connection.ops.quote_name(name))
            for model, name in _columns
        )
    ]
    with connection.cursor() as cursor:
        value = connection.ops.adapt_datetimefield_value(at)
        cursor.execute(f"SELECT MIN(at) FROM ({' UNION ALL '.join(parts)}) AS coming", [value] * len(parts))  # noqa: S608
        (found,) = cursor.fetchone()
    return min(quarter_after(at), instant_of(found)) if found else quarter_after(at)


def instant_of(found: datetime | str) -> datetime:
    """SQLite keeps instants as text, in UTC."""
    return datetime.fromisoformat(found).replace(tzinfo=UTC) if isinstance(found, str) else found


def quarter_after(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0) + QUARTER * (at.minute // 15 + 1)


def is_alone() -> bool:
    """Whether all is written on this machine. Of what another writes it may hear late, where a wire is cut."""
    return board.of_this_site() is None


def written() -> Hashable:
    """Differs after each public change. Read before anything is asked: what is written meanwhile has another."""
    return generation.of_this_site().current()


def forget() -> None:
    """For measurements and tests: as in a process that has just begun."""
    global _known  # noqa: PLW0603 - one archive a process
    _known = None
