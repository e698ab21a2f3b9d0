"""Who waits for the database, and when the wait is ended; what that does is seen in tests/stack (AVL-07)."""

import pytest
from django.db import connections

from embassy.lib import patience
from embassy.lib.patience import LOOKS, Patience, Patient

pytestmark = pytest.mark.django_db


@pytest.fixture
def looked(monkeypatch):
    """A patience without a thread, whether the connections seem to wait, and what was stopped."""
    found = Patience()
    found.is_asking, found.stopped = True, []
    monkeypatch.setattr(found, "_begin", lambda: None)
    monkeypatch.setattr(patience, "is_asking", lambda _wrapper: found.is_asking)
    monkeypatch.setattr(patience, "stop", lambda wrapper, is_last_time: found.stopped.append((wrapper, is_last_time)))
    return found


def test_a_request_that_waits_at_each_look_is_stopped_and_then_cut(looked):
    with looked.limited():
        for _ in range(LOOKS - 1):
            looked.look()
        assert looked.stopped == []
        looked.look()
        looked.look()

    assert looked.stopped == [(connections["default"], False), (connections["default"], True)]


def test_one_that_does_something_else_between_is_left_alone(looked):
    with looked.limited():
        for number in range(5 * LOOKS):
            looked.is_asking = number % LOOKS != 0
            looked.look()

    assert looked.stopped == []


def test_after_a_request_nothing_of_it_is_looked_at_and_its_connection_connects_again(looked):
    with looked.limited():
        vars(connections["default"])["connect"] = patience.refuse
    for _ in range(2 * LOOKS):
        looked.look()

    assert (looked.stopped, "connect" in vars(connections["default"])) == ([], False)


@pytest.mark.parametrize(
    ("method", "path", "is_limited"),
    [("GET", "/", True), ("HEAD", "/api/v1/releases", True), ("POST", "/", False), ("GET", "/admin/", False)],
)
def test_readers_are_limited_and_officers_are_not(method, path, is_limited):
    seen = []
    site = Patient(lambda _environ, _start: seen.append(len(patience.of_readers._waiting)) or [b""])
    site({"REQUEST_METHOD": method, "PATH_INFO": path}, None)

    assert seen == [int(is_limited)]
