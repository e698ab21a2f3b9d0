"""Clocks and dates without what they say, for the script to fill in: no file knows what time it is."""

import re
from functools import lru_cache

from embassy.mirror import html
from embassy.mirror.html import Tag

BLOCKS = re.compile(r"<li\b[^<>]*\sdata-clock=.*?</li>|<p\b[^<>]*\sdata-dates\b.*?</p>", re.DOTALL)


def emptied(content: str) -> str:
    """`content` is what stands above the text of a page."""
    return BLOCKS.sub(lambda found: _emptied(found[0]), content)


@lru_cache(maxsize=32)
def _emptied(block: str) -> str:
    """The same block stands on thousands of pages."""
    parts, is_time = [], False
    for piece in html.pieces(block):
        if isinstance(piece, Tag):
            is_time = piece.name == "time" and not piece.is_end
            parts.append(_tag(piece))
        elif not is_time:
            parts.append(piece)
    return "".join(parts)


def _tag(tag: Tag) -> str:
    """Day on the dial, the hands at twelve, one date for both cities."""
    attributes = tag.attributes
    if tag.is_end:
        return tag.text
    if tag.name == "li":
        return tag.with_attributes({**attributes, "class": "clock"})
    if tag.name == "path" and "transform" in attributes:
        return tag.with_attributes({name: value for name, value in attributes.items() if name != "transform"})
    if tag.name == "span" and attributes.keys() & {"data-second", "data-city"}:
        return tag.with_attributes({**attributes, "hidden": ""})
    if tag.name == "time":
        return tag.with_attributes({**attributes, "datetime": ""})
    return tag.text
