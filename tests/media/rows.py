"""Rows of the media library, each with files that need no decoder."""

from embassy.lib import attached, renditions
from embassy.lib.renditions import Renditions
from releases import media
from releases.models import Attachment, AttachmentUse, Edition, Image, ImageUse
from tests.media import samples


def make_image(title="A picture", by=None, width=1200, **facts) -> Image:
    names = [
        f"{size}.{kind}" for size in sorted({min(size, width) for size in (480, 960, 1600)}) for kind in ("webp", "jpg")
    ]
    made = Renditions(
        width, width * 3 // 4, {name: f"{title} {name}".encode() for name in names}, title.ljust(64, "0")[:64]
    )
    return media.add_image(made, Image(title=title, **facts), by=by)


def make_picture(content=None, name="photo.jpg", **facts) -> Image:
    """One with real pictures, as an upload makes them: half a second."""
    made = renditions.made(samples.upload(content or samples.jpeg(60, 40), name), name)
    return media.add_image(made, Image(title="A photograph", **facts), by=None)


def make_attachment(label="A note", by=None, name="note.pdf") -> Attachment:
    file = attached.Attached(samples.PDF, "pdf", name, label.ljust(64, "0")[:64])
    return media.add_attachment(file, Attachment(label=label), by=by)


def show(edition: Edition, image: Image, position=1, **words) -> ImageUse:
    words = words or {"alt": "What it shows."}
    return ImageUse.objects.create(edition=edition, image=image, position=position, **words)


def attach(edition: Edition, attachment: Attachment, position=1, label="") -> AttachmentUse:
    return AttachmentUse.objects.create(edition=edition, attachment=attachment, position=position, label=label)
