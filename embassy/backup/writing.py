"""A backup: one snapshot of the database, then the files that it names."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db import connection, models
from tqdm import tqdm

from embassy.backup import files, manifest, place, rows, schema, snapshot
from embassy.backup.container import Packing
from embassy.backup.manifest import ROWS, Manifest, Table
from embassy.backup.problems import told_of_the_database
from embassy.backup.sealing import Sealing
from embassy.lib import instant

LEFT_OUT = frozenset(
    {
        "sessions.session",  # nobody is logged in again by a restore
        "usersessions.usersession",
        "account.emailconfirmation",
        "embassy.board",  # what the machines of one site tell each other
        "releases.presence",  # who has a draft open, of the last two minutes
    }
)
LEFT_OUT_APPS = frozenset({"django_tasks_database", "background"})
"""Work that waits, and mails with it: a restored copy does not do again what the first one has done."""


def write(path: Path, *, key: bytes | None = None, replace: bool = False) -> Manifest:
    """Write a backup of everything to `path`, sealed where there is a key. Raises BackupError with nothing kept."""
    with place.new_file(path, replace=replace) as file, _sealed(file, key) as target:
        packing = Packing(target)
        try:
            with told_of_the_database("Nothing was kept."):
                schema.demand_tables(connection)
                return _packed_whole(packing)
        except BaseException:
            packing.abandon()
            raise


def _packed_whole(packing: Packing) -> Manifest:
    with snapshot.taken(connection):
        said = _begun()
        _pack_rows(packing, said)
        names, total = files.named(), files.total_bytes()
    with tqdm(total=total, unit="B", unit_scale=True, desc="files", disable=None) as bar:
        files.pack(names, packing, said, bar.update)
    packing.close(said)
    return said


@contextmanager
def _sealed(file: IO[bytes], key: bytes | None) -> Iterator[Any]:
    if key is None:
        yield file
        return
    sealing = Sealing(file, key)
    yield sealing
    sealing.close()


def _begun() -> Manifest:
    """In the snapshot: the moment is that of the rows."""
    return Manifest(
        taken_at=instant.second(),
        site_url=settings.SITE_URL,
        migrations=schema.applied(connection),
        versions=manifest.versions(connection),
    )


def is_carried(model: type[models.Model]) -> bool:
    return model._meta.label_lower not in LEFT_OUT and model._meta.app_label not in LEFT_OUT_APPS


def _pack_rows(packing: Packing, said: Manifest) -> None:
    found = schema.tables(said.migrations)
    carried = {name: found[name] for name in sorted(found) if is_carried(found[name])}
    total = sum(model._base_manager.count() for model in carried.values())
    with tqdm(total=total, unit=" rows", desc="rows", disable=None) as bar:
        for name, model in carried.items():
            said.tables[name] = _packed(packing, name, model, bar.update)


def _packed(packing: Packing, name: str, model: type[models.Model], progress: Callable[[int], object]) -> Table:
    count = 0
    with packing.member(f"{ROWS}{name}.jsonl", is_text=True) as member:
        for line in rows.lines(connection, model):
            member.write(line)
            count += 1
            progress(1)
    part, number = member.part, rows.last_number(connection, model)
    return Table(part.sha256, part.bytes, count, rows.columns(model), number)
