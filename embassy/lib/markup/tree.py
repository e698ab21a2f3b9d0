"""A rendered body as a tree, for documents that are not HTML: plain text and paper."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Union

MAX_DEPTH = 40
"""What lies deeper belongs to its ancestor at that depth: nobody writes so, and no reader of the tree need fear it."""
VOID = frozenset({"br", "hr", "img", "source", "wbr", "col"})


@dataclass(slots=True, eq=False)
class Element:
    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Union["Element", str]] = field(default_factory=list)

    def __iter__(self) -> Iterator["Element"]:
        """Its child elements, without the text between them."""
        return (child for child in self.children if isinstance(child, Element))

    def __getitem__(self, name: str) -> str:
        return self.attributes.get(name, "")

    def all(self, *tags: str) -> Iterator["Element"]:
        """Every element of these tags inside, in reading order."""
        for child in self:
            if child.tag in tags:
                yield child
            yield from child.all(*tags)


def tree(html: str) -> Element:
    """The element that holds a body. Takes the output of `render`, which is well formed."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.root


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Element("body")
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        if len(self.open) > MAX_DEPTH:
            element.children = self.open[-1].children
        else:
            self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if tag in (element.tag for element in self.open[1:]):
            while self.open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)
