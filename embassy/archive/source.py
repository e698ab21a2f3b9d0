"""Where an archive is read from: a folder, or a .zip of it. Nothing is ever extracted; every name is checked first."""

import os
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Protocol

from embassy.archive.problems import ArchiveError

MEMBERS_MAX = 10_000
TOTAL_MAX_BYTES = 1 << 30
RATIO_MAX = 200
RATIO_FROM_BYTES = 10 << 20
FILE_MAX_BYTES = 4 << 20
LINE_MAX_BYTES = 4 << 20
BOM = b"\xef\xbb\xbf"

READ_ERRORS = (OSError, EOFError, zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError)


class TooLong(Exception):
    """A file or line that is longer than any real one."""


class Source(Protocol):
    def size(self, name: str) -> int | None:
        """Bytes of the file; None where there is none."""

    def open(self, name: str) -> IO[bytes]: ...


class Folder:
    def __init__(self, path: Path) -> None:
        self.path = path

    def size(self, name: str) -> int | None:
        try:
            folders = [parent.lstat() for parent in (self.path / name).parents if self.path in parent.parents]
            found = (self.path / name).lstat()
        except (FileNotFoundError, NotADirectoryError):
            return None
        if not stat.S_ISREG(found.st_mode) or not all(stat.S_ISDIR(folder.st_mode) for folder in folders):
            raise ArchiveError(
                f"{self.path / name} is not a plain file (links are not followed); put the file itself there."
            )
        return found.st_size

    def open(self, name: str) -> IO[bytes]:
        """No link on the way is followed, whatever was put there since its size was asked."""
        *folders, last = name.split("/")
        place = os.open(self.path, os.O_RDONLY | os.O_DIRECTORY)
        try:
            for folder in folders:
                inner = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=place)
                os.close(place)
                place = inner
            return os.fdopen(os.open(last, os.O_RDONLY | os.O_NOFOLLOW, dir_fd=place), "rb")
        finally:
            os.close(place)


class Zip:
    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        members = archive.infolist()
        if len(members) > MEMBERS_MAX:
            raise ArchiveError(f"The zip file holds {len(members)} files; at most {MEMBERS_MAX} are read.")
        if len({member.filename for member in members}) < len(members):
            raise ArchiveError("The zip file holds two files of one name; make it anew.")
        for member in members:
            if reason := refusal(member):
                raise ArchiveError(f"The zip file was refused: “{member.filename[:80]}” {reason}.")
        if sum(member.file_size for member in members) > TOTAL_MAX_BYTES:
            raise ArchiveError("The zip file unpacks to more than 1 GB; send the folder itself.")
        self.prefix = self._prefix([member.filename for member in members])

    @staticmethod
    def _prefix(names: list[str]) -> str:
        """Many programs put the folder itself into the zip: then its name stands before every other."""
        tops = {name.partition("/")[0] for name in names} - {"__MACOSX"}
        return f"{tops.pop()}/" if len(tops) == 1 and all("/" in name for name in names) else ""

    def size(self, name: str) -> int | None:
        try:
            return self.archive.getinfo(self.prefix + name).file_size
        except KeyError:
            return None

    def open(self, name: str) -> IO[bytes]:
        return self.archive.open(self.prefix + name)


def refusal(member: zipfile.ZipInfo) -> str:
    """Why this member of a zip is not read; "" where it is harmless. OWASP ASVS 5.2.3, 5.3.3."""
    name = member.filename
    if (
        name.startswith("/")
        or "\\" in name
        or ".." in name.split("/")
        or name[1:2] == ":"
        or "\0" in member.orig_filename
    ):
        return "points outside the archive"
    kind = stat.S_IFMT(member.external_attr >> 16)
    if kind not in {0, stat.S_IFREG, stat.S_IFDIR}:
        return "is a link or a device, not a file"
    if member.flag_bits & 1:
        return "is encrypted"
    if member.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        return "is compressed by a method that is not read; use plain deflate"
    if member.file_size > RATIO_FROM_BYTES and member.file_size > RATIO_MAX * member.compress_size:
        return "unpacks to more than 200 times its size"
    return ""


@contextmanager
def opened(path: Path) -> Iterator[Source]:
    """The archive at `path`. Raises ArchiveError where there is none, or what cannot be read breaks on the way."""
    if path.is_dir():
        yield Folder(path)
        return
    if not path.is_file():
        raise ArchiveError(f"{path} does not exist; name a folder or a .zip file.")
    try:
        with zipfile.ZipFile(path) as archive:
            yield Zip(archive)
    except zipfile.BadZipFile as error:
        raise ArchiveError(f"{path} is neither a folder nor a zip file that can be read ({error}).") from error


def whole(source: Source, name: str, max_bytes: int = FILE_MAX_BYTES) -> bytes:
    """A file as it is. Raises TooLong."""
    with reading(name), source.open(name) as stream:
        content = stream.read(max_bytes + 1)
    if len(content) > max_bytes:
        raise TooLong
    return content


def lines(source: Source, name: str) -> Iterator[tuple[int, bytes | None]]:
    """Number and bytes of each line that is not blank; None for the bytes of a line that is too long to be read."""
    number = 0
    with reading(name), source.open(name) as stream:
        while line := stream.readline(LINE_MAX_BYTES + 1):
            number += 1
            if number == 1:
                line = line.removeprefix(BOM)
            if len(line) > LINE_MAX_BYTES:
                _pass_rest(stream, line)
                yield number, None
            elif line.strip():
                yield number, line


def _pass_rest(stream: IO[bytes], line: bytes) -> None:
    while line and not line.endswith(b"\n"):
        line = stream.readline(LINE_MAX_BYTES)


@contextmanager
def reading(name: str) -> Iterator[None]:
    """What a damaged file raises becomes a sentence. Nothing but reading stands in the block."""
    try:
        yield
    except READ_ERRORS as error:
        raise ArchiveError(f"{name} cannot be read: {error}.") from error
