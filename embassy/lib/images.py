"""Uploaded pictures: what may come in, and what is made of them. Nothing of the uploaded file itself is kept."""

import hashlib
import io
import warnings
from pathlib import PurePath
from typing import IO

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

MAX_BYTES = 5 * 1024 * 1024
MAX_PIXELS = 40_000_000
FORMATS = {".jpg": "JPEG", ".jpeg": "JPEG", ".png": "PNG", ".webp": "WEBP"}


class BadImageError(ValueError):
    """The file is not taken; the message is for the officer who sent it."""


def emblem(file: IO[bytes], name: str, size: int, max_side: int = 512) -> "ContentFile[bytes]":
    """A PNG of at most `max_side` pixels a side, without metadata, named by its digest. Raises BadImageError.

    `size` is the file's length in bytes, `name` what the browser calls it. The pixel limit is applied to the header,
    before anything is decoded.
    """
    picture = opened(file, name, size)
    try:
        # A JPEG is decoded at a fraction of its size where that suffices.
        picture.draft(None, (max_side * 2, max_side * 2))
        return encoded(upright(picture, max_side))
    except (OSError, ValueError, SyntaxError, MemoryError, Image.DecompressionBombError) as error:
        raise BadImageError(_("This picture is damaged and cannot be read.")) from error


def opened(file: IO[bytes], name: str, size: int) -> Image.Image:
    """The picture with its header read and every limit kept."""
    expected = FORMATS.get(PurePath(name).suffix.lower())
    if expected is None:
        raise BadImageError(_("Use a JPEG, PNG or WebP file. An SVG drawing can carry scripts: save it as PNG first."))
    if size > MAX_BYTES:
        raise BadImageError(_("The file is larger than %(limit)s MB.") % {"limit": MAX_BYTES // 1024**2})
    picture = header_of(file)
    if picture.format != expected:
        raise BadImageError(
            _("The file's name says %(said)s, its content is %(found)s.") % {"said": expected, "found": picture.format}
        )
    if picture.width * picture.height > MAX_PIXELS:
        limit = MAX_PIXELS // 1_000_000
        raise BadImageError(_("The picture has more than %(limit)s million pixels.") % {"limit": limit})
    if getattr(picture, "n_frames", 1) > 1:
        raise BadImageError(_("The picture moves. Use one that stands still."))
    return picture


def header_of(file: IO[bytes]) -> Image.Image:
    file.seek(0)
    try:
        with warnings.catch_warnings():
            # Our own limit is lower than the one that is warned of here.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            return Image.open(file, formats=sorted(set(FORMATS.values())))
    except Image.DecompressionBombError as error:
        raise BadImageError(_("The picture has far too many pixels.")) from error
    except (OSError, ValueError, SyntaxError) as error:
        raise BadImageError(_("This is not a JPEG, PNG or WebP picture, whatever its name says.")) from error


def upright(picture: Image.Image, max_side: int) -> Image.Image:
    """Decoded, small, turned the way its camera was held; transparency is kept."""
    has_palette = picture.mode not in {"L", "LA", "RGB", "RGBA"}
    small = picture.convert("RGBA") if has_palette else picture
    small.thumbnail((max_side, max_side))
    return ImageOps.exif_transpose(small).convert("RGBA")


def encoded(picture: Image.Image) -> "ContentFile[bytes]":
    picture.info = {}
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", optimize=True)
    content = buffer.getvalue()
    return ContentFile(content, name=f"{hashlib.sha256(content).hexdigest()[:16]}.png")


def icon(emblem: IO[bytes], side: int = 48) -> bytes:
    """A stored emblem as a PNG of at most `side` pixels and 32 colours: under 2 kB, for frames on other sites."""
    small = upright(Image.open(emblem, formats=["PNG"]), side)
    buffer = io.BytesIO()
    small.quantize(32, method=Image.Quantize.FASTOCTREE).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()
