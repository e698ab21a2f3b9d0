"""What a document of a feed needs to know of the editions that stand in it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Protocol

from django.db.models import Case, F, When

from releases.models import Edition
from releases.models.edition import EditionQuerySet

SIZE = 20
CHANGES = 10
Place = tuple[Any, ...]


class Shelf(Protocol):
    """`count` entries fill archives of `SIZE`."""

    @property
    def at(self) -> datetime: ...

    @property
    def keeps_gone(self) -> bool:
        """Whether what was taken back keeps its place."""

    @property
    def count(self) -> int: ...

    @property
    def changed_at(self) -> datetime | None:
        """When anything last changed in public, what has left the shelf too; None where that is not known.

        Asked for behind filters alone: without them nothing leaves, and the newest change stands in the document.
        """

    def place(self, edition: Edition) -> Place:
        """In the order of the shelf, the oldest first."""

    def loaded(self, number: int, found: EditionQuerySet) -> list[Edition]:
        """Those of an archive; for 0 all that `current` needs. `found`, of all editions, says how. One query."""


def change(at: datetime) -> Case:
    """When an edition came, or lost its words."""
    return Case(When(redacted_at__lte=at, then=F("redacted_at")), default=F("live_from"))


def archives(shelf: Shelf) -> int:
    """How many full archives there are."""
    return shelf.count // SIZE


def rows_of(number: int) -> slice:
    """The entries of an archive, counted from the oldest."""
    return slice((number - 1) * SIZE, number * SIZE)


def current(editions: Iterable[Edition], shelf: Shelf) -> list[Edition]:
    """Of editions with their `changed_at`, the newest and those that changed last."""
    by_change = sorted(editions, key=lambda edition: (edition.changed_at, edition.pk), reverse=True)  # type: ignore[attr-defined]
    filling = (edition for edition in by_change if shelf.keeps_gone or not is_gone(edition))
    newest = sorted(filling, key=shelf.place, reverse=True)[:SIZE]
    return list({edition.pk: edition for edition in [*newest, *by_change[:CHANGES]]}.values())


def is_gone(edition: Edition) -> bool:
    return edition.is_withdrawal or edition.redacted_at is not None


def published(edition: Edition) -> Place:
    return edition.release.first_published_at, edition.release_id


def came(edition: Edition) -> Place:
    return edition.live_from, edition.pk


def listed(edition: Edition) -> Place:
    """As the lists have it."""
    return edition.dated, *published(edition)
