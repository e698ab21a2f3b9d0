"""Pictures and attachments as the archive writes them. The archive package reads and writes the files.

A release, or a later edition of it, has two optional keys, each replacing the whole list of the edition before:

    "images": [{"file": "media/<name>", "alt": "…" | "decorative": true, "caption"?: "…",
                "credit"?: "…", "licence"?: "…", "focal"?: [x, y]}]
    "attachments": [{"file": "media/<name>", "label"?: "…"}]

`file` is the path inside the archive. The body names a picture by its place in the list: <figure data-image="1">.
`focal` is two numbers from 0 to 1, left out for the middle.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import IO, Any, TypeVar

from django.contrib.auth.models import User

from embassy.lib import attached, renditions
from releases import media
from releases.models import Attachment, AttachmentUse, Edition, Image, ImageUse
from releases.models.media import Stored, load_media

Record = dict[str, Any]
Opener = Callable[[str], IO[bytes]]
MIDDLE = (0.5, 0.5)
S = TypeVar("S", bound=Stored)


@dataclass(frozen=True)
class Media:
    """What an export writes of an edition: two lists for its line, and the files by their path in the archive.

    The values of `files` are names in the default storage.
    """

    images: list[Record] = field(default_factory=list)
    attachments: list[Record] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)


def media_of(edition: Edition) -> Media:
    """The pictures and attachments of an edition in order, withheld ones left out. Two queries, none if prefetched."""
    found = Media()
    load_media([edition])
    for use in sorted(edition.image_uses.all(), key=lambda use: use.position):
        if use.withheld_at is None:
            name = f"media/{use.image.clean_sha256[:32]}.{use.image.extension}"
            found.files[name] = media.stored_name(use.image.names[-1])
            found.images.append(image_record(name, use))
    for use in sorted(edition.attachment_uses.all(), key=lambda use: use.position):
        if use.withheld_at is None:
            name = f"media/{use.attachment.clean_sha256[:16]}/{use.attachment.download_name}"
            found.files[name] = media.stored_name(use.attachment.names[0])
            found.attachments.append({"file": name, "label": use.name})
    return found


def image_record(name: str, use: ImageUse) -> Record:
    image = use.image
    focal = (image.focal_x, image.focal_y)
    optional = {"caption": use.caption, "credit": image.credit, "licence": image.licence}
    return {
        "file": name,
        **({"decorative": True} if use.is_decorative else {"alt": use.alt}),
        **{key: value for key, value in optional.items() if value},
        **({"focal": list(focal)} if focal != MIDDLE else {}),
    }


def take_in(edition: Edition, record: Mapping[str, Any], opened: Opener, *, by: User | None = None) -> None:
    """Give a draft the media of its archive record; `opened` opens a file by its path in the archive.

    A key that is missing changes nothing. May be repeated: a file that the library has under the same facts is used
    again. Raises BadFileError, its message beginning with the file's path; call it in a transaction.
    """
    if "images" in record:
        edition.image_uses.all().delete()
        for position, line in enumerate(record["images"], 1):
            words = {"alt": line.get("alt", ""), "is_decorative": line.get("decorative", False)}
            image = _taken(take_in_image, line, opened, by)
            caption = line.get("caption", "")
            ImageUse.objects.create(edition=edition, image=image, position=position, caption=caption, **words)
    if "attachments" in record:
        edition.attachment_uses.all().delete()
        for position, line in enumerate(record["attachments"], 1):
            attachment = _taken(take_in_attachment, line, opened, by)
            label = line.get("label", "")
            own = "" if label == attachment.label else label
            AttachmentUse.objects.create(edition=edition, attachment=attachment, position=position, label=own)


def _taken(
    take: Callable[[IO[bytes], Mapping[str, Any], User | None], S],
    line: Mapping[str, Any],
    opened: Opener,
    by: User | None,
) -> S:
    with opened(line["file"]) as file:
        try:
            return take(file, line, by)
        except renditions.BadFileError as error:
            raise renditions.BadFileError(f"{line['file']}: {error}") from error


def take_in_image(file: IO[bytes], line: Mapping[str, Any], by: User | None) -> Image:
    x, y = line.get("focal", MIDDLE)
    facts = {"credit": line.get("credit", ""), "licence": line.get("licence", ""), "focal_x": x, "focal_y": y}
    if (known := same(Image, file, facts)) is not None:
        return known
    name = PurePosixPath(line["file"]).name
    title = (line.get("caption") or line.get("alt") or name)[:200]
    return media.add_image(renditions.made(file, name), Image(title=title, **facts), by=by)


def take_in_attachment(file: IO[bytes], line: Mapping[str, Any], by: User | None) -> Attachment:
    name = PurePosixPath(line["file"]).name
    if (known := same(Attachment, file, {})) is not None:
        return known
    label = line.get("label") or PurePosixPath(name).stem[:200]
    return media.add_attachment(attached.taken(file, name), Attachment(label=label), by=by)


def same(model: type[S], file: IO[bytes], facts: Mapping[str, Any]) -> S | None:
    """What the library already has of this file, as it was uploaded or as an export wrote it, under the same facts."""
    digest = renditions.digest(file)
    rows: Any = model.objects.filter(**facts).order_by("pk")
    found: S | None = rows.filter(sha256=digest).first() or rows.filter(clean_sha256=digest).first()
    return found
