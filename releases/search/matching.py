"""Clauses as a condition on editions. User text never reaches the database but as folded words, always quoted."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from django.db import connections
from django.db.models import Case, F, IntegerField, QuerySet, Value, When
from django.db.models.expressions import RawSQL

from embassy.lib import languages
from releases.models import Edition
from releases.search.query import Clause, Query
from releases.search.tables import LOOKUP, WORDS

# SQLite must not seek each of the numbers that the index found beneath each release: that took minutes.
KEY = {"sqlite": F("pk") + 0, "postgresql": F("pk")}
Editions = TypeVar("Editions", bound=QuerySet[Edition])


def matching(editions: Editions, query: Query, codes: Sequence[str] | None = None) -> Editions:
    """The editions that hold what is wanted and nothing unwanted; none for a query of no word.

    `codes` are the languages that the editions may be in; None stands for all that the site speaks.
    """
    if query.is_empty:
        return editions.none()
    codes = languages.all_spoken() if codes is None else codes
    vendor = connections[editions.db].vendor
    editions = editions.alias(indexed_as=KEY[vendor])
    if query.wanted:
        editions = editions.filter(indexed_as__in=holding(query.wanted, codes, vendor))
    for clause in query.unwanted:
        editions = editions.exclude(indexed_as__in=holding([clause], codes, vendor))
    return editions


def ranked(editions: Editions, query: Query, codes: Sequence[str] | None = None) -> Editions:
    """The best first: those with more of what is wanted in the title; equals stay in the order that they had.

    A press office's readers look for the text *on* a matter, not for the one that mentions it most often, and among
    equals for the latest. It is also the same order on every database, and asks nothing of long texts.
    """
    codes = languages.all_spoken() if codes is None else codes
    vendor = connections[editions.db].vendor
    order = editions.query.order_by
    editions = editions.alias(indexed_as=KEY[vendor])
    points: Case | Value = Value(0)
    for clause in liked(query):
        held = holding([clause], codes, vendor, in_title=True)
        points = points + Case(When(indexed_as__in=held, then=1), default=0, output_field=IntegerField())  # type: ignore[assignment]
    return editions.annotate(points=points).order_by("-points", *order)


def liked(query: Query) -> list[Clause]:
    """What counts for the order, where the title holds it."""
    return [*query.wanted, *([query.ideal] if query.ideal else [])]


def holding(clauses: Iterable[Clause], codes: Sequence[str], vendor: str, *, in_title: bool = False) -> RawSQL:
    """The numbers of the editions of the index that hold all of the clauses."""
    return {"sqlite": _in_fts5, "postgresql": _in_tsvector}[vendor](list(clauses), codes, in_title)


def _in_fts5(clauses: list[Clause], codes: Sequence[str], in_title: bool) -> RawSQL:
    terms = " AND ".join(f"({_fts5(clause, codes)})" for clause in clauses)
    match = f"title : ({terms})" if in_title else terms
    return RawSQL(f"SELECT rowid FROM {WORDS} WHERE {WORDS} MATCH %s", [match])  # noqa: S608, S611


def _fts5(clause: Clause, codes: Sequence[str]) -> str:
    if clause.is_exact or clause.is_prefix:
        return f'"{" ".join(clause.words)}"' + (" *" if clause.is_prefix else "")
    return " OR ".join(f'"{token}"' for token in clause.tokens(codes))


def _in_tsvector(clauses: list[Clause], codes: Sequence[str], in_title: bool) -> RawSQL:
    terms = " & ".join(f"({_tsquery(clause, codes, '^' if in_title else '')})" for clause in clauses)
    phrases = [_phrase(clause) for clause in clauses if len(clause.words) > 1]
    return RawSQL(f"SELECT {LOOKUP}(%s::tsquery, %s::text[], %s)", [terms, phrases, in_title])  # noqa: S611


def _phrase(clause: Clause) -> str:
    return f" {' '.join(clause.words)}{'' if clause.is_prefix else ' '}"


def _tsquery(clause: Clause, codes: Sequence[str], mark: str) -> str:
    if clause.is_exact or clause.is_prefix:
        *first, last = clause.words
        return " & ".join([*(f"'{mark}{word}'" for word in first), f"'{mark}{last}'" + ":*" * clause.is_prefix])
    return " | ".join(f"'{mark}{token}'" for token in clause.tokens(codes))
