"""A disk without room, and one that takes nothing: said in a sentence, and nothing is left (DUR-06)."""

import resource
import subprocess

from tests.backup.site import Site


def limited():
    resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))


def test_a_backup_for_which_there_is_no_room(site, tmp_path):
    folder = tmp_path / "backups"
    folder.mkdir()

    assert site.run("backup", folder / "a", preexec_fn=limited)[2] == (
        f"CommandError: There is no room for {folder}/a. "
        "Nothing was kept: make room, or name a place on another disk.\n"
    )
    assert list(folder.iterdir()) == []


def test_a_restore_for_which_there_is_no_room_changes_nothing(small_disk, demo_backup, tmp_path):
    site = Site(small_disk)
    (small_disk / "others").write_bytes(b"x" * 4_500_000)
    code, out, err = site.run("restore", demo_backup[0])

    assert (code, out) == (1, "")
    assert err == "CommandError: There is no room for the database. Nothing was changed. Make room and run it again.\n"
    assert site.rows() == {}


def test_a_disk_that_takes_nothing(site, small_disk):
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)

    assert site.run("backup", small_disk / "a")[2] == (
        f"CommandError: {small_disk}/a cannot be written (Read-only file system). Nothing was kept.\n"
    )
