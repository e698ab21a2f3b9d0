"""A small square of a picture of the library, around its focal point, for lists and for choosing."""

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from embassy.lib import cropping, storage
from embassy.lib.csp import SANDBOX
from releases.media import stored_name
from releases.models import Image

SIDE = 192
SHOWN = 96
"""In CSS pixels: half, for screens with two to one."""


def thumbnail(image: Image) -> HttpResponse:
    """Made from the smallest picture in store when it is asked for, so that it follows the focal point at once."""
    try:
        file = storage.read(stored_name(image.names[1]))
    except storage.StorageDown as error:
        raise Http404 from error
    if file is None:
        raise Http404
    with file:
        content = file.read()
    try:
        square = cropping.cropped(content, SIDE, SIDE, image.focal)
    except cropping.NotAPicture as error:
        raise Http404 from error
    headers = {"Cache-Control": "private, no-store", "Content-Security-Policy": SANDBOX}
    return HttpResponse(square, content_type="image/jpeg", headers=headers)


def url(image: Image) -> str:
    return reverse("admin:releases_image_thumbnail", args=[image.pk])


def shown(image: Any) -> SafeString | str:
    """The square on a page; in words where its files are erased."""
    if getattr(image, "is_erased", False):
        return _("Erased for legal reasons")
    picture = '<img class="thumbnail" src="{}" width="{}" height="{}" alt="" loading="lazy">'
    return format_html(picture, url(image), SHOWN, SHOWN)
