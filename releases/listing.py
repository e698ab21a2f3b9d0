"""The lists that pages show: how many texts there are, of what kinds and years, and those of a page.

Read from `releases.lists` where these are exact, else, at an instant far from now, by the plain query.
"""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db.models.expressions import RawSQL

from releases import finding, items
from releases.filters import Facets, ReleaseFilter, Sort, listed
from releases.hits import Hits
from releases.items import Item, ItemsOf
from releases.lists import counting, entries, lines, windows
from releases.lists.chronicle import NOTED
from releases.lists.counting import Counts, Wanted
from releases.lists.entries import Key
from releases.lists.lines import Line
from releases.models import Edition, Kind
from releases.models.edition import EditionQuerySet

AHEAD = (entries.day_of(date.max) + 1, 0, 0)
"""A place before all texts."""


class Texts:
    """A list of which each part is found by its place; the changes since the lists were settled are worked in."""

    def __init__(self, counts: Counts, found: EditionQuerySet) -> None:
        """`found` loads editions with their releases."""
        self.counts = counts
        self.found = found

    def __getitem__(self, rows: slice) -> list[Edition]:
        """One query: what has come since may push the wanted ones down by as many, what has gone up."""
        come, gone = self.counts.changed(1), self.counts.changed(-1)
        start = max(rows.start - len(come), 0)
        size = rows.stop - start + len(gone)
        loaded = self._loaded(windows.window(self.counts, start, size, [entry.edition for entry in come]))
        keys = {number: self.key_of(edition) for number, edition in loaded.items()}
        settled = [keys[number] for number in keys.keys() - {entry.edition for entry in come}]
        if start and not settled:
            return []
        first = max(settled) if start else AHEAD
        before = start - sum(entry.key > first for entry in gone) + sum(entry.key > first for entry in come)
        left = {number for number, key in keys.items() if key <= first} - {entry.edition for entry in gone}
        in_order = sorted(left, key=keys.__getitem__, reverse=True)
        return [loaded[number] for number in in_order[rows.start - before : rows.stop - before]]

    def beyond(self, key: Key, size: int, *, is_above: bool = False) -> list[Edition]:
        """At most `size` texts below a place, or above it, the nearest first. One query."""
        come, gone = (self.counts.changed(sign) for sign in (1, -1))
        chosen = windows.beyond(
            self.counts, key, size + len(gone), [entry.edition for entry in come], is_above=is_above
        )
        hidden = {entry.edition for entry in gone}
        left = {
            self.key_of(edition): edition for number, edition in self._loaded(chosen).items() if number not in hidden
        }
        nearest = sorted((other for other in left if (other > key if is_above else other < key)), reverse=not is_above)
        return [left[other] for other in nearest[:size]]

    def _loaded(self, chosen: RawSQL) -> dict[int, Any]:
        return {edition.pk: edition for edition in self.found.order_by().filter(pk__in=chosen)}

    def key_of(self, edition: Any) -> Key:
        return entries.key_of(edition)


class ItemTexts(Texts):
    """The same as items, for pages: no models are made. One query more, for the categories."""

    def __init__(self, counts: Counts, at: datetime) -> None:
        self.counts = counts
        self.at = at

    def __getitem__(self, rows: slice) -> list[Any]:
        found: list[Any] = super().__getitem__(rows)
        return items.with_categories(found)

    def _loaded(self, chosen: RawSQL) -> dict[int, Any]:
        return {item.pk: item for item in items.chosen(chosen, self.at)}

    def key_of(self, edition: Any) -> Key:
        return place_of(edition)


def place_of(item: Item) -> Key:
    """Its place in the order of the feed."""
    return entries.day_of(item.dated), entries.moment_of(item.published_at), item.release_id


