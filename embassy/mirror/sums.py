"""SHA256SUMS: every file of a mirror with its digest, in the form that `sha256sum -c` reads, and its signature.

mirror.json            what the mirror is of, and as of when
SHA256SUMS             all files but these two
SHA256SUMS.minisig
"""

import hashlib
import json
import re
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings

from embassy.lib import minisign
from embassy.mirror.addresses import Plan
from embassy.templatetags.page_words import iso

NAME, SIGNATURE, FACTS = "SHA256SUMS", "SHA256SUMS.minisig", "mirror.json"
LINE = re.compile(r"([0-9a-f]{64})  (.+)")
FORMAT = "embassy mirror 1"


class NoMirror(ValueError):
    """There is no mirror here, or its list of files cannot be read; the message says which."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What mirror.json says."""

    site: str
    at: str
    base_url: str
    files: int
    format: str = FORMAT


def facts(plan: Plan, files: int) -> bytes:
    found = Facts(settings.SITE_URL, iso(plan.at), plan.base_url, files)
    return (json.dumps(asdict(found), indent=1, ensure_ascii=False) + "\n").encode()


def written(digests: dict[str, str]) -> bytes:
    return "".join(f"{digest}  {file}\n" for file, digest in sorted(digests.items())).encode()


def read(content: bytes) -> dict[str, str]:
    """The digest of each file. Raises NoMirror."""
    found = {}
    for number, line in enumerate(content.decode(errors="replace").splitlines(), start=1):
        match = LINE.fullmatch(line)
        if match is None or leads_out(match[2]):
            raise NoMirror(f"{NAME}, line {number}: not a digest and the name of a file of the mirror")
        found[match[2]] = match[1]
    return found


def leads_out(file: str) -> bool:
    return file.startswith("/") or ".." in file.split("/")


def of_folder(folder: Path) -> dict[str, str]:
    """The digests that a mirror says it has; none where there is no mirror."""
    try:
        return read((folder / NAME).read_bytes())
    except OSError:
        return {}


def signed(content: bytes, key: minisign.SecretKey, plan: Plan) -> str:
    """The signature says of what and of when: an old mirror cannot be passed off as a new one. The same each time."""
    seconds = int(plan.at.timestamp())
    return key.sign(content, f"timestamp:{seconds}\tfile:{NAME}\tat:{iso(plan.at)}\tsite:{settings.SITE_URL}\thashed")


def digest_of(path: Path) -> str:
    """Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
