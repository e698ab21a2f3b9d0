"""Ed25519 signatures of files in the format of minisign (jedisct1.github.io/minisign), so that anybody can check them.

Prehashed ("ED"), as minisign makes them since 0.10. The secret key is a file as of `minisign -G -W`: without a
password, for it has to sign with nobody at the keyboard; who can read it can sign.
"""

import base64
import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ALGORITHM, PREHASHED, CHECKSUM = b"Ed", b"ED", b"B2"
NO_PASSWORD, NO_SALT, NO_CHECKSUM = b"\0\0", bytes(32 + 8 + 8), bytes(32)
SECRET_LENGTH, PUBLIC_LENGTH, SIGNATURE_LENGTH = 158, 42, 74
COMMENT, TRUSTED = "untrusted comment: ", "trusted comment: "


class BadKey(ValueError):
    """The text is no key of minisign's that can be used here; the message says why."""


class BadSignature(ValueError):
    """The signature is not one of this file by this key; the message says why."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    number: bytes
    """Eight bytes, by which a signature names its key."""
    raw: bytes

    def __str__(self) -> str:
        """The one line that is published."""
        return base64.b64encode(ALGORITHM + self.number + self.raw).decode()

    @property
    def file(self) -> str:
        return f"{COMMENT}minisign public key {self.number[::-1].hex().upper()}\n{self}\n"

    def check(self, content: bytes, signature: str) -> str:
        """The trusted comment of a signature that holds. Raises BadSignature."""
        lines = signature.splitlines()
        if len(lines) < 4 or not lines[2].startswith(TRUSTED):
            raise BadSignature("this is no signature of minisign's")
        signed, trusted, whole = decoded(lines[1]), lines[2].removeprefix(TRUSTED), decoded(lines[3])
        if len(signed) != SIGNATURE_LENGTH or signed[:2] != PREHASHED:
            raise BadSignature("this is no signature of minisign's")
        if signed[2:10] != self.number:
            raise BadSignature("it was signed with another key")
        try:
            key = Ed25519PublicKey.from_public_bytes(self.raw)
            key.verify(signed[10:], hashlib.blake2b(content).digest())
            key.verify(whole, signed[10:] + trusted.encode())
        except InvalidSignature as error:
            raise BadSignature("the signature does not fit") from error
        return trusted


@dataclass(frozen=True, slots=True)
class SecretKey:
    number: bytes
    seed: bytes

    @classmethod
    def new(cls) -> "SecretKey":
        return cls(os.urandom(8), os.urandom(32))

    @property
    def private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)

    @property
    def public(self) -> PublicKey:
        raw = serialization.Encoding.Raw, serialization.PublicFormat.Raw
        return PublicKey(self.number, self.private.public_key().public_bytes(*raw))

    @property
    def file(self) -> str:
        parts = [ALGORITHM, NO_PASSWORD, CHECKSUM, NO_SALT, self.number, self.seed, self.public.raw, NO_CHECKSUM]
        return f"{COMMENT}minisign secret key\n{base64.b64encode(b''.join(parts)).decode()}\n"

    def sign(self, content: bytes, comment: str) -> str:
        """The text of a .minisig file; `comment`, one line, is signed with it."""
        signed = self.private.sign(hashlib.blake2b(content).digest())
        whole = self.private.sign(signed + comment.encode())
        first = base64.b64encode(PREHASHED + self.number + signed).decode()
        return (
            f"{COMMENT}signature from minisign secret key\n{first}\n"
            f"{TRUSTED}{comment}\n{base64.b64encode(whole).decode()}\n"
        )


def decoded(line: str) -> bytes:
    try:
        return base64.b64decode(line.strip(), validate=True)
    except ValueError:
        return b""


def secret_key(text: str) -> SecretKey:
    """From the text of a key file. Raises BadKey."""
    content = decoded(text.splitlines()[-1]) if text.strip() else b""
    if len(content) != SECRET_LENGTH or content[:2] != ALGORITHM:
        raise BadKey("this is no secret key of minisign's")
    if content[2:4] != NO_PASSWORD:
        raise BadKey("it has a password; one without is made by “minisign -G -W”")
    key = SecretKey(number=content[54:62], seed=content[62:94])
    if key.public.raw != content[94:126]:
        raise BadKey("it is damaged")
    return key


def public_key(text: str) -> PublicKey:
    """From the text of a .pub file, or the one line in it. Raises BadKey."""
    content = decoded(text.strip().splitlines()[-1]) if text.strip() else b""
    if len(content) != PUBLIC_LENGTH or content[:2] != ALGORITHM:
        raise BadKey("this is no public key of minisign's")
    return PublicKey(content[2:10], content[10:])


def make_key_file(path: Path) -> SecretKey:
    """A new secret key in a new file that its owner alone may read. Raises FileExistsError, never overwrites."""
    key = SecretKey.new()
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(key.file)
    return key
