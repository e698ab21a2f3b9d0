"""A rendered body away from its page: in a feed, a mail, a quotation."""

import html as entities
import re
from urllib.parse import urljoin

# A tag as nh3 and our templates write it. In a text `<` is always an entity, so that only tags are found.
_TAG = re.compile(r'<[a-z][a-z0-9]*(?:\s+[a-z-]+(?:="[^"]*")?)*\s*/?>')
_ADDRESS = re.compile(r' (href|src|srcset)="([^"]*)"')


def absolute(html: str, page: str, *, prefix: str = "") -> str:
    """Rendered HTML with every address made absolute against `page`, the address of the page that it stands on.

    `prefix` is what `render` wrote before the ids; a link within the text leads to the page, where they have none.
    """

    def rewrite(match: re.Match[str]) -> str:
        name, value = match[1], entities.unescape(match[2])
        if name == "srcset":
            written = ", ".join(_candidate(part, page) for part in value.split(","))
        else:
            written = _joined(page, value.replace(f"#{prefix}", "#", 1) if value.startswith("#") else value)
        return f' {name}="{entities.escape(written)}"'

    return _TAG.sub(lambda tag: _ADDRESS.sub(rewrite, tag[0]), html)


def _candidate(part: str, page: str) -> str:
    """One candidate of a srcset: an address and its width."""
    address, _blank, width = part.strip().partition(" ")
    return f"{_joined(page, address)} {width}".strip()


def _joined(page: str, address: str) -> str:
    try:
        return urljoin(page, address)
    except ValueError:  # http://[ is no address, but has a scheme: it is absolute as it stands
        return address
