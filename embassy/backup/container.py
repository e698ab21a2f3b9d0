"""The one file: a zip whose last member is the manifest, which holds the digest of every other.

Any program that opens a zip shows what is in it. Its comment holds the digest of the manifest.
"""

import hashlib
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

from cryptography.exceptions import InvalidTag

from embassy.backup import manifest
from embassy.backup.manifest import Manifest, Part
from embassy.backup.problems import BackupError

PIECE = 1 << 20
COMMENT = b"Embassy backup, manifest "
MAX_MANIFEST_BYTES = 256 << 20
DAMAGED = "The file is damaged or cut off, or is no backup: nothing of it is taken."
OUR_WAYS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
FAULTS = (
    zipfile.BadZipFile, zlib.error, EOFError, struct.error, KeyError, ValueError, NotImplementedError, RuntimeError,
    OverflowError, InvalidTag,
)  # fmt: skip
"""What the libraries raise for bytes that are not as they were written."""


class Member:
    """A member that is being written, and what the manifest will say of it."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._sha256, self.bytes = file, hashlib.sha256(), 0

    def write(self, content: bytes) -> None:
        self._file.write(content)
        self._sha256.update(content)
        self.bytes += len(content)

    @property
    def part(self) -> Part:
        return Part(self._sha256.hexdigest(), self.bytes)


class Packing:
    """A backup that is being written to `file`, which need not be able to go back."""

    def __init__(self, file: Any) -> None:
        self._zip = zipfile.ZipFile(file, "w")

    @contextmanager
    def member(self, name: str, *, is_text: bool) -> Iterator[Member]:
        """Text is packed; pictures are already."""
        info = zipfile.ZipInfo(name)
        info.external_attr = 0o100600 << 16
        info.compress_type = zipfile.ZIP_DEFLATED if is_text else zipfile.ZIP_STORED
        with self._zip.open(info, "w", force_zip64=True) as file:
            yield Member(file)

    def abandon(self) -> None:
        """What has been written so far is no backup; nothing more is written."""
        self._zip.fp = None

    def close(self, said: Manifest) -> None:
        with self.member(manifest.NAME, is_text=True) as member:
            member.write(said.dumped())
        self._zip.comment = COMMENT + member.part.sha256.encode()
        self._zip.close()


class Packed:
    """A backup that is being read. What it gives is as it was written, or BackupError is raised."""

    def __init__(self, file: Any) -> None:
        with _faults_told():
            self._zip = zipfile.ZipFile(file)
            self.names = [info.filename for info in self._zip.infolist()]
            if any(info.compress_type not in OUR_WAYS for info in self._zip.infolist()):
                raise BackupError(DAMAGED)
        self.manifest = self._read_manifest()

    def _read_manifest(self) -> Manifest:
        with _faults_told():
            if self._zip.getinfo(manifest.NAME).file_size > MAX_MANIFEST_BYTES:
                raise BackupError(DAMAGED)
            text = self._zip.read(manifest.NAME)
        if self._zip.comment != COMMENT + hashlib.sha256(text).hexdigest().encode():
            raise BackupError(DAMAGED)
        return manifest.read(text)

    @contextmanager
    def opened(self, name: str) -> Iterator[IO[bytes]]:
        with _faults_told(), self._zip.open(name) as file:
            yield file

    def pieces(self, name: str) -> Iterator[bytes]:
        with self.opened(name) as file:
            while piece := file.read(PIECE):
                yield piece

    def lines(self, name: str, max_bytes: int) -> Iterator[bytes]:
        with self.opened(name) as file:
            while line := file.readline(max_bytes):
                if not line.endswith(b"\n"):
                    raise BackupError(DAMAGED)
                yield line


@contextmanager
def _faults_told() -> Iterator[None]:
    try:
        yield
    except FAULTS as error:
        raise BackupError(DAMAGED) from error
