"""Where an archive is written to: a folder or a .zip, complete under its name or not there at all."""

import os
import shutil
import zipfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import IO

from embassy.archive.layout import FILES
from embassy.archive.media_kinds import FOLDER
from embassy.archive.problems import ArchiveError

Open = Callable[[str], AbstractContextManager[IO[bytes]]]

ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
"""Every member is of this time, so that equal content makes equal bytes."""


def refusal(path: Path, *, replace: bool) -> str:
    """Why nothing may be written at `path`; "" if it may."""
    if not path.parent.is_dir():
        return f"The folder {path.parent} does not exist; make it first."
    if path.is_symlink():
        return f"{path} is a link; name the place itself."
    if not path.exists() or (path.is_dir() and path.suffix != ".zip" and not any(path.iterdir())):
        return ""
    if path.is_dir() == (path.suffix == ".zip"):
        return f"{path} is {'a folder' if path.is_dir() else 'a file'}; name another place."
    if not replace:
        return f"{path} is not empty; name another place, or add --replace."
    strange = sorted({entry.name for entry in path.iterdir()} - {*FILES, FOLDER}) if path.is_dir() else []
    return f"{path} holds {strange[0]}, which is not part of an archive; name another place." if strange else ""


@contextmanager
def writing(path: Path, *, replace: bool) -> Iterator[Open]:
    """Gives a function that opens a file of the new archive. Left by an exception, everything is as it was before."""
    if reason := refusal(path, replace=replace):
        raise ArchiveError(reason)
    beside = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        if path.suffix == ".zip":
            with zipfile.ZipFile(beside, "w", zipfile.ZIP_DEFLATED) as archive:
                yield lambda name: archive.open(_member(name), "w")
            beside.replace(path)
        else:
            beside.mkdir()
            yield lambda name: _file(beside / name)
            _move(beside, path)
    finally:
        _remove(beside)


def _file(path: Path) -> IO[bytes]:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.open("wb")


def _member(name: str) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name, ZIP_EPOCH)
    member.compress_type = zipfile.ZIP_DEFLATED
    member.create_system = 3
    member.external_attr = 0o100644 << 16
    return member


def _move(beside: Path, path: Path) -> None:
    """Put the new folder in the place of the old one."""
    old = path.with_name(f".{path.name}.{os.getpid()}.old")
    if path.exists():
        path.rename(old)
    try:
        beside.rename(path)
    except OSError:
        if old.exists():
            old.rename(path)
        raise
    _remove(old)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
