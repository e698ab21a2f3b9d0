"""Officers, an importer and a worker write at once into one file of SQLite: nobody is told that it is locked (DUR-03).

For two seconds here, for a minute in tests/stack.
"""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import closing

import pytest

from tests import once
from tests.conftest import ROOT


@pytest.fixture
def environment(tmp_path, tmp_path_factory):
    theirs = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    shutil.copytree(once.migrated(tmp_path_factory), tmp_path, dirs_exist_ok=True)
    return {**theirs, "VAR_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "embassy.settings"}


def test_dur_03_eight_writers_at_once_meet_no_error_and_lose_no_update(environment, tmp_path):
    assert_that_nothing_is_lost(environment, tmp_path / "db.sqlite3", seconds=2)


def assert_that_nothing_is_lost(environment, path, seconds):
    command = [sys.executable, "-m", "tests.embassy.writers", str(seconds)]
    ran = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    told = json.loads(ran.stdout.splitlines()[-1])
    done = Counter({act: sum(one["done"] for one in told if one["act"] == act) for act in {one["act"] for one in told}})

    assert [error for one in told for error in one["errors"]] == []
    assert len(told) == 8
    with closing(sqlite3.connect(path)) as database:
        found = {
            "publish": one(database, "SELECT count(*) FROM releases_edition WHERE approved_by_id IS NOT NULL"),
            "import_one": one(database, "SELECT count(*) FROM releases_release WHERE kind = 'news'"),
            "add_one": int(json.loads(one(database, "SELECT name FROM releases_category"))["en"]),
            "work": one(
                database, "SELECT count(*) FROM django_tasks_database_dbtaskresult WHERE status = 'SUCCESSFUL'"
            ),
        }
        assert one(database, "PRAGMA integrity_check") == "ok"
    assert found == done
    assert min(found.values()) > 0


def one(database, sql):
    return database.execute(sql).fetchone()[0]


def test_dur_01_what_is_called_saved_survives_a_power_cut(environment):
    """The setting alone: power cannot be cut here. 2 is FULL."""
    code = """
from django.db import connection
with connection.cursor() as cursor:
    print([cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous", "busy_timeout")])
"""
    command = [sys.executable, "manage.py", "shell", "-v", "0", "-c", code]
    told = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout

    assert told.strip() == "['wal', 2, 20000]"
