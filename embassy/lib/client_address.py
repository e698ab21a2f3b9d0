"""The network address that a request came from, as the last trusted hop saw it.

X-Forwarded-For grows to the right: of N trusted proxies the outermost wrote the N-th entry from the end, and everything
before it was sent by the client, who may write there what it likes. RFC 7239 section 8.1.
"""

import ipaddress

from django.conf import settings
from django.http import HttpRequest

UNKNOWN = "0.0.0.0"  # noqa: S104
"""For a request without a readable address: a server on a socket, or a trusted proxy that names none."""
IPV6_SUBSCRIBER = 64
"""A subscriber is given a network of this prefix and can use every address in it."""


def of(request: HttpRequest) -> str:
    """The client's address, IPv4 or IPv6, without a port."""
    return parsed(_hop(request, settings.TRUSTED_PROXIES)) or UNKNOWN


def _hop(request: HttpRequest, proxies: int) -> str:
    peer: str = request.META.get("REMOTE_ADDR", "")
    if proxies < 1:
        return peer
    hops = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    return hops[-proxies] if len(hops) >= proxies and hops[-proxies].strip() else peer


def parsed(text: str) -> str:
    """The address in its one spelling; "" where the text is none. A port is cut off."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return ""
    mapped = getattr(address, "ipv4_mapped", None)
    return str(mapped or address).partition("%")[0]


def network(address: str) -> str:
    """What a throttle counts: the IPv4 address itself, the /64 that an IPv6 address lies in."""
    known = ipaddress.ip_address(address)
    if known.version == 4:
        return str(known)
    return str(ipaddress.ip_network((known, IPV6_SUBSCRIBER), strict=False).network_address)
