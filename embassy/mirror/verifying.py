"""A mirror held against its own sums: every file that is missing, altered, or there without being named."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from embassy.lib import minisign
from embassy.mirror import sums
from embassy.mirror.remote import Remote

OWN = {sums.NAME, sums.SIGNATURE}
Progress = Callable[[int, int], None]


class Copy(Protocol):
    """A mirror in a folder, or at an address."""

    def read(self, file: str) -> bytes | None:
        """The file; None where it is not there. Raises OSError where that cannot be said."""

    def digest(self, file: str) -> str | None: ...

    def files(self) -> set[str] | None:
        """The names of all; None where they cannot be listed."""

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Folder:
    path: Path

    def read(self, file: str) -> bytes | None:
        try:
            return (self.path / file).read_bytes()
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return None

    def digest(self, file: str) -> str | None:
        try:
            return sums.digest_of(self.path / file)
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return None

    def files(self) -> set[str]:
        """A link that leads somewhere else counts by its own name."""
        found = self.path.rglob("*")
        return {path.relative_to(self.path).as_posix() for path in found if path.is_symlink() or not path.is_dir()}

    def close(self) -> None:
        """Nothing is open."""


@dataclass
class Report:
    """`signature` is what it says where it holds, or what is wrong with it."""

    at: str = ""
    site: str = ""
    checked: int = 0
    missing: list[str] = field(default_factory=list)
    altered: list[str] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)
    signature: str = ""
    is_signature_bad: bool = False

    @property
    def problems(self) -> int:
        return len(self.missing) + len(self.altered) + len(self.extra) + self.is_signature_bad

    def lines(self) -> Iterator[str]:
        for word in ("missing", "altered", "extra"):
            yield from (f"{word}: {file}" for file in getattr(self, word))


def copy_of(place: str) -> Copy:
    return Remote(place) if place.startswith(("http://", "https://")) else Folder(Path(place))


def verify(copy: Copy, key: minisign.PublicKey | None, progress: Progress = lambda done, found: None) -> Report:
    """Raises NoMirror where there are no sums, OSError where an address does not answer."""
    content = copy.read(sums.NAME)
    if content is None:
        raise sums.NoMirror(f"There is no {sums.NAME} here, so this is no mirror.")
    report = Report(*facts(copy))
    named = sums.read(content)
    sign(report, copy, content, key)
    for file, digest in sorted(named.items()):
        found = copy.digest(file)
        if found is None:
            report.missing.append(file)
        elif found != digest:
            report.altered.append(file)
        report.checked += 1
        progress(report.checked, len(named))
    report.extra = sorted((copy.files() or set()) - named.keys() - OWN)
    return report


def facts(copy: Copy) -> tuple[str, str]:
    """As of when, and of which site; "" where that cannot be read."""
    try:
        found = json.loads(copy.read(sums.FACTS) or b"{}")
        return str(found.get("at", "")), str(found.get("site", ""))
    except (ValueError, AttributeError):
        return "", ""


def sign(report: Report, copy: Copy, content: bytes, key: minisign.PublicKey | None) -> None:
    """Without a key nothing is said of the signature but that it is there: anybody can make one."""
    signature = copy.read(sums.SIGNATURE)
    if key is None:
        report.signature = "not checked: no public key was named" if signature else "none"
        return
    report.is_signature_bad = True
    if signature is None:
        report.signature = "none"
        return
    try:
        report.signature = key.check(content, signature.decode(errors="replace"))
        report.is_signature_bad = False
    except minisign.BadSignature as error:
        report.signature = str(error)
