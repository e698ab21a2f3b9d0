"""A backup and its restore, on real files and in processes of their own (DUR-04, DUR-05)."""

import json
import sqlite3
import stat
import subprocess
import zipfile
from contextlib import closing

from tests.backup.site import Site, but_log, log

SENTINEL = """
from tests.factories import make_draft
from tests.media.rows import make_image, show
from releases import workflow
from tests.factories import PUBLISHED
draft = make_draft("The sentinel", slug="sentinel")
show(draft, make_image("Sentinel"))
draft.live_from = PUBLISHED
workflow.record([[draft]])
"""
SERVED = """
import json
from django.conf import settings
from django.test import Client
from tests.backup.site import findings
from releases.models import Image
settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
name = Image.objects.get(title="Sentinel").names[0]
client = Client(SERVER_NAME="localhost")
page, file = client.get("/messages/sentinel/"), client.get(f"/media/{name}")
found = findings()
print(json.dumps([page.status_code, "The sentinel" in page.text, file.status_code, len(b"".join(file)), found]))
"""
WRITERS = """
import sys, threading, time
from django.db import connection, transaction
from embassy.audit.recording import record
from releases.models import Release, Edition
from tests.factories import make_live
stop = threading.Event()
def write(number):
    count = 0
    while not stop.is_set():
        count += 1
        with transaction.atomic():
            make_live(f"Written meanwhile {number} {count}", slug=f"meanwhile-{number}-{count}")
        time.sleep(0.02)  # officers breathe; SQLite lets one starve beside two that do not
    connection.close()
threads = [threading.Thread(target=write, args=[number]) for number in range(3)]
[thread.start() for thread in threads]
print("writing", flush=True)
sys.stdin.read()
stop.set()
[thread.join() for thread in threads]
print(Release.objects.filter(slug__startswith="meanwhile").count())
"""
NOT_EMPTY = (
    "This site is not empty (releases_release has rows). Add --replace to lose what it has: everything would be as in "
    "the backup."
)
ELSEWHERE = (
    "Note: The backup is of http://localhost:8000, this site is http://127.0.0.1:9: feeds and passkeys are bound to "
    "the address, so officers who log in with a passkey need another way in."
)
NOT_CARRIED = (
    "embassy_board",
    "django_session",
    "usersessions_usersession",
    "releases_presence",
    "account_emailconfirmation",
)


def test_dur_05_sentinel_row_and_file_come_back_on_an_empty_machine_and_are_served(site, empty, tmp_path):
    assert site.run(SENTINEL)[0] == 0
    rows, files, shape = site.rows(), site.files(), site.shape()
    site.manage("backup", tmp_path / "a.backup")
    out = empty.manage("restore", tmp_path / "a.backup")
    restored = empty.rows()

    assert json.loads(empty.manage(SERVED)) == [200, True, 200, 17, []]
    assert but_log(restored) == {**but_log(rows), **{name: [] for name in NOT_CARRIED if name in rows}}
    assert log(restored)[:-1] == log(rows)
    assert log(restored)[-1][5:7] == ("restored", "backup")
    assert (empty.files(), empty.shape()) == (files, shape)
    assert out.splitlines()[2].startswith("The restore took ")


def test_dur_04_a_backup_while_officers_write_is_of_one_moment(site, empty, tmp_path):
    """Consistent: each text with its edition, its audit, its category; and no writer is kept waiting or refused."""
    with site.start(WRITERS, stdin=subprocess.PIPE) as writers:
        assert writers.stdout.readline() == "writing\n"
        site.manage("backup", tmp_path / "a.backup")
        out, err = writers.communicate(timeout=60)
    empty.manage("restore", tmp_path / "a.backup")
    slugs = {row[1] for row in empty.rows()["releases_release"] if row[1].startswith("meanwhile")}

    assert (writers.returncode, err) == (0, "")
    assert 0 < len(slugs) < int(out)
    assert empty.manage("doctor").endswith("Nothing is wrong; look at the warnings.\n")  # no worker yet


def test_sig_03_no_key_no_session_and_nothing_but_named_files_are_in_it(site, tmp_path):
    """SIG-03, DUR-04: a key beside the database, and whatever else lies in the storage, stays where it is."""
    (site.folder / "secret_key").write_text("canary-of-a-key")
    (site.folder / "media" / "signing.key").write_text("canary-of-a-key")
    site.manage("backup", tmp_path / "a.backup")
    with zipfile.ZipFile(tmp_path / "a.backup") as archive:
        content = b"".join(archive.read(name) for name in archive.namelist())
        names = archive.namelist()

    assert [word for word in (b"canary-of-a-key", b"tests-only-x", b"s" * 32) if word in content] == []
    assert [name for name in names if name.removeprefix("rows/").removesuffix(".jsonl") in NOT_CARRIED] == []
    assert stat.S_IMODE((tmp_path / "a.backup").stat().st_mode) == 0o600


