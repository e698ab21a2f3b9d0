"""`manage.py doctor`: nothing to say of a site that is well, else a sentence with its remedy for each thing."""

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import connection

from embassy.audit.guards import TABLE as AUDIT
from embassy.audit.models import Act, Entry
from embassy.audit.recording import record
from embassy.health import quick, thorough
from embassy.lib import append_only
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(mission, monkeypatch):
    monkeypatch.setattr(thorough, "shown", {}.get)  # PostgreSQL runs without fsync in tests
    User.objects.create_superuser("root")
    factories.make_worker()
    return factories.make_live()


def test_a_site_that_is_well(site, capsys):
    call_command("doctor", files=True)

    names = [check.name for check in (*thorough.CHECKS, thorough.CONTENTS)]
    assert capsys.readouterr().out.splitlines() == [*(f"ok      {name}" for name in names), "All is well."]


def test_what_is_wrong_is_told_with_its_remedy_and_fails_the_command(site, capsys, monkeypatch):
    User.objects.all().delete()
    monkeypatch.setattr(thorough, "CHECKS", (quick.CHECKS[0], *(c for c in thorough.CHECKS if c.name == "people")))

    with pytest.raises(CommandError, match=r"One thing is wrong\."):
        call_command("doctor")
    assert capsys.readouterr().out.splitlines() == [
        "ok      database",
        "failed  people",
        "        Nobody may administer the site: run manage.py createsuperuser.",
    ]


def test_aut_09_the_account_of_the_demo_is_found_on_a_public_site(site, settings):
    User.objects.create_superuser("admin")
    assert list(thorough.people()) == []

    settings.IS_LOCAL = False
    (said,) = thorough.people()
    assert said.startswith("The account “admin” has no second factor")


def test_dur_05_a_public_site_that_is_not_backed_up_is_told(site, settings):
    assert list(thorough.backups()) == []

    settings.IS_LOCAL = False
    (said,) = thorough.backups()
    assert said == "No backup has been taken: have a timer run manage.py backup every night (docs/backup.md)."

    entry = record(Act.BACKED_UP, kind="backup", text="a.backup")
    assert list(thorough.backups()) == []

    append_only.remove(connection, AUDIT)
    Entry.objects.filter(pk=entry.pk).update(at="2026-01-02T03:00Z")
    (said,) = thorough.backups()
    assert said == "The last backup is of 2026-01-02 03:00 UTC: see why the timer of manage.py backup has not run."


def test_dur_01_a_postgresql_that_may_lose_what_was_saved_is_found(monkeypatch):
    monkeypatch.setattr(connection, "vendor", "postgresql")
    monkeypatch.setattr(thorough, "shown", {"fsync": "on", "synchronous_commit": "off"}.get)

    assert list(thorough.durability()) == [
        "PostgreSQL runs with synchronous_commit = off: a power cut takes what was called saved. Turn it on."
    ]


def test_a_site_without_a_mission_is_told_where_to_begin(db):
    (said,) = thorough.mission()
    assert said.endswith("enter its name, cities and telephone in the admin, under Mission.")


def test_a_key_that_others_can_read_is_found(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    assert list(thorough.secrets()) == []
    (key := tmp_path / "secret_key").write_text("x")
    key.chmod(0o640)
    assert list(thorough.secrets()) == [f"Others than its owner can read {key}: chmod 600 {key}"]
    key.chmod(0o600)
    assert list(thorough.secrets()) == []


def test_sig_05_an_audit_log_that_can_be_changed_is_found(site):
    append_only.remove(connection, AUDIT)

    (said,) = thorough.audit_log()
    assert said.startswith("The database lets the audit log be changed.")


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL looks after its own files")
def test_a_row_whose_parent_is_gone_is_found(monkeypatch, site):
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA defer_foreign_keys=ON")
        cursor.execute("INSERT INTO releases_edition_categories (edition_id, category_id) VALUES (999, 998)")
    told = list(thorough.file_of_database())
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM releases_edition_categories WHERE edition_id = 999")

    assert len(told) == 2
    assert told[0].startswith("The database file is damaged (a row of releases_edition_categories belongs to one of")
