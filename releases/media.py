"""The media library's acts: take a file in, copy uses to the next edition, withhold, discard, sweep.

    upload ── clean files ──> written ──> their row written ──> used by a draft ──> its edition approved: frozen

Files come before their row and go after it: what dies in between leaves files that nobody can ask for, until a sweep.
"""

import contextlib
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from embassy.lib import attached, markup, renditions, storage
from embassy.lib.renditions import BadFileError, Renditions
from releases.models import Attachment, AttachmentUse, Edition, Image, ImageUse
from releases.models.media import Stored, random_stem

MEGABYTE = 1_000_000
FOLDER = "library"
"""Where the library's files lie in the storage, beside what else is kept there."""

S = TypeVar("S", bound=Stored)


def stored_name(name: str) -> str:
    """What the storage calls the file that an address calls `name`."""
    return f"{FOLDER}/{name}"


def check_quota(size: int, by: User | None) -> None:
    """Raises BadFileError where `size` bytes more are too many for the officer or for the site."""
    own = sum(model.objects.filter(uploaded_by=by).total_bytes() for model in (Image, Attachment))
    if by is not None and own + size > settings.MEDIA_MAX_MB_EACH * MEGABYTE:
        raise BadFileError(_("You have used up your part of the media library. Ask an administrator for more room."))
    total = sum(model.objects.total_bytes() for model in (Image, Attachment))
    if total + size > settings.MEDIA_MAX_MB * MEGABYTE:
        raise BadFileError(_("The media library is full. Ask an administrator for more room."))


def add_image(made: Renditions, image: Image, *, by: User | None) -> Image:
    """Store the pictures, then the row. Raises BadFileError where there is no room, having kept nothing."""
    check_quota(made.total_bytes, by)
    image.stem, image.uploaded_by = random_stem(), by
    image.width, image.height, image.bytes = made.width, made.height, made.total_bytes
    image.mime = attached.TYPES[renditions.extension_of(made.largest)]
    image.sha256, image.clean_sha256 = made.sha256, sha256(made.files[made.largest])
    return _stored(image, {f"{image.stem}-{name}": content for name, content in made.files.items()})


def add_attachment(file: attached.Attached, attachment: Attachment, *, by: User | None) -> Attachment:
    """The same for a file to download."""
    check_quota(len(file.content), by)
    attachment.stem, attachment.uploaded_by = random_stem(), by
    attachment.mime, attachment.bytes = attached.TYPES[file.extension], len(file.content)
    attachment.download_name = file.download_name
    attachment.sha256, attachment.clean_sha256 = file.sha256, sha256(file.content)
    return _stored(attachment, {attachment.names[0]: file.content})


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _stored(row: S, files: Mapping[str, bytes]) -> S:
    try:
        for name, content in files.items():
            default_storage.save(stored_name(name), ContentFile(content))
    except Exception as error:  # each store has exceptions of its own
        delete_files(files)
        raise BadFileError(storage.no_room()) from error
    try:
        with transaction.atomic():
            row.save()
    except BaseException:
        delete_files(files)
        raise
    return row


def delete_files(names: Iterable[str]) -> None:
    """What cannot be deleted now is left for the sweep."""
    for name in names:
        with contextlib.suppress(Exception):
            default_storage.delete(stored_name(name))


def discard(row: Stored) -> None:
    """Delete from the library what no edition uses. Raises ProtectedError where one does."""
    names = files_of(row)
    with transaction.atomic():
        row.delete()
        transaction.on_commit(partial(delete_files, names))


def files_of(row: Any) -> list[str]:
    names: list[str] = row.names
    return names


def copy_uses(source: Edition, target: Edition) -> None:
    """Give a new draft the pictures and attachments of the edition it follows; what was withheld stays behind."""
    for model in (ImageUse, AttachmentUse):
        uses: Any = list(model.objects.filter(edition=source, withheld_at=None))
        for use in uses:
            use.pk, use._state.adding, use.edition = None, True, target
        model.objects.bulk_create(uses)


def lost_places(edition: Edition) -> str:
    """The numbers for which the body has a place and the edition no picture, as a sentence lists them; "" for none.

    No query where the body has no place.
    """
    placed = markup.picture_numbers(edition.body)
    lost = placed - set(edition.image_uses.values_list("position", flat=True)) if placed else placed
    return ", ".join(map(str, sorted(lost)))


def withhold(edition: Edition, at: datetime) -> None:
    """For a redaction: nobody outside fetches through this edition any more, and its words on each file are erased.

    What it alone used is erased with its files; of its row stay the digests and by whom it was uploaded.
    """
    with transaction.atomic():
        for model, use_model, words in (
            (Image, ImageUse, {"alt": "", "is_decorative": True, "caption": ""}),
            (Attachment, AttachmentUse, {"label": ""}),
        ):
            rows: Any = list(model.objects.filter(uses__edition=edition).distinct())
            use_model.objects.filter(edition=edition, withheld_at=None).update(withheld_at=at, **words)
            for row in rows:
                if not row.uses.filter(withheld_at=None).exists():
                    _erase(row)


def _erase(row: Any) -> None:
    erased = str(_("Erased for legal reasons"))
    words = (
        {"title": erased, "credit": "", "licence": ""}
        if isinstance(row, Image)
        else {"label": erased, "download_name": f"erased.{row.extension}"}
    )
    type(row).objects.filter(pk=row.pk).update(**words)
    transaction.on_commit(partial(delete_files, files_of(row)))


def orphans(now: datetime, age: timedelta) -> Iterator[str]:
    """Stored files that no row knows and that are older than `age`: what an upload or a deletion left when it died."""
    known = {name for model in (Image, Attachment) for row in model.objects.iterator() for name in files_of(row)}
    try:
        _folders, names = default_storage.listdir(FOLDER)
    except FileNotFoundError:
        return
    for name in sorted(set(names) - known):
        if default_storage.get_modified_time(stored_name(name)) <= now - age:
            yield name
