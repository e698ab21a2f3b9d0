"""Pictures and attachments of an archive: tried in the first pass, beside those of the site, opened in the second."""

import hashlib
import io
from dataclasses import dataclass
from typing import IO, Any

from embassy.archive import media_kinds, source
from embassy.archive.layout import Record
from embassy.archive.problems import ArchiveError
from embassy.archive.release_lines import LineReport
from embassy.archive.source import Source
from embassy.lib import attached, renditions
from releases import media, media_records
from releases.models import Attachment, Edition, Image
from releases.models.media import load_media

NONE: Record = {"images": [], "attachments": []}
TAKEN: dict[str, Any] = {"images": Image, "attachments": Attachment}


class Unfit(Exception):
    """The file is not taken; the message is the rest of a sentence that begins with the key."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What the first pass found out about a file. `refusal` is "" where it may come in."""

    digest: str = ""
    refusal: str = ""


class MediaFiles:
    """The files that the lines name, each read once; what the site does not have yet is made into pictures on trial."""

    def __init__(self, archive: Source) -> None:
        self.archive = archive
        self.read: dict[str, Tried] = {}
        self.made: dict[tuple[str, str], str] = {}
        self.bytes = 0
        """What the files on trial would take in the library."""

    def check(self, number: int, release: Record, report: LineReport) -> None:
        """Report what is wrong with the files of a release; note the digest of each beside its name."""
        for place, edition in enumerate([release, *release.get("editions", [])]):
            for key in media_kinds.KEYS:
                for index, line in enumerate(edition.get(key, [])):
                    where = f"editions[{place - 1}].{key}" if place else key
                    tried = self._tried(key, line)
                    if tried.refusal:
                        report(number, f"{where}[{index}].file", f"“{line['file']}” {tried.refusal}")
                    line["digest"] = tried.digest

    def _tried(self, key: str, line: Record) -> Tried:
        name = line["file"]
        if name not in self.read:
            self.read[name] = self._digested(name)
        tried = self.read[name]
        if tried.refusal or media_records.known(TAKEN[key], tried.digest, media_records.facts(key, line)):
            return tried
        if (key, name) not in self.made:
            self.made[key, name] = self._made(key, name)
        return Tried(tried.digest, self.made[key, name])

    def _digested(self, name: str) -> Tried:
        try:
            return Tried(hashlib.sha256(content_of(self.archive, name)).hexdigest())
        except Unfit as unfit:
            return Tried(refusal=str(unfit))

    def _made(self, key: str, name: str) -> str:
        """Why a file is not taken; "" if it is. Its pictures are made and thrown away: nothing less proves it sound."""
        try:
            file = io.BytesIO(content_of(self.archive, name))
            self.bytes += renditions.made(file, name).total_bytes if key == "images" else _size(file, name)
            media.check_quota(self.bytes, None)
        except Unfit as unfit:
            return str(unfit)
        except renditions.BadFileError as error:
            return f"is refused: {str(error).rstrip('.')}"
        return ""


def _size(file: IO[bytes], name: str) -> int:
    return len(attached.taken(file, name).content)


def content_of(archive: Source, name: str) -> bytes:
    """A file's bytes. Raises Unfit where it is not there, no plain file or larger than any that is taken."""
    try:
        size = archive.size(name)
    except ArchiveError as error:
        raise Unfit("is not a plain file (links are not followed); put the file itself there") from error
    if size is None:
        raise Unfit("is missing; add it to the archive")
    try:
        return source.whole(archive, name, renditions.MAX_BYTES)
    except source.TooLong as error:
        raise Unfit(f"is larger than {renditions.MAX_BYTES // 1024**2} MB; make it smaller") from error


def take_in(edition: Edition, told: Record, archive: Source) -> None:
    """Give a draft the media that the archive tells of it. Raises ArchiveError where a file was changed meanwhile."""
    try:
        media_records.take_in(edition, told, lambda name: io.BytesIO(content_of(archive, name)))
    except Unfit as unfit:
        raise ArchiveError("The archive was changed while it was read; run the command again.") from unfit
    except renditions.BadFileError as error:
        raise ArchiveError(f"A file could not be taken in: {error} What was written is whole.") from error


def unlike(ours: Record, edition: Edition) -> list[str]:
    """The keys, images or attachments, in which an edition of the site differs from what the archive tells of it."""
    if not (ours["images"] or ours["attachments"] or edition.has_media):  # type: ignore[attr-defined]  # annotated
        return []
    load_media([edition])
    uses: dict[str, Any] = {"images": edition.image_uses, "attachments": edition.attachment_uses}
    return [key for key in media_kinds.KEYS if not _are_same(key, ours[key], uses[key].all())]


def _are_same(key: str, lines: list[Record], uses: Any) -> bool:
    shown = [use for use in uses if use.withheld_at is None]
    same = media_records.is_same_image if key == "images" else media_records.is_same_attachment
    return len(lines) == len(shown) and all(
        same(use, line, number)
        for use, line, number in zip(shown, lines, media_kinds.numbers(lines), strict=True)
        if line["digest"]  # without it the file is reported already
    )
