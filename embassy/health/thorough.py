"""What only a person asks for, since it takes its time: `manage.py doctor`."""

import stat
from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.core import checks as system
from django.db import connection

from embassy.audit import guards as audit
from embassy.audit.models import Act, Entry
from embassy.health import quick
from embassy.health.checks import Check
from embassy.lib import instant, mirror_age
from embassy.models import Mission
from releases import consistency
from releases.lists import checking as lists

LONG_WITHOUT_BACKUP = timedelta(days=2)


def configuration() -> Iterator[str]:
    """Django's system checks, those of a deployment too where the site is not for this machine alone."""
    for message in system.run_checks(include_deployment_checks=not settings.IS_LOCAL):
        if message.level >= system.WARNING:
            yield f"{message.msg} {message.hint or ''}".strip()


def secrets() -> Iterator[str]:
    path = settings.VAR_DIR / "secret_key"
    if path.is_file() and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        yield f"Others than its owner can read {path}: chmod 600 {path}"


def people() -> Iterator[str]:
    """Somebody can administer the site, and nobody is left from the demo."""
    active = User.objects.filter(is_active=True)
    if not active.filter(is_superuser=True).exists():
        yield "Nobody may administer the site: run manage.py createsuperuser."
    if not settings.IS_LOCAL and active.filter(username="admin", authenticator=None).exists():
        yield "The account “admin” has no second factor: log in as admin and set one up, or remove the account."


def backups() -> Iterator[str]:
    """A site that is not for this machine alone has been backed up lately, as far as its audit log knows."""
    if settings.IS_LOCAL:
        return
    last = Entry.objects.filter(act=Act.BACKED_UP).order_by("-at").values_list("at", flat=True).first()
    if last is None:
        yield "No backup has been taken: have a timer run manage.py backup every night (docs/backup.md)."
    elif instant.now() - last > LONG_WITHOUT_BACKUP:
        yield f"The last backup is of {last:%Y-%m-%d %H:%M} UTC: see why the timer of manage.py backup has not run."


def mission() -> Iterator[str]:
    if not Mission.objects.exists():
        yield "Nothing is known of the mission yet: enter its name, cities and telephone in the admin, under Mission."


def file_of_database() -> Iterator[str]:
    """SQLite's own look at its file. PostgreSQL needs none."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA quick_check")
        damage = [said for (said,) in cursor.fetchall() if said != "ok"]
        cursor.execute("PRAGMA foreign_key_check")
        damage += [f"a row of {row[0]} belongs to one of {row[2]} that is gone" for row in cursor.fetchall()]
    yield from consistency.few(
        f"The database file is damaged ({said}). Restore the last good backup." for said in damage
    )


def durability() -> Iterator[str]:
    """What is called saved is on the disk. For SQLite the settings see to it; PostgreSQL is somebody else's."""
    if connection.vendor == "postgresql":
        for name in ("fsync", "full_page_writes", "synchronous_commit"):
            if shown(name) == "off":
                yield f"PostgreSQL runs with {name} = off: a power cut takes what was called saved. Turn it on."


def shown(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SHOW {name}")
        return str(cursor.fetchone()[0])


def audit_log() -> Iterator[str]:
    if not audit.are_installed(connection):
        yield "The database lets the audit log be changed. Run manage.py migrate, and find out why."


CHECKS = (
    *quick.CHECKS,
    Check("configuration", configuration),
    Check("secrets", secrets),
    Check("people", people),
    Check("mission", mission),
    Check("backups", backups, is_essential=False),
    Check("database file", file_of_database),
    Check("durability", durability, is_essential=False),
    Check("guards", consistency.triggers),
    Check("audit log", audit_log),
    Check("intervals", consistency.intervals),
    Check("first publications", consistency.first_publications),
    Check("approved words", consistency.words),
    Check("reference numbers", consistency.references),
    Check("search index", consistency.search_index),
    Check("lists", lists.check),
    Check("files", consistency.files),
    Check("mirror", mirror_age.check),
)
CONTENTS = Check("contents of files", consistency.contents)
