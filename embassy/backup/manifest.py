"""What a backup says of itself: when it was taken, of what, and the digest of every part."""

import json
import platform
import re
import tomllib
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

import django
from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper

from embassy.backup.problems import BackupError

NAME = "manifest.json"
FORMAT = "embassy-backup-1"
ROWS, MEDIA = "rows/", "media/"
_SAFE = re.compile(r"[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*")
_TABLE = re.compile(r"[a-z0-9_]+")


@dataclass(frozen=True, slots=True)
class Part:
    """A member of the file, as it reads when it is unpacked."""

    sha256: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Table(Part):
    rows: int
    columns: list[str]
    last_number: int
    """The highest number that was ever given to a row."""


@dataclass(slots=True)
class Manifest:
    taken_at: datetime
    site_url: str
    migrations: list[str]
    tables: dict[str, Table] = field(default_factory=dict)
    media: dict[str, Part] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    """Files that rows name and the storage did not have."""
    versions: dict[str, str] = field(default_factory=dict)
    format: str = FORMAT

    @property
    def parts(self) -> dict[str, Part]:
        """Every member of the file but the manifest, by its name there."""
        tables = {f"{ROWS}{name}.jsonl": table for name, table in self.tables.items()}
        return {**tables, **{MEDIA + name: part for name, part in self.media.items()}}

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables.values())

    def dumped(self) -> bytes:
        values = asdict(self) | {"taken_at": self.taken_at.isoformat()}
        return json.dumps(values, ensure_ascii=False, indent=1).encode()


def read(text: bytes) -> Manifest:
    """Raises BackupError for what no backup of ours says, and for a name that leads out of its place."""
    try:
        values = json.loads(text)
        if values["format"] != FORMAT:
            raise BackupError(f"The file is of the format {values['format']}; this program reads {FORMAT}.")
        found = Manifest(**{**values, **_typed(values)})
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise BackupError("The manifest of the backup cannot be read: the file is damaged.") from error
    if strange := [name for name in found.tables if not _TABLE.fullmatch(name)] or _unsafe(found.media):
        raise BackupError(f"The backup names {strange[0]!r}, which leads out of its place: nothing of it is taken.")
    return found


def _typed(values: dict[str, Any]) -> dict[str, Any]:
    return {
        "taken_at": datetime.fromisoformat(values["taken_at"]),
        "tables": {name: Table(**table) for name, table in values["tables"].items()},
        "media": {name: Part(**part) for name, part in values["media"].items()},
    }


def _unsafe(names: Any) -> list[str]:
    return [name for name in names if not _SAFE.fullmatch(name) or ".." in name.split("/") or "." in name.split("/")]


def versions(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """Of the program and of what it stands on, for who has to find out why two machines differ."""
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    number = ".".join(str(part) for part in connection.get_database_version())
    return {
        "embassy": project["version"],
        "django": django.get_version(),
        "python": platform.python_version(),
        "database": f"{connection.vendor} {number}",
    }
