"""Decodes one picture that a stranger made, in a process of its own with its own limits of memory and time.

    python -I rendering.py FOLDER EXTENSION PURPOSE

Reads FOLDER/source, writes the clean pictures beside it, prints a line of JSON: {"refused": reason} or what it made.
Run by embassy.lib.renditions; knows Pillow and no Django, and has nothing of the site's secrets in its environment.
Only pixels go over: EXIF, GPS, XMP, comments, thumbnails and colour profiles stay behind, once they have been applied.
"""

import contextlib
import io
import json
import mmap
import resource
import sys
from math import ceil
from pathlib import Path
from typing import Any

from PIL import AvifImagePlugin, Image, ImageCms, ImageFile, PngImagePlugin, UnidentifiedImageError

FORMATS = {"jpg": "JPEG", "jpeg": "JPEG", "png": "PNG", "webp": "WEBP", "gif": "GIF", "avif": "AVIF"}
SAME = {"MPO": "JPEG"}  # a JPEG with a second picture behind it, as many telephones write it
# WebP and AVIF are decoded whole, in three copies: so many pixels take as much memory as 40 million of a PNG.
MAX_PIXELS = {"JPEG": 40_000_000, "PNG": 40_000_000, "GIF": 40_000_000, "WEBP": 12_000_000, "AVIF": 16_000_000}
MAX_CHUNKS = 10_000
MAX_SCANS = 64
MAX_TEXT_BYTES = 1 << 20
MAX_MEMORY_BYTES = 240 << 20
MAX_CPU_SECONDS = 2

WIDTHS = (480, 960, 1600)
BOX = (1600, 2400)
DOWNLOAD_BOX = (3200, 3200)
BAND_PIXELS = 1 << 20
MAX_DRAWING_COLOURS = 4096

ORIENTATION = 0x0112
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


class Refused(Exception):
    """The picture is not taken. The first argument is the reason's key in embassy.lib.renditions."""


