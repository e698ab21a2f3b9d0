"""Uploaded pictures: what may come in, and the clean pictures that are made of them.

    upload ── size, extension ──> a process of its own (rendering.py) ── pixels only ──> renditions, or a refusal

Nothing of the uploaded file itself is kept: it may hold where and by whom it was taken.
"""

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory
from typing import IO, Any

from django.utils.translation import gettext as _

from embassy.lib import storage

MAX_BYTES = 25 * 1024 * 1024
MAX_SECONDS = 30
"""By the clock, on a machine under load; the processor's time has a limit of its own in rendering.py."""
PICTURES = ("jpg", "jpeg", "png", "webp", "gif", "avif")
WIDTHS = (480, 960, 1600)
RENDERING = Path(__file__).with_name("rendering.py")


class BadFileError(ValueError):
    """The file is not taken; the message is for the officer who sent it."""


@dataclass(frozen=True, slots=True)
class Renditions:
    """Clean pictures by name: "<width>.webp" and "<width>.jpg" or ".png" for each width; "clean.*" for a download.

    `width` and `height` are those of the largest, `sha256` is the digest of the file that came in.
    """

    width: int
    height: int
    files: Mapping[str, bytes]
    sha256: str

    @property
    def largest(self) -> str:
        """Name of the largest picture that every program can read."""
        return list(self.files)[-1]

    @property
    def total_bytes(self) -> int:
        return sum(map(len, self.files.values()))


def made(file: IO[bytes], name: str) -> Renditions:
    """The pictures that pages show. `name` is what the sender calls the file. Raises BadFileError."""
    return _rendered(file, name, "page")


def for_download(file: IO[bytes], name: str) -> Renditions:
    """One clean picture, larger than on a page. Raises BadFileError."""
    return _rendered(file, name, "download")


def extension_of(name: str) -> str:
    return PurePath(name.replace("\\", "/")).suffix.lower().removeprefix(".")


def too_large() -> str:
    return _("The file is larger than %(limit)s MB.") % {"limit": MAX_BYTES // 1024**2}


def check_size(file: IO[bytes]) -> None:
    """Raises BadFileError. Leaves the file at its beginning."""
    size = file.seek(0, 2)
    file.seek(0)
    if size > MAX_BYTES:
        raise BadFileError(too_large())
    if not size:
        raise BadFileError(_("The file is empty."))


def digest(file: IO[bytes]) -> str:
    """SHA-256 of the whole file in hexadecimal. Leaves the file at its beginning."""
    file.seek(0)
    found = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]  # any binary file will do
    file.seek(0)
    return found


def _rendered(file: IO[bytes], name: str, purpose: str) -> Renditions:
    extension = extension_of(name)
    if extension not in PICTURES:
        raise BadFileError(
            _("Use a JPEG, PNG, WebP, GIF or AVIF file. An SVG drawing can carry scripts: save it as PNG first.")
        )
    check_size(file)
    try:
        return _made_beside(file, extension, purpose)
    except OSError as error:
        raise BadFileError(storage.no_room()) from error


def _made_beside(file: IO[bytes], extension: str, purpose: str) -> Renditions:
    """In a folder of its own that is gone afterwards. Raises OSError where there is no room for it."""
    with TemporaryDirectory(prefix="embassy-picture-") as folder:
        with Path(folder, "source").open("wb") as source:
            shutil.copyfileobj(file, source)
        answer = _answer(folder, extension, purpose)
        if "refused" in answer:
            raise BadFileError(reason(answer["refused"], answer["detail"]))
        files = {made: Path(folder, made).read_bytes() for made in answer["files"]}
    return Renditions(answer["width"], answer["height"], files, digest(file))


def _answer(folder: str, extension: str, purpose: str) -> dict[str, Any]:
    command = [sys.executable, "-I", str(RENDERING), folder, extension, purpose]
    try:
        done = subprocess.run(  # noqa: S603 - no part of the command is of the sender's making
            command, env={}, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, timeout=MAX_SECONDS, check=False
        )
        answer: dict[str, Any] = json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        return {"refused": "slow", "detail": []}
    except ValueError:  # killed at a limit, before or while it answered
        return {"refused": "slow", "detail": []}
    return answer if done.returncode == 0 else {"refused": "slow", "detail": []}


def reason(key: str, detail: list[Any]) -> str:
    """A refusal of rendering.py as a sentence for the officer."""
    found = detail[0] if detail else ""
    return {
        "unknown": _("This is not a JPEG, PNG, WebP, GIF or AVIF picture, whatever its name says."),
        "misnamed": _("The file's content is %(found)s, its name says otherwise. Rename it or save it anew.")
        % {"found": found},
        "pixels": _("The picture has more than %(limit)s million pixels. Save it smaller.") % {"limit": found},
        "moving": _("The picture moves. Use one that stands still."),
        "parts": _("The file is made of far too many parts. Save the picture anew."),
        "memory": _("The picture needs too much memory. Save it with fewer pixels."),
        "slow": _("The picture takes too long to read. Save it with fewer pixels."),
        "damaged": _("The picture is damaged, or too large to be read. Save it anew, with fewer pixels."),
    }[key]
