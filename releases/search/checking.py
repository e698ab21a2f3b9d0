"""The index against the rows: what differs, and how it is made right again."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db import connection, transaction

from releases.search import index, tables

BATCH = 200
Progress = Callable[[int], object]


@dataclass
class Outcome:
    """How many editions were looked at, and how many of them the index had wrong, or knew without reason."""

    seen: int = 0
    wrong: int = 0
    strays: int = 0
    is_damaged: bool = False

    @property
    def is_sound(self) -> bool:
        return not (self.wrong or self.strays or self.is_damaged)


def check(progress: Progress = lambda count: None) -> Outcome:
    """Compare the whole index with what it should hold; nothing is written."""
    if not tables.are_there(connection):
        return Outcome(is_damaged=True)
    outcome = Outcome(is_damaged=any(tables.damage(connection)))
    for batch in batches():
        outcome.seen += len(batch)
        outcome.wrong += len(wrong_in(batch))
        progress(len(batch))
    outcome.strays = len(strays())
    return outcome


def rebuild(progress: Progress = lambda count: None) -> Outcome:
    """Make it right, a batch a transaction. Broken off, it leaves whole batches, which the next run only compares."""
    outcome = Outcome(is_damaged=mended())
    vocabulary: set[str] = set()
    for batch in batches():
        spellings = {word: written for row in batch for word, written in index.analysed(row)[1].items()}
        with transaction.atomic():
            wrong = wrong_in(batch)
            index.follow(wrong)
            index.learn(spellings)
        vocabulary |= spellings.keys()
        outcome.seen += len(batch)
        outcome.wrong += len(wrong)
        progress(len(batch))
    stray = strays()
    outcome.strays = len(stray)
    index.follow(stray)
    index.keep_words(vocabulary)
    return outcome


def mended() -> bool:
    """Whether the tables had to be made anew, because they were not there or the database calls them damaged."""
    if tables.are_there(connection) and not any(tables.damage(connection)):
        return False
    with transaction.atomic():
        tables.drop(connection)
        tables.create(connection)
    return True


def batches() -> Iterator[list[index.Row]]:
    """The editions that belong in the index, by their numbers."""
    last = 0
    while batch := index.rows(index.indexed().filter(pk__gt=last).order_by("pk")[:BATCH]):
        yield batch
        last = batch[-1].pk


def wrong_in(batch: list[index.Row]) -> list[int]:
    stored = index.stored([row.pk for row in batch])
    return [row.pk for row in batch if stored.get(row.pk) != index.entry(row)]


def strays() -> list[int]:
    """What the index holds although no such edition belongs there."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT rowid FROM {tables.WORDS}")  # noqa: S608
        held = {values[0] for values in cursor.fetchall()}
    return sorted(held - set(index.indexed().values_list("pk", flat=True)))
