"""The keys of a picture and of an attachment, and the rules that bind several of them."""

from itertools import pairwise
from typing import Any

from embassy.archive.kinds import Report, Wrong, boolean, column, fitting, leaf, listed, named, quoted, record, text_of
from embassy.archive.problems import Path
from embassy.lib import markup
from releases.models import AttachmentUse, Image, ImageUse
from releases.models.media import MAX_POSITION

FOLDER = "media"
NAME_MAX_BYTES = 255
"""As long as a file's name may be on any disk."""
PATH_MAX = 500
KEYS = ("images", "attachments")


def file(value: Any) -> str:
    """The path of a file below media/, which leads nowhere else."""
    text = fitting(text_of(value), PATH_MAX)
    folder, *parts = text.split("/")
    is_below = folder == FOLDER and parts and not {"", ".", ".."} & set(parts)
    if not is_below or "\\" in text or not text.isprintable():
        raise Wrong(f"{quoted(text)} is no file of the archive; write media/<name>, such as media/photo.jpg")
    if max(len(part.encode()) for part in parts) > NAME_MAX_BYTES:
        raise Wrong(f"{quoted(text)} is too long a name; at most {NAME_MAX_BYTES} bytes fit")
    return text


def focal(value: Any) -> list[float]:
    if not isinstance(value, list) or len(value) != 2 or not all(_is_share(part) for part in value):
        raise Wrong("is no point of the picture; write two numbers from 0 to 1, such as [0.5, 0.3]")
    return [float(part) for part in value]


def _is_share(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1


def number(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise Wrong(f"is {named(value)}; write a whole number")
    if not 1 <= value <= MAX_POSITION:
        raise Wrong(f"is {value}; write a whole number from 1 to {MAX_POSITION}")
    return value


IMAGE = record(
    {"file": leaf(file)},
    {
        "number": leaf(number),
        "alt": column(ImageUse, "alt"),
        "decorative": leaf(boolean),
        "caption": column(ImageUse, "caption"),
        "credit": column(Image, "credit"),
        "licence": column(Image, "licence"),
        "focal": leaf(focal),
    },
)
ATTACHMENT = record({"file": leaf(file)}, {"label": column(AttachmentUse, "label")})
MEDIA = {"images": listed(IMAGE, MAX_POSITION), "attachments": listed(ATTACHMENT, MAX_POSITION)}


def check(release: dict[str, Any], path: Path, report: Report) -> None:
    """The rules between the keys of the pictures of a release, and between its pictures and its bodies."""
    images: list[dict[str, Any]] = []
    body = ""
    for place, edition in enumerate([release, *release.get("editions", [])]):
        where = (*path, "editions", place - 1) if place else path
        images, body = edition.get("images", images), edition.get("body", body)
        if "redacted_at" in edition:
            images, body = [], ""
        if "images" in edition:
            _check_images(images, (*where, "images"), report)
        if "images" in edition or "body" in edition:
            key = "body" if "body" in edition else "images"
            for missing in sorted(places(body) - set(numbers(images))):
                report((*where, key), f"the text has a place for picture {missing}, which is not in images; add it")


def _check_images(images: list[dict[str, Any]], path: Path, report: Report) -> None:
    for place, image in enumerate(images):
        if image.get("decorative") and image.get("alt"):
            report((*path, place, "alt"), 'stands beside "decorative": true; leave one of the two out')
        if not image.get("decorative") and not image.get("alt"):
            report((*path, place, "alt"), 'is missing; say what the picture tells, or write "decorative": true')
    for place, (before, own) in enumerate(pairwise(numbers(images)), 1):
        if own <= before:
            report((*path, place, "number"), f"{own} does not come after {before}; count upwards")


def numbers(images: list[dict[str, Any]]) -> list[int]:
    """The numbers by which a body names them: their place in the list, but for one that says otherwise."""
    return [image.get("number", place) for place, image in enumerate(images, 1)]


def places(body: str) -> set[int]:
    """The numbers of the pictures that a body has a place for. Costs a sanitising only where there may be any."""
    return markup.picture_numbers(markup.sanitise(body)) if "data-image" in body.lower() else set()
