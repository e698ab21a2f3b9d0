"""The query parameters that public pages know. All others are taken off an address before anything looks at it.

So an unknown parameter never reaches the database and never makes another copy of a page (HTP-03).
"""

from urllib.parse import parse_qsl, urlencode

from counters import sizes
from embassy.lib import instant, pages
from releases.feeds import documents as feeds
from releases.filters import ReleaseFilter

KNOWN = (*ReleaseFilter.base_filters, pages.PARAMETER, feeds.PARAMETER, instant.PARAMETER, sizes.PARAMETER)
VALUES = {sizes.PARAMETER: sizes.SIZES}
"""Of these parameters the values that are known: another is no question, and makes no copy of an answer either."""
APART = ("/admin/", "/api/", "/preview/", "/calendar/", "/health/", "/media/", "/static/", "/oembed")
"""Addresses with rules of their own, of which nothing is kept."""
MAX_LENGTH = 4096


def canonical(path: str, query: str) -> str | None:
    """The known parameters in one order, each name's values in theirs; None for an address with rules of its own.

    What is too long to be a question of ours is handed on as it is, to be refused.
    """
    if path.startswith(APART) or len(query) > MAX_LENGTH:
        return None
    if not query:
        return ""
    # As Django reads it (django.http.QueryDict): WSGI strings are bytes in Latin-1.
    pairs = parse_qsl(query.encode("latin-1").decode(errors="replace"), keep_blank_values=True)
    return urlencode(
        [(name, value) for known in KNOWN for name, value in pairs if name == known and is_known(name, value)]
    )


def is_known(name: str, value: str) -> bool:
    return name not in VALUES or value in VALUES[name]
