"""What has happened in public, line by line in its order: first publications, changes, corrections and withdrawals.

Nothing that has been public is ever undone, so what stands before an instant stays. What is scheduled stands in its
line already, further on: any `at` is a place on a line, and no act need have settled it.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import QuerySet

from releases.lists import entries
from releases.lists.tables import HAPPENING, MONTH
from releases.models import Edition, State
from releases.models.edition import PURPOSES_WITH_NOTE

PUBLISHED, CHANGED, NOTED = 1, 2, 3
"""What a line is about: texts by their first publication, all that came or was erased, what readers were told of."""
YEARS = 10_000
"""And with a year (UTC) added: what changed in the texts that were first published in it."""
COUNTED = (PUBLISHED, NOTED)
"""The lines that are read from the middle."""
Keyed = QuerySet[Edition]


class Happening(NamedTuple):
    """A row of the table; `number` is the release's on the line of publications, else the edition's."""

    about: int
    language: str
    moment: int
    number: int
    release: int

    @property
    def month(self) -> int:
        return month_of(entries.instant_of(self.moment))


def month_of(at: datetime) -> int:
    """202605, by UTC."""
    return at.year * 100 + at.month


COLUMNS = (
    "pk", "release_id", "release__language", "release__first_published_at", "purpose", "live_from", "redacted_at",
)  # fmt: skip


def read(editions: Keyed) -> set[Happening]:
    """What the rows of whole releases would have."""
    found: set[Happening] = set()
    for row in editions.filter(state=State.APPROVED).order_by().values_list(*COLUMNS):
        found.update(_of(*row))
    return found


def _of(
    edition: int, release: int, language: str, published: datetime, purpose: str, came: datetime, erased: datetime
) -> Iterator[Happening]:
    yield Happening(PUBLISHED, language, entries.moment_of(published), release, release)
    for moment in (entries.moment_of(instant) for instant in (came, erased) if instant):
        for about in (CHANGED, YEARS + published.year):
            yield Happening(about, language, moment, edition, release)
    if purpose in PURPOSES_WITH_NOTE:
        yield Happening(NOTED, language, entries.moment_of(came), edition, release)


def stored(releases: Collection[int]) -> set[Happening]:
    """Of at most a few hundred releases."""
    wanted = f"SELECT about, language, moment, number, release_id FROM {HAPPENING} WHERE release_id IN "  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"{wanted} ({', '.join(['%s'] * len(releases))})", list(releases))
        return {Happening(*row) for row in cursor.fetchall()}


def follow(releases: Collection[int], editions: Keyed) -> None:
    """Bring the lines in step with at most a few hundred releases. To be called by `keeping.follow` alone."""
    known, present = stored(releases), read(editions.filter(release__in=releases))
    _take(known - present)
    _enter(present - known)


def _take(gone: Iterable[Happening]) -> None:
    """What was scheduled and is not any more, for the most part."""
    rows = sorted(gone)
    delete = f"DELETE FROM {HAPPENING} WHERE about = %s AND language = %s AND moment = %s AND number = %s"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.executemany(delete, [row[:4] for row in rows])
    _count(rows, -1)


def _enter(new: Iterable[Happening]) -> None:
    rows = sorted(new)
    insert = f"INSERT INTO {HAPPENING} (about, language, moment, number, release_id) VALUES (%s, %s, %s, %s, %s)"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.executemany(insert, rows)
    _count(rows, 1)


def _count(rows: Iterable[Happening], sign: int) -> None:
    """Add to the counts by month. They may come to 0, which says the same as none."""
    counts = Counter((row.about, row.language, row.month) for row in rows if row.about in COUNTED)
    changes: list[tuple[Any, ...]] = [(*key, sign * count) for key, count in sorted(counts.items())]
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {MONTH} (about, language, month, texts) VALUES (%s, %s, %s, %s) "  # noqa: S608
            f"ON CONFLICT (about, language, month) DO UPDATE SET texts = {MONTH}.texts + excluded.texts",
            changes,
        )
