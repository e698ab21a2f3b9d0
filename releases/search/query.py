"""What a visitor typed, understood: words, "phrases", -exclusions and beginnings*. Any text at all is a query."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from releases.search.words import has_stems, stem_token, words

MAX_CLAUSES = 12
MIN_PREFIX_LENGTH = 2
_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂", '"'))  # noqa: RUF001 - as telephones and other languages quote
_PART = re.compile(r'(?P<minus>-?)(?:"(?P<phrase>[^"]*)"?|(?P<plain>[^\s"]+))(?P<star>\*?)')
# What is grown to a word by an apostrophe is left out: the Embassy's, l'ambassade.
_GROWN = re.compile(r"['’]s\b|\b(?:[a-z]|qu)['’](?=\w\w)", re.IGNORECASE)  # noqa: RUF001


@dataclass(frozen=True, slots=True)
class Clause:
    """Folded words that stand side by side. One word that is not `exact` also stands for others of its stem."""

    words: tuple[str, ...]
    is_exact: bool = False
    is_prefix: bool = False

    def tokens(self, codes: Sequence[str]) -> list[str]:
        """Of a plain word: what it is in the index, in any of these languages."""
        stems = [stem_token(self.words[0], code) for code in codes if has_stems(code)]
        bare = [] if len(stems) == len(codes) else [self.words[0]]
        return list(dict.fromkeys(bare + stems))


@dataclass(frozen=True, slots=True)
class Query:
    wanted: tuple[Clause, ...] = ()
    unwanted: tuple[Clause, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Nothing to look for: blanks, operators, punctuation."""
        return not (self.wanted or self.unwanted)

    @property
    def ideal(self) -> Clause | None:
        """Several plain words as one phrase, which in a title is the best that can be found."""
        if len(self.wanted) < 2 or any(clause.is_exact or clause.is_prefix for clause in self.wanted):
            return None
        return Clause(tuple(clause.words[0] for clause in self.wanted), is_exact=True)


def parse(text: str) -> Query:
    wanted: list[Clause] = []
    unwanted: list[Clause] = []
    for part in _PART.finditer(text.translate(_QUOTES)):
        if clause := _clause(part):
            (unwanted if part["minus"] else wanted).append(clause)
    room = MAX_CLAUSES - min(len(wanted), MAX_CLAUSES)
    return Query(tuple(dict.fromkeys(wanted[:MAX_CLAUSES])), tuple(dict.fromkeys(unwanted[:room])))


def _clause(part: "re.Match[str]") -> Clause | None:
    if part["phrase"] is not None:
        found = tuple(words(part["phrase"]))
        return Clause(found, is_exact=True, is_prefix=bool(part["star"])) if found else None
    typed = part["plain"]
    found = tuple(words(_GROWN.sub("", typed)))
    if not found:
        return None
    is_prefix = typed.endswith("*") and len(found[-1]) >= MIN_PREFIX_LENGTH
    return Clause(found, is_exact=len(found) > 1, is_prefix=is_prefix)
