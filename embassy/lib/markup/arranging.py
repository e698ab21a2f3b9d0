"""The shape of a stored body: every text in the block it may stand in, nothing empty, nothing nested without end.

Reads the well-formed output of nh3 and writes a form that an HTML parser reads back exactly as it stands. Each
element knows its path, the legal chain of elements around its text; tags are written only when a text needs them.
"""

import re
from dataclasses import dataclass, field
from typing import Final

from embassy.lib.markup.vocabulary import (
    BLOCKS,
    BOUNDARIES,
    CELLS,
    FORMATS,
    HEADINGS,
    LINK_REL,
    LISTS,
    RENAMED,
    SECTIONS,
    TABLE_PARTS,
    attributes,
)

MAX_BLOCKS: Final = 20
MAX_FORMATS: Final = 6

TOKEN = re.compile(r'<(/?)([a-z][a-z0-9]*)((?: [a-z-]+="[^"]*")*)>')
_LEADING = re.compile(r"(?:\s|&nbsp;)*")
_PARENTS = (
    {"li": LISTS, "caption": {"table"}, "tr": SECTIONS, "figcaption": {"figure"}}
    | dict.fromkeys(SECTIONS, frozenset({"table"}))
    | dict.fromkeys(CELLS, frozenset({"tr"}))
)
_REPEATABLE = frozenset({"q", "sub", "sup", "span"})
_HOLDS_TEXT = HEADINGS | CELLS | {"p", "li", "caption", "figcaption"}
_TABLE_INSIDES = SECTIONS | {"table", "tr"}
_BOUNDARY = ""


@dataclass(slots=True, eq=False)
class _Element:
    """Something open around a text. A boundary (tag "") writes nothing; its attributes pass to its paragraphs."""

    tag: str
    attributes: str = ""
    last_item: "_Element | None" = field(default=None, repr=False)

    @property
    def is_format(self) -> bool:
        return self.tag in FORMATS

    @property
    def start(self) -> str:
        return f"<{self.tag}{self.attributes}>"


_Path = tuple[_Element, ...]


def arranged(html: str) -> str:
    writer = _Writer()
    tokens = TOKEN.split(html)
    writer.text(tokens[0])
    for slash, tag, source, text in zip(tokens[1::4], tokens[2::4], tokens[3::4], tokens[4::4], strict=True):
        if slash:
            writer.end()
        else:
            writer.begin(RENAMED.get(tag, tag), source)
        if text:
            writer.text(text)
    return writer.finish()


def _parted(path: _Path) -> tuple[_Path, _Path]:
    """The blocks of a path and the formats that follow them."""
    size = len(path)
    while size and path[size - 1].is_format:
        size -= 1
    return path[:size], path[size:]


