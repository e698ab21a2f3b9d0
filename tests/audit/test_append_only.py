"""The audit log in the database: it grows and nothing else (SIG-05). On SQLite and PostgreSQL."""

import pytest
from django.db import IntegrityError, connection, transaction

from embassy.audit import guards
from embassy.audit.models import Entry
from embassy.lib import append_only
from tests.accounts.people import make_person

TABLE = "audit_entry"
VENDOR = connection.vendor
STATEMENTS = [
    f"UPDATE {TABLE} SET act = 'forged'",
    f"DELETE FROM {TABLE}",
    pytest.param(f"TRUNCATE {TABLE}", marks=pytest.mark.skipif(VENDOR != "postgresql", reason="PostgreSQL's")),
    pytest.param("TRUNCATE auth_user CASCADE", marks=pytest.mark.skipif(VENDOR != "postgresql", reason="PostgreSQL's")),
    pytest.param(
        f"INSERT OR REPLACE INTO {TABLE} SELECT id, at, actor_name, address, network, 'forged', subject_type, "
        f"subject_id, subject_text, detail, actor_id FROM {TABLE}",
        marks=pytest.mark.skipif(VENDOR != "sqlite", reason="SQLite's"),
    ),
]


@pytest.fixture
def entry(db):
    made = Entry.objects.create(act="tested", subject_text="as it was")
    connection.check_constraints()  # PostgreSQL truncates nothing while a deferred constraint waits
    return made


@pytest.mark.parametrize("statement", STATEMENTS)
def test_the_database_refuses(entry, statement):
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert list(Entry.objects.values_list("act", flat=True)) == ["tested"]


def test_the_rows_refuse_from_code_too(entry):
    entry.act = "forged"
    for attempt in (entry.save, entry.delete, Entry.objects.all().delete, lambda: Entry.objects.update(act="forged")):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            attempt()


def test_entries_go_on_being_added(entry):
    Entry.objects.create(act="second")
    Entry.objects.bulk_create([Entry(act="third"), Entry(act="fourth")])

    assert Entry.objects.count() == 4


def test_the_account_of_an_entry_cannot_be_deleted(db):
    """PROTECT; and where the ORM is not asked, the foreign key."""
    user = make_person()
    Entry.objects.create(act="tested", actor=user)

    with pytest.raises(IntegrityError), transaction.atomic():
        user.delete()


def test_migrating_again_keeps_the_triggers_once(db):
    guards.install_after_migrate("default")
    guards.install_after_migrate("default")

    assert len(triggers()) == len(append_only.SQLITE if VENDOR == "sqlite" else append_only.POSTGRESQL)


def triggers() -> list[str]:
    sql = {
        "sqlite": f"SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = '{TABLE}'",
        "postgresql": f"SELECT tgname FROM pg_trigger WHERE tgrelid = '{TABLE}'::regclass AND NOT tgisinternal",
    }[VENDOR]
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return [name for (name,) in cursor.fetchall()]


def test_a_database_without_the_table_is_left_alone(monkeypatch):
    """Midway through the first migration."""
    done = []
    monkeypatch.setattr(guards, "TABLE", "not_there")
    monkeypatch.setattr(append_only, "install", lambda *args: done.append(args))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(connection.introspection), "table_names", lambda self: [])
        guards.install_after_migrate("default")

    assert done == []
