"""Secret addresses: a token is shown once, and only its digest is kept."""

import hashlib
import secrets

BYTES = 24


def new() -> str:
    """192 random bits, fit for an address."""
    return secrets.token_urlsafe(BYTES)


def digest(token: str) -> str:
    """SHA-256 in hexadecimal. A token is random enough that no salt or slow hash adds anything."""
    return hashlib.sha256(token.encode(errors="surrogatepass")).hexdigest()
