import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests import once
from tests.backup.site import Site

OFFICERS = """
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from embassy.lib import instant
from releases.models import Presence, Edition
officer = User.objects.create_superuser("officer", password="tests-only")
now = instant.now()
Session.objects.create(session_key="s" * 32, session_data="x", expire_date=now)
Presence.objects.create(officer=officer, edition=Edition.objects.first(), opened_at=now, seen_at=now)
"""


@pytest.fixture(scope="session")
def demo_site(tmp_path_factory):
    """The demo mission with its picture and its attachment, and an officer. Nobody writes to it: take a copy."""

    def make(folder: Path) -> None:
        shutil.copytree(once.migrated(tmp_path_factory), folder, dirs_exist_ok=True)
        Site(folder).manage("demo", "-v0")
        Site(folder).manage(OFFICERS)

    return Site(once.made(tmp_path_factory, "demo", make))


@pytest.fixture
def site(demo_site, tmp_path):
    return demo_site.copy(tmp_path / "site")


@pytest.fixture
def empty(tmp_path):
    folder = tmp_path / "empty"
    folder.mkdir()
    return Site(folder)


@pytest.fixture(scope="session")
def demo_backup(demo_site, tmp_path_factory):
    """A backup of the demo site, and what the site had then."""
    path = tmp_path_factory.mktemp("backups") / "demo.backup"
    site = demo_site.copy(tmp_path_factory.mktemp("backed up") / "site")
    before = site.rows()
    site.manage("backup", path)
    return path, before, site.files()


@pytest.fixture
def small_disk(tmp_path):
    """A file system of six megabytes, where we may make one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = os.geteuid() == 0 and not subprocess.call(
        ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", folder], stderr=subprocess.DEVNULL
    )
    if not mounted:
        pytest.skip("no file system can be mounted here")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)
