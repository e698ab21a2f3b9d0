"""A card as an answer. It is drawn once and kept in the cache; one thread of a process draws at a time.

A view finds the card of the page at the request's instant and compares digests before it comes here: an invented
address costs no drawing. Measured: 35 to 60 ms of processor to draw a card of 20 to 40 kB.
"""

import contextlib
import threading
from pathlib import Path
from typing import IO

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, HttpResponseRedirect

from embassy.lib import storage
from embassy.lib.cards.drawing import drawn
from embassy.lib.cards.facts import Brand, Card

KEPT_SECONDS = 60 * 60
MAX_WAIT_SECONDS = 2
RETRY_SECONDS = 5
# A reader's copy never changes; a shared cache asks again after ten minutes, in case of a redaction.
CACHING = "public, max-age=31536000, s-maxage=600, immutable"
DRAWING = threading.Lock()


def answer(request: HttpRequest, card: Card) -> HttpResponse:
    """The PNG of a card; 503 where the emblem cannot be had or too many other cards are being drawn."""
    etag = f'"{card.digest}"'
    # Other sites show the picture: that is what it is for.
    headers = {"ETag": etag, "Cache-Control": CACHING, "Cross-Origin-Resource-Policy": "cross-origin"}
    if request.headers.get("If-None-Match") == etag:
        return HttpResponseNotModified(headers=headers)
    content = kept(card)
    if content is None:
        return HttpResponse(status=503, headers={"Retry-After": str(RETRY_SECONDS), "Cache-Control": "no-store"})
    return HttpResponse(content, content_type="image/png", headers=headers)


def moved(url: str) -> HttpResponse:
    """To the card that the page has at this instant: who shows an old address shows what is said now."""
    return HttpResponseRedirect(url, headers={"Cache-Control": "no-store"})


def kept(card: Card) -> bytes | None:
    """The picture, drawn now if it is not in the cache; None where it cannot be drawn soon."""
    key = f"card-{card.digest}"
    if content := remembered(key):
        return content
    if not DRAWING.acquire(timeout=MAX_WAIT_SECONDS):
        return None
    try:
        content = remembered(key) or png(card)
        with contextlib.suppress(Exception):  # a cache that is down costs time, no picture
            cache.set(key, content, KEPT_SECONDS)
    except storage.StorageDown:
        return None
    finally:
        DRAWING.release()
    return content


def remembered(key: str) -> bytes | None:
    with contextlib.suppress(Exception):  # each cache has exceptions of its own
        content: bytes | None = cache.get(key)
        return content
    return None


def png(card: Card) -> bytes:
    """Raises StorageDown where the mission's emblem cannot be had."""
    with emblem(card.brand) as file:
        return drawn(card, file).png()


def emblem(brand: Brand) -> IO[bytes]:
    """The mission's own emblem, the neutral one where it has none."""
    stored = storage.read(brand.emblem) if brand.emblem else None
    return stored or Path(settings.BASE_DIR, "static/img/emblem.png").open("rb")
