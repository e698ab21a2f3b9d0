"""Pictures and attachments as the archive writes them. The archive package reads and writes the files.

A release, or a later edition of it, has two optional keys, each replacing the whole list of the edition before:

    "images": [{"file": "media/<name>", "alt": "…" | "decorative": true, "caption"?: "…",
                "credit"?: "…", "licence"?: "…", "focal"?: [x, y], "number"?: n}]
    "attachments": [{"file": "media/<name>", "label"?: "…"}]

`file` is the path inside the archive. The body names a picture by its number, <figure data-image="1">:
its place in the list, unless `number` says otherwise.
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
            found.images.append(image_record(name, use, len(found.images) + 1))
    for use in sorted(edition.attachment_uses.all(), key=lambda use: use.position):
        if use.withheld_at is None:
            name = f"media/{use.attachment.clean_sha256[:16]}/{use.attachment.download_name}"
            found.files[name] = media.stored_name(use.attachment.names[0])
            found.attachments.append({"file": name, "label": use.name})
    return found


def image_record(name: str, use: ImageUse, place: int) -> Record:
    """`place` is the one in the list, counted from 1."""
    image = use.image
    focal = (image.focal_x, image.focal_y)
    optional = {"caption": use.caption, "credit": image.credit, "licence": image.licence}
    return {
        "file": name,
        **({"number": use.position} if use.position != place else {}),
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
        for place, line in enumerate(record["images"], 1):
            image = _taken(take_in_image, line, opened, by)
            position = line.get("number", place)
            ImageUse.objects.create(edition=edition, image=image, position=position, **words(line))
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


def words(line: Mapping[str, Any]) -> Record:
    """What a use says of its picture."""
    is_decorative = line.get("decorative", False)
    return {"alt": line.get("alt", ""), "is_decorative": is_decorative, "caption": line.get("caption", "")}


def facts(key: str, line: Mapping[str, Any]) -> Record:
    """What the library says of a picture, and keeps a picture apart by; of an attachment nothing."""
    if key == "attachments":
        return {}
    x, y = line.get("focal", MIDDLE)
    return {"credit": line.get("credit", ""), "licence": line.get("licence", ""), "focal_x": x, "focal_y": y}


def take_in_image(file: IO[bytes], line: Mapping[str, Any], by: User | None) -> Image:
    own = facts("images", line)
    if (there := known(Image, renditions.digest(file), own)) is not None:
        return there
    name = PurePosixPath(line["file"]).name
    title = (line.get("caption") or line.get("alt") or name)[:200]
    return media.add_image(renditions.made(file, name), Image(title=title, **own), by=by)


def take_in_attachment(file: IO[bytes], line: Mapping[str, Any], by: User | None) -> Attachment:
    name = PurePosixPath(line["file"]).name
    if (there := known(Attachment, renditions.digest(file), {})) is not None:
        return there
    label = line.get("label") or PurePosixPath(name).stem[:200]
    return media.add_attachment(attached.taken(file, name), Attachment(label=label), by=by)


def known(model: type[S], digest: str, own: Mapping[str, Any]) -> S | None:
    """What the library already has of this file, as it was uploaded or as an export wrote it, under the same facts.

    What was withheld from everywhere has no files any more and is not used again.
    """
    rows: Any = model.objects.filter(**own).order_by("pk")
    for column in ("sha256", "clean_sha256"):
        for row in rows.filter(**{column: digest}):
            if row.uses.filter(withheld_at=None).exists() or not row.uses.exists():
                found: S = row
                return found
    return None


def is_same_image(use: ImageUse, line: Mapping[str, Any], number: int) -> bool:
    """Whether a use shows the picture with the digest of this line, in its words, at this number."""
    own = facts("images", line)
    return (
        line["digest"] in (use.image.sha256, use.image.clean_sha256)
        and use.position == number
        and words(line) == {name: getattr(use, name) for name in words(line)}
        and own == {name: getattr(use.image, name) for name in own}
    )


def is_same_attachment(use: AttachmentUse, line: Mapping[str, Any], _number: int) -> bool:
    """The same of an attachment; a line without a label is content with any."""
    is_same = line["digest"] in (use.attachment.sha256, use.attachment.clean_sha256)
    return is_same and line.get("label", "") in ("", use.name)
