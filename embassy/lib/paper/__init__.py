"""Documents set by typst into tagged PDF (PDF/UA-1), the same bytes for the same content. Needs the extra `pdf`.

What is set is data: letter.typ builds it into elements, and no part of it is ever read as markup. Each document is set
in a process of its own with limits of memory and time, and kept by the digest of its content.
"""

import hashlib
import importlib.util
import json
import re
import subprocess
import sys
import threading
from collections.abc import Mapping
from functools import cache as remembered
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from django.core.cache import cache

TYPESETTING: Final = Path(__file__).with_name("typesetting.py")
MAX_SECONDS: Final = 20
MAX_CHARS: Final = 400_000
WAIT_SECONDS: Final = 3
"""A worker waits no longer: others read pages meanwhile."""
KEPT_SECONDS: Final = 7 * 24 * 3600
KEPT_MAX_BYTES: Final = 2 << 20
_TURN = threading.BoundedSemaphore(1)

# Latin, Greek, Cyrillic, Hebrew, Arabic, and the punctuation, currencies, numbers, arrows and signs beside them.
_SET: Final = re.compile(
    "[\t\n\r\x20-\u024f\u0250-\u02ff\u0300-\u036f\u0370-\u052f\u0590-\u06ff\u0750-\u077f\u1e00-\u1fff"
    "\u2000-\u206f\u2070-\u209f\u20a0-\u20bf\u2100-\u215f\u2190-\u2193\u2212\ufb50-\ufdff\ufe70-\ufeff]*"
)


class Unfit(Exception):
    """The content cannot be set: a sign that no font has, too large, or it takes too long."""


class Busy(Exception):
    """Others are being set; try again in a moment."""


@remembered
def is_installed() -> bool:
    return importlib.util.find_spec("typst") is not None


def can_set(text: str) -> bool:
    """Whether there is a typesetter, and fonts for every sign of the text."""
    return is_installed() and len(text) <= MAX_CHARS and _SET.fullmatch(text) is not None


def made(document: dict[str, Any], files: Mapping[str, bytes]) -> bytes:
    """The PDF of a document as letter.typ describes it; `files` are the pictures that it names.

    Raises Unfit or Busy.
    """
    data = json.dumps(document, ensure_ascii=False, sort_keys=True).encode()
    if len(data) > 8 * MAX_CHARS:
        raise Unfit("too large")
    key = f"pdf:{_digest(data, files)}"
    if kept := cache.get(key):
        return bytes(kept)
    if not _TURN.acquire(timeout=WAIT_SECONDS):
        raise Busy
    try:
        content = cache.get(key) or _set(data, files)
    finally:
        _TURN.release()
    if len(content) <= KEPT_MAX_BYTES:
        cache.set(key, content, KEPT_SECONDS)
    return bytes(content)


def _digest(data: bytes, files: Mapping[str, bytes]) -> str:
    told = hashlib.sha256(_template())
    for part in (data, *(part for name in sorted(files) for part in (name.encode(), files[name]))):
        told.update(hashlib.sha256(part).digest())
    return told.hexdigest()


@remembered
def _template() -> bytes:
    return TYPESETTING.with_name("letter.typ").read_bytes()


def _set(data: bytes, files: Mapping[str, bytes]) -> bytes:
    with TemporaryDirectory(prefix="embassy-paper-") as folder:
        for name, content in {"document.json": data, "letter.typ": _template(), **files}.items():
            Path(folder, name).write_bytes(content)
        command = [sys.executable, "-I", str(TYPESETTING), folder]
        try:
            done = subprocess.run(  # noqa: S603 - no part of the command is of anybody's making
                command,
                env={"RAYON_NUM_THREADS": "1"},
                cwd=folder,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=MAX_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise Unfit("it takes too long") from error
        if done.returncode:
            raise Unfit(done.stderr.decode(errors="replace")[-500:])
        return Path(folder, "document.pdf").read_bytes()
