"""Files to download: which are taken, and under what name a reader gets them."""

import re
import unicodedata
from dataclasses import dataclass
from typing import IO

from django.utils.translation import gettext as _

from embassy.lib import renditions
from embassy.lib.renditions import BadFileError

TYPES = {"pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png"}
"""What is stored, by extension, and its media type. Every picture becomes one of the two."""
MAX_NAME_CHARS = 100
MAX_NAME_BYTES = 200
"""With its extension it fits any disk, which allows 255: an archive is a folder of files under these names."""

_TAIL_BYTES = 2048
_NOT_IN_NAMES = re.compile(r"""[\\/:*?"<>|;%#&\s]+""")


@dataclass(frozen=True, slots=True)
class Attached:
    """A file as it will be stored. `sha256` is the digest of what came in."""

    content: bytes
    extension: str
    download_name: str
    sha256: str


def taken(file: IO[bytes], name: str) -> Attached:
    """A PDF as it came, a picture re-encoded. Raises BadFileError."""
    if renditions.extension_of(name) == "pdf":
        content = pdf(file)
        return Attached(content, "pdf", download_name(name, "pdf"), renditions.digest(file))
    if renditions.extension_of(name) not in renditions.PICTURES:
        raise BadFileError(_("Use a PDF file or a picture (JPEG, PNG, WebP, GIF, AVIF)."))
    clean = renditions.for_download(file, name)
    extension = renditions.extension_of(clean.largest)
    return Attached(clean.files[clean.largest], extension, download_name(name, extension), clean.sha256)


def pdf(file: IO[bytes]) -> bytes:
    """A file that is a PDF from its first byte to its last: nothing else is hidden before or behind it."""
    renditions.check_size(file)
    content = file.read()
    file.seek(0)
    if not re.match(rb"%PDF-[12]\.[0-9]", content):
        raise BadFileError(_("This is not a PDF file, whatever its name says."))
    ending = content[-_TAIL_BYTES:].rpartition(b"%%EOF")
    if not ending[1] or ending[2].strip(b"\r\n\t \x00"):
        raise BadFileError(_("The PDF file is cut off, or something else is hidden behind its end. Save it anew."))
    return content


def download_name(name: str, extension: str) -> str:
    """The sender's file name as a reader may get it: no folders, controls, bidi overrides or reserved characters."""
    stem = unicodedata.normalize("NFC", name.replace("\\", "/").rpartition("/")[2].rpartition(".")[0])
    visible = "".join(char for char in stem if char.isspace() or unicodedata.category(char)[0] != "C")
    kept = _NOT_IN_NAMES.sub("-", visible).strip(".-_ ")
    short = kept[:MAX_NAME_CHARS].encode()[:MAX_NAME_BYTES].decode(errors="ignore").rstrip(".-_")
    return f"{short or 'file'}.{extension}"
