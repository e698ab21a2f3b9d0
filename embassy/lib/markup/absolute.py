"""A rendered body for readers elsewhere: every address in full."""

import re
from html import escape, unescape
from urllib.parse import urljoin

# What `render` and the figures write: attributes in double quotes.
_ADDRESS = re.compile(r'(?<= )(href|src|srcset)="([^"]*)"')


def with_absolute_links(html: str, base: str) -> str:
    """`html`, its relative links and pictures in full, as read on the page `base`. Links within the text stay."""
    return _ADDRESS.sub(lambda match: f'{match[1]}="{escape(_whole(match[1], unescape(match[2]), base))}"', html)


def _whole(attribute: str, value: str, base: str) -> str:
    if attribute == "srcset":
        return ", ".join(urljoin(base, candidate.strip()) for candidate in value.split(","))
    try:
        return value if value.startswith("#") else urljoin(base, value)
    except ValueError:  # such as http://[
        return value
