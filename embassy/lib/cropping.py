"""Part of a clean picture in a shape of its own, around what must stay in sight: thumbnails, pictures for sharing.

Only for pictures that embassy.lib.renditions has made: a stranger's file is never decoded here.
"""

import io

from PIL import Image

Box = tuple[int, int, int, int]
MIDDLE = (0.5, 0.5)
QUALITY = 82


class NotAPicture(ValueError):
    """The bytes cannot be read as a picture of ours."""


def crop_box(size: tuple[int, int], shape: tuple[int, int], focal: tuple[float, float] = MIDDLE) -> Box:
    """The largest part of a picture of `size` that has the proportions of `shape`: left, top, right, bottom.

    `focal`, shares from the left and from the top, is as near to the part's middle as the picture's edges let it be.
    """
    scale = min(size[0] / shape[0], size[1] / shape[1])
    width, height = (max(1, min(whole, round(side * scale))) for whole, side in zip(size, shape, strict=True))
    left, top = _start(size[0], width, focal[0]), _start(size[1], height, focal[1])
    return left, top, left + width, top + height


def _start(whole: int, part: int, focal: float) -> int:
    return max(0, min(whole - part, round(whole * focal - part / 2)))


def cropped(content: bytes, width: int, height: int, focal: tuple[float, float] = MIDDLE) -> bytes:
    """A JPEG of exactly this size around the focal point; what is transparent is white. Raises NotAPicture."""
    try:
        with Image.open(io.BytesIO(content), formats=["JPEG", "PNG", "WEBP"]) as picture:
            part = on_white(picture.crop(crop_box(picture.size, (width, height), focal)))
    except (OSError, ValueError, SyntaxError, MemoryError, Image.DecompressionBombError) as error:
        raise NotAPicture from error
    return _jpeg(part.resize((width, height), Image.Resampling.LANCZOS))


def on_white(picture: Image.Image) -> Image.Image:
    if picture.mode == "RGB":
        return picture
    seen = picture.convert("RGBA")
    white = Image.new("RGBA", seen.size, "white")
    return Image.alpha_composite(white, seen).convert("RGB")


def _jpeg(picture: Image.Image) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=QUALITY, optimize=True)
    return buffer.getvalue()
