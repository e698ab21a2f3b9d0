"""/health/ready says what is wrong, and to whom how much (OPS-05)."""

import shutil
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from embassy.audit.models import Act
from embassy.audit.recording import record
from embassy.health import quick, views
from embassy.health.checks import Check, examined
from embassy.lib import instant
from tests import factories

pytestmark = pytest.mark.django_db
TOKEN = "a-token-of-the-monitor"


@pytest.fixture
def checks(monkeypatch):
    """Puts others in the place of the real checks, which a thread of its own would carry out on the test's database."""

    def put(*others):
        monkeypatch.setattr(quick, "CHECKS", others)

    return put


def answer(client, token=""):
    response = client.get("/health/ready", headers={"Authorization": f"Bearer {token}"} if token else {})
    return response.status_code, response.json(), response.headers["Cache-Control"], response.headers.get("Retry-After")


def test_all_is_well(client, checks):
    checks(Check("database", list), Check("room", list, is_essential=False))

    told = {"status": "ready", "checks": {"database": "ok", "room": "ok"}}
    assert answer(client) == (200, told, "no-store", None)


def test_a_warning_leaves_the_site_ready(client, checks):
    checks(Check("database", list), Check("room", lambda: ["Make room."], is_essential=False))

    assert answer(client)[:2] == (200, {"status": "ready", "checks": {"database": "ok", "room": "warning"}})


def test_ops_05_a_failure_is_503_and_what_it_is_only_the_monitor_learns(client, checks, settings):
    settings.HEALTH_TOKEN = TOKEN
    checks(Check("database", lambda: ["db.example.org:5432 does not answer."]), Check("cache", list))

    told = {"status": "not ready", "checks": {"database": "failed", "cache": "ok"}}
    assert answer(client) == answer(client, "guessed") == (503, told, "no-store", "10")
    findings = {"database": ["db.example.org:5432 does not answer."]}
    assert answer(client, TOKEN) == (503, {**told, "findings": findings}, "no-store", "10")


def test_without_a_token_in_the_settings_nobody_learns_more(client, checks, settings):
    settings.HEALTH_TOKEN = ""
    checks(Check("cache", lambda: ["Wrong."]))

    response = client.get("/health/ready", headers={"Authorization": "Bearer "})
    assert response.json() == {"status": "not ready", "checks": {"cache": "failed"}}


@pytest.mark.parametrize("check", quick.CHECKS, ids=lambda check: check.name)
def test_the_site_of_the_tests_is_well(check):
    factories.make_worker()

    assert examined(check) == []


def test_a_migration_that_has_not_run_is_named():
    newest = max(name for app, name in MigrationRecorder(connection).applied_migrations() if app == "embassy")
    MigrationRecorder(connection).record_unapplied("embassy", newest)

    (said,) = quick.migrations()
    assert said == f"The database is older than the program: run manage.py migrate (embassy.{newest})."


def test_a_cache_that_forgets_is_found(monkeypatch):
    monkeypatch.setattr(cache, "set", lambda *args, **options: None, raising=False)

    (said,) = quick.shared_cache()
    assert said.startswith("The cache does not keep what it is given.")


def test_avl_07_a_store_that_fails_is_found(monkeypatch):
    def refuse(name):
        raise ConnectionError("connection refused")

    monkeypatch.setattr(default_storage, "exists", refuse)

    assert examined(Check("storage", quick.storage)) == [
        "storage could not be looked at (ConnectionError: connection refused)."
    ]


def test_a_folder_in_which_nothing_can_be_written_is_found(monkeypatch, settings, tmp_path):
    settings.VAR_DIR = tmp_path / "gone"

    assert list(quick.disk()) == [
        f"Nothing can be written in {tmp_path}/gone. See who owns it, and whether the disk is full or read-only."
    ]


@pytest.mark.parametrize(("free_mb", "disk", "room"), [(99, 1, 0), (100, 0, 1), (999, 0, 1), (1000, 0, 0)])
def test_a_disk_that_fills_is_a_warning_before_it_is_a_failure(monkeypatch, free_mb, disk, room):
    usage = shutil.disk_usage("/")._replace(free=free_mb * quick.MEGABYTE)
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: usage)
    monkeypatch.setattr(quick, "media_folder", list)

    assert (len(list(quick.disk())), len(list(quick.room()))) == (disk, room)


def test_a_clock_that_was_set_back_is_found(monkeypatch):
    record(Act.EXPORTED)
    before = instant.exact() - timedelta(hours=1)
    monkeypatch.setattr(instant, "exact", lambda: before)

    assert "stands before the last entry of the audit log" in " ".join(quick.clock())


def test_a_hanging_check_delays_the_answer_no_longer_than_the_limit(client, checks, monkeypatch):
    import threading

    hanging = threading.Event()
    monkeypatch.setattr(views, "SECONDS", 0.2)
    checks(Check("hanging store", lambda: hanging.wait(20) and []))

    assert answer(client)[:2] == (503, {"status": "not ready", "checks": {"hanging store": "failed"}})
    hanging.set()
