"""Files for the tests, good and hostile, made here: none is kept in the repository."""

import io
import struct
import zlib

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as Pillow
from PIL import ImageCms

RED, GREEN, BLUE, WHITE = (220, 20, 20), (20, 160, 20), (20, 20, 220), (250, 250, 250)
CORNERS = (RED, GREEN, BLUE, WHITE)  # top left, top right, bottom left, bottom right


def quarters(width=800, height=600):
    """A picture that shows which way up it is."""
    picture = Pillow.new("RGB", (width, height))
    for index, colour in enumerate(CORNERS):
        left, top = (index % 2) * width // 2, (index // 2) * height // 2
        picture.paste(colour, (left, top, left + width // 2, top + height // 2))
    return picture


def photo(width=800, height=600):
    """Of many colours, as a photograph has."""
    across, down = (
        Pillow.linear_gradient("L").resize((width, height)),
        Pillow.radial_gradient("L").resize((width, height)),
    )
    return Pillow.merge("RGB", [across, down, across.transpose(Pillow.Transpose.ROTATE_180)])


def encoded(picture, form="JPEG", **options):
    buffer = io.BytesIO()
    picture.save(buffer, form, **options)
    return buffer.getvalue()


def jpeg(width=800, height=600, **options):
    return encoded(photo(width, height), "JPEG", **options)


def upload(content, name):
    return SimpleUploadedFile(name, content)


def with_gps():
    """A JPEG that says where, when, by whom and with what it was taken, in EXIF, XMP, IPTC and a comment."""
    exif = Pillow.Exif()
    exif[0x010F], exif[0x013B] = "SecretCamera", "SecretAuthor"
    exif.get_ifd(0x8825).update({1: "N", 2: (55.0, 45.0, 7.0), 3: "E", 4: (37.0, 36.0, 56.0)})
    xmp = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>SecretPlace</x:xmpmeta>"
    return encoded(photo(), "JPEG", exif=exif, xmp=xmp, comment=b"SecretComment")


def turned(orientation):
    """The quarters as a camera stores them that was held in this way."""
    inverse = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}
    picture = quarters()
    if orientation in inverse:
        picture = picture.transpose(Pillow.Transpose(inverse[orientation]))
    exif = Pillow.Exif()
    exif[0x0112] = orientation
    return encoded(picture, "JPEG", exif=exif, quality=95)


def with_profile():
    """Pure green in a colour space whose green is not that of sRGB (its channels are swapped)."""
    lab = ImageCms.createProfile("LAB")
    return encoded(photo(), "JPEG", icc_profile=ImageCms.ImageCmsProfile(lab).tobytes())


def chunk(kind, content):
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png(width, height, data=b"", *extra, depth=8, colour=2):
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(extra) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def bomb_png():
    """344 KB that a plain thumbnail unpacks to 730 MB."""
    row = zlib.compress(b"\0" * (13_500 * 3 + 1) * 13_500, 9)
    return png(13_500, 13_500, row)


def header_bomb_png():
    """A few bytes that claim 4 thousand million pixels."""
    return png(65_000, 65_000, zlib.compress(b""))


def large_png():
    """Just within the limit, and transparent: what takes most memory of all that is taken."""
    row = b"\0" + b"\x10\x20\x30\x40" * 7300
    return png(7300, 5470, zlib.compress(row * 5470, 1), colour=6)


def texts_png():
    """Text chunks that unpack to 60 MB each."""
    text = chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"A" * 60_000_000, 9))
    return png(10, 10, zlib.compress((b"\0" + b"\0" * 30) * 10), *[text] * 20)


def chunks_png():
    """A million empty chunks."""
    return png(10, 10, zlib.compress((b"\0" + b"\0" * 30) * 10), chunk(b"teSt", b"") * 1_000_000)


def scans_jpeg():
    """A progressive JPEG that draws the same scan some thousand times."""
    content = encoded(photo(4000, 3000), "JPEG", progressive=True)
    last = content.rindex(b"\xff\xda")
    scan = content[last:-2]
    return content[:-2] + scan * (20_000_000 // len(scan)) + b"\xff\xd9"


def frames_gif(count=10_000):
    frames = encoded(Pillow.new("P", (4, 4)), "GIF")
    head, body = frames[: frames.index(b"\x2c")], frames[frames.index(b"\x2c") : -1]
    return head + body * count + b";"


def moving(form):
    pictures = [Pillow.new("RGB", (40, 40), colour) for colour in CORNERS]
    return encoded(pictures[0], form, save_all=True, append_images=pictures[1:], duration=100)


PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)
PDF_WITH_SCRIPT = PDF.replace(b"/Pages 2 0 R", b"/Pages 2 0 R/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>")
HTML = b"<!doctype html><script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
EPS = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n(x) run\n"


def tiff():
    return encoded(photo(40, 40), "TIFF")
