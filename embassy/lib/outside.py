"""Asking other people's servers, without being sent to one of our own.

The address of a host is looked up once and judged, and the very address that was judged is connected to; each
redirect is judged anew. Requests carry no cookie, and of the answer only the head is read.
"""

import http.client
import socket
import ssl
from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Final
from urllib.parse import urljoin, urlsplit

from django.utils.translation import gettext as _

SECONDS: Final = 5
MAX_REDIRECTS: Final = 5
PORTS: Final = {"http": 80, "https": 443}
HEADERS: Final = {"User-Agent": "Mozilla/5.0 (compatible; link check)", "Accept": "*/*", "Connection": "close"}
# Where an address in version 6 carries one in version 4 that a gateway may unpack.
_CARRIERS = [ip_network(network) for network in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96")]

Addresses = Callable[[str, int], list[str]]


class Refused(Exception):
    """The address may not be asked; the message says why."""


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether an address belongs to the open internet: not private, loopback, link-local, shared, multicast …"""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return is_public(address.ipv4_mapped)
        if any(address in network for network in _CARRIERS):
            return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def addresses_of(host: str, port: int) -> list[str]:
    """As the system finds them; also the odd spellings of an address, decimal or octal."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def pinned(host: str, port: int, find: Addresses = addresses_of) -> str:
    """The address to connect to. Raises Refused where any of the host's addresses is not public."""
    found = find(host, port)
    if not found or not all(is_public(ip_address(address.split("%")[0])) for address in found):
        raise Refused(_("this address is not on the open internet"))
    return found[0]


def problem(url: str, find: Addresses = addresses_of) -> str:
    """Why a reader who follows `url` would not arrive; "" if they would."""
    try:
        for _step in range(MAX_REDIRECTS + 1):
            status, location = _asked(url, find)
            if status not in {301, 302, 303, 307, 308} or not location:
                return "" if status < 400 else _said(status)
            url = urljoin(url, location)
    except Refused as refusal:
        return str(refusal)
    except (OSError, http.client.HTTPException, ValueError):
        return _("the server does not answer")
    return _("it redirects without end")


def _said(status: int) -> str:
    if status in {404, 410}:
        return _("there is no such page")
    # Many servers turn away whoever is not a browser.
    return "" if status in {401, 403, 405, 429} else _("the server answers with error %(status)s") % {"status": status}


def _asked(url: str, find: Addresses) -> tuple[int, str]:
    """Status and redirect of one address; by GET where a server does not know HEAD."""
    status, location = _one(url, "HEAD", find)
    return _one(url, "GET", find) if status in {400, 403, 404, 405, 501} else (status, location)


def _one(url: str, method: str, find: Addresses) -> tuple[int, str]:
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname or parts.username:
        raise Refused(_("not an address that can be checked"))
    port = parts.port or PORTS[parts.scheme]
    if port not in PORTS.values():
        raise Refused(_("not an address that can be checked"))
    connection = _connection(parts.scheme, parts.hostname, port, pinned(parts.hostname, port, find))
    try:
        connection.request(method, (parts.path or "/") + (f"?{parts.query}" if parts.query else ""), headers=HEADERS)
        answer = connection.getresponse()
        return answer.status, answer.getheader("Location") or ""
    finally:
        connection.close()


def _connection(scheme: str, host: str, port: int, address: str) -> http.client.HTTPConnection:
    """Connected to `address`; the host's name is used for the certificate and the Host header only."""
    connection = http.client.HTTPConnection(host, port, timeout=SECONDS)
    plain = socket.create_connection((address, port), timeout=SECONDS)
    try:
        secured = ssl.create_default_context().wrap_socket(plain, server_hostname=host) if scheme == "https" else plain
    except OSError:
        plain.close()
        raise
    connection.sock = secured
    return connection
