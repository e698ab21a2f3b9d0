"""kill -9 at any moment: nothing half done is ever seen, and the next run does it (DUR-02, DUR-05)."""

import random
import time

from tests.backup.site import but_log

KILLS = 3


def kill_within(seconds, site, *command) -> bool:
    """Whether the command was killed before it was done."""
    with site.start(*command) as process:
        time.sleep(seconds)
        process.kill()
        process.communicate()
    return process.returncode != 0


def seconds_of(site, *command) -> float:
    began = time.monotonic()
    site.manage(*command)
    return time.monotonic() - began


def test_a_backup_that_is_killed_leaves_no_file_that_looks_like_one(site, tmp_path):
    folder = tmp_path / "backups"
    folder.mkdir()
    whole = seconds_of(site, "backup", folder / "first")
    for number in range(KILLS):
        path = folder / f"number-{number}"
        kill_within(random.uniform(whole / 4, whole), site, "backup", path)
        # Killed after its last act, it is whole.
        assert not path.exists() or site.manage("restore", path, "--check")
    site.manage("backup", folder / "last")
    site.manage("restore", folder / "last", "--check")

    assert [path.name for path in folder.iterdir() if path.name.startswith(".")] == []


def test_dur_05_a_restore_that_is_killed_leaves_the_site_as_it_was_and_is_run_again(site, demo_backup):
    """Onto a full site: readers see the old one or the new one, and nothing between."""
    path, _before, files = demo_backup
    site.manage("restore", path, "--replace")
    restored = but_log(site.rows())
    site.run(ANOTHER)
    changed = but_log(site.rows())
    whole = seconds_of(site, "restore", path, "--check")
    assert changed != restored
    for _kill in range(KILLS):
        kill_within(random.uniform(whole / 3, whole * 2), site, "restore", path, "--replace")
        found = but_log(site.rows())
        assert found in (changed, restored)
        if found == restored:
            site.run(ANOTHER)
            changed = but_log(site.rows())
    site.manage("restore", path, "--replace")

    assert but_log(site.rows()) == restored
    assert site.files() == files
    assert site.manage("doctor").endswith("Nothing is wrong; look at the warnings.\n")  # no worker yet


ANOTHER = """
from releases.models import Office
Office.objects.create(slug=f"office-{Office.objects.count()}", name="An office that no backup knows")
"""


def test_a_restore_killed_on_an_empty_machine_is_run_again(empty, demo_backup):
    path, before, files = demo_backup
    kill_within(seconds_of(empty, "restore", path, "--check") * random.uniform(0.6, 2), empty, "restore", path)
    code, _out, err = empty.run("restore", path)

    assert code == 0 or "This site is not empty" in err
    assert empty.rows()["releases_edition"] == before["releases_edition"]
    assert empty.files() == files
