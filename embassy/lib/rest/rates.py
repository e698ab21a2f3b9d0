"""How often one address may ask: counted by the minute in the shared cache, so for all processes alike."""

import logging

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from embassy.lib import client_address, instant

SECONDS_KEPT = 120
log = logging.getLogger(__name__)


def is_exceeded(request: HttpRequest) -> bool:
    """Count this request; whether it is one too many in this minute. A cache that is down refuses nobody."""
    most = settings.API_REQUESTS_PER_MINUTE
    return most > 0 and _count(key_of(request)) > most


def key_of(request: HttpRequest) -> str:
    """By the address that the last trusted hop saw, never by what the client says of itself (API-04)."""
    network = client_address.network(client_address.of(request))
    return f"api-rate:{network}:{instant.now():%Y%m%d%H%M}"


def _count(key: str) -> int:
    try:
        cache.add(key, 0, SECONDS_KEPT)
        return cache.incr(key)
    except ValueError:  # dropped between the two lines
        return 1
    except Exception:
        log.exception("The API's rate cannot be counted: the cache does not answer.")
        return 0
