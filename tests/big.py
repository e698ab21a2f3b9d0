"""Large archives of made-up texts, written past the acts: for measurements, and for what only a large site shows.

    VAR_DIR=/tmp/big .venv/bin/python -m tests.big 1000000

makes such a site (migrated, with a mission); `make(count)` fills the database that is there and empty. The same count
gives the same archive: published in even steps over twenty years up to `until`, in two languages, of every kind, by
five offices, in one to three of twelve categories; one in fifty corrected, one in five hundred withdrawn. Every second
text holds the word COMMON, one in a hundred thousand (and the very first) the word RARE.
"""

import itertools
import random
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

COMMON, RARE = "harbour", "quillfeather"
LANGUAGES = ("en", "en", "fr")
CATEGORIES, OFFICES, VOCABULARY = 12, 5, 4000
SPAN = timedelta(days=7305)
CHUNK = 5000
END_OF_TIME = "9999-12-31 23:59:59.999999"
DIGEST = "0" * 64
"""Of no words: whoever verifies digests measures with another archive."""


def make(
    count: int,
    *,
    until: datetime | None = None,
    words: int = 80,
    with_search: bool = True,
    progress: Callable[[int], object] = lambda count: None,
) -> None:
    """Fill an empty database with `count` releases and what is kept of them for lists, and for search."""
    from django.db import connection, transaction

    from releases import guards

    until = until or datetime.now(UTC).replace(second=0, microsecond=0)
    labels()
    writer = Writer(random.Random(count), until, count, words)
    guards.remove(connection)
    try:
        for numbers in chunks(count):
            with transaction.atomic():
                writer.write(numbers)
            progress(len(numbers))
    finally:
        guards.install(connection)
    finish(with_search=with_search)


def chunks(count: int) -> Iterator[range]:
    return (range(first, min(first + CHUNK, count + 1)) for first in range(1, count + 1, CHUNK))


def labels() -> None:
    from releases.models import Category, Office

    Category.objects.bulk_create(Category(slug=f"category-{n}", name=f"Category {n}") for n in range(1, CATEGORIES + 1))
    Office.objects.bulk_create(Office(slug=f"office-{n}", name=f"Office {n}") for n in range(1, OFFICES + 1))


def finish(*, with_search: bool) -> None:
    """What is derived of the rows, and what a database needs to know of tables filled at once."""
    from django.core.management.color import no_style
    from django.db import connection

    from releases.models import Category, Edition, Office, Release

    if with_search:
        search()
    models = [Release, Edition, Category, Office, Edition.categories.through]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE")


def search() -> None:
    from django.db import transaction

    from releases.search import checking, index

    for batch in checking.batches():
        with transaction.atomic():
            index.write(batch)