def limit() -> None:
    resource.setrlimit(resource.RLIMIT_DATA, (MAX_MEMORY_BYTES, MAX_MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_CPU_SECONDS, MAX_CPU_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    Image.MAX_IMAGE_PIXELS = None  # `opened` has a lower limit of its own
    PngImagePlugin.MAX_TEXT_CHUNK = PngImagePlugin.MAX_TEXT_MEMORY = MAX_TEXT_BYTES
    AvifImagePlugin.DEFAULT_MAX_THREADS = 1
    ImageFile.LOAD_TRUNCATED_IMAGES = False


def opened(source: Path, extension: str) -> Image.Image:
    """The picture with its header read and nothing decoded. Raises Refused."""
    with source.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        bound_parts(content)
    try:
        picture = Image.open(source, formats=sorted(set(FORMATS.values())))
    except UnidentifiedImageError as error:
        raise Refused("unknown") from error
    found = SAME.get(str(picture.format), str(picture.format))
    if FORMATS.get(extension) != found:
        raise Refused("misnamed", found)
    if picture.width * picture.height > MAX_PIXELS[found]:
        raise Refused("pixels", MAX_PIXELS[found] // 1_000_000)
    if picture.format != "MPO" and getattr(picture, "is_animated", False):
        raise Refused("moving")
    return picture


def bound_parts(content: mmap.mmap) -> None:
    """A file of millions of tiny parts costs time long before its pixels do."""
    if content[:8] == b"\x89PNG\r\n\x1a\n":
        at, chunks = 8, 0
        while at + 8 <= len(content):
            chunks += 1
            if chunks > MAX_CHUNKS:
                raise Refused("parts")
            at += 12 + int.from_bytes(content[at : at + 4], "big")
    elif content[:2] == b"\xff\xd8":
        at = scans = 0
        while (at := content.find(b"\xff\xda", at) + 1) > 0:
            scans += 1
            if scans > MAX_SCANS:
                raise Refused("parts")


def small_and_upright(picture: Image.Image, box: tuple[int, int], *, is_exact: bool) -> Image.Image:
    """Decoded, no larger than `box`, turned the way its camera was held, in sRGB.

    Shrunk first by a whole factor, band by band: no second copy in full size ever exists. `is_exact` fills the box;
    without it the picture is as much smaller as the whole factor makes it.
    """
    orientation = orientation_of(picture)
    if orientation in {5, 6, 7, 8}:
        box = (box[1], box[0])
    scale = min(1.0, box[0] / picture.width, box[1] / picture.height)
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    picture.draft(None, size)  # a JPEG is decoded at a fraction of its size
    picture.load()
    ratio = max(picture.width / size[0], picture.height / size[1], 1.0)
    small = reduced(picture, working_mode(picture), int(ratio) if is_exact else ceil(ratio - 0.01))
    if is_exact and small.size != size:
        small = small.resize(size, Image.Resampling.LANCZOS)
    small = opaque(in_srgb(small, picture.info.get("icc_profile")))
    return small.transpose(UPRIGHT[orientation]) if orientation in UPRIGHT else small


def orientation_of(picture: Image.Image) -> int:
    try:
        return int(picture.getexif().get(ORIENTATION, 1))
    except Exception:  # noqa: BLE001 - damaged metadata is no reason to refuse the pixels
        return 1


def working_mode(picture: Image.Image) -> str:
    if picture.mode == "CMYK":
        return "CMYK"
    has_alpha = picture.mode in {"RGBA", "LA", "PA", "La", "RGBa"} or "transparency" in picture.info
    return "RGBA" if has_alpha else "RGB"


def reduced(picture: Image.Image, mode: str, factor: int) -> Image.Image:
    if factor == 1 and picture.mode == mode:
        return picture
    small = Image.new(mode, (ceil(picture.width / factor), ceil(picture.height / factor)))
    band = factor * max(1, BAND_PIXELS // (picture.width * factor))
    for top in range(0, picture.height, band):
        part = picture.crop((0, top, picture.width, min(top + band, picture.height)))
        part.info = picture.info
        small.paste(in_mode(part, mode).reduce(factor), (0, top // factor))
    return small


def in_mode(part: Image.Image, mode: str) -> Image.Image:
    if part.mode.startswith("I"):  # 16 bits a pixel
        part = part.convert("I").point(lambda value: value / 257).convert("L")
    return part.convert(mode)


def in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    target = "RGBA" if picture.mode == "RGBA" else "RGB"
    if profile:
        with contextlib.suppress(ImageCms.PyCMSError, OSError, ValueError, TypeError):
            colours = picture.convert("RGB") if target == "RGBA" else picture
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(colours, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
            if converted is not None:
                if target == "RGBA":
                    converted.putalpha(picture.getchannel("A"))
                return converted
    return picture.convert(target)


def opaque(picture: Image.Image) -> Image.Image:
    """Without an alpha channel that says nothing."""
    is_opaque = picture.mode == "RGBA" and picture.getchannel("A").getextrema() == (255, 255)
    return picture.convert("RGB") if is_opaque else picture


def is_drawn(picture: Image.Image) -> bool:
    """Of few colours. Asked of the largest rendition alone: a drawing made smaller has many at its edges."""
    return picture.getcolors(MAX_DRAWING_COLOURS) is not None


def write(picture: Image.Image, folder: Path, name: str, *, is_drawing: bool, has_webp: bool) -> list[str]:
    """One rendition: WebP, and JPEG for photographs or PNG for drawings and what is transparent."""
    picture.info = {}
    names = []
    if has_webp:
        names.append(f"{name}.webp")
        picture.save(
            folder / names[-1], "WEBP", quality=80, method=0 if picture.mode == "RGBA" else 1, lossless=is_drawing
        )
    if is_drawing or picture.mode == "RGBA":
        names.append(f"{name}.png")
        picture.save(folder / names[-1], "PNG", compress_level=4)
    else:
        names.append(f"{name}.jpg")
        picture.save(folder / names[-1], "JPEG", quality=82, progressive=True)
    return names


def make(folder: Path, extension: str, purpose: str) -> dict[str, Any]:
    picture = opened(folder / "source", extension)
    if purpose == "download":
        clean = small_and_upright(picture, DOWNLOAD_BOX, is_exact=False)
        written = write(clean, folder, "clean", is_drawing=is_drawn(clean), has_webp=False)
        return {"width": clean.width, "height": clean.height, "files": written}
    clean = small_and_upright(picture, BOX, is_exact=True)
    is_drawing = is_drawn(clean)
    files: list[str] = []
    for width in sorted({min(width, clean.width) for width in WIDTHS}):
        height = max(1, round(clean.height * width / clean.width))
        shown = clean if width == clean.width else clean.resize((width, height), Image.Resampling.LANCZOS)
        files += write(shown, folder, str(width), is_drawing=is_drawing, has_webp=True)
    return {"width": clean.width, "height": clean.height, "files": files}


def main(folder: str, extension: str, purpose: str) -> None:
    limit()
    try:
        answer = make(Path(folder), extension, purpose)
    except Refused as refusal:
        answer = {"refused": refusal.args[0], "detail": refusal.args[1:]}
    except MemoryError:
        answer = {"refused": "memory", "detail": []}
    except Exception as error:  # noqa: BLE001 - whatever a decoder raises, the file is not taken
        print(f"{type(error).__name__}: {error}", file=sys.stderr)  # noqa: T201
        answer = {"refused": "damaged", "detail": []}
    print(json.dumps(answer))  # noqa: T201


if __name__ == "__main__":
    main(*sys.argv[1:])