class Listing:
    """What a filterset asks for as of `at`: all counts in one query, each part of the list in another."""

    def __init__(self, filterset: ReleaseFilter, at: datetime) -> None:
        self.filterset = filterset
        self.at = at
        self.wanted = wanted_of(filterset, filterset.codes)
        self.counts = counts_of(filterset, self.wanted, at)

    @cached_property
    def facets(self) -> Counts | Facets:
        return self.counts or Facets(self.filterset)

    @cached_property
    def by_kind(self) -> dict[str, int]:
        found = self.facets.by_kind
        return {kind: found[kind] for kind in Kind.values}

    @cached_property
    def years(self) -> list[int]:
        return self.facets.years

    @cached_property
    def total(self) -> int:
        return sum(self.by_kind[kind] for kind in self.wanted.kinds or self.by_kind)

    @property
    def texts(self) -> Texts | Hits | ItemsOf:
        if self.filterset.is_search:
            return Hits(self.found if self.counts else self.ranked, self.filterset.query, self.at)
        return ItemTexts(self.counts, self.at) if self.counts else ItemsOf(self.filterset.ranked(), self.at)

    def found(self, rows: slice) -> list[int]:
        """What a search finds, in the order that the reader asked for."""
        is_ranked = self.filterset.order == Sort.RELEVANCE
        return finding.chosen(self.wanted, self.filterset.query, self.at, rows, is_ranked=is_ranked)

    def ranked(self, rows: slice) -> list[int]:
        """The same by the plain query."""
        return list(self.filterset.ranked().values_list("pk", flat=True)[rows])


def counts_of(filterset: ReleaseFilter, wanted: Wanted, at: datetime) -> Counts | None:
    """What is counted of it, searched for or not; None where only the plain query tells. One query."""
    found = finding.counted(wanted, filterset.query, at) if filterset.is_search else None
    return counting.counts(wanted, at, found)


def wanted_of(filterset: ReleaseFilter, codes: Sequence[str], *, without: str = "") -> Wanted:
    """What a filterset asks for in these languages, but for the words, and but for the filter that is named."""
    active = {name: value for name, value in filterset.active.items() if name != without}
    first, last = active.get("from", date.min), active.get("to", date.max)
    if year := active.get("year"):
        first, last = max(first, date(year, 1, 1)), min(last, date(year, 12, 31))
    office, category = active.get("issuer", ""), active.get("category", "")
    return Wanted(codes, active.get("kind", ()), office, category, first, last)


def latest(language: str, at: datetime, count: int) -> list[Item]:
    """The newest texts of a language, without their categories.

    One query; one more where the lists cannot be relied on, or are empty.
    """
    found = items.newest(*windows.newest(language, at, count), at)
    if found is not None:
        return sorted(found, key=place_of, reverse=True)
    return list(map(Item.of, listed(at, language).with_release(at).without_text()[:count]))


class Month:
    """The texts of a language that bear a date of one month, and where the nearest others are."""

    def __init__(self, first: date, language: str, at: datetime) -> None:
        self.first = first
        self.last = first.replace(day=monthrange(first.year, first.month)[1])
        self.editions = listed(at, language)
        self.at = at
        self.counts = counting.counts(Wanted([language], first=first, last=self.last), at)

    @cached_property
    def total(self) -> int:
        return self.counts.total if self.counts else self.editions.in_month(self.first.year, self.first.month).count()

    @property
    def texts(self) -> Texts | ItemsOf:
        if self.counts:
            return ItemTexts(self.counts, self.at)
        return ItemsOf(self.editions.in_month(self.first.year, self.first.month), self.at)

    @cached_property
    def neighbours(self) -> tuple[date | None, date | None]:
        """A day of the nearest earlier month and one of the nearest later month that has any; None for none."""
        if self.counts:
            return windows.neighbours(self.counts)
        days = self.editions.values_list("dated", flat=True)
        return days.filter(dated__lt=self.first).first(), days.filter(dated__gt=self.last).last()


class Noted:
    """What readers of a language were told of: corrections and withdrawals, the latest first."""

    def __init__(self, language: str, at: datetime) -> None:
        self.editions = Edition.objects.noted(at).in_language(language)
        self.line = lines.line(NOTED, [language], at)

    @cached_property
    def total(self) -> int:
        return self.line.count if self.line else self.editions.count()

    @property
    def texts(self) -> "NotedTexts | EditionQuerySet":
        return NotedTexts(self.line) if self.line else self.editions


class NotedTexts:
    def __init__(self, line: Line) -> None:
        self.line = line

    def __getitem__(self, rows: slice) -> EditionQuerySet:
        oldest_first = slice(max(self.line.count - rows.stop, 0), max(self.line.count - rows.start, 0))
        return Edition.objects.noted(self.line.at).filter(pk__in=self.line.part(oldest_first))
