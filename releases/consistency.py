"""Is what the rows say of one another true? For the doctor: after a crash, a restore, or a hand in the database.

Each function gives a sentence with its remedy for each finding, at most a few of a kind, and writes nothing.
"""

import hashlib
from collections.abc import Iterable, Iterator
from itertools import islice

from django.core.files.storage import default_storage
from django.db import connection
from django.db.models import Count, F, Max, Window
from django.db.models.functions import Coalesce, Lead

from releases import guards, media
from releases.models import END_OF_TIME, Attachment, Edition, Image, Release, State
from releases.search import checking

FEW = 5
BATCH = 500


def intervals() -> Iterator[str]:
    """Each approved edition ends where the next one begins, and the last one never."""
    following = Window(Lead("live_from"), partition_by=F("release"), order_by=F("number").asc())
    wrong = (
        Edition.objects.filter(state=State.APPROVED)
        .annotate(following=Coalesce(following, END_OF_TIME))
        .exclude(live_until=F("following"))
        .select_related("release")
        .order_by("pk")
    )
    yield from few(
        f"{named(edition)} ends at {edition.live_until}, when the next one does not begin: restore the last good "
        "backup, or hold and approve the later edition anew."
        for edition in wrong
    )


def words() -> Iterator[str]:
    """The words of every approved edition are those that were approved, by their digest (SIG-04)."""
    approved = Edition.objects.filter(state=State.APPROVED, redacted_at=None)
    rows = approved.select_related("release", "office").prefetch_related("categories").order_by("pk")
    yield from few(
        f"{named(edition)} has not the words that were approved: somebody changed them in the database. Compare it "
        "with a backup, and find out who."
        for edition in rows.iterator(chunk_size=BATCH)
        if edition.content_digest() != edition.digest
    )


def references() -> Iterator[str]:
    """The settled reference numbers of each year begin at 1 and leave none out."""
    settled = Release.objects.exclude(reference_number=None).order_by("reference_year").values("reference_year")
    for year in settled.annotate(count=Count("pk"), last=Max("reference_number")).exclude(count=F("last")):
        yield (
            f"Of the {year['last']} reference numbers of {year['reference_year']} only {year['count']} are given: "
            "releases are missing. Compare with a backup."
        )


def files() -> Iterator[str]:
    """Every picture and attachment that is not erased has all its files."""
    try:
        stored = set(default_storage.listdir(media.FOLDER)[1])
    except FileNotFoundError:
        stored = set()
    yield from few(
        f"A file of “{row}” is missing in the storage: {', '.join(lost)}. Restore it from a backup, or upload it anew."
        for row in library()
        if (lost := [name for name in row.names if name not in stored])
    )


def contents() -> Iterator[str]:
    """The files that the digests speak of are what they were when they came in. Reads every one of them."""
    yield from few(
        f"The file {row.names[-1]} of “{row}” is not what was uploaded. Restore it from a backup."
        for row in library()
        if digest_of(media.stored_name(row.names[-1])) not in ("", row.clean_sha256)
    )


def digest_of(name: str) -> str:
    """SHA-256 of a stored file; "" where there is none."""
    if not default_storage.exists(name):
        return ""
    with default_storage.open(name) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def library() -> Iterator[Image | Attachment]:
    for model in (Image, Attachment):
        yield from model.objects.with_erasure().filter(is_erased=False).order_by("pk").iterator(chunk_size=BATCH)


def triggers() -> Iterator[str]:
    """The database itself refuses to change what has been public."""
    tables = {"sqlite": "sqlite_master WHERE type = 'trigger'", "postgresql": "pg_trigger WHERE NOT tgisinternal"}
    column = {"sqlite": "name", "postgresql": "tgname"}[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {tables[connection.vendor]}")  # noqa: S608 - names of our own
        there = {name for (name,) in cursor.fetchall()}
    if missing := sorted(set(guards.all_rules(connection.vendor)) - there):
        yield f"Guards of public texts are missing ({', '.join(missing)}). Run manage.py migrate, and find out why."


def search_index() -> Iterator[str]:
    outcome = checking.check()
    if not outcome.is_sound:
        yield (
            f"The search index has {outcome.wrong} texts missing or wrong and {outcome.strays} that do not belong "
            "there: run manage.py rebuild_search."
        )


def named(edition: Edition) -> str:
    return f"Edition {edition.number} of {edition.release.language}/{edition.release.slug}"


def few(sentences: Iterable[str]) -> Iterator[str]:
    """The first few, and that there are more."""
    rest = iter(sentences)
    yield from islice(rest, FEW)
    if more := sum(1 for _ in rest):
        yield f"… and {more} more of the same kind."
