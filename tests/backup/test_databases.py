"""From SQLite to PostgreSQL and back through the same file, byte for byte (DUR-07)."""

import shutil

import pytest

from embassy.backup import checking
from tests.backup.site import Site, but_log
from tests.postgres import running

HAS_POSTGRES = shutil.which("initdb") or shutil.which("/usr/lib/postgresql/15/bin/initdb")


def digests(path) -> dict[str, tuple[int, str]]:
    with checking.opened(path, None) as packed:
        tables = packed.manifest.tables
    return {name: (table.rows, table.sha256) for name, table in tables.items() if name != "audit_entry"}


def numbers(path) -> dict[str, int]:
    with checking.opened(path, None) as packed:
        return {name: packed.manifest.tables[name].last_number for name in ("releases_release", "releases_edition")}


DISCARDED = """
from tests.factories import make_draft
draft = make_draft("Discarded")
draft.delete()
draft.release.delete()
"""
ANOTHER = """
from tests.factories import make_live
print(make_live("Another").release_id)
"""


@pytest.mark.skipif(not HAS_POSTGRES, reason="PostgreSQL's programs are not installed")
def test_dur_07_sqlite_to_postgresql_and_back_keeps_every_row(site, tmp_path):
    first, second = tmp_path / "first.backup", tmp_path / "second.backup"
    assert site.run(DISCARDED)[0] == 0
    site.manage("backup", first)
    before = but_log(site.rows())
    with running() as url:
        on_postgresql = Site(tmp_path / "pg", url)
        on_postgresql.folder.mkdir()
        on_postgresql.manage("restore", first)
        assert on_postgresql.manage("doctor").endswith("Nothing is wrong; look at the warnings.\n")  # no worker yet
        on_postgresql.manage("backup", second)
        again = on_postgresql.run("restore", first)[2]
        on_postgresql.manage("restore", first, "--replace")
        number = on_postgresql.manage(ANOTHER)
    back = Site(tmp_path / "back")
    back.folder.mkdir()
    back.manage("restore", second)

    assert digests(second) == digests(first)
    assert numbers(second) == numbers(first)
    assert {name: rows for name, rows in but_log(back.rows()).items() if rows} == {
        name: rows
        for name, rows in before.items()
        if rows and name not in ("django_session", "releases_presence", "embassy_board")
    }
    assert back.files() == site.files()
    assert again.startswith("CommandError: This site is not empty")
    # The number of the discarded draft is not given again: the log speaks of it.
    assert int(number) == numbers(first)["releases_release"] + 1 == len(before["releases_release"]) + 2
