"""schema.org documents in a page: a data block, which no browser runs and no policy need allow."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.safestring import SafeString, mark_safe

CONTEXT = "https://schema.org"
# As Django's json_script: nothing can end the element or begin a comment in it; U+2028 and U+2029 are line ends.
ESCAPES = {ord(char): f"\\u{ord(char):04X}" for char in "<>&\u2028\u2029"}


def script(document: Mapping[str, Any]) -> SafeString:
    """The document as an element of the head."""
    text = json.dumps({"@context": CONTEXT, **document}, ensure_ascii=False, separators=(",", ":")).translate(ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308 - escaped above


def breadcrumbs(steps: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """The way from the home page here: names and absolute addresses."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": name, "item": url}
            for position, (name, url) in enumerate(steps, start=1)
        ],
    }


def without_blanks(document: Mapping[str, Any]) -> dict[str, Any]:
    """The document without the properties that have nothing to say."""
    return {name: value for name, value in document.items() if value not in ("", None, [], {})}
