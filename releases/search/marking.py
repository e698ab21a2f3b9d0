"""Where in a text the matches of a query are, and the passage that shows them best."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from releases.search.query import Clause, Query
from releases.search.words import PLAIN_WORD, folded, has_stems, pattern_for, stem_token

PASSAGE_CHARS = 260
LEAD_CHARS = 70
"""How much of a passage stands before its first match."""
MAX_READ_CHARS = 60_000
_BETWEEN = re.compile(r"[\s\-‐-–]*")  # noqa: RUF001 - the hyphens


class Hit(NamedTuple):
    start: int
    end: int
    clause: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a text with its matches; it begins or ends inside the text where there is an ellipsis."""

    text: str
    spans: list[tuple[int, int]]


def hits(text: str, query: Query, code: str) -> list[Hit]:
    """The matches in a text of a language, in order, one a word."""
    pattern = pattern_for(text)
    if pattern is PLAIN_WORD and not any(clause.is_exact or clause.is_prefix for clause in query.wanted):
        return _of_single_words(text, query, code)
    found = [(match.start(), match.end(), folded(match[0])) for match in pattern.finditer(text)]
    words = [word for word in found if word[2]]
    forms = [form for _start, _end, form in words]
    marked: dict[int, int] = {}
    for number, clause in enumerate(query.wanted):
        for place in _places(forms, clause, code):
            marked.update(dict.fromkeys(range(place, place + len(clause.words)), number))
    return [Hit(words[place][0], words[place][1], marked[place]) for place in sorted(marked)]


def _places(forms: list[str], clause: Clause, code: str) -> Iterator[int]:
    """At which words of a text a clause begins to match."""
    if not (clause.is_exact or clause.is_prefix):
        matching = _matching(forms, clause, code)
        yield from (place for place, form in enumerate(forms) if form in matching)
        return
    *first, last = clause.words
    for place in range(len(forms) - len(first)):
        end = forms[place + len(first)]
        is_last = end.startswith(last) if clause.is_prefix else end == last
        if is_last and forms[place : place + len(first)] == first:
            yield place


def _of_single_words(text: str, query: Query, code: str) -> list[Hit]:
    """The same where each match is a plain word: only those that match are looked for by their places."""
    written = {word: folded(word) for word in set(PLAIN_WORD.findall(text))}
    clause_of: dict[str, int] = {}
    for number, clause in enumerate(query.wanted):
        matching = _matching(written.values(), clause, code)
        clause_of.update({word: number for word, form in written.items() if form in matching})
    return sorted(
        Hit(place, place + len(word), number) for word, number in clause_of.items() for place in _standing(text, word)
    )


def _standing(text: str, word: str) -> Iterator[int]:
    """Where a word stands by itself, as PLAIN_WORD parts a text."""
    place = text.find(word)
    while place >= 0:
        end = place + len(word)
        if not text[place - 1 : place].isalnum() and not text[end : end + 1].isalnum():
            yield place
        place = text.find(word, end)


def _matching(forms: Iterable[str], clause: Clause, code: str) -> set[str]:
    """Those of folded words that a plain word stands for."""
    tokens = set(clause.tokens([code]))
    if not has_stems(code):
        return tokens.intersection(forms)
    return {form for form in set(forms) if stem_token(form, code) in tokens}


def spans(text: str, found: Sequence[Hit]) -> list[tuple[int, int]]:
    """What to mark: neighbouring matches as one."""
    joined: list[tuple[int, int]] = []
    for hit in found:
        if joined and _BETWEEN.fullmatch(text, joined[-1][1], hit.start):
            joined[-1] = (joined[-1][0], hit.end)
        else:
            joined.append((hit.start, hit.end))
    return joined


def passage(text: str, query: Query, code: str) -> Passage | None:
    """The piece of a text that holds most of what is wanted, the earliest of equals; None where there is no match."""
    text = " ".join(text[:MAX_READ_CHARS].split())
    found = hits(text, query, code)
    if not found:
        return None
    start = _start(text, _best(found))
    end = _end(text, start + PASSAGE_CHARS)
    shown, before = text[start:end], "… " if start else ""
    inside = [
        Hit(hit.start - start, hit.end - start, hit.clause) for hit in found if start <= hit.start < hit.end <= end
    ]
    moved = [(first + len(before), last + len(before)) for first, last in spans(shown, inside)]
    return Passage(f"{before}{shown}{' …' if end < len(text) else ''}", moved)


def _best(found: list[Hit]) -> Hit:
    """The first match of the passage that holds the most clauses. Linear: a window slides over the matches."""
    best, most, last, inside = found[0], 0, 0, dict.fromkeys({hit.clause for hit in found}, 0)
    for hit in found:
        while last < len(found) and found[last].start < hit.start + PASSAGE_CHARS - LEAD_CHARS:
            inside[found[last].clause] += 1
            last += 1
        different = sum(1 for count in inside.values() if count)
        if different > most:
            best, most = hit, different
        inside[hit.clause] -= 1
    return best


def _start(text: str, hit: Hit) -> int:
    """A little before the match, at the beginning of a word; the beginning of the text where that is near."""
    start = hit.start - LEAD_CHARS
    if start <= 0:
        return 0
    blank = text.find(" ", start, hit.start)
    return blank + 1 if blank >= 0 else hit.start


def _end(text: str, end: int) -> int:
    if end >= len(text):
        return len(text)
    blank = text.rfind(" ", end - LEAD_CHARS, end + 1)
    return blank if blank > 0 else end