class _Writer:
    def __init__(self) -> None:
        self.out: list[str] = []
        self.open: _Path = ()
        self.paths: list[tuple[_Path, bool]] = [((), True)]  # of each element begun: its path, is it a block
        self.gap: list[str] = []  # blanks and breaks, written only when text follows in the same block
        self.at_start = True  # of a block: nothing written in it yet
        self.loose: _Element | None = None  # what was supplied around text that had no block of its own

    def begin(self, tag: str, source: str) -> None:
        path = self.paths[-1][0]
        if tag == "br":
            self.gap.append("<br>")
        elif tag == "hr":
            self._void(path, "hr", "<hr>")
        elif tag == "figure" and (picture := attributes(tag, source)):
            self._void(path, "figure", f"<figure{picture}></figure>")
            self._begin_block(path, "div", "")  # what stood in it follows it
        elif tag in FORMATS:
            self.paths.append((self._formatted(path, tag, source), False))
        else:
            self._begin_block(path, tag, source)

    def end(self) -> None:
        _path, is_block = self.paths.pop()
        if is_block:
            self._new_block()

    def text(self, text: str) -> None:
        blank = _LEADING.match(text)
        if blank and blank.end() == len(text):
            self.gap.append(text)
            return
        if self.at_start:
            self.gap.clear()
            text = text[blank.end() :] if blank else text
        self._move(self._home(self.paths[-1][0]))
        self.at_start = False
        self.out.append(text)

    def finish(self) -> str:
        self.gap.clear()
        self._move(())
        return "".join(self.out).strip()

    def _new_block(self) -> None:
        self.gap.clear()
        self.at_start = True
        self.loose = None

    def _begin_block(self, path: _Path, tag: str, source: str) -> None:
        blocks, formats = _parted(path)
        holder = blocks[-1].tag if blocks else _BOUNDARY
        if holder == "caption" or (holder in HEADINGS and (tag in HEADINGS or tag in BOUNDARIES or tag == "p")):
            self.gap.append(" ")  # a line of a heading, not a block in it
            self.paths.append((path, False))
            return
        self._new_block()
        blocks = self._extended(blocks, tag, source)
        self.paths.append((blocks + formats, True))
        if tag in CELLS and blocks[-1].tag == tag:
            self._move(blocks)  # an empty cell counts

    def _extended(self, blocks: _Path, tag: str, source: str) -> _Path:
        if blocks and blocks[-1].tag in HEADINGS | {"p"}:
            blocks = blocks[:-1]
        holder = blocks[-1] if blocks else _Element(_BOUNDARY)
        if tag in LISTS and holder.tag in LISTS:
            blocks = (*blocks, self._item(holder))
        elif tag not in TABLE_PARTS and tag != "li" and holder.tag in _TABLE_INSIDES:
            blocks = _before_table(blocks)
        allowed = _PARENTS.get(tag)
        if tag not in BLOCKS or len(blocks) >= MAX_BLOCKS or (allowed and holder.tag not in allowed):
            return self._bounded(blocks, source)
        element = _Element(tag, attributes(tag, source))
        if tag == "li":
            holder.last_item = element
        return (*blocks, element)

    def _bounded(self, blocks: _Path, source: str) -> _Path:
        inherited = ""
        if blocks and blocks[-1].tag == _BOUNDARY:
            inherited, blocks = blocks[-1].attributes, blocks[:-1]
        return (*blocks, _Element(_BOUNDARY, attributes("p", source) or inherited))

    def _item(self, holder: _Element) -> _Element:
        """The item that a list standing directly in a list belongs to: the one before it."""
        holder.last_item = holder.last_item or _Element("li")
        return holder.last_item

    def _formatted(self, path: _Path, tag: str, source: str) -> _Path:
        formats = _parted(path)[1]
        if len(formats) >= MAX_FORMATS:
            return path
        element = _Element(tag, attributes(tag, source))
        if (tag == "a" and "href=" not in element.attributes) or (tag == "span" and not element.attributes):
            return path
        if tag not in _REPEATABLE and any(f.tag == tag and (tag == "a" or f.start == element.start) for f in formats):
            return path
        if tag == "a":
            element.attributes += f' rel="{LINK_REL}"'
        return (*path, element)

    def _home(self, path: _Path) -> _Path:
        """The path for text here, with a paragraph (in a list an item) supplied where text may not stand by itself."""
        blocks, formats = _parted(path)
        holder = blocks[-1] if blocks else _Element(_BOUNDARY)
        if holder.tag in _HOLDS_TEXT:
            return path
        if holder.tag in _TABLE_INSIDES:
            blocks = _before_table(blocks)
        if self.loose is None:
            is_list = holder.tag in LISTS
            self.loose = _Element("li") if is_list else _Element("p", holder.attributes if not holder.tag else "")
            if is_list:
                holder.last_item = self.loose
        return (*blocks, self.loose, *formats)

    def _void(self, path: _Path, tag: str, written: str) -> None:
        """A block that holds nothing, where blocks may stand."""
        blocks, _formats = _parted(path)
        if blocks and blocks[-1].tag == "caption":
            return
        self._new_block()
        self._move(self._extended(blocks, tag, "")[:-1])
        self.out.append(written if _written(self.open) else f"{written}\n")

    def _move(self, path: _Path) -> None:
        """Close and open tags until exactly `path` is open."""
        common = 0
        for ours, theirs in zip(self.open, path, strict=False):
            if ours is not theirs:
                break
            common += 1
        if len(self.open) > common:
            self._close(common)
        if self.gap:
            self.out += self.gap
            self.gap.clear()
        self.out += [element.start for element in path[common:] if element.tag]
        self.open = path

    def _close(self, common: int) -> None:
        self.out += [f"</{element.tag}>" for element in reversed(self.open[common:]) if element.tag]
        if _written(self.open) and not _written(self.open[:common]):
            self.out.append("\n")


def _written(path: _Path) -> bool:
    return any(element.tag for element in path)


def _before_table(blocks: _Path) -> _Path:
    """The blocks around the innermost table: where a parser puts what may not stand between its cells."""
    size = max(i for i, element in enumerate(blocks) if element.tag == "table")
    return blocks[:size]
