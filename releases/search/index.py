"""What the index holds of an edition, and the one door by which it follows the rows: `follow`."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any, NamedTuple

from django.db import connection, transaction

from releases.models import Edition, Purpose, State
from releases.models.edition import EditionQuerySet
from releases.search.tables import LOOKUP, VOCABULARY, WORDS
from releases.search.words import folded, stem_tokens, written_words

MAX_TEXT_BYTES = 300_000
"""Of the folded words of a text; a tsvector holds a megabyte. It is about fifty thousand words."""
SUGGESTED_LENGTHS = range(4, 31)
CHUNK = 500


class Row(NamedTuple):
    """What is to be found of an edition: `folded_text` has the title in its first line."""

    pk: int
    language: str
    folded_text: str


class Entry(NamedTuple):
    """A row of the index, a blank before and after each word and stem; those of the title stand together."""

    pk: int
    title: str
    text: str
    stems: str


Analysed = tuple[Entry, dict[str, str]]
Known = dict[tuple[str, str], Analysed]


def indexed() -> EditionQuerySet:
    """The editions that belong in the index: all that ever were or will be on a list."""
    return Edition.objects.filter(state=State.APPROVED, redacted_at=None).exclude(purpose=Purpose.WITHDRAWAL)


def rows(editions: EditionQuerySet) -> list[Row]:
    return [Row(*values) for values in editions.values_list("pk", "release__language", "folded_text")]


def entry(row: Row) -> Entry:
    return analysed(row)[0]


def analysed(row: Row) -> Analysed:
    """An edition as the index holds it, and how the words are written that a suggestion may be made of."""
    title, _line_end, text = row.folded_text.partition("\n")
    title_words, text_words = written_words(title), written_words(text)
    forms = {written: folded(written) for written in dict.fromkeys([*title_words, *text_words])}
    in_title, in_text = (limited([forms[written] for written in part]) for part in (title_words, text_words))
    title_stems, text_stems = (stem_tokens(dict.fromkeys(part), row.language) for part in (in_title, in_text))
    found = Entry(row.pk, spaced(in_title + title_stems), spaced(in_text), spaced(text_stems))
    return found, {word: written for written, word in forms.items() if is_suggested(word)}


def spaced(tokens: list[str]) -> str:
    return f" {' '.join(tokens)} "


def limited(found: list[str]) -> list[str]:
    """The words that fit into the index, all but for a book."""
    found = [word for word in found if word]
    line = " ".join(found).encode()
    return found if len(line) <= MAX_TEXT_BYTES else line[:MAX_TEXT_BYTES].decode(errors="ignore").split()[:-1]


def follow(pks: Collection[int], known: Known | None = None) -> None:
    """Bring the index in step with the rows of these editions. May be repeated.

    To be called in the transaction of whatever approved, took back, changed or redacted them. `known` is what has been
    analysed already, by language and folded text.
    """
    with transaction.atomic():
        before = stored(pks)
        _take(list(before))
        now = rows(indexed().filter(pk__in=pks))
        write(now, known)
        _forget({word for old in before.values() for word in vocabulary_of(f"{old.title} {old.text}")})


def erase(pk: int) -> None:
    """Take a redacted edition out, its traces in SQLite's older segments too: seconds on a large site."""
    follow([pk])
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {WORDS}({WORDS}) VALUES ('optimize')")  # noqa: S608


def stored(pks: Collection[int]) -> dict[int, Entry]:
    found: dict[int, Entry] = {}
    with connection.cursor() as cursor:
        for chunk in chunks(pks):
            cursor.execute(f"SELECT rowid, title, text, stems FROM {WORDS} WHERE rowid IN ({places(chunk)})", chunk)  # noqa: S608
            found |= {values[0]: Entry(*values) for values in cursor.fetchall()}
    return found


def write(new: Iterable[Row], known: Known | None = None) -> None:
    """Enter editions that are not in the index."""
    known = known or {}
    made = [(row, known.get((row.language, row.folded_text)) or analysed(row)) for row in new]
    found = [(found._replace(pk=row.pk), spellings) for row, (found, spellings) in made]
    with connection.cursor() as cursor:
        insert = f"INSERT INTO {WORDS} (rowid, title, text, stems) VALUES (%s, %s, %s, %s)"  # noqa: S608
        cursor.executemany(insert, [row for row, _spellings in found])
    learn({word: written for _row, spellings in found for word, written in spellings.items()})


def learn(written: dict[str, str]) -> None:
    """Keep words that a suggestion may be made of, as they were first written.

    In the order of the alphabet, so that two writers never wait for each other.
    """
    insert = f"INSERT INTO {VOCABULARY} (word, written) VALUES (%s, %s) ON CONFLICT DO NOTHING"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.executemany(insert, sorted(written.items()))


def vocabulary_of(line: str) -> set[str]:
    return {word for word in line.split() if is_suggested(word)}


def is_suggested(word: str) -> bool:
    return len(word) in SUGGESTED_LENGTHS and word.isalpha()


HOLDS = {
    "sqlite": f"""SELECT 1 FROM {WORDS} WHERE {WORDS} MATCH '"' || word || '"'""",  # noqa: S608
    "postgresql": f"SELECT 1 FROM {LOOKUP}(('''' || word || '''')::tsquery, '{{}}', false)",  # noqa: S608
}


def _forget(candidates: Collection[str]) -> None:
    """Words that stand in no edition of the index any more are not kept either."""
    with connection.cursor() as cursor:
        for chunk in chunks(sorted(candidates)):
            cursor.execute(
                f"DELETE FROM {VOCABULARY} WHERE word IN ({places(chunk)}) "  # noqa: S608
                f"AND NOT EXISTS ({HOLDS[connection.vendor]})",
                chunk,
            )


def _take(pks: list[int]) -> None:
    with connection.cursor() as cursor:
        for chunk in chunks(pks):
            cursor.execute(f"DELETE FROM {WORDS} WHERE rowid IN ({places(chunk)})", chunk)  # noqa: S608


def clear() -> None:
    with connection.cursor() as cursor:
        for table in (WORDS, VOCABULARY):
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608


def keep_words(known: Collection[str]) -> None:
    """Forget all words but these, unless an edition approved in the meantime holds them."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT word FROM {VOCABULARY}")  # noqa: S608
        unknown = {values[0] for values in cursor.fetchall()} - set(known)
    _forget(unknown)


def chunks(items: Collection[Any]) -> Iterator[list[Any]]:
    """SQLite takes a limited number of parameters at once."""
    listed = list(items)
    return (listed[start : start + CHUNK] for start in range(0, len(listed), CHUNK))


def places(chunk: list[Any]) -> str:
    return ", ".join(["%s"] * len(chunk))
