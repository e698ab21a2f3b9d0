"""What the lists know of an edition, and on which of them it stands."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import QuerySet

from releases.models import Edition, Purpose, State

ANY = 0
"""Of offices and categories; of kinds it is "" that stands for any."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)

Key = tuple[int, int, int]
"""The place of a text in the order of the feed: day, first publication, number of the release."""


class Name(NamedTuple):
    """What a list is about."""

    language: str
    kind: str
    office: int
    category: int

    @property
    def is_broad(self) -> bool:
        """So long that its days are counted, too: at a million texts a month is thousands of rows to skip."""
        return self.office == self.category == ANY


class Entry(NamedTuple):
    """A row of the table of entries; `categories` are their numbers, "3,17"."""

    edition: int
    release: int
    language: str
    kind: str
    office: int
    categories: str
    day: int
    published: int
    begins: int
    ends: int

    def stands(self, moment: int) -> bool:
        return self.begins <= moment < self.ends

    @property
    def key(self) -> Key:
        return self.day, self.published, self.release

    @property
    def about(self) -> list[int]:
        return [int(category) for category in self.categories.split(",") if category]

    def lists(self) -> Iterator[Name]:
        """Each list on which it stands: of its kind and of any, of its office and of any, and so on."""
        for kind in ("", self.kind):
            for office in {ANY, self.office}:
                for category in (ANY, *self.about):
                    yield Name(self.language, kind, office, category)

    def periods(self, name: Name) -> list[int]:
        """The periods in which a list counts it."""
        return [self.day // 10_000, self.day // 100, *([self.day] if name.is_broad else [])]


def moment_of(instant: datetime) -> int:
    return (instant - EPOCH) // MICROSECOND


def instant_of(moment: int) -> datetime:
    return EPOCH + moment * MICROSECOND


def day_of(day: date) -> int:
    return day.year * 10_000 + day.month * 100 + day.day


def date_of(day: int) -> date | None:
    """None for 0."""
    return date(day // 10_000, day // 100 % 100, day % 100) if day else None


def key_of(edition: Edition) -> Key:
    """Of an edition loaded with its release."""
    published = edition.release.first_published_at
    assert published is not None, edition.pk  # noqa: S101  (set with the first approval)
    return day_of(edition.dated), moment_of(published), edition.release_id


def entered(editions: "QuerySet[Edition]") -> "QuerySet[Edition]":
    """Those that have an entry: all that ever were or will be on a list."""
    return editions.filter(state=State.APPROVED, redacted_at=None).exclude(purpose=Purpose.WITHDRAWAL)


COLUMNS = (
    "pk", "release_id", "release__language", "release__kind", "office_id",
    "dated", "release__first_published_at", "live_from", "live_until",
)  # fmt: skip


def read(editions: "QuerySet[Edition]", links: "QuerySet[Any]") -> dict[int, Entry]:
    """The entries of editions, by number, as the rows would have them. `links` ties editions to categories."""
    rows = list(entered(editions).order_by().values_list(*COLUMNS))
    about: dict[int, list[int]] = defaultdict(list)
    for edition, category in links.filter(edition__in=[row[0] for row in rows]).values_list(
        "edition_id", "category_id"
    ):
        about[edition].append(category)
    return {row[0]: _entry(row, about[row[0]]) for row in rows}


def _entry(row: Collection[Any], about: list[int]) -> Entry:
    edition, release, language, kind, office, dated, published, begins, ends = row
    categories = ",".join(str(category) for category in sorted(about))
    moments = [moment_of(instant) for instant in (published, begins, ends)]
    return Entry(edition, release, language, kind, office or ANY, categories, day_of(dated), *moments)
