"""An export: what the site had made public by an instant, as an archive. The same content gives the same bytes.

Drafts, scheduled texts, what is not shown yet, and who wrote what stay behind: an archive holds nothing that a reader
could not have seen.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Prefetch, Q
from tqdm import tqdm

from counters.models import Incident
from embassy.archive import histories, layout, media, media_kinds, redactions, target
from embassy.archive.layout import Record, utc
from embassy.archive.problems import ArchiveError
from embassy.lib.localized import Localized
from embassy.models import Mission
from releases import media_records, references
from releases.models import AttachmentUse, Category, Edition, ImageUse, Office, Release

CHUNK = 200
RELEASE_KEYS = (
    "slug", "kind", "language", "translation_key", "dated", "issued_by", "place", "categories", "title", "summary",
    "body", "paragraph_numbers", "published_at", "featured_from", "featured_until", "source_url", "reference",
    "former_slugs", "images", "attachments", "redacted_at", "digest", "editions",
)  # fmt: skip
ALWAYS = frozenset({"slug", "kind", "language", "dated", "categories", "title", "body", "published_at"})
MISSION_KEYS = (
    "name", "short_name", "home_city", "home_time_zone", "host_city", "host_time_zone", "consular_phone",
    "consular_label", "press_email", "default_language", "languages",
)  # fmt: skip
MISSION_MORE = (
    "place", "office", "consular_hours", "address", "press_contact", "press_phone", "press_hours", "licence",
    "colour_1", "colour_2", "reference_prefix", "profiles",
)  # fmt: skip
INCIDENT_MORE = ("order", "time_zone", "shown_from", "shown_until", "resolved_on", "description")

Plain = Callable[[Any], Any]
Files = dict[str, str]
"""Path in the archive → name in the media store."""


def write(path: Path, at: datetime, *, replace: bool = False, dry_run: bool = False) -> dict[str, int]:
    """Write everything public at `at` to a folder, or to a .zip if `path` ends so; says how many entries each file has.

    Raises ArchiveError with nothing written.
    """
    with transaction.atomic():
        mission = Mission.objects.first()
        if mission is None:
            raise ArchiveError("The site has no mission yet; enter it in the admin first.")
        plain = _plainly(mission.default_language)
        files: dict[str, Iterable[Record]] = {
            layout.CATEGORIES_FILE: _names(Category, plain),
            layout.OFFICES_FILE: _names(Office, plain),
            layout.INCIDENTS_FILE: list(incidents(at, plain)),
        }
        if dry_run:
            return _counted(files) | {layout.RELEASES_FILE: Release.objects.public(at).count()} | _media_counted(at)
        with target.writing(path, replace=replace) as opened:
            _dump(opened, layout.MISSION_FILE, _mission(mission, plain))
            for name, records in files.items():
                _dump(opened, name, records)
            media_files: Files = {}
            counts = _counted(files) | {layout.RELEASES_FILE: _dump_releases(opened, at, media_files)}
            _dump_media(opened, media_files)
            return counts | ({media_kinds.FOLDER: len(media_files)} if media_files else {})


def _counted(files: dict[str, Iterable[Record]]) -> dict[str, int]:
    return {layout.MISSION_FILE: 1} | {name: len(list(records)) for name, records in files.items()}


def _dump(opened: target.Open, name: str, content: Any) -> None:
    with opened(name) as stream:
        stream.write(json.dumps(content, ensure_ascii=False, indent=1).encode() + b"\n")


def _media_counted(at: datetime) -> dict[str, int]:
    """As many files as an export would write."""
    pictures = ImageUse.objects.public(at).order_by().values("image__clean_sha256").distinct()
    files = AttachmentUse.objects.public(at).order_by()
    total = pictures.count() + files.values("attachment__clean_sha256", "attachment__download_name").distinct().count()
    return {media_kinds.FOLDER: total} if total else {}


def _dump_media(opened: target.Open, files: Files) -> None:
    for name, stored in sorted(files.items()):
        try:
            with default_storage.open(stored) as file:
                content = file.read()
        except Exception as error:  # each store has exceptions of its own
            raise ArchiveError(f"A file of the media library cannot be read ({error}); restore it first.") from error
        with opened(name) as stream:
            stream.write(content)


def _dump_releases(opened: target.Open, at: datetime, files: Files) -> int:
    """Notes in `files` the media that the lines name."""
    total = Release.objects.public(at).count()
    with opened(layout.RELEASES_FILE) as stream, tqdm(desc="Writing", total=total, disable=None) as bar:
        for record in releases(at, files):
            stream.write(json.dumps(record, ensure_ascii=False).encode() + b"\n")
            bar.update()
    return total


def _plainly(default: str) -> Plain:
    """How a value of the database is written. A text that has but its default language's form is a plain string."""

    def plain(value: Any) -> Any:
        if isinstance(value, Localized):
            return value.get(default, "") if value.keys() <= {default} else dict(value)
        if isinstance(value, datetime):
            return utc(value)
        return value.isoformat() if isinstance(value, date) else value

    return plain


