"""The one door by which the lists follow the rows: `follow`, in the transaction of the act."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from releases.lists import chronicle, entries, tables
from releases.lists.entries import Entry, Name
from releases.lists.tables import ENTRY, LIST, PLACE, SETTLED, TALLY
from releases.models import Edition

CHUNK = 400
FIELDS = "edition_id, release_id, language, kind, office_id, categories, day, published, begins, ends"
Editions = QuerySet[Edition]


def follow(releases: Collection[int], at: datetime, editions: Editions | None = None, links: Any = None) -> None:
    """Bring the lists in step with the editions of these releases, and settle them at `at`. May be repeated.

    To be called in the transaction of whatever approved, took back, ended or redacted an edition. `editions` and
    `links` (to categories) are a migration's own; else the models'.
    """
    editions = Edition.objects.order_by() if editions is None else editions
    links = Edition.categories.through.objects.all() if links is None else links
    with transaction.atomic():
        before = settled_moment()
        if before is None:
            return
        moment = max(before, entries.moment_of(at))
        gone, come = _passed(before, moment)
        known, present = stored(releases), dict[int, Entry]()
        for chunk in chunks(sorted(set(releases))):
            present |= entries.read(editions.filter(release__in=chunk), links)
            chronicle.follow(chunk, editions)
        taken = [entry for number, entry in known.items() if present.get(number) != entry]
        added = [entry for number, entry in present.items() if known.get(number) != entry]
        _replace(taken, added)
        gone += [entry for entry in taken if entry.stands(moment)]
        come += [entry for entry in added if entry.stands(moment)]
        _move(gone, come)


def settled_moment() -> int | None:
    """The settled moment, None where there are no lists. Whoever asks is alone in changing them until it commits."""
    lock = " FOR UPDATE" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT at FROM {SETTLED}{lock}")  # noqa: S608
        row = cursor.fetchone()
    return row[0] if row else None


def _passed(before: int, moment: int) -> tuple[list[Entry], list[Entry]]:
    """What went and what came between two moments; from now on the second is the settled one."""
    if moment == before:
        return [], []
    turned = (
        f"SELECT {FIELDS} FROM {ENTRY} WHERE begins > %s AND begins <= %s "  # noqa: S608
        f"UNION SELECT {FIELDS} FROM {ENTRY} WHERE ends > %s AND ends <= %s AND ends < {tables.END_OF_TIME}"
    )
    with connection.cursor() as cursor:
        cursor.execute(turned, [before, moment, before, moment])
        found = [Entry(*row) for row in cursor.fetchall()]
        cursor.execute(f"UPDATE {SETTLED} SET at = %s", [moment])  # noqa: S608
    gone = [entry for entry in found if entry.stands(before) and not entry.stands(moment)]
    come = [entry for entry in found if entry.stands(moment) and not entry.stands(before)]
    return gone, come


def stored(releases: Collection[int]) -> dict[int, Entry]:
    """The entries of releases, by the number of the edition."""
    found: dict[int, Entry] = {}
    with connection.cursor() as cursor:
        for chunk in chunks(releases):
            cursor.execute(f"SELECT {FIELDS} FROM {ENTRY} WHERE release_id IN ({places(chunk)})", chunk)  # noqa: S608
            found |= {row[0]: Entry(*row) for row in cursor.fetchall()}
    return found


def _replace(taken: list[Entry], added: list[Entry]) -> None:
    with connection.cursor() as cursor:
        for chunk in chunks([entry.edition for entry in taken]):
            cursor.execute(f"DELETE FROM {ENTRY} WHERE edition_id IN ({places(chunk)})", chunk)  # noqa: S608
        insert = f"INSERT INTO {ENTRY} ({FIELDS}) VALUES ({places(Entry._fields)})"  # noqa: S608
        cursor.executemany(insert, added)


def _move(gone: Iterable[Entry], come: Iterable[Entry]) -> None:
    """Take entries from their lists and put others on theirs. What does both is left as it stands."""
    changes = Counter(come)
    changes.subtract(gone)
    moved = sorted((entry, change) for entry, change in changes.items() if change)
    if not moved:
        return
    known = _numbers({name for entry, _change in moved for name in entry.lists()})
    rows = [(name, entry, change) for entry, change in moved for name in entry.lists()]
    _place([(known[name], entry, change) for name, entry, change in rows])
    # One statement for each count that changes, not for each text: an import's batch changes the same ones.
    changed: Counter[tuple[int, int]] = Counter()
    for name, entry, change in rows:
        for period in entry.periods(name):
            changed[known[name], period] += change
    _count(changed)


def _numbers(names: Collection[Name]) -> dict[Name, int]:
    """The numbers of lists, those made that are not there."""
    found = known_lists(names)
    new = sorted(set(names) - set(found))
    if not new:
        return found
    insert = f"INSERT INTO {LIST} (language, kind, office_id, category_id) VALUES (%s, %s, %s, %s)"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.executemany(insert, new)
    return found | known_lists(new)


def known_lists(names: Collection[Name]) -> dict[Name, int]:
    offices, categories = sorted({name.office for name in names}), sorted({name.category for name in names})
    select = (
        f"SELECT id, language, kind, office_id, category_id FROM {LIST} "  # noqa: S608
        f"WHERE office_id IN ({places(offices)}) AND category_id IN ({places(categories)})"
    )
    with connection.cursor() as cursor:
        cursor.execute(select, [*offices, *categories])
        return {Name(*row[1:]): row[0] for row in cursor.fetchall()}


def _place(rows: list[tuple[int, Entry, int]]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(
            f"DELETE FROM {PLACE} WHERE list_id = %s AND day = %s AND published = %s AND release_id = %s",  # noqa: S608
            [(number, *entry.key) for number, entry, change in rows if change < 0],
        )
        cursor.executemany(
            f"INSERT INTO {PLACE} (list_id, day, published, release_id, edition_id) VALUES (%s, %s, %s, %s, %s)",  # noqa: S608
            [(number, *entry.key, entry.edition) for number, entry, change in rows if change > 0],
        )


def _count(changes: Mapping[tuple[int, int], int]) -> None:
    """Add to the tallies of lists and periods; those that come to nothing go."""
    more = [(*key, change) for key, change in sorted(changes.items()) if change > 0]
    fewer = [(change, *key) for key, change in sorted(changes.items()) if change < 0]
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {TALLY} (list_id, period, texts) VALUES (%s, %s, %s) "  # noqa: S608
            f"ON CONFLICT (list_id, period) DO UPDATE SET texts = {TALLY}.texts + excluded.texts",
            more,
        )
        where = "WHERE list_id = %s AND period = %s"
        cursor.executemany(f"UPDATE {TALLY} SET texts = texts + %s {where}", fewer)  # noqa: S608
        cursor.executemany(f"DELETE FROM {TALLY} {where} AND texts = 0", [row[1:] for row in fewer])  # noqa: S608


def begin(at: datetime, *, is_whole: bool) -> None:
    """Empty lists, settled at an instant. Until they are whole, only acts look at them."""
    clear()
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {SETTLED} (at, is_whole) VALUES (%s, %s)", [entries.moment_of(at), is_whole])  # noqa: S608


def complete() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {SETTLED} SET is_whole = %s", [True])  # noqa: S608


def clear() -> None:
    with connection.cursor() as cursor:
        for table in tables.TABLES:
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608


def chunks(items: Collection[Any]) -> Iterator[list[Any]]:
    """SQLite takes a limited number of parameters at once."""
    listed = list(items)
    return (listed[start : start + CHUNK] for start in range(0, len(listed), CHUNK))


def places(chunk: Collection[Any]) -> str:
    return ", ".join(["%s"] * len(chunk))
