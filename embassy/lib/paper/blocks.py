"""A body's tree as the data that letter.typ sets: blocks of runs, strings and numbers, no markup.

block   {"k": "p" | "h" | "quote" | "list" | "table" | "figure" | "rule", …}
run     "text", or {"k": "b" | "i" | "u" | "s" | "sub" | "sup" | "a" | "tel" | "note" | "br", "c": [runs]}
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

from embassy.lib.markup.tree import Element
from embassy.lib.plain_document import marks_of

Block = dict[str, Any]
Run = str | dict[str, Any]
PLAIN = {"strong": "b", "b": "b", "em": "i", "i": "i", "cite": "i", "u": "u", "s": "s", "sub": "sub", "sup": "sup"}
BLOCKS = frozenset({"p", "h2", "h3", "h4", "h5", "h6", "blockquote", "ul", "ol", "table", "figure", "hr", "div"})
MAX_COLUMNS = 24
MAX_DEPTH = 8
"""Lists and quotations inside one another. What lies deeper is set as if it were not nested."""
_BLANKS = re.compile(r"[ \t\n\r\f]+")


class Setting:
    """Of one body. `absolute` makes a full address of a link's; `picture` gives the file of a picture's address."""

    def __init__(self, absolute: Callable[[str], str], picture: Callable[[str], str]) -> None:
        self.absolute = absolute
        self.picture = picture
        self.notes: dict[str, list[Run]] = {}
        self.level = 0
        self.depth = 0

    def of(self, body: Element) -> list[Block]:
        for element in body.all("p"):
            if element["role"] == "doc-footnote":
                self.notes[element["id"]] = list(self.runs(_without_way_back(element)))
        return list(self.blocks(body))

    def blocks(self, parent: Element) -> Iterator[Block]:
        loose: list[Element | str] = []
        for child in parent.children:
            if isinstance(child, Element) and child.tag in BLOCKS:
                yield from self.paragraph(Element("p", children=loose))
                loose = []
                yield from self.block(child)
            else:
                loose.append(child)
        yield from self.paragraph(Element("p", children=loose))

    def block(self, element: Element) -> Iterator[Block]:
        match element.tag:
            case "p":
                yield from self.paragraph(element)
            case "div":
                yield from self.blocks(element)
            case "blockquote" | "ul" | "ol" if self.depth < MAX_DEPTH:
                self.depth += 1
                yield self.quotation(element) if element.tag == "blockquote" else self.listing(element)
                self.depth -= 1
            case "blockquote" | "ul" | "ol":
                yield from self.blocks(element)
            case "table":
                yield table(element, self)
            case "figure":
                yield from self.figure(element)
            case "hr":
                yield {"k": "rule"}
            case _:
                yield from self.heading(element)

    def paragraph(self, element: Element) -> Iterator[Block]:
        if element["role"] == "doc-footnote":
            return
        children = [child for child in element.children if not _is_number(child)]
        numbers = [child for child in element if child["class"] == "pn"]
        runs = trimmed(list(self.runs(Element("p", children=children))))
        if runs:
            number = "".join(part for link in numbers for part in link.children if isinstance(part, str))
            yield {"k": "p", "c": runs, **({"n": number.strip()} if number.strip() else {})}

    def heading(self, element: Element) -> Iterator[Block]:
        """No level is left out on the way down: PDF/UA asks for that, and ears do."""
        if runs := trimmed(list(self.runs(element))):
            self.level = min(int(element.tag[1]) - 1, self.level + 1)
            yield {"k": "h", "l": self.level, "c": runs}

    def quotation(self, element: Element) -> Block:
        return {"k": "quote", "c": list(self.blocks(element))}

    def listing(self, element: Element) -> Block:
        items = [item for item in element if item.tag == "li"]
        told = [list(self.blocks(item)) for item in items]
        return {"k": "list", "m": [] if element.tag == "ul" else marks_of(element, items), "c": told}

    def figure(self, element: Element) -> Iterator[Block]:
        captions = [trimmed(list(self.runs(part))) for part in element if part.tag == "figcaption"]
        caption = captions[0] if captions else []
        for image in element.all("img"):
            if file := self.picture(image["src"]):
                yield {"k": "figure", "file": file, "alt": image["alt"], "c": caption}
                return
            caption = [*([image["alt"]] if image["alt"] else []), *caption]
        others = Element("div", children=[part for part in element.children if not _is(part, "figcaption", "picture")])
        yield from self.blocks(others)
        if caption:
            yield {"k": "p", "c": caption}

    def runs(self, element: Element) -> Iterator[Run]:
        for child in element.children:
            if isinstance(child, str):
                if words := _BLANKS.sub(" ", child):
                    yield words
            elif child.tag == "br":
                yield {"k": "br"}
            elif child["role"] == "doc-noteref":
                yield self.note(child)
            else:
                yield from self.styled(child)

    def styled(self, element: Element) -> Iterator[Run]:
        inner = list(self.runs(element))
        is_note = element.tag == "sup" and inner and isinstance(inner[0], dict) and inner[0]["k"] == "note"
        if element.tag == "a" and not element["href"].startswith("#") and inner:
            kind = "tel" if element["href"].startswith("tel:") else "a"
            yield {"k": kind, "to": self.absolute(element["href"]), "c": inner}
        elif element.tag == "q":
            yield from ("“", *inner, "”")
        elif element.tag in PLAIN and not is_note:
            yield {"k": PLAIN[element.tag], "c": inner}
        else:
            yield from inner

    def note(self, mark: Element) -> Run:
        """The note's words at its first mark; a later mark says its number alone."""
        words = self.notes.pop(mark["href"].removeprefix("#"), None)
        if words is None:
            return {"k": "sup", "c": list(self.runs(Element("a", children=mark.children)))}
        return {"k": "note", "c": trimmed(words)}


