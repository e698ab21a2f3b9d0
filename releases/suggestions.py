"""What a reader whose search found nothing is offered: another spelling, or fewer filters, each with its count."""

from dataclasses import dataclass, field

from django.db.models import Count, Q

from releases.filters import Pair, ReleaseFilter
from releases.models.edition import EditionQuerySet
from releases.search.matching import matching
from releases.search.query import parse
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
    counts = counted(
        filterset.queryset,
        [matching(rest, parse(words)) for words in spellings] + [filterset.filtered(without=name) for name in names],
    )
    offered = [
        Suggestion([words], filterset.pairs(instead={"q": words}), count)
        for words, count in zip(spellings, counts, strict=False)
        if count
    ]
    fewer = [
        Suggestion(filterset.described(name), filterset.pairs(instead={name: None}), count)
        for name, count in zip(names, counts[len(spellings) :], strict=True)
        if count
    ]
    return Suggestions(offered[:MAX_SPELLINGS], fewer)


def respelled(typed: str) -> list[str]:
    """The query with one of its words put right, in every way that the vocabulary knows, the likeliest first."""
    found = [(match.start(), match.end(), folded(match[0])) for match in pattern_for(typed).finditer(typed)][:MAX_WORDS]
    known = similar({word for _start, _end, word in found})
    return [typed[:start] + other + typed[end:] for start, end, word in found for other in known.get(word, [])]


def counted(editions: EditionQuerySet, lists: list[EditionQuerySet]) -> list[int]:
    """How many there are in each of the lists. One query, none for no list."""
    if not lists:
        return []
    counts = {
        f"list_{number}": Count("pk", filter=Q(pk__in=found.order_by().values("pk")))
        for number, found in enumerate(lists)
    }
    return list(editions.order_by().aggregate(**counts).values())
