"""Says in an answer's headers what its page will fetch first, as its head says it.

A CDN sends those lines ahead as 103 Early Hints (RFC 8297), while the page is still being fetched or made: a round trip
is saved. Whoever has the page already has lost nothing but the bytes of the header.
"""

import re
from functools import lru_cache

from django.http import HttpResponse, HttpResponseBase

_LINK = re.compile(rb'<link rel="(stylesheet|preload)" href="(/[^"?]+)"')
_KINDS = {b"stylesheet": "as=style", b"preload": 'as=font; type="font/woff2"; crossorigin'}


def announce(response: HttpResponseBase) -> None:
    """Add the header `Link` to a public page."""
    is_public = response.headers.get("Cache-Control", "").startswith("public")
    is_page = response.headers.get("Content-Type", "").startswith("text/html")
    if not (is_public and is_page and response.status_code == 200 and isinstance(response, HttpResponse)):
        return
    if links := links_of(response.content.partition(b"</head>")[0]):
        response.headers["Link"] = links


@lru_cache(maxsize=512)
def links_of(head: bytes) -> str:
    return ", ".join(f"<{href.decode()}>; rel=preload; {_KINDS[rel]}" for rel, href in _LINK.findall(head))
