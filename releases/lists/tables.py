"""The tables of the lists, which no model describes: SQLite keeps rows in the order of their key only when told to.

Days are written as 20260504, years and months as 2026 and 202605, instants as microseconds since 1970 (UTC), and what
stands for any as 0 or "".
"""

from collections.abc import Sequence

from django.db.backends.base.base import BaseDatabaseWrapper

LIST, PLACE, TALLY = "releases_list", "releases_list_place", "releases_list_tally"
ENTRY, SETTLED = "releases_list_entry", "releases_list_settled"
HAPPENING, MONTH = "releases_chronicle", "releases_chronicle_month"
CHRONICLE = (HAPPENING, MONTH)
TABLES = (LIST, PLACE, TALLY, ENTRY, SETTLED, *CHRONICLE)
END_OF_TIME = 253_402_300_799_999_999
"""The last microsecond of the calendar: until then an edition is live which nothing follows."""

# By vendor: a key that counts up, what stands behind a primary key, and at the end of a table sorted by it.
SERIAL = {"sqlite": "integer PRIMARY KEY", "postgresql": "bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY"}
COVERING = {"sqlite": "", "postgresql": " INCLUDE (edition_id)"}
IN_ORDER = {"sqlite": " WITHOUT ROWID", "postgresql": ""}


def statements(vendor: str) -> list[str]:
    return [
        f"""CREATE TABLE {LIST} (id {SERIAL[vendor]}, language text NOT NULL, kind text NOT NULL,
            office_id bigint NOT NULL, category_id bigint NOT NULL,
            UNIQUE (office_id, category_id, language, kind))""",
        f"""CREATE TABLE {PLACE} (list_id bigint NOT NULL, day bigint NOT NULL, published bigint NOT NULL,
            release_id bigint NOT NULL, edition_id bigint NOT NULL,
            PRIMARY KEY (list_id, day, published, release_id){COVERING[vendor]}){IN_ORDER[vendor]}""",
        f"""CREATE TABLE {TALLY} (list_id bigint NOT NULL, period bigint NOT NULL, texts bigint NOT NULL,
            PRIMARY KEY (list_id, period)){IN_ORDER[vendor]}""",
        f"""CREATE TABLE {ENTRY} (edition_id bigint PRIMARY KEY, release_id bigint NOT NULL, language text NOT NULL,
            kind text NOT NULL, office_id bigint NOT NULL, categories text NOT NULL, day bigint NOT NULL,
            published bigint NOT NULL, begins bigint NOT NULL, ends bigint NOT NULL){IN_ORDER[vendor]}""",
        f"CREATE INDEX {ENTRY}_release ON {ENTRY} (release_id)",
        f"CREATE INDEX {ENTRY}_begins ON {ENTRY} (begins)",
        f"CREATE INDEX {ENTRY}_ends ON {ENTRY} (ends) WHERE ends < {END_OF_TIME}",
        f"CREATE TABLE {SETTLED} (at bigint NOT NULL, is_whole boolean NOT NULL)",
    ]


def of_the_chronicle(vendor: str) -> list[str]:
    return [
        f"""CREATE TABLE {HAPPENING} (about bigint NOT NULL, language text NOT NULL, moment bigint NOT NULL,
            number bigint NOT NULL, release_id bigint NOT NULL,
            PRIMARY KEY (about, language, moment, number)){IN_ORDER[vendor]}""",
        f"CREATE INDEX {HAPPENING}_release ON {HAPPENING} (release_id)",
        f"""CREATE TABLE {MONTH} (about bigint NOT NULL, language text NOT NULL, month bigint NOT NULL,
            texts bigint NOT NULL, PRIMARY KEY (about, language, month)){IN_ORDER[vendor]}""",
    ]


def create(connection: BaseDatabaseWrapper) -> None:
    execute(connection, [*statements(connection.vendor), *of_the_chronicle(connection.vendor)])


def drop(connection: BaseDatabaseWrapper, names: Sequence[str] = TABLES) -> None:
    execute(connection, [f"DROP TABLE IF EXISTS {name}" for name in names])


def execute(connection: BaseDatabaseWrapper, sql: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in sql:
            cursor.execute(statement)


def are_there(connection: BaseDatabaseWrapper) -> bool:
    return set(TABLES) <= set(connection.introspection.table_names())