def _mission(mission: Mission, plain: Plain) -> Record:
    more = {name: plain(getattr(mission, name)) for name in MISSION_MORE if getattr(mission, name)}
    return {name: plain(getattr(mission, name)) for name in MISSION_KEYS} | more


def _names(model: type[Category] | type[Office], plain: Plain) -> list[Record]:
    return [{"slug": row.slug, "name": plain(row.name)} for row in model.objects.order_by("slug")]


def incidents(at: datetime, plain: Plain) -> Iterator[Record]:
    """Incidents that have been shown by `at`, in the order of their banners."""
    public = Prefetch("releases", Release.objects.public(at).order_by("language", "slug"))
    rows = Incident.objects.filter(Q(shown_from=None) | Q(shown_from__lte=at)).prefetch_related("steps", public)
    for row in rows:
        if row.has_begun(at):
            yield _incident(row, at, plain)


def _incident(row: Incident, at: datetime, plain: Plain) -> Record:
    more = {name: plain(getattr(row, name)) for name in INCIDENT_MORE if getattr(row, name) not in (None, "", {})}
    if linked := [f"{release.language}/{release.slug}" for release in row.releases.all()]:
        more["releases"] = linked
    steps = [{"on": plain(step.happened_on), "text": plain(step.text)} for step in reversed(row.steps_by(at))]
    return {"slug": row.slug, "name": plain(row.name), "occurred_on": plain(row.occurred_on), **more, "steps": steps}


def releases(at: datetime, files: Files) -> Iterator[Record]:
    """Every release with its editions that were public by `at`, by first publication. Few in memory at a time."""
    ordered = Release.objects.public(at).order_by("first_published_at", "pk")
    numbers = references.out_of_order(at, Mission.current())
    for release in histories.whole(ordered, Edition.objects.public(at)).iterator(chunk_size=CHUNK):
        number = numbers.get(release.pk)
        yield _release(release, at, files, {"reference": str(number)} if number else {})


def _release(release: Release, at: datetime, files: Files, more: Record) -> Record:
    first, *later = [histories.stored(edition) | _media(edition, files) for edition in release.editions.all()]
    record = {**first, **more, "slug": release.slug, "language": release.language}
    record["former_slugs"] = sorted(former.slug for former in release.former_slugs.all())
    record |= {name: getattr(release, name) for name in histories.IDENTITY}
    begun = [feature for feature in release.features.all() if feature.featured_from <= at]
    if begun:
        record |= {"featured_from": begun[-1].featured_from, "featured_until": begun[-1].featured_until}
    record["editions"] = [_later(edition, before) for edition, before in zip(later, [first, *later], strict=False)]
    plain = _plainly("")
    return {name: plain(record[name]) for name in RELEASE_KEYS if name in ALWAYS or record.get(name)}


def _media(edition: Edition, files: Files) -> Record:
    """Two queries, none where there are none."""
    if not edition.has_media:  # type: ignore[attr-defined]  # annotated
        return media.NONE
    found = media_records.media_of(edition)
    files.update(found.files)
    return {"images": found.images, "attachments": found.attachments}


def _later(edition: Record, before: Record) -> Record:
    """A later edition by what it changed."""
    plain = _plainly("")
    head = {"purpose": edition["purpose"], **({"note": edition["note"]} if edition["note"] else {})}
    erased = redactions.ERASED if edition["redacted_at"] else {}
    carried = [name for name in histories.CARRIED if name not in erased and edition[name] != before[name]]
    more = [name for name in redactions.KEYS if edition[name]]
    return {
        **head,
        "published_at": plain(edition["published_at"]),
        **{name: plain(edition[name]) for name in (*carried, *more)},
    }