def _is(child: Element | str, *tags: str) -> bool:
    return isinstance(child, Element) and child.tag in tags


def _is_number(child: Element | str) -> bool:
    return isinstance(child, Element) and child["class"] == "pn"


def _without_way_back(note: Element) -> Element:
    kept = [child for child in note.children if not (isinstance(child, Element) and child["role"] == "doc-backlink")]
    return Element("p", children=kept)


def trimmed(runs: list[Run]) -> list[Run]:
    """Without blanks at either end; empty where there are no words at all."""
    while runs and isinstance(runs[0], str) and not runs[0].strip():
        runs = runs[1:]
    while runs and isinstance(runs[-1], str) and not runs[-1].strip():
        runs = runs[:-1]
    if runs and isinstance(runs[0], str):
        runs = [runs[0].lstrip(), *runs[1:]]
    if runs and isinstance(runs[-1], str):
        runs = [*runs[:-1], runs[-1].rstrip()]
    return runs


def table(element: Element, setting: Setting) -> Block:
    """Every cell has its place told: spans that overlap or stick out in the source are cut to what is free."""
    captions = [trimmed(list(setting.runs(part))) for part in element if part.tag == "caption"]
    heads = [row for part in element if part.tag == "thead" for row in part if row.tag == "tr"]
    rows = [row for row in element.all("tr") if all(row is not head for head in heads)]
    width = max((sum(_span(cell, "colspan") for cell in _cells(row)) for row in [*heads, *rows]), default=1)
    width = max(1, min(width, MAX_COLUMNS))
    return {
        "k": "table",
        "w": width,
        "caption": captions[0] if captions else [],
        "head": _placed(heads, width, setting),
        "body": _placed(rows, width, setting),
    }


def _cells(row: Element) -> list[Element]:
    return [cell for cell in row if cell.tag in ("th", "td")]


def _span(cell: Element, name: str) -> int:
    return max(1, min(int(cell[name] or 1), 1000))


def _placed(rows: list[Element], width: int, setting: Setting) -> list[Block]:
    taken: set[tuple[int, int]] = set()
    placed = []
    for y, row in enumerate(rows):
        x = 0
        for cell in _cells(row):
            while (x, y) in taken:
                x += 1
            if x >= width:
                break
            across = 1
            while across < _span(cell, "colspan") and x + across < width and (x + across, y) not in taken:
                across += 1
            down = min(_span(cell, "rowspan"), len(rows) - y)
            taken |= {(x + i, y + j) for i in range(across) for j in range(down)}
            runs = [run for block in setting.blocks(cell) for run in [*block.get("c", []), {"k": "br"}]][:-1]
            placed.append({"x": x, "y": y, "across": across, "down": down, "c": _flat(runs)})
            x += across
    return placed


def _flat(runs: list[Any]) -> list[Run]:
    """A cell holds words: of a list or quotation in it, their words."""
    found: list[Run] = []
    for run in runs:
        if isinstance(run, list):
            found += _flat([part for block in run for part in block.get("c", [])])
        elif isinstance(run, dict) and run["k"] in ("p", "quote", "list", "h"):
            found += _flat(run["c"])
        else:
            found.append(run)
    return found
