"""Bodies as plain text: whole, by blocks, or their first words; and text that is one line by nature."""

import html as entities
import re
from dataclasses import dataclass
from typing import Final

from embassy.lib.markup.arranging import TOKEN
from embassy.lib.markup.sanitising import sanitise
from embassy.lib.markup.vocabulary import BLOCKS, UNSEEN

_ELLIPSIS: Final = "…"
_CUT_OFF: Final = " \t.,;:!?…-–—/|·([{«‹“„‘‚¿¡、。，；：！？،؛؟"  # noqa: RUF001 - not to stand before an ellipsis
_WORD_END: Final = re.compile(r"[^\w\s]*(?:\s|$)")


@dataclass(frozen=True, slots=True)
class TextBlock:
    """A paragraph, heading, list item, table row …: its innermost tag, its text in one line, its markup as stored."""

    tag: str
    text: str
    markup: str


def text_blocks(html: str, *, is_stored: bool = False) -> list[TextBlock]:
    """The blocks that hold text, in reading order. A table row is one block, its cells parted by blanks.

    `is_stored` spares the sanitising of what has just come from it, by far the larger part of the cost.
    """
    reader = _BlockReader()
    tokens = TOKEN.split(html if is_stored else sanitise(html))
    reader.text(tokens[0])
    for slash, tag, attributes, text in zip(tokens[1::4], tokens[2::4], tokens[3::4], tokens[4::4], strict=True):
        reader.tag(slash, tag, f"<{slash}{tag}{attributes}>")
        reader.text(text)
    reader.flush()
    return reader.blocks


def plain_text(html: str, *, is_stored: bool = False) -> str:
    """The text alone, a newline between blocks, entities decoded, whitespace folded inside each block."""
    return "\n".join(block.text for block in text_blocks(html, is_stored=is_stored))


def excerpt(html_or_text: str, max_chars: int = 300) -> str:
    """The first words of a body as one plain line. Reads the whole of it: worth keeping where many are listed."""
    return shortened(plain_text(html_or_text), max_chars)


def shortened(text: str, max_chars: int) -> str:
    """Plain text as one line of at most `max_chars` characters, cut at a word, the ellipsis of the cut included."""
    line = clean_line(text)
    if len(line) <= max_chars:
        return line
    room = max(max_chars - len(_ELLIPSIS), 0)
    head = line[:room]
    if not _WORD_END.match(line, room) and " " in head.rstrip():
        head = head[: head.rindex(" ")]
    return (head.rstrip(_CUT_OFF) or line[:room]) + _ELLIPSIS


def clean_line(text: str) -> str:
    """Text for a title, summary or label: one line, no control or bidi-override characters. Not HTML: escape it."""
    return " ".join(UNSEEN.sub("", re.sub(r"[\s\x1c-\x1f\x85]+", " ", text)).split())


def clean_lines(text: str) -> str:
    """The same of a text that may have several lines. Not HTML either."""
    return UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


class _BlockReader:
    def __init__(self) -> None:
        self.blocks: list[TextBlock] = []
        self.path: list[str] = []
        self.rows = 0
        self.words: list[str] = []
        self.markup: list[str] = []

    def tag(self, slash: str, tag: str, source: str) -> None:
        if tag in BLOCKS and (not self.rows or tag == "tr"):
            self._edge(slash, tag)
            return
        self.markup.append(source)
        if tag in BLOCKS or tag == "br":
            self.words.append(" ")

    def text(self, text: str) -> None:
        self.words.append(text)
        self.markup.append(text)

    def flush(self) -> None:
        text = " ".join(entities.unescape("".join(self.words)).split())
        if text:
            self.blocks.append(TextBlock(self.path[-1] if self.path else "", text, "".join(self.markup).strip()))
        self.words.clear()
        self.markup.clear()

    def _edge(self, slash: str, tag: str) -> None:
        """A block begins or ends here. Inside a row only the row itself is a block, even if a cell holds a table."""
        if tag == "tr":
            self.rows += -1 if slash else 1
            if self.rows > (0 if slash else 1):
                self.words.append(" ")
                return
        self.flush()
        if slash:
            self.path.pop()
        elif tag != "hr":
            self.path.append(tag)
