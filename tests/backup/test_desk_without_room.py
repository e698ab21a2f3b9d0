"""The desk and the public site while the disk is full, on a real disk; and what says so (DUR-06)."""

import errno
import json
import sqlite3

import pytest
from django.db import OperationalError, ProgrammingError

from embassy.lib import disk
from embassy.lib.disk import Trouble
from tests.backup.site import Site

LOOK = """
import json, logging
from django.conf import settings
settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
settings.STATIC_ROOT.mkdir()
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import Client
from embassy.accounts import recently, second_factor, sessions
second_factor.is_missing, recently.is_recent = (lambda request: False), (lambda request: True)
logging.disable()
client = Client(SERVER_NAME="localhost", raise_request_exception=False)
client.force_login(User.objects.get())
PAGES = ("/", "/messages/", "/messages/feed.atom", "/admin/", "/admin/releases/release/")
def statuses():
    return [client.get(page).status_code for page in PAGES]
def another():
    answer = client.post("/admin/auth/group/add/", {"name": f"group {Group.objects.count()}"})
    return [answer.status_code, "The disk of the server is full." in answer.text, Group.objects.count()]
told = [statuses(), another()]
connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
fill = settings.VAR_DIR / "fill"
try:
    with fill.open("wb", buffering=0) as file:
        while file.write(b"x" * 4096):
            pass
except OSError:
    pass
sessions.touch = lambda request, at: request.session.__setitem__("seen_at", int(at.timestamp()) + 1)
told += [statuses(), another()]
fill.unlink()
told += [statuses(), another()]
print(json.dumps(told))
"""
ALL_WELL = [200] * 5


@pytest.fixture
def small_site(site, small_disk):
    return site.copy(small_disk / "site")


def test_dur_06_readers_read_on_a_full_disk_and_the_desk_says_why_nothing_is_saved(small_site):
    """Whoever is logged in reads the desk, too, although their session cannot be written."""
    told = json.loads(Site(small_site.folder).manage(LOOK).splitlines()[-1])
    groups = told[1][2]

    assert told == [
        ALL_WELL,
        [302, False, groups],
        ALL_WELL,
        [507, True, groups],
        ALL_WELL,
        [302, False, groups + 1],
    ]


@pytest.mark.parametrize(
    ("error", "found"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), Trouble.FULL),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), Trouble.FULL),
        (OSError(errno.EROFS, "Read-only file system"), Trouble.READ_ONLY),
        (OSError(errno.EIO, "Input/output error"), Trouble.FAULTY),
        (OSError(errno.ENOENT, "No such file or directory"), None),
        (sqlite3.OperationalError("database or disk is full"), Trouble.FULL),
        (OperationalError("attempt to write a readonly database"), Trouble.READ_ONLY),
        (OperationalError("disk I/O error"), Trouble.FAULTY),
        (OperationalError("database is locked"), None),
        (ValueError("database or disk is full"), None),
        (None, None),
    ],
)
def test_what_an_error_says_of_the_disk(error, found):
    assert disk.trouble(error) == found


def test_the_error_that_another_came_from_is_heard():
    error = RuntimeError("It was not kept.")
    error.__cause__ = OSError(errno.ENOSPC, "No space left on device")

    assert disk.trouble(error) == Trouble.FULL


def test_a_disk_that_takes_nothing_is_a_503_with_what_to_do(client, officer, mission, monkeypatch):
    def refused(*_given, **_more):
        raise OperationalError("attempt to write a readonly database")

    client.force_login(officer)
    client.raise_request_exception = False
    monkeypatch.setattr("django.contrib.auth.models.Group.save", refused)
    answer = client.post("/admin/auth/group/add/", {"name": "A group"})

    assert (answer.status_code, answer["Cache-Control"]) == (503, "no-store")
    assert "The disk of the server takes nothing at the moment. Tell your administrator;" in answer.text
    assert client.get("/").status_code == 200


def test_another_fault_is_the_fault_it_was(client, officer, mission, monkeypatch):
    def refused(*_given, **_more):
        raise ProgrammingError("no such table: x")

    client.force_login(officer)
    client.raise_request_exception = False
    monkeypatch.setattr("django.contrib.auth.models.Group.save", refused)

    assert client.post("/admin/auth/group/add/", {"name": "A group"}).status_code == 500