def test_dur_04_a_sealed_backup_comes_back_with_its_key_alone(site, empty, tmp_path):
    key, path = tmp_path / "key", tmp_path / "a.backup"
    key.write_text("correct horse battery staple\n")
    site.manage("backup", path, "--key-file", key)

    assert empty.run("restore", path)[2] == (
        "CommandError: The backup is sealed: name the file of its key with --key-file.\n"
    )
    assert empty.manage("restore", path, "--check", "--key-file", key).splitlines()[1] == "Nothing was written."
    empty.manage("restore", path, "--key-file", key)
    assert (empty.files(), empty.rows()["releases_edition"]) == (site.files(), site.rows()["releases_edition"])


def test_a_full_site_is_not_lost_without_a_word(site, demo_backup, tmp_path):
    path, before, files = demo_backup
    site.manage(SENTINEL)
    full = site.rows()

    assert site.run("restore", path) == (
        1,
        "",
        f"CommandError: {NOT_EMPTY}\n",
    )
    assert site.rows() == full
    site.manage("restore", path, "--replace")
    assert but_log(site.rows()) == {**but_log(before), **{name: [] for name in NOT_CARRIED if name in before}}
    assert files.items() <= site.files().items()


def test_a_database_of_another_program_is_left_alone(empty, demo_backup):
    with closing(sqlite3.connect(empty.database)) as connection:
        connection.execute("CREATE TABLE theirs (a)")
    assert empty.run("restore", demo_backup[0], "--replace") == (
        1,
        "",
        "CommandError: The database holds tables of another program: name one of its own in DATABASE_URL.\n",
    )
    assert empty.rows() == {"theirs": []}


def test_where_there_is_nothing_and_where_nothing_can_be_asked(empty, tmp_path):
    gone = Site(empty.folder, "postgres://nobody@127.0.0.1:1/nothing")

    assert empty.run("backup", tmp_path / "a")[2] == (
        "CommandError: The database has no tables of this program yet: there is nothing to back up.\n"
    )
    assert gone.run("backup", tmp_path / "a")[2].startswith("CommandError: The database does not do it: connection")
    assert empty.run("restore", tmp_path / "a")[2] == (
        f"CommandError: {tmp_path}/a cannot be read (No such file or directory).\n"
    )
    assert sorted(path.name for path in tmp_path.iterdir()) == ["empty"]


def test_the_place_of_a_backup(site, tmp_path):
    path = tmp_path / "a.backup"
    site.manage("backup", path)
    first = path.read_bytes()

    assert site.run("backup", path)[2] == (
        f"CommandError: {path} is there already; name another place, or add --replace.\n"
    )
    assert site.run("backup", tmp_path / "no" / "a")[2] == (
        f"CommandError: The folder {tmp_path}/no does not exist; make it first.\n"
    )
    assert path.read_bytes() == first
    site.manage("backup", path, "--replace")
    assert path.read_bytes() != first


def test_a_folder_gets_names_by_the_moment_and_keeps_the_latest(site, tmp_path):
    folder = tmp_path / "backups"
    folder.mkdir()
    for day in ("01", "02", "03"):
        (folder / f"embassy-202611{day}T030000Z.backup").touch()
    (folder / "of-mine.backup").touch()
    out = site.manage("backup", folder, "--keep", "2")
    names = sorted(path.name for path in folder.iterdir())

    assert [line for line in out.splitlines() if line.startswith("Removed")] == [
        "Removed embassy-20261101T030000Z.backup.",
        "Removed embassy-20261102T030000Z.backup.",
    ]
    assert names[:1] + names[2:] == ["embassy-20261103T030000Z.backup", "of-mine.backup"]


def test_a_restore_says_what_it_restored_of_when_and_what_is_lost(empty, demo_backup):
    path, before, files = demo_backup
    site = Site(empty.folder, site_url="http://127.0.0.1:9")
    out = site.manage("restore", path).splitlines()
    count = sum(len(rows) for name, rows in before.items() if name not in NOT_CARRIED)

    assert out[0].startswith(f"Restored {count} rows of 34 tables and {len(files)} files as of ")
    assert out[0].endswith(f"; {len(files)} files had to be written.")
    assert out[1].startswith("What was written after that moment is not there: the last ")
    assert out[3:] == [
        "Nobody is logged in any more, and no mail and no waiting work is done again.",
        ELSEWHERE,
    ]
