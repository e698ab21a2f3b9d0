"""The lists against the rows: what differs, and how it is made right again."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection, transaction

from embassy.lib import instant
from releases.lists import chronicle, entries, keeping, tables
from releases.lists.entries import Entry
from releases.lists.keeping import FIELDS, places
from releases.lists.tables import ENTRY, HAPPENING, LIST, MONTH, PLACE, SETTLED, TALLY
from releases.models import Edition, Release, State

BATCH = 400
REMEDY = "Run manage.py rebuild_lists."
LINKS = "releases_edition_categories"
Progress = Callable[[int], object]


def check(progress: Progress = lambda count: None) -> Iterator[str]:
    """What is wrong with the lists, a sentence each. Nothing is written; minutes on a very large site.

    To be asked when no act is going on: what is written meanwhile may look like a fault.
    """
    if not tables.are_there(connection):
        yield f"The tables of the lists are missing. Run manage.py migrate. {REMEDY}"
        return
    if not is_whole():
        yield f"The lists are not whole, so that large lists are slow: a rebuilding was broken off. {REMEDY}"
        return
    if wrong := sum(wrong_in(batch, progress) for batch in batches()):
        yield f"The lists know {wrong} texts otherwise than they are. {REMEDY}"
    elif problem := misplaced() or miscounted() or misremembered():
        yield f"{problem} {REMEDY}"


def is_whole() -> bool:
    return bool(_one(f"SELECT COUNT(*) FROM {SETTLED} WHERE is_whole = %s", True))  # noqa: S608


def batches() -> Iterator[tuple[int, int]]:
    """Ranges of the numbers of editions: after one, up to another. The last one has no end."""
    numbers, last = Edition.objects.order_by("pk").values_list("pk", flat=True), 0
    while batch := list(numbers.filter(pk__gt=last)[:BATCH]):
        yield last, batch[-1]
        last = batch[-1]
    yield last, 2**62


def wrong_in(batch: tuple[int, int], progress: Progress) -> int:
    """How many editions of a range have no entry, a wrong one, or one that should not be."""
    after, last = batch
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {FIELDS} FROM {ENTRY} WHERE edition_id > %s AND edition_id <= %s", batch)  # noqa: S608
        known = {row[0]: Entry(*row) for row in cursor.fetchall()}
    links = Edition.categories.through.objects.all()
    present = entries.read(Edition.objects.filter(pk__gt=after, pk__lte=last), links)
    progress(len(present))
    return sum(known.get(number) != present.get(number) for number in known.keys() | present.keys())


def misplaced() -> str:
    """Every entry that stands has its place on each of its lists, and there is no other place."""
    stands = f"e.begins <= (SELECT at FROM {SETTLED}) AND e.ends > (SELECT at FROM {SETTLED})"  # noqa: S608
    about = f"(SELECT COUNT(*) FROM {LINKS} AS c WHERE c.edition_id = e.edition_id)"  # noqa: S608
    lists = f"2 * (CASE WHEN e.office_id = 0 THEN 1 ELSE 2 END) * (1 + {about})"
    wanted = _one(f"SELECT COALESCE(SUM({lists}), 0) FROM {ENTRY} AS e WHERE {stands}")  # noqa: S608
    found = _one(
        f"SELECT COUNT(*) FROM {ENTRY} AS e JOIN {LIST} AS l ON l.language = e.language "  # noqa: S608
        "AND l.kind IN ('', e.kind) AND l.office_id IN (0, e.office_id) AND (l.category_id = 0 OR l.category_id IN "
        f"(SELECT c.category_id FROM {LINKS} AS c WHERE c.edition_id = e.edition_id)) "
        f"JOIN {PLACE} AS p ON p.list_id = l.id AND p.day = e.day AND p.published = e.published "
        f"AND p.release_id = e.release_id AND p.edition_id = e.edition_id WHERE {stands}"
    )
    there = _one(f"SELECT COUNT(*) FROM {PLACE}")  # noqa: S608
    if wanted == found == there:
        return ""
    return f"The lists lack {wanted - found} places and have {there - found} that do not belong there."


def miscounted() -> str:
    """The tallies are the places counted, of every year and month, and of the broad lists' days, that has any."""
    periods = [f"SELECT list_id, day / {size}, COUNT(*) FROM {PLACE} GROUP BY 1, 2" for size in (10_000, 100)]  # noqa: S608
    broad = f"SELECT id FROM {LIST} WHERE office_id = 0 AND category_id = 0"  # noqa: S608
    periods.append(f"SELECT list_id, day, COUNT(*) FROM {PLACE} WHERE list_id IN ({broad}) GROUP BY 1, 2")  # noqa: S608
    counted, tallies = " UNION ALL ".join(periods), f"SELECT list_id, period, texts FROM {TALLY}"  # noqa: S608
    lost = _one(f"SELECT COUNT(*) FROM (SELECT * FROM ({counted}) AS a EXCEPT {tallies}) AS b")  # noqa: S608
    stray = _one(f"SELECT COUNT(*) FROM ({tallies} EXCEPT SELECT * FROM ({counted}) AS a) AS b")  # noqa: S608
    return f"The lists have {lost + stray} wrong counts." if lost or stray else ""


def misremembered() -> str:
    """The chronicle has what the rows say and nothing else, and its months are counted right."""
    numbers, last, wrong = Edition.objects.order_by("release_id").values_list("release_id", flat=True).distinct(), 0, 0
    while batch := list(numbers.filter(release__gt=last)[:BATCH]):
        wrong += len(chronicle.stored(batch) ^ chronicle.read(Edition.objects.filter(release__in=batch)))
        last = batch[-1]
    known = _one(f"SELECT COUNT(DISTINCT release_id) FROM {HAPPENING}")  # noqa: S608
    stray = known - Edition.objects.filter(state=State.APPROVED).values("release").distinct().count()
    if wrong or stray:
        return f"The chronicle is wrong in {wrong + abs(stray)} places."
    return "The chronicle has wrong counts." if counted_months() != known_months() else ""


def counted_months() -> Counter[tuple[int, str, int]]:
    """Of the lines that are counted, by the rows."""
    found: Counter[tuple[int, str, int]] = Counter()
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT about, language, moment FROM {HAPPENING} WHERE about IN ({places(chronicle.COUNTED)})",  # noqa: S608
            chronicle.COUNTED,
        )
        while rows := cursor.fetchmany(BATCH):
            found.update(
                (about, language, chronicle.month_of(entries.instant_of(moment))) for about, language, moment in rows
            )
    return found


def known_months() -> Counter[tuple[int, str, int]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT about, language, month, texts FROM {MONTH} WHERE texts <> 0")  # noqa: S608
        return Counter({tuple(row[:3]): row[3] for row in cursor.fetchall()})


def _one(sql: str, *values: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return int(cursor.fetchone()[0])


def rebuild(progress: Progress = lambda count: None) -> None:
    """Make all lists anew, a batch a transaction; until the end, the plain query answers.

    Broken off, it leaves whole batches, and goes on after them when it is run again.
    """
    with transaction.atomic():
        if not tables.are_there(connection) or is_whole() or keeping.settled_moment() is None:
            tables.drop(connection)
            tables.create(connection)
            keeping.begin(instant.now(), is_whole=False)
    published, last = Release.objects.exclude(first_published_at=None).order_by("pk"), 0
    while batch := list(published.filter(pk__gt=last).values_list("pk", flat=True)[:BATCH]):
        keeping.follow(batch, instant.now())
        last = batch[-1]
        progress(len(batch))
    with transaction.atomic():
        keeping.complete()
