"""Identities that never change: tag URIs (RFC 4151)."""

from datetime import UTC, datetime


def tag_uri(host: str, minted_at: datetime, *parts: object) -> str:
    """tag:press.example,2026-05-04:en/a-slug: `parts` as named by `host` on the date (UTC) of `minted_at`."""
    return f"tag:{host},{minted_at.astimezone(UTC):%Y-%m-%d}:{'/'.join(map(str, parts))}"
