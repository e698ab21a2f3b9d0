"""A backup's way to an S3-compatible store: in parts, and broken off it goes on with the first part that is missing.

What has been begun is noted beside the backup; the store itself says which parts it has.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.module_loading import import_string
from tqdm import tqdm

from embassy import env
from embassy.backup import place
from embassy.backup.problems import BackupError

PART = 16 << 20
MAX_PARTS = 10_000
TRIES = 4


@dataclass(frozen=True, slots=True)
class Target:
    client: Any
    bucket: str
    folder: str

    @property
    def address(self) -> str:
        return f"s3://{self.bucket}/{self.folder}".rstrip("/")

    def key(self, path: Path) -> str:
        return f"{self.folder}/{path.name}".lstrip("/")


def target(url: str) -> Target:
    """Of s3://key:secret@bucket/folder?endpoint=https://…&region=…; without key and secret the machine's own role."""
    if not url.startswith("s3://"):
        raise BackupError("--to takes s3://bucket/folder; set BACKUP_URL, or name the address.")
    try:
        settings = env.parse_storage(url)
    except env.BadValueError as error:
        raise BackupError(f"--to: {error}") from error
    from botocore.config import Config  # noqa: PLC0415 - optional

    patient = Config(connect_timeout=10, read_timeout=120, retries={"total_max_attempts": TRIES, "mode": "standard"})
    options = {**settings["OPTIONS"], "client_config": patient}
    client = import_string(settings["BACKEND"])(**options).connection.meta.client
    return Target(client, options["bucket_name"], options["location"].strip("/"))


def is_under_way(path: Path) -> bool:
    """Whether the sending of the backup at `path` was broken off."""
    return path.is_file() and place.note(path).is_file()


def send(path: Path, to: Target) -> None:
    """Send the file. Raises BackupError, having noted how far it came."""
    try:
        _send(path, to)
    except Exception as error:  # the library raises many kinds
        raise BackupError(
            f"{path.name} could not be sent whole ({error}). The file itself is at {path}; run the command again with "
            "this path to go on."
        ) from error
    place.note(path).unlink(missing_ok=True)


def _send(path: Path, to: Target) -> None:
    where = {"Bucket": to.bucket, "Key": to.key(path)}
    upload = _begun(path, to, where)
    stored = _stored(to, where, upload)
    done = []
    with tqdm(total=path.stat().st_size, unit="B", unit_scale=True, desc="send", disable=None) as bar:
        for number, piece in _pieces(path):
            tag = hashlib.md5(piece, usedforsecurity=False).hexdigest()
            if stored.get(number) != tag:
                told = to.client.upload_part(**where, UploadId=upload, PartNumber=number, Body=piece)
                tag = told["ETag"].strip('"')
            done.append({"PartNumber": number, "ETag": tag})
            bar.update(len(piece))
    to.client.complete_multipart_upload(**where, UploadId=upload, MultipartUpload={"Parts": done})


def _begun(path: Path, to: Target, where: dict[str, str]) -> str:
    """The upload that was noted, where the store still knows it; else a new one, noted."""
    if place.note(path).is_file():
        noted = json.loads(place.note(path).read_text(encoding="utf-8"))
        if noted["to"] == to.address and _is_known(to, where, noted["upload"]):
            return str(noted["upload"])
    upload = to.client.create_multipart_upload(**where)["UploadId"]
    place.note(path).write_text(json.dumps({"to": to.address, "upload": upload}), encoding="utf-8")
    return str(upload)


def _is_known(to: Target, where: dict[str, str], upload: str) -> bool:
    try:
        to.client.list_parts(**where, UploadId=upload, MaxParts=1)
    except to.client.exceptions.NoSuchUpload:
        return False
    return True


def _stored(to: Target, where: dict[str, str], upload: str) -> dict[int, str]:
    """The digests of the parts that the store has, by number."""
    pages = to.client.get_paginator("list_parts").paginate(**where, UploadId=upload)
    return {part["PartNumber"]: part["ETag"].strip('"') for page in pages for part in page.get("Parts", [])}


def _pieces(path: Path) -> Iterator[tuple[int, bytes]]:
    size = max(PART, -(-path.stat().st_size // MAX_PARTS))
    with path.open("rb") as file:
        number = 0
        while piece := file.read(size):
            number += 1
            yield number, piece
