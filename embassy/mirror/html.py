"""HTML as our own templates write it (every attribute quoted, every tag closed), tag by tag; what lies between stays.

A parser that builds a tree costs four times as much, and would write 20,000 pages anew, each a little otherwise.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape, unescape

COMMENT, ATTRIBUTES = r"<!--.*?-->", r"(?:[^<>\"']|\"[^\"]*\"|'[^']*')*"
TAG = re.compile(
    rf"{COMMENT}|<(?P<raw>script|style)\b(?P<rawattributes>[^>]*)>(?P<inside>.*?)</(?P=raw)\s*>"
    rf"|<(?P<end>/?)(?P<name>[a-zA-Z][a-zA-Z0-9-]*)(?P<attributes>{ATTRIBUTES})>",
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


def tag_of(written: str) -> Tag:
    """The tag, or the raw element, that `written` is."""
    found = next(pieces(written))
    assert isinstance(found, Tag)  # noqa: S101  (whoever asks has found it as one)
    return found


def only(*names: str) -> re.Pattern[str]:
    """For `parts`: the tags with these names ("/a" for an end), a script with its inside."""
    wanted = rf"(?i:{'|'.join(names)})(?![a-zA-Z0-9-])"
    style, script = (rf"<(?i:{name})\b[^>]*>.*?</(?i:{name})\s*>" for name in ("style", "script"))
    # One step from each wanted tag to the next: no loop of Python's goes through what lies between.
    text = rf"(?:[^<]++|{COMMENT}|{style}|<(?!{wanted})(?:/?[a-zA-Z][a-zA-Z0-9-]*{ATTRIBUTES}>)?)*+"
    return re.compile(rf"{text}(?:(?P<tag>{script}|<{wanted}{ATTRIBUTES}>)|<|\Z)", re.DOTALL)


def parts(html: str, wanted: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    """Text and the wanted tag after it, as it is written; at the end the rest and ""."""
    last = 0
    for found in wanted.finditer(html):
        if tag := found["tag"]:
            yield html[last : found.start("tag")], tag
            last = found.end()
    yield html[last:], ""
