"""What a reader whose search found nothing is offered: another spelling, or fewer filters, each with its count."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from embassy.lib import languages
from releases import finding
from releases.filters import Pair, ReleaseFilter
from releases.listing import wanted_of
from releases.lists import counting
from releases.search.query import Clause, parse
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
    is_at_least: bool = False
    """Whether there may be more."""


@dataclass(frozen=True, slots=True)
class Suggestions:
    spellings: list[Suggestion] = field(default_factory=list)
    fewer: list[Suggestion] = field(default_factory=list)


def suggestions(filterset: ReleaseFilter, at: datetime) -> Suggestions:
    """Only what the reader may find at `at` is counted, and only what counts is offered (EMB-01).

    Two queries, and one for each filter that might be left out.
    """
    return Suggestions(distinct(list(spelt(filterset, at)))[:MAX_SPELLINGS], list(fewer(filterset, at)))


def spelt(filterset: ReleaseFilter, at: datetime) -> Iterator[Suggestion]:
    spellings, wanted = respelled(filterset.active.get("q", "")), wanted_of(filterset, filterset.codes)
    asked = []
    for spelling in spellings:
        query = parse(spelling.words)
        asked += [finding.few(wanted, query, at), finding.few(wanted, query, at, also=spelling.as_written)]
    found = counted(asked)
    for spelling, count, as_written in zip(spellings, found[::2], found[1::2], strict=True):
        if as_written.texts:
            pairs = filterset.pairs(instead={"q": spelling.words})
            yield Suggestion([spelling.words], pairs, count.texts, is_at_least=count.is_at_least)


def fewer(filterset: ReleaseFilter, at: datetime) -> Iterator[Suggestion]:
    """The same list without one of its filters. The language is none: there is always one."""
    for name in filterset.active if len(filterset.active) > 1 else ():
        if name != "language" and (count := without(filterset, name, at)).texts:
            pairs = filterset.pairs(instead={name: None})
            yield Suggestion(filterset.described(name), pairs, count.texts, is_at_least=count.is_at_least)


@dataclass(frozen=True, slots=True)
class Count:
    texts: int
    looked: int = 0

    @property
    def is_at_least(self) -> bool:
        return self.looked >= finding.LOOKED


def without(filterset: ReleaseFilter, name: str, at: datetime) -> Count:
    """How many texts pass all filters but one. One query."""
    wanted = wanted_of(filterset, filterset.codes, without=name)
    if name != "q" and filterset.query.wanted:
        return counted([finding.few(wanted, filterset.query, at)])[0]
    counts = counting.counts(wanted, at) if name == "q" or not filterset.is_search else None
    return Count(counts.total if counts else filterset.filtered(without=name).order_by().count())


def counted(asked: Sequence[counting.Sql]) -> list[Count]:
    """One query, none for nothing."""
    if not asked:
        return []
    parts = [f"SELECT {number}, texts, looked FROM ({sql}) AS found" for number, (sql, _values) in enumerate(asked)]  # noqa: S608
    with counting.database().cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), [value for _sql, values in asked for value in values])
        return [Count(texts, looked) for _number, texts, looked in sorted(cursor.fetchall())]


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
    def as_written(self) -> Clause:
        """Texts that hold the very word, not one of its stem: the vocabulary may know it from a hidden text alone."""
        return Clause((folded(self.put_right),), is_exact=True)


def respelled(typed: str) -> list[Spelling]:
    """What was typed with one of its words put right in every way that the vocabulary knows, the likeliest first."""
    found = [(match.start(), match.end(), folded(match[0])) for match in pattern_for(typed).finditer(typed)][:MAX_WORDS]
    known = similar({word for _start, _end, word in found})
    return [
        Spelling(typed[:start] + other + typed[end:], other)
        for start, end, word in found
        for other in known.get(word, [])
    ]
