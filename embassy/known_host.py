"""The names that the site answers to. A page is the same under each of them, so that no made-up one makes a copy."""

from functools import lru_cache

from django.conf import settings
from django.http.request import split_domain_port, validate_host


@lru_cache(maxsize=256)
def is_known(host: str) -> bool:
    """Whether Django takes a request with this Host header (ALLOWED_HOSTS); what it refuses is handed on to it."""
    domain, _port = split_domain_port(host)
    return bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)
