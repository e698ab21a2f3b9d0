"""The files that rows name: out of the storage into a backup, and back.

A file of the storage never changes under its name, so that it may be read after the snapshot, and what is there already
need not be written again.
"""

import hashlib
from collections.abc import Callable, Iterator
from typing import IO

from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models import FileField

from embassy.backup.container import DAMAGED, PIECE, Packed, Packing
from embassy.backup.manifest import MEDIA, Manifest, Part
from embassy.backup.problems import BackupError
from releases import media
from releases.models import Attachment, Image

Progress = Callable[[int], object]
TRIES = 3


def named() -> list[str]:
    """All files that rows name, but those that a redaction erased."""
    library = (
        media.stored_name(name)
        for model in (Image, Attachment)
        for row in model.objects.with_erasure().filter(is_erased=False).iterator()
        for name in media.files_of(row)
    )
    return sorted({*library, *_of_columns()})


def total_bytes() -> int:
    return sum(model.objects.total_bytes() for model in (Image, Attachment))


def _of_columns() -> Iterator[str]:
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, FileField):
                yield from model._base_manager.exclude(**{field.name: ""}).values_list(field.name, flat=True)


def pack(names: list[str], packing: Packing, said: Manifest, progress: Progress) -> None:
    """Put the files into a backup. What the storage does not have is named in the manifest."""
    for name in names:
        found = _first_piece(name)
        if found is None:
            said.missing.append(name)
            continue
        file, piece = found
        with file, packing.member(MEDIA + name, is_text=False) as member:
            while piece:
                member.write(piece)
                progress(len(piece))
                piece = file.read(PIECE)
        said.media[name] = member.part


def _first_piece(name: str) -> tuple[IO[bytes], bytes] | None:
    """The opened file and how it begins; None where there is none. A distant store fetches all of it for that."""
    for left in reversed(range(TRIES)):
        try:
            file = default_storage.open(name, "rb")
            return file, file.read(PIECE)
        except FileNotFoundError:
            return None
        except Exception as error:  # each store has exceptions of its own
            if not left:
                raise BackupError(f"The storage does not give {name} ({error}). Nothing was kept.") from error
    return None


def put_back(packed: Packed, progress: Progress) -> int:
    """Write the files that are not there as they should be; says how many. May be broken off and repeated.

    No row names them yet: what a restore that dies leaves is seen by nobody, and the next one goes on from it.
    """
    written = 0
    for name, part in packed.manifest.media.items():
        if not _is_there(name, part):
            _write(name, b"".join(packed.pieces(MEDIA + name)), part)
            written += 1
        progress(part.bytes)
    return written


def _is_there(name: str, part: Part) -> bool:
    if not default_storage.exists(name) or default_storage.size(name) != part.bytes:
        return False
    with default_storage.open(name, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == part.sha256


def _write(name: str, content: bytes, part: Part) -> None:
    if hashlib.sha256(content).hexdigest() != part.sha256:
        raise BackupError(DAMAGED)
    try:
        # Under this name only this content is right.
        default_storage.delete(name)
        kept = default_storage.save(name, ContentFile(content))
    except Exception as error:  # each store has exceptions of its own
        message = f"The storage does not take {name} ({error}). The database is as it was; run the command again."
        raise BackupError(message) from error
    if kept != name:
        raise BackupError(f"The storage keeps {name} under another name, {kept}. The database is as it was.")
