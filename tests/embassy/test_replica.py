"""Pages are read from the replica where it is fit for them. Here it is a snapshot of the database in a file.

What only a real standby shows is in tests/stack/test_replica.py.
"""

import pytest
from django.db import OperationalError, connection, connections
from django.test import Client, RequestFactory

from embassy.lib import generation, replica
from embassy.lib.visitors import is_visitor
from releases.models import Edition
from tests.factories import make_live

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="the snapshot is a file of SQLite"),
]

TABLES = """SELECT name, sql FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'
            AND name NOT LIKE 'sqlite%' AND name NOT LIKE '%search%'"""


@pytest.fixture
def copy(tmp_path, settings, monkeypatch):
    """The replica: take() brings it to where the primary is. What it is asked of PostgreSQL's log is answered here."""
    settings.DATABASE_ROUTERS = ["embassy.lib.replica.Router"]
    options = {**connections.settings["default"], "NAME": str(tmp_path / "replica.sqlite3")}
    monkeypatch.setitem(connections.settings, replica.ALIAS, options)
    monkeypatch.setattr(replica, "state", replica.State())
    there = connections[replica.ALIAS]
    # Django forbids tests to connect to what was not there when they were collected.
    there.ensure_connection = lambda: there.connection is None and there.connect()
    found = Snapshot(tmp_path / "replica.sqlite3")
    monkeypatch.setattr(replica, "position_of_primary", found.primary)
    monkeypatch.setattr(replica, "has_reached", found.has_reached)
    found.take()
    yield found
    connections[replica.ALIAS].close()
    del connections[replica.ALIAS]


class Snapshot:
    def __init__(self, file):
        self.file = file
        self.taken = self.asked = 0

    def take(self):
        connections[replica.ALIAS].close()
        self.file.write_bytes(connection.connection.serialize())
        self.taken = self.changes()

    def changes(self):
        return int.from_bytes(generation.of_this_site().current(), "little")

    def primary(self):
        self.asked += 1
        return self.changes()

    def has_reached(self, position):
        return self.taken >= position


def titles(client, **cookies):
    client.cookies.load(cookies)
    page = client.get("/messages/").content.decode()
    return [title for title in ("Old words", "New words") if title in page]


def publish(title):
    make_live(title)
    generation.of_this_site().raise_by_one()


@pytest.fixture
def site(mission):
    make_live("Old words")


def test_a_visitor_reads_from_the_replica(site, copy):
    make_live("New words")

    assert titles(Client()) == ["Old words"]


def test_an_officer_reads_what_was_just_written(site, copy):
    make_live("New words")

    assert titles(Client(), session="anything") == ["Old words", "New words"]


def test_after_a_publication_the_replica_is_not_read_until_it_has_it(site, copy):
    client = Client()
    assert titles(client) == ["Old words"]
    publish("New words")

    behind = titles(client)
    with_it = copy.take() or titles(client)
    make_live("of the primary alone")
    page = client.get("/messages/").content.decode()

    assert (behind, with_it) == (["Old words", "New words"], ["Old words", "New words"])
    assert "of the primary alone" not in page


def test_the_primary_is_asked_once_a_publication(site, copy):
    client = Client()
    for _ in range(3):
        titles(client)
    publish("New words")
    for _ in range(3):
        titles(client)

    assert copy.asked == 2


def test_a_new_connection_may_lead_to_another_replica_and_is_asked_anew(site, copy):
    titles(Client())
    copy.taken = -1
    connections[replica.ALIAS].close()
    make_live("New words")

    assert titles(Client()) == ["Old words", "New words"]


def test_without_the_replica_pages_are_read_from_the_primary(site, copy, monkeypatch, caplog):
    def gone(self):
        raise OperationalError("connection refused")

    make_live("New words")
    monkeypatch.setattr(type(connections[replica.ALIAS]), "cursor", cursor_but_of_replica(gone))

    assert [titles(Client()), titles(Client())] == [["Old words", "New words"]] * 2
    assert [record.getMessage() for record in caplog.records if record.name == "embassy.replica"] == [
        "The replica does not answer, pages are read from the primary: connection refused"
    ]


def cursor_but_of_replica(gone):
    original = type(connections["default"]).cursor

    def cursor(self):
        return gone(self) if self.alias == replica.ALIAS else original(self)

    return cursor


def test_a_page_on_which_the_replica_fails_is_made_again(site, copy):
    make_live("New words")
    asked = []

    def cancelled(execute, sql, *rest):
        asked.append(sql)
        if "releases_edition" in sql:
            raise OperationalError("canceling statement due to conflict with recovery")
        return execute(sql, *rest)

    with connections[replica.ALIAS].execute_wrapper(cancelled):
        assert titles(Client()) == ["Old words", "New words"]
    assert asked != []


def test_without_a_primary_the_replica_is_read_as_it_is(site, copy, monkeypatch):
    def gone():
        raise OperationalError("connection refused")

    monkeypatch.setattr(replica, "position_of_primary", gone)
    make_live("New words")

    assert titles(Client()) == ["Old words"]


@pytest.mark.parametrize(
    ("method", "path", "cookie", "there"),
    [
        ("GET", "/", "", True),
        ("HEAD", "/messages/", "", True),
        ("GET", "/api/v1/releases", "", True),
        ("GET", "/fr/messages/", "csrftoken", True),
        ("POST", "/", "", False),
        ("GET", "/", "session", False),
        ("GET", "/admin/", "", False),
        ("GET", "/preview/x/", "", False),
        ("GET", "/calendar/x.ics", "", False),
    ],
)
def test_who_reads_there(method, path, cookie, there):
    request = RequestFactory().generic(method, path)
    request.COOKIES = {cookie: "x"} if cookie else {}

    assert is_visitor(request) is there


def test_what_was_read_there_is_written_at_the_primary(site, copy):
    with replica.reading():
        found = Edition.objects.get()

    assert (found._state.db, replica.Router().db_for_write(Edition, instance=found)) == ("replica", "default")
    assert Edition.objects.filter(pk=found.pk).db == "default"
    assert list(found.categories.all().values_list("pk", flat=True)) == []
