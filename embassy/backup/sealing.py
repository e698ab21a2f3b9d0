"""A backup that leaves the machine, sealed with a key: AES-256-GCM in chunks, so that any part of it can be read alone.

    magic (16) │ salt (16) │ tag of both (16) │ chunk 0 + tag │ chunk 1 + tag │ … │ last chunk + tag

The key is scrypt (N = 2^15, r = 8, p = 1) of the text in the key file, its blanks at both ends aside, and the salt. The
nonce is eleven bytes of the chunk's number and one that is 1 for the last: chunks cannot be moved, left out or cut off
unnoticed (the STREAM construction, as in age). The nonce of the tag of both is twelve bytes of 255.
"""

import io
import os
from pathlib import Path
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from embassy.backup.problems import BackupError

MAGIC = b"EMBASSY SEALED 1"
SALT_BYTES = TAG_BYTES = 16
HEAD_BYTES = len(MAGIC) + SALT_BYTES + TAG_BYTES
CHUNK = 1 << 18
MIN_KEY_CHARS = 20
ADVICE = "make one by: python3 -c 'import secrets; print(secrets.token_urlsafe(32))' > FILE"


def key_in(path: Path) -> bytes:
    """The text of a key file. Raises BackupError where there is none, or one that could be guessed."""
    try:
        text = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise BackupError(f"The key file {path} cannot be read; {ADVICE}") from error
    if len(text) < MIN_KEY_CHARS:
        raise BackupError(f"The key in {path} is shorter than {MIN_KEY_CHARS} characters; {ADVICE}")
    return text.encode()


def is_sealed(file: IO[bytes]) -> bool:
    head = file.read(len(MAGIC))
    file.seek(0)
    return head == MAGIC


def _cipher(key: bytes, salt: bytes) -> AESGCM:
    return AESGCM(Scrypt(salt=salt, length=32, n=2**15, r=8, p=1).derive(key))


def _nonce(number: int, *, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])


class Sealing:
    """Seals what is written to it; `close` writes the last chunk, without which the file is no backup."""

    def __init__(self, file: IO[bytes], key: bytes) -> None:
        salt = os.urandom(SALT_BYTES)
        self._file, self._cipher, self._waiting, self._number = file, _cipher(key, salt), bytearray(), 0
        file.write(MAGIC + salt + self._cipher.encrypt(b"\xff" * 12, b"", MAGIC + salt))

    def write(self, content: bytes) -> int:
        self._waiting += content
        while len(self._waiting) > CHUNK:
            self._seal(bytes(self._waiting[:CHUNK]), is_last=False)
            del self._waiting[:CHUNK]
        return len(content)

    def flush(self) -> None:
        """A chunk is written when it is full."""

    def close(self) -> None:
        self._seal(bytes(self._waiting), is_last=True)

    def _seal(self, chunk: bytes, *, is_last: bool) -> None:
        self._file.write(self._cipher.encrypt(_nonce(self._number, is_last=is_last), chunk, None))
        self._number += 1


class Unsealed(io.RawIOBase):
    """What was sealed, read from any place. Raises BackupError for another key, InvalidTag for a damaged chunk."""

    def __init__(self, file: IO[bytes], key: bytes) -> None:
        head = file.read(HEAD_BYTES)
        self._file, self._cipher = file, _cipher(key, head[len(MAGIC) : -TAG_BYTES])
        try:
            self._cipher.decrypt(b"\xff" * 12, head[-TAG_BYTES:], head[:-TAG_BYTES])
        except InvalidTag as error:
            raise BackupError(
                "The key does not fit this backup: name the file of the key it was sealed with."
            ) from error
        sealed = file.seek(0, os.SEEK_END) - HEAD_BYTES
        self._chunks = max(1, -(-sealed // (CHUNK + TAG_BYTES)))
        self._size = max(0, sealed - self._chunks * TAG_BYTES)
        self._place, self._held = 0, (-1, b"")

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._place, os.SEEK_END: self._size}[whence]
        if start + offset < 0:
            raise ValueError("before the beginning")
        self._place = start + offset
        return self._place

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        if self._place >= self._size:
            return 0
        number, begin = divmod(self._place, CHUNK)
        piece = self._chunk(number)[begin : begin + len(buffer)]
        buffer[: len(piece)] = piece
        self._place += len(piece)
        return len(piece)

    def _chunk(self, number: int) -> bytes:
        if self._held[0] != number:
            self._file.seek(HEAD_BYTES + number * (CHUNK + TAG_BYTES))
            sealed = self._file.read(CHUNK + TAG_BYTES)
            is_last = number == self._chunks - 1
            self._held = number, self._cipher.decrypt(_nonce(number, is_last=is_last), sealed, None)
        return self._held[1]
