"""Cursors of long lists: where a page begins, sealed, so that a reader neither sees nor makes one.

AES-SIV (RFC 5297) gives the same cursor for the same place, so that an answer keeps its ETag, and refuses every other
text. What is inside (the number of a row, from which the hidden ones could be counted) stays inside.
"""

import binascii
import hashlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from django.conf import settings

MAX_LENGTH = 200


class BadCursorError(ValueError):
    """The text is no cursor that this site has given out."""


def sealed(place: str) -> str:
    cipher = _cipher(settings.SECRET_KEY)
    return urlsafe_b64encode(cipher.encrypt(place.encode(), None)).decode().rstrip("=")


def opened(cursor: str) -> str:
    """What was sealed. Raises BadCursorError. Cursors made with an earlier key are taken while that is a fallback."""
    if len(cursor) > MAX_LENGTH:
        raise BadCursorError(cursor[:MAX_LENGTH])
    try:
        secret = urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
    except (binascii.Error, UnicodeEncodeError) as error:
        raise BadCursorError(cursor) from error
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        try:
            return _cipher(key).decrypt(secret, None).decode()
        except (InvalidTag, ValueError):
            continue
    raise BadCursorError(cursor)


@lru_cache(maxsize=8)
def _cipher(key: str | bytes) -> AESSIV:
    return AESSIV(hashlib.sha512(f"cursor {key!s}".encode()).digest())
