"""A backup against what it says of itself: every part is there, and every byte is as it was written."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tqdm import tqdm

from embassy.backup import manifest, schema
from embassy.backup.container import DAMAGED, Packed
from embassy.backup.manifest import Part
from embassy.backup.problems import BackupError
from embassy.backup.sealing import Unsealed, is_sealed


@contextmanager
def opened(path: Path, key: bytes | None) -> Iterator[Packed]:
    """The backup at `path`, its manifest read; nothing else is looked at yet. Raises BackupError."""
    try:
        file = path.open("rb")
    except OSError as error:
        raise BackupError(f"{path} cannot be read ({error.strerror}).") from error
    with file:
        yield Packed(_unsealed(file, key))


def _unsealed(file: Any, key: bytes | None) -> Any:
    if not is_sealed(file):
        return file
    if key is None:
        raise BackupError("The backup is sealed: name the file of its key with --key-file.")
    return Unsealed(file, key)


def check(packed: Packed) -> None:
    """Read the whole of it. Raises BackupError where a part is missing, altered, strange or there twice."""
    parts = packed.manifest.parts
    if sorted(packed.names) != sorted([*parts, manifest.NAME]):
        raise BackupError(DAMAGED)
    total = sum(part.bytes for part in parts.values())
    with tqdm(total=total, unit="B", unit_scale=True, desc="check", disable=None) as bar:
        for name, part in parts.items():
            _check_part(packed, name, part, bar)


def _check_part(packed: Packed, name: str, part: Part, bar: Any) -> None:
    digest = hashlib.sha256()
    for piece in packed.pieces(name):
        digest.update(piece)
        bar.update(len(piece))
    if digest.hexdigest() != part.sha256:
        raise BackupError(f"{name} is not as it was written. {DAMAGED}")


def demand_known(packed: Packed) -> None:
    """Raises BackupError for a backup of a newer program."""
    if strange := schema.unknown(packed.manifest.migrations):
        raise BackupError(
            f"The backup is of another version of the program, {packed.manifest.versions.get('embassy', '?')}: "
            f"this one does not know {', '.join(strange)}. Install that version, or a newer one, and restore with it."
        )
