"""The tables of the index, which no model describes: one row an edition, and the words that suggestions come from.

Both databases hold the same columns of tokens set apart by blanks: the title's words in their order and their stems,
the text's words, the text's stems. SQLite looks up in them by FTS5, which takes every token as it stands; PostgreSQL in
a tsvector that it derives itself, without positions, in which a "^" marks what stands in the title. Phrases are sought
there in the words of the texts that hold all of them: positions in a tsvector end at 16,383, and at 256 of one word.
The words are kept as they are, since to unpack them takes longer than to look through them; and a function of its own
looks up, in which PostgreSQL may not read every vector for a word of every text, ten times slower than the index.
"""

from collections.abc import Iterator

from django.db import DatabaseError
from django.db.backends.base.base import BaseDatabaseWrapper

WORDS, VOCABULARY, LOOKUP = "releases_words", "releases_vocabulary", "releases_lookup"
CREATE = {
    "sqlite": [
        f"""CREATE VIRTUAL TABLE {WORDS} USING fts5(title, text, stems, columnsize=0,
            tokenize="unicode61 remove_diacritics 0 categories 'L* M* N* P* S* C*'")""",
        f"CREATE TABLE {VOCABULARY} (word text PRIMARY KEY, written text NOT NULL) WITHOUT ROWID",
    ],
    "postgresql": [
        f"""CREATE TABLE {WORDS} (rowid bigint PRIMARY KEY, title text NOT NULL, text text NOT NULL,
            stems text NOT NULL, vector tsvector GENERATED ALWAYS AS (array_to_tsvector(array_remove(string_to_array(
                regexp_replace(title, '(\\S+)', '^\\1', 'g') || title || text || stems, ' '), ''))) STORED)""",
        f"ALTER TABLE {WORDS} ALTER text SET STORAGE EXTERNAL",
        f"CREATE INDEX {WORDS}_vector ON {WORDS} USING gin (vector)",
        f"""CREATE FUNCTION {LOOKUP}(wanted tsquery, phrases text[], in_title boolean) RETURNS SETOF bigint
            LANGUAGE sql STABLE SET enable_seqscan = off AS $$
                SELECT rowid FROM {WORDS} WHERE vector @@ wanted AND (phrases = '{{}}' OR NOT EXISTS (
                    SELECT FROM unnest(phrases) AS phrase
                    WHERE strpos(title, phrase) = 0 AND (in_title OR strpos(text, phrase) = 0))) $$""",  # noqa: S608
        f'CREATE TABLE {VOCABULARY} (word text COLLATE "C" PRIMARY KEY, written text NOT NULL)',
    ],
}


def create(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        for statement in CREATE[connection.vendor]:
            cursor.execute(statement)


def drop(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"DROP FUNCTION IF EXISTS {LOOKUP}")
        for table in (WORDS, VOCABULARY):
            cursor.execute(f"DROP TABLE IF EXISTS {table}")


def are_there(connection: BaseDatabaseWrapper) -> bool:
    return {WORDS, VOCABULARY} <= set(connection.introspection.table_names())


def damage(connection: BaseDatabaseWrapper) -> Iterator[str]:
    """What the database itself says is wrong with the index. It takes seconds, and the write lock on SQLite."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        try:
            cursor.execute(f"INSERT INTO {WORDS}({WORDS}) VALUES ('integrity-check')")  # noqa: S608
        except DatabaseError as error:
            yield str(error)
