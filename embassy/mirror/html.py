"""HTML as our own templates write it (every attribute quoted, every tag closed), tag by tag; what lies between stays.

A parser that builds a tree costs four times as much, and would write 20,000 pages anew, each a little otherwise.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape, unescape

TAG = re.compile(
    r"<!--.*?-->|<(?P<raw>script|style)\b(?P<rawattributes>[^>]*)>(?P<inside>.*?)</(?P=raw)\s*>"
    r"|<(?P<end>/?)(?P<name>[a-zA-Z][a-zA-Z0-9-]*)(?P<attributes>(?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>",
    re.DOTALL,
)
ATTRIBUTE = re.compile(r"\s+([^\s=>/\"']+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+)))?")


@dataclass(slots=True)
class Tag:
    """A tag, or an element whose inside is no HTML (`inside` is its text; None for all others)."""

    name: str
    text: str
    written: str
    is_end: bool = False
    inside: str | None = None

    @property
    def attributes(self) -> dict[str, str]:
        return {
            found[1]: unescape(found[2] or found[3] or found[4] or "") for found in ATTRIBUTE.finditer(self.written)
        }

    def has(self, word: str) -> bool:
        """A quick look: whether the word stands in the tag at all."""
        return word in self.written

    def with_attributes(self, attributes: dict[str, str]) -> str:
        written = "".join(f' {name}="{escape(value)}"' if value else f" {name}" for name, value in attributes.items())
        close = f"{self.inside}</{self.name}>" if self.inside is not None else ""
        slash = "/" if self.written.rstrip().endswith("/") else ""
        return f"<{self.name}{written}{slash}>{close}"


def pieces(html: str) -> Iterator[str | Tag]:
    """The text between tags as it is, and the tags; all of them joined are the whole."""
    last = 0
    for found in TAG.finditer(html):
        if found.start() > last:
            yield html[last : found.start()]
        last = found.end()
        if found["raw"]:
            yield Tag(found["raw"].lower(), found[0], found["rawattributes"], inside=found["inside"])
        elif found["name"]:
            yield Tag(found["name"].lower(), found[0], found["attributes"], is_end=bool(found["end"]))
        else:
            yield found[0]
    if last < len(html):
        yield html[last:]
