"""What a reader whose search found nothing is offered: another spelling, or fewer filters, each with its count."""

from dataclasses import dataclass, field

from django.db.models import Count, Q

from embassy.lib import languages
from releases.filters import Pair, ReleaseFilter
from releases.models.edition import EditionQuerySet
from releases.search.matching import matching
from releases.search.query import Clause, Query, parse
from releases.search.suggesting import similar
from releases.search.words import folded, pattern_for

MAX_WORDS = 4
MAX_SPELLINGS = 3


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A list that is not empty: what makes it, in words, and the query of its address."""

    words: list[str]
    pairs: list[Pair]
    count: int


@dataclass(frozen=True, slots=True)
class Suggestions:
    spellings: list[Suggestion] = field(default_factory=list)
    fewer: list[Suggestion] = field(default_factory=list)


def suggestions(filterset: ReleaseFilter) -> Suggestions:
    """Two queries. Only what the reader may find is counted, and only what counts is offered (EMB-01)."""
    spellings = respelled(filterset.active.get("q", ""))
    rest = filterset.filtered(without="q")
    names = list(filterset.active) if len(filterset.active) > 1 else []
    found = [matching(rest, parse(spelling.words)) for spelling in spellings]
    counts = counted(
        filterset.queryset,
        [
            *found,
            *(matching(held, spelling.as_written) for held, spelling in zip(found, spellings, strict=True)),
            *(filterset.filtered(without=name) for name in names),
        ],
    )
    count_of = len(spellings)
    offered = [
        Suggestion([spelling.words], filterset.pairs(instead={"q": spelling.words}), count)
        for spelling, count, as_written in zip(spellings, counts, counts[count_of:], strict=False)
        if as_written
    ]
    fewer = [
        Suggestion(filterset.described(name), filterset.pairs(instead={name: None}), count)
        for name, count in zip(names, counts[2 * count_of :], strict=True)
        if count
    ]
    return Suggestions(distinct(offered)[:MAX_SPELLINGS], fewer)


def distinct(offered: list[Suggestion]) -> list[Suggestion]:
    """The first of those that look for the same: harbour, not harbours beside it."""
    codes = languages.all_spoken()
    by_stems = {
        tuple(tuple(clause.tokens(codes)) for clause in parse(suggestion.words[0]).wanted): suggestion
        for suggestion in reversed(offered)
    }
    return [suggestion for suggestion in offered if suggestion in by_stems.values()]


@dataclass(frozen=True, slots=True)
class Spelling:
    """A query with one of its words put right."""

    words: str
    put_right: str

    @property
    def as_written(self) -> Query:
        """Texts that hold the very word, not one of its stem: the vocabulary may know it from a hidden text alone."""
        return Query((Clause((folded(self.put_right),), is_exact=True),))


def respelled(typed: str) -> list[Spelling]:
    """What was typed with one of its words put right in every way that the vocabulary knows, the likeliest first."""
    found = [(match.start(), match.end(), folded(match[0])) for match in pattern_for(typed).finditer(typed)][:MAX_WORDS]
    known = similar({word for _start, _end, word in found})
    return [
        Spelling(typed[:start] + other + typed[end:], other)
        for start, end, word in found
        for other in known.get(word, [])
    ]


def counted(editions: EditionQuerySet, lists: list[EditionQuerySet]) -> list[int]:
    """How many there are in each of the lists. One query, none for no list."""
    if not lists:
        return []
    counts = {
        f"list_{number}": Count("pk", filter=Q(pk__in=found.order_by().values("pk")))
        for number, found in enumerate(lists)
    }
    return list(editions.order_by().aggregate(**counts).values())