class Writer:
    """Writes releases by their numbers, which are their keys, in the order of publication."""

    def __init__(self, dice: random.Random, until: datetime, count: int, words: int) -> None:
        from releases.models import Category, Edition, Kind, Office

        self.dice, self.until, self.count, self.words = dice, until, count, words
        self.kinds = Kind.values
        self.categories = list(Category.objects.order_by("pk").values_list("pk", flat=True))
        self.offices = list(Office.objects.order_by("pk").values_list("pk", flat=True))
        self.vocabulary = vocabulary()
        self.weights = list(itertools.accumulate(1 / (rank + 10) for rank in range(VOCABULARY)))
        self.edition_key = (Edition.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
        self.references: dict[int, int] = {}

    def write(self, numbers: range) -> None:
        from releases.models import Edition, Release

        releases, editions, links = [], [], []
        for number in numbers:
            release, history, categories = self.release(number)
            releases.append(release)
            for edition in history:
                editions.append({"id": self.edition_key, **edition})
                links += [{"edition_id": self.edition_key, "category_id": category} for category in categories]
                self.edition_key += 1
        insert(Release, releases)
        insert(Edition, editions)
        insert(Edition.categories.through, links)

    def release(self, number: int) -> tuple[dict, list[dict], list[int]]:
        """The columns of a release and its editions, and their categories."""
        published = self.until - SPAN * ((self.count - number) / self.count)
        self.references[published.year] = self.references.get(published.year, 0) + 1
        release = {
            "id": number,
            "slug": f"text-{number}",
            "kind": self.dice.choice(self.kinds),
            "language": LANGUAGES[number % len(LANGUAGES)],
            "first_published_at": written(published),
            "reference_year": published.year,
            "reference_number": self.references[published.year],
            "created_at": written(published),
        }
        original = {
            "release_id": number,
            "office_id": self.dice.choice(self.offices),
            **self.content(number, published),
        }
        categories = self.dice.sample(self.categories, self.dice.choice((1, 1, 1, 2, 2, 3)))
        return release, list(history(original, number, published, self.until)), categories

    def content(self, number: int, published: datetime) -> dict:
        found = self.dice.choices(self.vocabulary, cum_weights=self.weights, k=self.words + 6)
        if number % 2 == 0:
            found[-1] = COMMON
        if number % 100_000 == 1:
            found[-2] = RARE
        title, text = " ".join(found[:6]).capitalize(), " ".join(found[6:])
        return {
            "title": title,
            "body": f"<p>{text.capitalize()}.</p>",
            "excerpt": text[:280],
            "folded_text": f"{title.casefold()}\n\n{text}.",
            "dated": f"{published:%Y-%m-%d}",
            "live_from": written(published),
            "live_until": END_OF_TIME,
        }


def history(original: dict, number: int, published: datetime, until: datetime) -> Iterator[dict]:
    """The editions of a release: a correction a day later, or a withdrawal a week later, where it is due by then."""
    followed = {50: ("correction", timedelta(days=1)), 500: ("withdrawal", timedelta(days=7))}
    purpose, age = next((found for every, found in reversed(followed.items()) if number % every == 0), ("", SPAN))
    if not purpose or published + age > until:
        yield original
        return
    ends = written(published + age)
    yield {**original, "live_until": ends}
    yield {**original, "number": 2, "purpose": purpose, "note": "A name was misspelt.", "live_from": ends}


def written(instant: datetime) -> str:
    """As both databases read an instant of UTC."""
    return f"{instant:%Y-%m-%d %H:%M:%S}"


def vocabulary() -> list[str]:
    """Made-up words, the same each time; those in front are the commoner ones."""
    dice = random.Random(1)
    syllables = [a + b for a in "bdfgklmnprstvz" for b in ("a", "e", "i", "o", "u", "an", "er", "il", "or")]
    found: dict[str, None] = {}
    while len(found) < VOCABULARY:
        found["".join(dice.choices(syllables, k=dice.choice((1, 2, 2, 3, 3, 4))))] = None
    return list(found)


def insert(model: type, rows: list[dict]) -> None:
    """Rows by column; a column that no row names has its field's default. No model's instance is made."""
    from django.db import connection

    if not rows:
        return
    columns = {field.column: field.get_default() for field in model._meta.concrete_fields if not field.primary_key}
    columns = {**dict.fromkeys(rows[0]), **columns, **STANDARD.get(model.__name__, {})}
    names, places = ", ".join(columns), ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {model._meta.db_table} ({names}) VALUES ({places})",
            [tuple((columns | row).values()) for row in rows],
        )


STANDARD = {
    "Edition": {
        "state": "approved",
        "digest": DIGEST,
        "created_at": "2020-01-01 00:00:00",
        "saved_at": "2020-01-01 00:00:00",
    }
}


def main() -> None:
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "embassy.settings")
    import django

    django.setup()
    from django.core.management import call_command
    from tqdm import tqdm

    from tests.factories import make_mission

    call_command("migrate", verbosity=0)
    make_mission(languages=["en", "fr"])
    count = int(sys.argv[1])
    with tqdm(total=count, unit=" texts", disable=None) as bar:
        make(count, progress=bar.update)


if __name__ == "__main__":
    main()
