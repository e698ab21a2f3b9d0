"""Fixtures of the whole suite. Files read from beside the project are found by EMBASSY_SHARED or ../shared."""

import os
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from embassy.accounts import recently, second_factor
from embassy.audit.guards import TABLE as AUDIT
from embassy.lib import append_only, keep, limits, once_a_minute, storage, unchanged
from releases import guards
from tests import factories

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("EMBASSY_SHARED", ROOT.parent / "shared"))

hypothesis_settings.register_profile(
    "embassy",
    deadline=None,
    max_examples=50,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
hypothesis_settings.load_profile("embassy")


def pytest_configure():
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    if (database := settings.DATABASES["default"])["ENGINE"] == "embassy.lib.sqlite":
        # As for Django's own engine, by whose name pytest-django knows it.
        database.setdefault("TEST", {})["NAME"] = ":memory:"


@pytest.fixture(autouse=True)
def _nothing_is_remembered():
    """Of the test before: what was cached, and that a store did not answer."""
    cache.clear()
    storage.reset()
    limits.reset()


@pytest.fixture(autouse=True)
def _each_write_ends_what_is_remembered(monkeypatch):
    """Tests run in transactions, which raise no generation: here each write does, so what is kept is kept in tests."""
    writes = count()
    last = [next(writes)]

    def counted(execute, sql, params, many, context):
        if not sql.lstrip(" (\n").upper().startswith(("SELECT", "WITH", "PRAGMA", "EXPLAIN")):
            last[0] = next(writes)
        return execute(sql, params, many, context)

    real = once_a_minute.stamp
    monkeypatch.setattr(once_a_minute, "stamp", lambda: (real(), last[0]))
    written = unchanged.written
    monkeypatch.setattr(unchanged, "written", lambda: (written(), last[0]))
    monkeypatch.setattr(unchanged, "is_alone", lambda: True)
    for module in (once_a_minute, unchanged):
        monkeypatch.setattr(module, "is_writing", lambda: False)
    keep.empty_all()
    once_a_minute.forget_all()
    unchanged.forget()
    with connection.execute_wrapper(counted):
        yield


@pytest.fixture(autouse=True)
def _emptied_past_the_guards(request):
    """A test with real transactions is emptied by DELETE, which the guards refuse for what has been public."""
    if "transactional_db" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("transactional_db")
    yield
    with guards.lifted():
        factories.delete_everything()
    # The audit log, too, refuses to be emptied; migrate, which follows the emptying, puts its triggers back.
    append_only.remove(connection, AUDIT)


@pytest.fixture
def real_log_in():
    """For tests of the log-in itself: nothing of it is taken for granted."""


@pytest.fixture(autouse=True)
def _officers_have_proved_who_they_are(request, monkeypatch):
    """Elsewhere whoever is signed in has shown a second factor, and just now."""
    if "real_log_in" not in request.fixturenames:
        monkeypatch.setattr(second_factor, "is_missing", lambda request: False)
        monkeypatch.setattr(recently, "is_recent", lambda request: True)


@pytest.fixture
def whole_server():
    """For tests that enter the WSGI callable itself: the end of a request closes no connection of the test's own."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def shared():
    """The folder of sample archives; skips where it does not stand beside the project."""
    if not SHARED.is_dir():
        pytest.skip(f"the sample archives are not at {SHARED}")
    return SHARED


@pytest.fixture
def mission(db):
    return factories.make_mission()


@pytest.fixture
def officer(db):
    return User.objects.create_superuser("officer", password="tests-only")


@pytest.fixture
def writer(db):
    """Another officer: whoever wrote a text does not approve it."""
    return User.objects.create_superuser("writer", password="tests-only")


@pytest.fixture
def at():
    """An instant well after everything that the factories make."""
    return datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
