"""A restore: everything is checked, then the files are put back, then the rows in one transaction.

At whatever moment it dies, readers see the site as it was before, and the next run goes on.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.db import IntegrityError, connection
from tqdm import tqdm

from embassy.audit.models import Act
from embassy.audit.recording import record
from embassy.backup import checking, files, rows, schema, surprises
from embassy.backup.container import Packed
from embassy.backup.manifest import ROWS, Manifest
from embassy.backup.problems import BackupError, told_of_the_database
from embassy.lib import generation
from releases.lists import checking as lists
from releases.lists import tables as list_tables
from releases.search import checking as search
from releases.search import tables as search_tables

CONTENT = ("releases_release", "embassy_mission", "embassy_notice", "counters_incident", "auth_user")
"""A site is empty while none of these has a row."""
UNCHANGED = "Nothing was changed."
REBUILDERS: dict[Callable[[], object], tuple[str, ...]] = {
    search.rebuild: (search_tables.WORDS, search_tables.VOCABULARY),
    lists.rebuild: list_tables.TABLES,
}
"""What makes right what is derived from rows and stands in no backup, and its tables (SQLite adds to their names)."""


@dataclass(slots=True)
class Outcome:
    manifest: Manifest
    seconds: float = 0
    files_written: int = 0
    held: list[str] = field(default_factory=list)
    """Texts that were to go live by themselves, and do not."""
    notices: list[str] = field(default_factory=list)


def restore(path: Path, *, key: bytes | None, replace: bool, keeps_schedule: bool, at: datetime) -> Outcome:
    """Raises BackupError with the database as it was."""
    began = time.monotonic()
    with checking.opened(path, key) as packed:
        with told_of_the_database(UNCHANGED):
            demand_empty(replace=replace)
        checking.demand_known(packed)
        checking.check(packed)
        outcome = Outcome(packed.manifest)
        with _bar(sum(part.bytes for part in packed.manifest.media.values()), "files", "B") as bar:
            outcome.files_written = files.put_back(packed, bar.update)
        with told_of_the_database(UNCHANGED), schema.made_anew(connection):
            demand_empty(replace=replace)
            _put_rows_back(packed)
            _make_current(outcome, path, keeps_schedule=keeps_schedule, at=at)
            generation.changed()
    outcome.seconds = time.monotonic() - began
    return outcome


def _bar(total: int, what: str, unit: str) -> "tqdm[None]":
    return tqdm(total=total, unit=unit, unit_scale=True, desc=what, disable=None)


def demand_empty(*, replace: bool) -> None:
    """Raises BackupError where the database is another program's, or has content that nobody said to replace."""
    schema.demand_own(connection)
    there = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for table in CONTENT:
            if table not in there or replace:
                continue
            cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608
            if cursor.fetchone()[0]:
                raise BackupError(
                    f"This site is not empty ({table} has rows). Add --replace to lose what it has: "
                    "everything would be as in the backup."
                )


def _put_rows_back(packed: Packed) -> None:
    said = packed.manifest
    schema.make(connection, said.migrations)
    models = schema.tables(said.migrations)
    if strange := sorted(set(said.tables) - set(models)):
        raise BackupError(f"The backup has the table {strange[0]}, which its migrations do not make.")
    with connection.cursor() as cursor, _bar(said.rows, "rows", " rows") as bar:
        for model in models.values():
            # What a migration entered by itself.
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608
        for name, table in said.tables.items():
            found = packed.lines(f"{ROWS}{name}.jsonl", rows.MAX_LINE_BYTES)
            rows.fill(connection, models[name], table.columns, found, bar.update)
            rows.go_on_from(connection, models[name], table.last_number)
    try:
        connection.check_constraints()
    except IntegrityError as error:
        raise BackupError(f"The rows of the backup do not fit each other: {error}") from error


def _make_current(outcome: Outcome, path: Path, *, keeps_schedule: bool, at: datetime) -> None:
    """Migrate; hold what would go live by itself, while the guards are not up yet; put the guards up."""
    schema.bring_forward(connection)
    if not keeps_schedule:
        outcome.held = surprises.hold(outcome.manifest.taken_at)
    schema.settle(connection)
    with _bar(len(REBUILDERS), "indexes", "") as bar:
        for rebuild in REBUILDERS:
            rebuild()
            bar.update(1)
    outcome.notices = list(surprises.notices(outcome.manifest, at, keeps_schedule=keeps_schedule))
    detail = {"taken_at": outcome.manifest.taken_at.isoformat(), "rows": outcome.manifest.rows}
    record(Act.RESTORED, kind="backup", text=path.name, detail=detail | {"held": len(outcome.held)})
