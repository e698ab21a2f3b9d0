"""Pictures and attachments of an edition as a page shows them. The body names a picture by its number."""

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from embassy.lib import markup
from releases.models import AttachmentUse, Edition, ImageUse
from releases.models.media import load_media


def placed(edition: Edition) -> dict[int, SafeString]:
    """The figures that the body has a place for, by number. No query where it has none."""
    numbers = markup.picture_numbers(edition.body)
    if not numbers:
        return {}
    return {use.position: figure(use) for use in shown(edition) if use.position in numbers}


def unplaced(edition: Edition) -> list[ImageUse]:
    """The pictures that the body has no place for, in order: they stand after it."""
    numbers = markup.picture_numbers(edition.body)
    return [use for use in shown(edition) if use.position not in numbers]


def shown(edition: Edition) -> list[ImageUse]:
    if not edition.may_have_media:
        return []
    load_media([edition])
    return [use for use in edition.image_uses.all() if use.withheld_at is None]


def attachments(edition: Edition) -> list[AttachmentUse]:
    if not edition.may_have_media:
        return []
    load_media([edition])
    return [use for use in edition.attachment_uses.all() if use.withheld_at is None]


def ask_below(edition: Edition, base: str) -> None:
    """Let every figure and download of this edition be asked for below another address than the public one."""
    for use in shown(edition):
        use.image.base = base
    for file in attachments(edition):
        file.attachment.base = base


def figure(use: ImageUse) -> SafeString:
    return render_to_string("releases/_figure.html", {"use": use})
