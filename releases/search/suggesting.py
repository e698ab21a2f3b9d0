"""Words of the index that look like one a reader typed. They may be a hidden text's: whoever shows one counts first."""

from collections.abc import Iterable

from django.db import connections

from releases.models import Edition
from releases.search.index import is_suggested
from releases.search.tables import VOCABULARY

MAX_SIMILAR = 12
"""Of one word."""


def similar(typed: Iterable[str]) -> dict[str, list[str]]:
    """For folded words: the words at a small distance as they are written, the nearest first. One query for all."""
    asked = [word for word in typed if is_suggested(word)]
    if not asked:
        return {}
    ranges = [parameter for word in asked for parameter in _range(word)]
    condition = " OR ".join(["(word >= %s AND word < %s AND length(word) BETWEEN %s AND %s)"] * len(asked))
    with connections[Edition.objects.db].cursor() as cursor:
        cursor.execute(f"SELECT word, written FROM {VOCABULARY} WHERE {condition}", ranges)  # noqa: S608
        known: list[tuple[str, str]] = cursor.fetchall()
    return {word: _nearest(word, known) for word in asked}


def _range(word: str) -> tuple[str, str, int, int]:
    """Mistakes are seldom made in the first letter."""
    return word[0], chr(ord(word[0]) + 1), len(word) - tolerance(word), len(word) + tolerance(word)


def tolerance(word: str) -> int:
    return 1 if len(word) < 6 else 2


def _nearest(word: str, known: list[tuple[str, str]]) -> list[str]:
    limit, letters, found = tolerance(word), set(word), []
    for other, written in known:
        if other != word and len(letters ^ set(other)) <= 2 * limit:
            steps = distance(word, other, limit)
            if steps <= limit:
                found.append((steps, other, written))
    return [written for _steps, _other, written in sorted(found)[:MAX_SIMILAR]]


def distance(one: str, other: str, limit: int) -> int:
    """Letters to change, add, leave out or swap with the next (optimal string alignment); above `limit`, any number."""
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        before, above, row = row, before, [i]
        for j, its in enumerate(other, 1):
            steps = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != its))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == its:
                steps = min(steps, above[j - 2] + 1)
            row.append(steps)
        if min(row) > limit:
            return limit + 1
    return row[-1]
